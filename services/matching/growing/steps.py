"""The way from what a student can do to a target: open briefs that teach it, and what must be learnt, in order.

The way counts a skill's level as it is stated or confirmed (times credit); how surely it is known decides who gets into
a team, and so the chance of each brief.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import networkx as nx

from services.matching.graph import SkillGraph
from services.matching.growing.chance import Chance
from services.matching.growing.known import Known, hours_between
from services.matching.scoring import Fit, Holding, Need, fit, learns

BEFORE_LEVEL = 2
"""What comes before a skill must be held at this level, unless the skill itself is."""
MOST_BRIEFS, MOST_STEPS = 3, 60


@dataclass(frozen=True, slots=True)
class Offer:
    """A brief that the student can get into. ``bids`` is None where few bid; ``inside``: the student is in its team."""

    id: str
    needs: tuple[Need, ...]
    weeks: int
    hours_per_week: int
    seats: int
    bids: int | None = None
    inside: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """``kind``: learn (``key`` a skill, to ``level``) or brief (``key`` its id).

    ``teaches``: what of the way it brings on; ``serves``: the skills that it comes before, empty where the target asks
    for it itself. ``chance`` to get in, None where nobody has to. ``left``: what is missing after it (0–1).
    """

    kind: str
    key: str
    level: int
    hours: int
    weeks: int
    teaches: tuple[str, ...]
    serves: tuple[str, ...]
    chance: float | None
    left: float


def gap(graph: SkillGraph, needs: Sequence[Need], holdings: Iterable[Holding], today: date) -> float:
    """Returns the part of the target that is missing (0–1): of each need the share of its level, by weight."""
    return _gap(Known(graph, holdings, today), needs)


def _gap(known: Known, needs: Sequence[Need]) -> float:
    total = sum(need.weight for need in needs)
    missed = sum(need.weight * max(0.0, 1 - known.level(need.skill) / need.level) for need in needs)
    return round(missed / total, 4)


def missing(
    graph: SkillGraph, needs: Sequence[Need], holdings: Iterable[Holding], today: date
) -> dict[str, int]:
    """Returns the skills to be learnt for the needs, with their levels, each after what comes before it.

    Notes
    -----
    What comes before a skill that is held is not asked for. The need that takes the fewest hours for its weight, with
    all that comes before it, is the first to be completed, then the next; equal ones by hours, then URI. So the gap
    shrinks early. O(needs · prerequisites).

    Examples
    --------
    >>> from services.matching.graph import Skill
    >>> from services.matching.scoring import declare
    >>> skills = [Skill(name, "skill", {"en": name}, (), "") for name in ("count", "add", "book")]
    >>> edges = [("count", "add", "prerequisite_of"), ("add", "book", "prerequisite_of")]
    >>> graph = SkillGraph(skills, edges, "1")
    >>> missing(graph, [Need("book", 3)], [], date(2026, 3, 1))
    {'count': 2, 'add': 2, 'book': 3}
    >>> missing(graph, [Need("book", 3)], [declare("add", 2, "declared", date(2026, 3, 1))], date(2026, 3, 1))
    {'book': 3}
    """
    return _missing(Known(graph, holdings, today), needs)


def _missing(known: Known, needs: Sequence[Need]) -> dict[str, int]:
    levels = {need.skill: need.level for need in needs if known.lacks(need.skill, need.level)}
    order, todo = nx.DiGraph(), list(levels)
    order.add_nodes_from(levels)
    while todo:
        skill = todo.pop()
        if not known.lacks(skill, BEFORE_LEVEL) or skill not in known.graph:
            continue
        for before in known.graph.prerequisites(skill):
            if before not in levels and known.lacks(before, BEFORE_LEVEL):
                levels[before] = BEFORE_LEVEL
                todo.append(before)
            if before in levels:
                order.add_edge(before, skill)

    hours = {skill: hours_between(known.level(skill), level) for skill, level in levels.items()}
    rank = _ranks(order, hours, {need.skill: need.weight for need in needs if need.skill in levels})
    in_turn = nx.lexicographical_topological_sort(order, lambda skill: (rank[skill], hours[skill], skill))
    return {skill: levels[skill] for skill in in_turn}


def _ranks(order: Any, hours: Mapping[str, int], weights: Mapping[str, float]) -> dict[str, int]:
    """Returns for each skill the place of the first need that it serves, in the order in which needs are completed."""
    chains = {skill: {skill, *nx.ancestors(order, skill)} for skill in weights}
    cost = {skill: sum(hours[one] for one in chain) / weights[skill] for skill, chain in chains.items()}
    rank: dict[str, int] = {}
    for place, skill in enumerate(sorted(chains, key=lambda skill: (cost[skill], skill))):
        rank |= {one: place for one in chains[skill] if one not in rank}
    return rank


def path(
    graph: SkillGraph,
    needs: Sequence[Need],
    holdings: Iterable[Holding],
    offers: Iterable[Offer],
    today: date,
    first: str | None = None,
) -> tuple[Step, ...]:
    """Returns the steps to the target, none where it is reached.

    Parameters
    ----------
    needs : sequence of Need
        The target's skills with levels and weights, at least one.
    offers : iterable of Offer
        Briefs that may become steps, at most ``MOST_BRIEFS`` of them.
    first : str, optional
        Key of the step that the student is at: it stays the first one while the target needs it.

    Notes
    -----
    Greedy: whenever a brief teaches something that is still missing (begun, and not yet there: .25 <= quality < 1), the
    one with the most hours of it times the chance to get in is next; else the first missing skill. Same input, same
    path.
    """
    known, left = Known(graph, holdings, today), list(offers)
    steps: list[Step] = []
    while len(steps) < MOST_STEPS and (todo := _missing(known, needs)):
        choices = left if sum(step.kind == "brief" for step in steps) < MOST_BRIEFS else []
        pinned = first if not steps else None
        found = _best(known, todo, choices, pinned) if pinned not in todo else None
        if found:
            offer, teaches, chance = found
            left.remove(offer)
            steps.append(_work(known, needs, todo, offer, teaches, chance))
        else:
            skill = pinned if pinned in todo else next(iter(todo))
            steps.append(_learn(known, needs, todo, skill))
    return tuple(steps)


_Choice = tuple[Offer, Mapping[str, int], float | None]


def _best(
    known: Known, todo: Mapping[str, int], offers: Iterable[Offer], first: str | None
) -> _Choice | None:
    """Returns the offer that brings on most, with what it teaches and the chance; None where none teaches anything."""
    best: tuple[tuple[bool, float, str], _Choice] | None = None
    for offer in offers:
        met = fit(known.graph, offer.needs, list(known.holdings.values()), known.today)
        teaches = _teaches(known, todo, met)
        if not teaches:
            continue
        chance = None if offer.inside else Chance.of(met, offer.bids, offer.seats).value
        hours = sum(hours_between(known.level(skill), level) for skill, level in teaches.items())
        order = (offer.id != first and not offer.inside, -hours * (1 if chance is None else chance), offer.id)
        if best is None or order < best[0]:
            best = (order, (offer, teaches, chance))
    return best[1] if best else None


def _teaches(known: Known, todo: Mapping[str, int], met: Fit) -> dict[str, int]:
    """Returns what of the missing skills can be learnt at the brief, and up to which level."""
    return {
        need.skill: min(need.level, todo[need.skill])
        for need in met.needs
        if need.skill in todo
        and learns(need.quality)
        and known.lacks(need.skill, min(need.level, todo[need.skill]))
    }


def _work(
    known: Known,
    needs: Sequence[Need],
    todo: Mapping[str, int],
    offer: Offer,
    teaches: Mapping[str, int],
    chance: float | None,
) -> Step:
    for skill, level in teaches.items():
        known.show(skill, level)
    hours = offer.weeks * offer.hours_per_week
    shown = tuple(skill for skill in todo if skill in teaches)
    return Step("brief", offer.id, 0, hours, offer.weeks, shown, (), chance, _gap(known, needs))


def _learn(known: Known, needs: Sequence[Need], todo: Mapping[str, int], skill: str) -> Step:
    asked = {need.skill for need in needs}
    after = () if skill in asked else tuple(one for one in todo if skill in known.graph.prerequisites(one))
    hours = hours_between(known.level(skill), todo[skill])
    known.learn(skill, todo[skill])
    return Step("learn", skill, todo[skill], hours, 0, (skill,), after, None, _gap(known, needs))
