"""Teams of a round as proposals need them: those of the published plan, and those whose free seats are filled."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from services.matching import advice, book
from services.matching.domain.binding import Bound
from services.matching.domain.briefs import Brief
from services.matching.domain.plans import Plan
from services.matching.domain.proposal import Proposal
from services.matching.domain.rounds import REFUSALS, Round
from services.matching.placing import Case
from services.matching.placing.explaining import first_places, why_not_first
from services.matching.scoring import fit
from services.matching.store import bids, briefs, holdings, plans, proposals, rounds, students
from services.matching.store.plans import Frozen
from services.matching.teams import Candidate, Limits, Member, TeamBrief, TeamPlan, Waiting, Why, refill
from services.matching.usecases import freezing
from services.matching.usecases.forming import Field, Formed
from shared import directory


@dataclass(frozen=True)
class Opened:
    """A team of a round: the brief, what its place is called in the plan, and who is in it."""

    brief: str
    place: str
    formed: Formed


def field_of(
    one: Round, brief: Brief, people: Iterable[str], now: datetime, held_by: str | None = None
) -> Field:
    """Those of ``people`` who may join a team of the round now: students of its school, free, and of age or allowed."""
    places = students.studies_in([one.school], people)
    studies = {place.person: place for place in reversed(places)}
    taken = {person for person, proposal in students.engaged(studies).items() if proposal != held_by}
    free = sorted(studies.keys() - taken - directory.under_age(studies, "contract", now))
    ranks, held, weeks = bids.on(brief.id), holdings.of_people(free), bids.weeks_of(free)
    candidates = tuple(
        Candidate(each, held.get(each, ()), ranks.get(each), weeks.get(each), studies[each].programme)
        for each in free
    )
    return Field(studies, candidates)


def spare(one: Round, now: datetime) -> list[str]:
    """Who takes part, is in no team and may be asked: who refused once is asked again only where that is compulsory."""
    most = REFUSALS - 1 if one.settings.compulsory else 0
    refusals = rounds.refusals(one.id)
    return [person for person in freezing.taking_part(one, now).studies if refusals.get(person, 0) <= most]


def team_of(
    one: Round,
    brief: Brief,
    members: Sequence[str],
    reserve: Sequence[str],
    now: datetime,
    held_by: str | None = None,
) -> Formed:
    """The team of these members; whoever of them cannot join any more is replaced from the reserve."""
    field = field_of(one, brief, [*members, *reserve], now, held_by)
    there = {candidate.id for candidate in field.candidates}
    unknown = fit(book.graph(), brief.needs, (), now.date())
    before = TeamPlan(
        tuple(Member(each, unknown, None, 0.0, 0.0) for each in members),
        tuple(Waiting(each, None, None, "ranked") for each in reserve),
        0.0, 0.0, (), None, Why("best"),
    )  # fmt: skip
    gone = [each for each in members if each not in there]
    return Formed(_filled(one, brief, before, gone, field, now), field)


def _filled(
    one: Round, brief: Brief, before: TeamPlan, gone: Sequence[str], field: Field, now: datetime
) -> TeamPlan:
    """By the rules of the round; those who were put together in spite of one stay together."""
    asked, numbers = rules(one, brief), weights(one)
    found = refill(
        book.graph(), before, gone, asked, field.candidates, now.date(), limits(one, brief), numbers
    )
    if found.possible:
        return found
    lenient = replace(asked, common_slots=0, programmes_min=1)
    return refill(book.graph(), before, gone, lenient, field.candidates, now.date(), Limits(), numbers)


def rules(one: Round, brief: Brief) -> TeamBrief:
    return replace(brief.team, common_slots=one.settings.common_slots, max_bids=one.settings.max_bids)


def weights(one: Round) -> Mapping[str, float]:
    chosen = one.settings
    return {"coverage": chosen.coverage, "preference": chosen.preference, "growth": chosen.growth}


def limits(one: Round, brief: Brief) -> Limits:
    apart = frozenset(frozenset((row["one"], row["other"])) for row in one.pairs if row["kind"] == "apart")
    away = frozenset(
        row["one"] for row in one.pairs if row["kind"] == "forbidden" and row["other"] == brief.id
    )
    return Limits(apart, away)


def of_plan(one: Round, now: datetime) -> Iterable[Opened]:
    """The teams of the published plan that are not proposed yet, one after the other."""
    plan = plans.found(one.plan or "")
    frozen = plans.frozen(plan.frozen) if plan and plan.frozen else None
    if plan is None or frozen is None:
        return
    done = {proposal.place for proposal in proposals.of_round(one.id)}
    usable = {brief.id: brief for brief in freezing.usable(one)}
    case = Case.of(frozen.document, book.graph())
    for place, names in plan.teams.items():
        brief = usable.get(frozen.briefs[place])
        members = [person for name in names if (person := frozen.people.get(name))]
        if place in done or brief is None or not members:
            continue
        reserve = [
            person for name in plan.result["reserve"].get(place, ()) if (person := frozen.people.get(name))
        ]
        formed = team_of(one, brief, members, reserve, now)
        causes = _causes(plan, frozen, case, names, usable)
        yield Opened(brief.id, place, replace(formed, first=causes, bound=bound_of(frozen)))


def bound_of(frozen: Frozen) -> Bound:
    """Who asked to go together, of those who were placed."""
    wishes = (
        (frozenset(person for name in row["names"] if (person := frozen.people.get(name))), row["why"])
        for row in frozen.wishes
    )
    return Bound((), tuple(wishes))


def _causes(
    plan: Plan, frozen: Frozen, case: Case, names: Sequence[str], usable: Mapping[str, Brief]
) -> dict[str, dict[str, Any]]:
    """person → why not their first bid, for those who have another place."""
    by_hand = {move["student"] for move in plan.moves} | {move["with"] for move in plan.moves}
    found: dict[str, dict[str, Any]] = {}
    outside = bids.firsts_but(set(frozen.briefs.values()), [frozen.people.get(name) or "" for name in names])
    for name in names:
        person, places = frozen.people.get(name), first_places(case, name, frozen.briefs)
        if (
            person in outside
        ):  # of a brief that the round does not have the seat's page tells what became of it
            continue
        wanted = usable.get(frozen.briefs[places[0]]) if places else None
        if person is None or wanted is None:
            continue
        why = why_not_first(case, plan.teams, name, places, wanted.title, name in by_hand)
        if why is not None:
            found[person] = dict(advice.stored(why))
    return found


def fill(proposal: Proposal, now: datetime) -> Formed | None:
    """The team of a round with its free seats filled by who waits; None when nothing is to be filled any more."""
    one, brief = rounds.found(proposal.round or ""), briefs.found(proposal.brief)
    if one is None or brief is None or not proposal.vacant:
        return None
    refused = {seat.person for seat in proposal.seats if not seat.holds}
    able = [person for person in spare(one, now) if person not in refused]
    first = [person for person in proposals.reserve(proposal.id) if person in able]
    waiting = list(dict.fromkeys([*first, *able]))
    free = [f"free seat {number}" for number in range(proposal.size - len(proposal.members))]
    return team_of(one, brief, [*proposal.members, *free], waiting, now, proposal.id)
