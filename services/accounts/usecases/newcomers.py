"""Students who came in by a code wait until a teacher confirms them: one thing to do for each class, or for the school,
however many they are."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from services.accounts.domain.duty import asked_first
from services.accounts.domain.organisation import NEWCOMERS, Membership, Organisation
from services.accounts.domain.school_class import SchoolClass
from services.accounts.store import calendars, duties, newcomers, organisations
from shared import clock, waiting
from shared.messages import N_, counted
from shared.messaging import jobs
from shared.mongo import transactional
from shared.waiting import Wait

KIND, LOOK = NEWCOMERS, "newcomers.look"
DUE_DAYS, REMIND_AFTER = 3, timedelta(days=1)
WAIT = counted(
    "%(num)s student waits for confirmation: %(place)s", "%(num)s students wait for confirmation: %(place)s"
)
TILL_THEN = N_("Until then they see nothing of the school.")


def changed(membership: Membership, by: str | None, now: datetime) -> None:
    """Somebody came, was decided about or went. By a job: a class that joins at once would otherwise wait for one
    another to write the same row."""
    place = membership.school_class or membership.organisation
    jobs.add(LOOK, place, now, organisation=membership.organisation, by=by)


@transactional
def look(place: str, organisation_id: str, by: str | None, now: datetime) -> None:
    """Open what waits when the first came; close it when all are decided about."""
    number = organisations.newcomers([place]).get(place, 0)
    if newcomers.told(place, number > 0):
        if number:
            _open(place, organisation_id, number, now)
        else:
            waiting.close_items(place, NEWCOMERS, now, by=by)


def _open(place: str, organisation_id: str, number: int, now: datetime) -> None:
    """For whoever has a duty in the class, or for its teachers; where it names none, for all of the school, or for who
    administers it."""
    school = organisations.organisations_by_id([organisation_id])[0]
    found = newcomers.of_class(place)
    named = f"/accounts/classes/{place}" if found else f"/accounts/orgs/{place}/people?pending=1"
    calendar = calendars.calendar_of(school)
    for whose in _whose(school, found, now):
        wait = Wait(
            place, NEWCOMERS, WAIT, TILL_THEN, named, due=clock.due_in_days(DUE_DAYS, now, calendar),
            moved_from=clock.moved_from(DUE_DAYS, now, calendar), remind=now + REMIND_AFTER,
            params={"num": number, "place": found.name if found else school.name},
        )  # fmt: skip
        waiting.open_item(replace(wait, **whose), now)


def _whose(school: Organisation, found: SchoolClass | None, now: datetime) -> list[dict[str, Any]]:
    today, teach = (
        clock.day_in(now, school.time_zone).isoformat(),
        organisations.holders("teacher", school.id),
    )
    if found and (teachers := asked_first(duties.of_class(found.id), today, teach) or found.teachers):
        return [{"person": teacher} for teacher in teachers]
    role = "teacher" if teach else "school_admin"
    return [{"organisation": school.id, "role": role}]
