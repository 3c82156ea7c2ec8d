"""What somebody holds, and would hold after some steps; how long it takes from one level to another."""

from collections.abc import Iterable
from datetime import date
from math import ceil

from services.matching.graph import TOLERANCE, SkillGraph
from services.matching.scoring import Holding, declare, evidence_updates

HOURS_TO_LEVEL = (0, 8, 24, 60, 120, 240)
"""Hours from nothing to each level, published as an estimate: practice for one's own use, not a course's hours."""


class Known:
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
