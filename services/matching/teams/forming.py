"""Forms the team of a brief from those who bid, and fills a declined seat from the reserve."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from services.matching.graph import SkillGraph
from services.matching.scoring import CONSTANTS, fit, preference
from services.matching.teams.model import (
    Candidate,
    Limits,
    Member,
    NeedCoverage,
    TeamBrief,
    TeamPlan,
    Waiting,
    Why,
)
from services.matching.teams.problem import Person, Problem
from services.matching.teams.search import Answer, Team, solve
from shared.errors import Invalid
from shared.messages import N_

NO_LIMITS = Limits()
WEIGHTS: Mapping[str, float] = CONSTANTS["weights"]


def form_team(
    graph: SkillGraph,
    brief: TeamBrief,
    candidates: Sequence[Candidate],
    today: date,
    limits: Limits = NO_LIMITS,
    weights: Mapping[str, float] = WEIGHTS,
) -> TeamPlan:
    """Returns the team with the highest objective, its ranked reserve, or what makes a team impossible.

    Parameters
    ----------
    candidates : sequence of Candidate
        In any order: it changes nothing.
    today : date
        Confidence fades until this day.
    weights : mapping
        coverage, preference and growth: A, B and C of the objective
        5A (weighted best quality per need) + sum over members of (B preference + C growth).

    Raises
    ------
    Invalid
        If an id stands twice.
    """
    return _plan(_Case.of(graph, brief, candidates, today, limits, weights))


def refill(
    graph: SkillGraph,
    plan: TeamPlan,
    declined: Collection[str],
    brief: TeamBrief,
    candidates: Sequence[Candidate],
    today: date,
    limits: Limits = NO_LIMITS,
    weights: Mapping[str, float] = WEIGHTS,
) -> TeamPlan:
    """Returns the plan after ``declined`` left: all others stay, the reserve fills the seats.

    The reserve is ranked again by what each adds to those who stay, under all constraints; who declined stands
    in it no longer. When nobody fits, the team goes on smaller as long as the brief allows it; else the plan says
    what is missing.
    """
    stay = frozenset(plan.ids) - frozenset(declined)
    asked = stay | {waiting.id for waiting in plan.reserve} - frozenset(declined)
    seats = replace(brief, max_size=max(len(plan.members), brief.min_size))
    left = [candidate for candidate in candidates if candidate.id in asked]
    return _plan(_Case.of(graph, seats, left, today, limits, weights, stay))


@dataclass(frozen=True, slots=True)
class _Case:
    """A brief and its candidates, as people and as numbers."""

    brief: TeamBrief
    members: tuple[Member, ...]
    problem: Problem

    @classmethod
    def of(
        cls,
        graph: SkillGraph,
        brief: TeamBrief,
        candidates: Iterable[Candidate],
        today: date,
        limits: Limits,
        weights: Mapping[str, float],
        fixed: frozenset[str] = frozenset(),
    ) -> "_Case":
        allowed = sorted(
            (each for each in candidates if each.id not in limits.forbidden), key=lambda each: each.id
        )
        place = {candidate.id: number for number, candidate in enumerate(allowed)}
        if len(place) < len(allowed):
            raise Invalid({"candidates": N_("A student stands twice among the candidates.")})
        members = tuple(_member(graph, brief, candidate, today) for candidate in allowed)
        people = tuple(_person(member, each, weights) for member, each in zip(members, allowed, strict=True))
        problem = Problem(
            people=people,
            weights=_need_weights(brief, weights),
            min_size=brief.min_size,
            max_size=brief.max_size,
            programmes_min=brief.programmes_min if brief.programmes_min > 1 else 0,
            common_slots=brief.common_slots,
            apart=frozenset(
                frozenset(place[one] for one in pair) for pair in limits.apart if pair <= place.keys()
            ),
            fixed=frozenset(place[one] for one in fixed if one in place),
            together=_groups(limits, place),
        )
        return cls(brief, members, problem)


def _groups(limits: Limits, place: Mapping[str, int]) -> tuple[frozenset[int], ...]:
    """The groups of which two at least are there."""
    groups = (frozenset(place[one] for one in group if one in place) for group in limits.together)
    return tuple(group for group in groups if len(group) > 1)


def _member(graph: SkillGraph, brief: TeamBrief, candidate: Candidate, today: date) -> Member:
    found = fit(graph, brief.needs, candidate.holdings, today)
    liked = preference(candidate.rank, brief.max_bids)
    return Member(candidate.id, found, candidate.rank, liked, found.growth)


def _person(member: Member, candidate: Candidate, weights: Mapping[str, float]) -> Person:
    own = weights["preference"] * member.preference + weights["growth"] * member.growth
    qualities = tuple(need.quality for need in member.fit.needs)
    return Person(member.id, qualities, own, candidate.slots, candidate.programme)


def _need_weights(brief: TeamBrief, weights: Mapping[str, float]) -> tuple[float, ...]:
    total = sum(need.weight for need in brief.needs)
    factor = CONSTANTS["coverage_factor"] * weights["coverage"]
    return tuple(factor * need.weight / total for need in brief.needs)


def _plan(case: _Case) -> TeamPlan:
    answer = solve(case.problem)
    if answer.team is None:
        return TeamPlan((), (), 0.0, answer.bound, (), None, _missing(case, answer))
    team = tuple(sorted(answer.team))
    members = tuple(case.members[place] for place in team)
    common = case.problem.slots_in_common(team)
    return TeamPlan(
        members=members,
        reserve=_reserve(case, team),
        objective=answer.objective,
        bound=answer.bound,
        coverage=_coverage(case.brief, members),
        common_slots=None if common is None else tuple(sorted(common)),
        why=Why("best" if answer.proven else "good"),
    )


def _coverage(brief: TeamBrief, members: Sequence[Member]) -> tuple[NeedCoverage, ...]:
    rows = []
    for number, need in enumerate(brief.needs):
        met = {member.id: member.fit.needs[number] for member in members}
        best = max(met, key=lambda one: (met[one].quality, met[one].effective))
        quality = met[best].quality
        qualities = MappingProxyType({one: found.quality for one, found in met.items()})
        by = best if quality else None
        rows.append(NeedCoverage(need.skill, need.level, met[best].weight, quality, by, qualities))
    return tuple(rows)


def _reserve(case: _Case, team: Team) -> tuple[Waiting, ...]:
    """Returns all others, ranked by the objective of the team with them in the best place for it.

    Any seat may come free, so here none is fixed.
    """
    any_seat = replace(case, problem=replace(case.problem, fixed=frozenset()))
    others = [place for place in range(len(case.members)) if place not in team]
    return tuple(sorted((_waiting(any_seat, team, place) for place in others), key=_by_rank))


def _by_rank(waiting: Waiting) -> tuple[bool, float, str]:
    return (waiting.objective is None, -(waiting.objective or 0.0), waiting.id)


def _waiting(case: _Case, team: Team, place: int) -> Waiting:
    problem, best = case.problem, (-1.0, -1)
    swaps = {out: (*(each for each in team if each != out), place) for out in team}
    for out, swapped in swaps.items():
        if problem.feasible(swapped) and problem.objective(swapped) > best[0]:
            best = (problem.objective(swapped), out)
    mine = case.members[place].id
    if best[1] >= 0:
        return Waiting(mine, best[0], case.members[best[1]].id, "ranked")
    return Waiting(mine, None, None, _obstacle(problem, tuple(swaps.values())))


def _obstacle(problem: Problem, teams: Collection[Team]) -> str:
    """Returns the one rule without which one of ``teams`` would do, or "several"."""
    relaxed = _without_each_rule(problem)
    return next((rule for rule, easier in relaxed if any(map(easier.feasible, teams))), "several")


def _without_each_rule(problem: Problem) -> list[tuple[str, Problem]]:
    return [
        ("slots", replace(problem, common_slots=0)),
        ("programmes", replace(problem, programmes_min=0)),
        ("apart", replace(problem, apart=frozenset())),
        ("together", replace(problem, together=())),
    ]


def _missing(case: _Case, answer: Answer) -> Why:
    """Returns the rule that forbids a team: the first without which there would be one."""
    problem, brief = case.problem, case.brief
    everybody = range(len(problem.people))
    if len(problem.people) < brief.min_size:
        return _why("bidders", have=len(problem.people), need=brief.min_size)
    if (have := problem.programmes(everybody)) < problem.programmes_min:
        return _why("programmes", have=have, need=brief.programmes_min)
    if not answer.proven:
        return _why("not_found")
    numbers = {
        "slots": {"hours": brief.common_slots, "size": brief.min_size, "have": _most_sharing(problem)},
        "programmes": {"have": have, "need": brief.programmes_min},
        "apart": {"size": brief.min_size},
        "together": {"size": brief.min_size},
    }
    for rule, easier in _without_each_rule(problem):
        if solve(easier).team is not None:
            return _why(rule, **numbers[rule])
    return _why("several", size=brief.min_size)


def _most_sharing(problem: Problem) -> int:
    """Returns how many people are free at the hour at which most are."""
    always = sum(person.slots is None for person in problem.people)
    hours = (sum(hour in (person.slots or ()) for person in problem.people) for hour in range(168))
    return always + max(hours)


def _why(code: str, **params: int) -> Why:
    return Why(code, MappingProxyType(params))
