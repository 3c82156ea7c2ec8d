"""Records that a school has a duty to keep outlive their person, blocked: the registrar opens one with a reason."""

from datetime import datetime

from services.portfolio.domain.blocking import Blocked, years_after
from services.portfolio.store import audit
from services.portfolio.store import blocking as store
from services.portfolio.usecases.ruling import day_at
from shared import directory
from shared.config import Term, Terms
from shared.messages import N_
from shared.mongo import transactional
from shared.viewer import Viewer

WHAT = N_("Decided applications for credit: numbers and calculation, without words")
BASIS = N_("The school's duty to keep what it decided on credit")


def block(person: str, now: datetime) -> None:
    """In the erasing transaction."""
    for blocked in store.block_decided(person, now):
        audit.record(N_("Blocked: the person's account was erased"), blocked.id, None, now)


def said_of(person: str, terms: Terms) -> list[dict[str, str]]:
    """What is blocked of the person, once for each day on which it ends."""
    found = {}
    for blocked in store.of_person(person):
        term = term_of(blocked.school, terms)
        until = blocked.until(term.years if term else None)
        day = day_at(blocked.school, until) if until else ""
        said = {"what": WHAT, "basis": BASIS, "rule": term.source if term else "", "until": day}
        found[day, said["rule"]] = said
    return list(found.values())


def term_of(school: str, terms: Terms) -> Term | None:
    """By the school's region."""
    found = directory.organisation(school)
    return terms.get(found.region) if found else None


@transactional
def open_blocked(record_id: str, reason: str, viewer: Viewer, now: datetime) -> Blocked:
    """Each look stands in the trail, with its reason."""
    blocked = store.blocked(record_id, viewer)
    audit.record(
        N_("Blocked record opened: %(reason)s"), record_id, viewer.person, now, said={"reason": reason}
    )
    return blocked


def drop_over(terms: Terms, now: datetime) -> None:
    """Delete what has been kept for its term."""
    for school in store.schools():
        term = term_of(school, terms)
        if term is not None:
            _drop(school, years_after(now, -term.years), now)


@transactional
def _drop(school: str, moment: datetime, now: datetime) -> None:
    for record_id in store.drop_decided_before(school, moment):
        audit.record(N_("Deleted: the term of keeping it is over"), record_id, None, now)
