"""A person's own settings, and whether an operator has suspended the account."""

from datetime import datetime

from services.accounts.domain.person import Person
from services.accounts.store import audit, people
from services.accounts.usecases import mails, publishing, sessions
from shared import mongo
from shared.errors import Forbidden
from shared.events import accounts as events
from shared.messages import N_
from shared.messaging import jobs, outbox
from shared.mongo import transactional
from shared.viewer import Viewer

STANDING_MAIL = "account_standing_mail"


@transactional
def change_settings(
    viewer: Viewer, changes: dict[str, str], expected_version: int | None, now: datetime
) -> Person:
    """Name, name in Latin letters, language, zone, theme of the viewer's own account."""
    person = people.person(viewer.person)
    mongo.expect_version(person, expected_version)
    told, zone = (person.name, person.language), person.zone
    for name, value in changes.items():
        setattr(person, name, value)
    people.save_person(person)
    if zone != person.zone:
        mails.schedule(person, now)
    if told != (person.name, person.language):
        publishing.person(person, now)
    return people.person(person.id)


@transactional
def change_standing(person_id: str, suspended: bool, reason: str, viewer: Viewer, now: datetime) -> None:
    """An operator suspends an account, or lifts it; every service obeys by the event."""
    person = people.person(person_id)
    if person.id == viewer.person:
        raise Forbidden(N_("Nobody suspends themselves."))
    if person.suspended == suspended:
        return
    person.suspended = suspended
    people.save_person(person)
    outbox.append(events.StandingChanged(person=person.id, suspended=suspended), now)
    sessions.end_visits(person.id, now)
    act = N_("Account suspended: %(reason)s") if suspended else N_("Suspension lifted: %(reason)s")
    audit.record(act, person.id, viewer.person, now, to=person.id, operator=True, said={"reason": reason})
    jobs.add(STANDING_MAIL, person.id, now)
