"""The way from what a student can do to a target: open briefs that teach it, and what must be learnt, in order.

The way counts a skill's level as it is stated or confirmed (times credit); how surely it is known decides who gets into
a team, and so the chance of each brief.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

import networkx as nx

from services.matching.graph import TOLERANCE, SkillGraph
from services.matching.growing.chance import Chance
from services.matching.scoring import Fit, Holding, Need, declare, evidence_updates, fit, learns

HOURS_TO_LEVEL = (0, 8, 24, 60, 120, 240)
"""Hours from nothing to each level, published as an estimate: practice for one's own use, not a course's hours."""
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


class _Known:
    """What the student would hold after the steps so far."""

    def __init__(self, graph: SkillGraph, holdings: Iterable[Holding], today: date) -> None:
        self.graph, self.today = graph, today
        self.holdings = {one.skill: one for one in holdings}
        self._levels: dict[str, float] = {}

    def level(self, skill: str) -> float:
        if skill not in self._levels:
            self._levels[skill] = max(
                (one.level * self.graph.credit(one.skill, skill).value for one in self.holdings.values()),
                default=0.0,
            )
        return self._levels[skill]

    def learn(self, skill: str, level: int) -> None:
        self._hold(declare(skill, level, "declared", self.today))

    def show(self, skill: str, level: int) -> None:
        self._hold(evidence_updates(self.holdings.get(skill), skill, level, self.today))

    def _hold(self, holding: Holding) -> None:
        self.holdings[holding.skill] = holding
        self._levels.clear()

    def lacks(self, skill: str, level: float) -> bool:
        return self.level(skill) < level - TOLERANCE


def hours_between(held: float, wanted: float) -> int:
    """Returns the hours from one level to another, in proportion between whole levels; at least one.

    Examples
    --------
    >>> hours_between(0, 3), hours_between(2.5, 3), hours_between(2, 4)
    (60, 18, 96)
    """
    return max(1, ceil(_hours_to(wanted) - _hours_to(held) - TOLERANCE))


def _hours_to(level: float) -> float:
    whole = min(int(level), len(HOURS_TO_LEVEL) - 2)
    return HOURS_TO_LEVEL[whole] + (level - whole) * (HOURS_TO_LEVEL[whole + 1] - HOURS_TO_LEVEL[whole])


def gap(graph: SkillGraph, needs: Sequence[Need], holdings: Iterable[Holding], today: date) -> float:
    """Returns the part of the target that is missing (0–1): of each need the share of its level, by weight."""
    return _gap(_Known(graph, holdings, today), needs)


def _gap(known: _Known, needs: Sequence[Need]) -> float:
    total = sum(need.weight for need in needs)
    missed = sum(need.weight * max(0.0, 1 - known.level(need.skill) / need.level) for need in needs)
    return round(missed / total, 4)


def missing(
    graph: SkillGraph, needs: Sequence[Need], holdings: Iterable[Holding], today: date
) -> dict[str, int]:
    """Returns the skills to be learnt for the needs, with their levels, each after what comes before it.

    Notes
    -----
    What comes before a skill that is held is not asked for. Of skills that could come next the one with fewer hours
    does, then the smaller URI. O(skills · prerequisites).

    Examples
    --------
    >>> from services.matching.graph import Skill
    >>> skills = [Skill(name, "skill", {"en": name}, (), "") for name in ("count", "add", "book")]
    >>> edges = [("count", "add", "prerequisite_of"), ("add", "book", "prerequisite_of")]
    >>> graph = SkillGraph(skills, edges, "1")
    >>> missing(graph, [Need("book", 3)], [], date(2026, 3, 1))
    {'count': 2, 'add': 2, 'book': 3}
    >>> missing(graph, [Need("book", 3)], [declare("add", 2, "declared", date(2026, 3, 1))], date(2026, 3, 1))
    {'book': 3}
    """
    return _missing(_Known(graph, holdings, today), needs)


def _missing(known: _Known, needs: Sequence[Need]) -> dict[str, int]:
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

    def by_hours(skill: str) -> tuple[int, str]:
        return hours_between(known.level(skill), levels[skill]), skill

    return {skill: levels[skill] for skill in nx.lexicographical_topological_sort(order, by_hours)}


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
    known, left = _Known(graph, holdings, today), list(offers)
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
    known: _Known, todo: Mapping[str, int], offers: Iterable[Offer], first: str | None
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


def _teaches(known: _Known, todo: Mapping[str, int], met: Fit) -> dict[str, int]:
    """Returns what of the missing skills can be learnt at the brief, and up to which level."""
    return {
        need.skill: min(need.level, todo[need.skill])
        for need in met.needs
        if need.skill in todo
        and learns(need.quality)
        and known.lacks(need.skill, min(need.level, todo[need.skill]))
    }


def _work(
    known: _Known,
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


def _learn(known: _Known, needs: Sequence[Need], todo: Mapping[str, int], skill: str) -> Step:
    asked = {need.skill for need in needs}
    after = () if skill in asked else tuple(one for one in todo if skill in known.graph.prerequisites(one))
    hours = hours_between(known.level(skill), todo[skill])
    known.learn(skill, todo[skill])
    return Step("learn", skill, todo[skill], hours, 0, (skill,), after, None, _gap(known, needs))
