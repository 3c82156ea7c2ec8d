"""A minor's guardian answers for each placement: projects asks, the link or a teacher brings the answer, by what
usecases/guardians.py knows of the link."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.accounts.domain.minority import REMIND_AFTER, Minority
from services.accounts.domain.placement import FIRST, TELL_ADMINS_AFTER, Placement
from services.accounts.store import audit, minorities, organisations, people, placements
from services.accounts.usecases import publishing
from shared import waiting
from shared.errors import Conflict
from shared.messages import N_
from shared.messaging import erased, jobs
from shared.messaging.timers import Timer
from shared.mongo import transactional
from shared.waiting import Wait

KIND = "guardian.placement"
ASKED = N_("Guardian's consent to the placement of %(name)s")
DEFAULT = N_(
    "Without it the placement does not start; without an answer in time the seat goes to the reserve."
)
_ACTS = {
    "consented": N_("The guardian consented to a placement: %(member)s"),
    "refused": N_("The guardian refused a placement: %(member)s"),
    "withdrawn": N_("The guardian withdrew the consent to a placement: %(member)s"),
    "lapsed": N_("The guardian did not answer about a placement: %(member)s"),
}


@dataclass(frozen=True)
class Shown:
    """A placement as a guardian or a teacher reads it, with names for ids."""

    placement: Placement
    company: str
    mentor: str


def shown(minority: Minority | None) -> list[Shown]:
    found = placements.of(minority) if minority is not None else []
    companies = organisations.names(one.company for one in found)
    names = people.names([one.mentor for one in found if one.mentor])
    return [Shown(one, companies.get(one.company, ""), names.get(one.mentor or "", "")) for one in found]


@transactional
def asked(event: Any, now: datetime) -> None:
    """A team has a member whom projects takes for a minor. Of whom no guardian decides it is told so at once."""
    if erased.is_erased(event.person) or placements.known(event.consent) is not None:
        return
    minority = minorities.of(event.person)
    if minority is None or not minority.under_age(now):
        publishing.placement_answer(event.consent, event.person, "of_age", now)
        return
    same = ("title", "language", "place", "weeks", "hours_per_week", "paid", "pay", "risk")
    terms = {name: getattr(event, name) for name in same}
    made = Placement(event.consent, event.person, event.organisation, event.mentor, now, terms)
    placements.add(made)
    waiting.open_item(_wait(made, minority, "teacher"), now)
    if minority.state == "consented" and minority.mail and minority.code:
        jobs.add("guardian_mail", minority.id, now)


def _wait(placement: Placement, minority: Minority, role: str) -> Wait:
    membership = organisations.membership_in(minority.school, minority.id)
    place = f"memberships/{membership.id}/guardian" if membership else f"orgs/{minority.school}/people"
    first = role == "teacher"
    return Wait(
        placement.id, KIND, ASKED, DEFAULT, f"/accounts/{place}", organisation=minority.school, role=role,
        due=placement.due, remind=placement.asked + REMIND_AFTER if first else None,
        escalate=placement.asked + TELL_ADMINS_AFTER if first else None, people={"name": minority.id},
    )  # fmt: skip


def answer(minority: Minority, placement_id: str, decision: str, teacher: str | None, now: datetime) -> None:
    """By the guardian, or by a ``teacher`` who saw it on paper. Of a minority that the caller may answer for."""
    found = placements.one_of(minority, placement_id)
    if decision == "consented" and minority.state != "consented":
        raise Conflict(FIRST)
    found.answer(decision, now, teacher)
    _done(found, minority, teacher, now)


def allow_nothing(minority: Minority, by: str | None, now: datetime) -> None:
    """The guardian refused or withdrew everything: no placement is left out."""
    for found in placements.of(minority):
        found.allow_nothing(now)
        _done(found, minority, by, now)


def _done(placement: Placement, minority: Minority, by: str | None, now: datetime) -> None:
    placements.save(placement)
    publishing.placement(placement, now)
    audit.record(_ACTS[placement.state], minority.school, by, now, to=placement.person)
    waiting.close_items(
        placement.id, KIND, now, by=by, outcome="lapsed" if placement.state == "lapsed" else "done"
    )


@transactional
def ended(event: Any, now: datetime) -> None:
    found = placements.known(event.consent)
    if found is not None and found.open:
        found.close("ended")
        placements.save(found)
    waiting.close_items(event.consent, KIND, now, outcome="withdrawn")


@transactional
def tell_admins(timer: Timer, now: datetime) -> None:
    """Most of the time is over: the school's administrators are told, too."""
    found = placements.known(timer.subject)
    minority = minorities.of(found.person) if found else None
    if found is not None and minority is not None and found.state == "asked":
        waiting.open_item(_wait(found, minority, "school_admin"), now)


@transactional
def silent(timer: Timer, now: datetime) -> None:
    """Nothing is allowed by silence: the seat goes to the reserve."""
    found = placements.known(timer.subject)
    minority = minorities.of(found.person) if found else None
    if found is not None and minority is not None and found.state == "asked":
        found.close("lapsed")
        _done(found, minority, None, now)


def of_age(minority: Minority, now: datetime) -> None:
    """The person decides: what was not answered needs no answer; consents stand, and nobody withdraws them."""
    for found in placements.of(minority):
        if found.state == "asked":
            found.close("of_age")
            placements.save(found)
            publishing.placement(found, now)
            waiting.close_items(found.id, KIND, now, outcome="withdrawn")
