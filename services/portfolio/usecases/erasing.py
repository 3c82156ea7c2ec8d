"""A person is erased: credentials are revoked and deleted, with their salts; shares open nothing any more."""

from datetime import datetime

from services.portfolio.domain.applying import Application
from services.portfolio.domain.evidence import Credential
from services.portfolio.store import audit, crediting, projects, saved, statuses
from services.portfolio.store import erasing as store
from services.portfolio.usecases import appeals, blocking, contacts, hires, receiving
from services.portfolio.usecases.applying import KIND
from services.portfolio.usecases.issuing import SIGN_LISTS
from shared import directory, erasing
from shared.config import Terms
from shared.events import portfolio as events
from shared.messages import N_
from shared.messaging import jobs, outbox, timers
from shared.messaging.timers import Timer
from shared.mongo import transactional
from shared.waiting import close_items

KEPT = (
    N_("The revocations in the public status list, which name nobody."),
    N_("The commitments in the public log, without the salts: nobody can tell any more what they stood for."),
    N_("The public key and the roles of a reviewer, because others' credentials rest on them."),
)


@transactional
def erase(person: str, terms: Terms, now: datetime) -> None:
    _forget(person, now)
    erasing.say_done(person, KEPT, now, blocking.said_of(person, terms))
    erasing.look_again(person, now)


def _forget(person: str, now: datetime) -> None:
    for claim in store.claims_of(person):
        timers.cancel(claim)
        jobs.scrub(claim, now)
    for credential in store.credentials_of(person):
        _revoke(credential, now)
    for record in projects.of_person(person):
        statuses.change(record.status_list, record.place, "revoked")
        jobs.add(SIGN_LISTS, str(record.status_list), now)
    for application in store.open_applications(person):
        _withdraw(application, now)
    blocking.block(person, now)
    appeals.forget(person, now)
    contacts.forget(person, now)
    hires.forget(person, now)
    receiving.forget(person, now)
    saved.forget(person)
    store.forget(person)
    directory.forget(person, now)
    erasing.forget(person, now)


def _revoke(credential: Credential, now: datetime) -> None:
    """No entry in the log: nobody could ever tell what it is about. The list is signed anew."""
    if credential.status == "revoked":
        return
    statuses.change(credential.status_list, credential.place, "revoked")
    jobs.add(SIGN_LISTS, str(credential.status_list), now)
    audit.record(N_("Credential revoked"), credential.id, None, now)
    revoked = events.CredentialStatusChanged(
        credential=credential.id,
        contribution=credential.contribution,
        person=credential.person,
        status="revoked",
    )
    outbox.append(revoked, now)


def _withdraw(application: Application, now: datetime) -> None:
    application.withdraw(application.person, now)
    for use in crediting.uses(application.results).values():
        use.release(application.id)
        crediting.save_use(use)
    crediting.save_application(application)
    close_items(application.id, KIND, now, outcome="withdrawn")


def again(timer: Timer, now: datetime) -> None:
    """Whatever a transaction wrote that was running while the person was erased."""
    _forget(timer.subject, now)
