"""A brief that fills as bids come: students who agree are shown to its company, ranked, with reasons."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.matching import advice, book, ranking
from services.matching.domain.briefs import Brief
from services.matching.explain import Message
from services.matching.ranking import Place, Standing
from services.matching.scoring import Need, fit
from services.matching.store import audit, bids, briefs, holdings, standings, students
from services.matching.usecases import consenting
from shared import directory
from shared.errors import Conflict
from shared.messages import N_
from shared.messaging import jobs
from shared.mongo import transactional
from shared.viewer import Viewer

WEIGH = "standing.weigh"
ADDS = N_("Adds what those above lack: %(skills)s.")


@dataclass(frozen=True)
class Candidate:
    """``reasons``: messages as they are stored. ``adds``: thousandths of the objective, to those above. ``covers``: of
    the whole brief by oneself, in per cent."""

    person: str
    school: str
    adds: int
    covers: int
    reasons: list[Mapping[str, Any]]


@transactional
def show(brief_id: str, viewer: Viewer, now: datetime) -> None:
    """Agree that the brief's company reads one's name, school and what one brings, while bids are taken."""
    viewer.check_acts_alone("data_consent", now)
    brief = briefs.brief(brief_id, viewer)
    brief.check_takes_bids(now)
    if brief.id not in bids.handed_in(viewer):
        raise Conflict(N_("Hand in your bid first; then you can be shown to the company."))
    bids.take_turn(viewer.person, brief.id)
    if brief.id not in standings.shown(viewer.person):
        consenting.tell_candidate(brief, [viewer.person], True, now)
    _weigh(viewer.person, [brief], now)
    audit.record(N_("Shown to the company"), brief.id, viewer.person, now)


@transactional
def hide(brief_id: str, viewer: Viewer, now: datetime) -> None:
    """Take it back: from now on the company reads nothing of it."""
    if hidden(viewer.person, brief_id, now):
        audit.record(N_("No longer shown to the company"), brief_id, viewer.person, now)


def hidden(person: str, brief_id: str, now: datetime) -> bool:
    """In a transaction: the consent is over; False where there was none."""
    brief = briefs.found(brief_id)
    gone = standings.drop(person, brief_id)
    if gone and brief is not None:
        consenting.tell_candidate(brief, [person], False, now)
    return gone


def over(brief_id: str, now: datetime) -> None:
    """In a transaction: bidding is over, nobody is shown any more."""
    brief, people = briefs.found(brief_id), sorted(standings.people_of(brief_id))
    standings.drop_all(brief_id)
    if brief is not None:
        consenting.tell_candidate(brief, people, False, now)


@transactional
def withdrawn(consent: str, person: str, now: datetime) -> None:
    """The person took it back on the page of their data."""
    for brief_id in standings.shown(person):
        if consenting.id_of(brief_id, person) == consent:
            hide(brief_id, Viewer(person), now)


def weigh_again(person: str, now: datetime) -> None:
    """Something about this student changed: their own rows are weighed anew, nobody else's. In its transaction."""
    shown = standings.shown(person)
    _weigh(person, [brief for one in shown if (brief := briefs.found(one)) is not None], now)


def _weigh(person: str, chosen: Iterable[Brief], now: datetime) -> None:
    held, ranks = holdings.of_people([person]).get(person, ()), bids.handed_in(Viewer(person))
    for brief in chosen:
        if brief.id in ranks:
            found = fit(book.graph(), needs_of(brief), held, now.date())
            standings.put(brief.id, ranking.weighed(person, ranks[brief.id], found), now)


def needs_of(brief: Brief) -> list[Need]:
    """The needs with weights of a sum of one."""
    total = sum(need.weight for need in brief.needs)
    return [Need(need.skill, need.level, need.weight / total) for need in brief.needs]


def edition_came(brief_id: str, now: datetime) -> None:
    """The brief needs something else now: who is shown is weighed anew by a job."""
    if standings.people_of(brief_id):
        jobs.add(WEIGH, brief_id, now)


@transactional
def weigh_all(brief_id: str, now: datetime) -> None:
    brief = briefs.found(brief_id)
    for person in standings.people_of(brief_id) if brief else ():
        _weigh(person, [brief] if brief else [], now)


def candidates(brief: Brief, now: datetime) -> list[Candidate]:
    """The first ten of those who agreed and could still join; nobody while no bids are taken.

    Whoever did not agree counts for nothing here, so that nothing can be read of them either.
    """
    if not brief.takes_bids(now):
        return []
    rows, needs = standings.of_brief(brief), needs_of(brief)
    approving = briefs.approving_schools(brief.id)
    while first := ranking.ranked(needs, rows):
        places = [place.standing.person for place in first]
        schools = _could_join(brief, approving, places, now)
        if len(schools) == len(first):
            return [_candidate(needs, place, schools) for place in first]
        gone = set(places) - schools.keys()
        rows = [row for row in rows if row.person not in gone]
    return []


def _could_join(brief: Brief, approving: list[str], people: list[str], now: datetime) -> dict[str, str]:
    """person → school, of those who study where the brief was approved, are free, and act alone or are allowed to."""
    places = students.studies_in(approving, people)
    schools = {place.person: place.school for place in places if place.region == brief.region}
    out = set(students.engaged(schools)) | directory.under_age(schools, "data_consent", now)
    return {person: school for person, school in schools.items() if person not in out}


def _candidate(needs: list[Need], place: Place, schools: Mapping[str, str]) -> Candidate:
    one = place.standing
    covers = sum(need.weight * quality for need, quality in zip(needs, one.qualities, strict=True))
    adds, reasons = round(1000 * place.adds), _reasons(needs, place, one)
    return Candidate(one.person, schools[one.person], adds, round(100 * covers), reasons)


def _reasons(needs: list[Need], place: Place, one: Standing) -> list[Mapping[str, Any]]:
    raises = tuple(needs[number].skill for number in place.raises)
    told = advice.brings(ranking.as_fit(needs, one), raises, one.rank)
    first = [Message(ADDS, {}, raises[:3])] if raises else []
    return [advice.stored(message) for message in [*first, *told]]
