"""How well one person's holdings meet the needs of a brief."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from services.matching.graph import TOLERANCE, SkillGraph, Step
from services.matching.scoring.constants import CONSTANTS
from services.matching.scoring.holdings import Holding, level_used
from shared.errors import Invalid
from shared.messages import N_


@dataclass(frozen=True, slots=True)
class Need:
    """A skill that a brief needs, its level 1–5, and its weight > 0 against the brief's other needs."""

    skill: str
    level: int
    weight: float = 1.0

    def __post_init__(self) -> None:
        errors = {}
        if not 1 <= self.level <= 5:
            errors["level"] = N_("A level is a number from 1 to 5.")
        if not 0 < self.weight < float("inf"):
            errors["weight"] = N_("A weight is a number above 0.")
        if errors:
            raise Invalid(errors)


@dataclass(frozen=True, slots=True)
class NeedFit:
    """One need met by one person: ``weight`` is the share of all needs, ``holding`` the best one or None."""

    skill: str
    level: int
    weight: float
    effective: float
    quality: float
    holding: Holding | None
    path: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Fit:
    """All needs of a brief met by one person, in the brief's order.

    ``score`` is the weighted quality (0–1), ``growth`` the weight of what the person can learn there (0–1).
    """

    needs: tuple[NeedFit, ...]

    @property
    def score(self) -> float:
        return sum(need.weight * need.quality for need in self.needs)

    @property
    def growth(self) -> float:
        return sum(need.weight for need in self.needs if learns(need.quality))


def effective_level(
    graph: SkillGraph, needed: str, holdings: Iterable[Holding], today: date
) -> tuple[float, Holding | None, tuple[Step, ...]]:
    """Returns the highest of level used x credit, the holding that gives it, and the path of its credit.

    Of equal ones the shorter path stands, then the smaller URI. (0, None, ()) where nothing counts.
    """
    return _best(graph, needed, _used(holdings, today))


def _used(holdings: Iterable[Holding], today: date) -> list[tuple[float, Holding]]:
    """Returns each holding with the level that counts today, in the order in which equals are taken."""
    order = sorted(holdings, key=lambda held: (held.skill, -held.level, -held.confidence))
    return [(level_used(holding, today), holding) for holding in order]


def _best(
    graph: SkillGraph, needed: str, used: Iterable[tuple[float, Holding]]
) -> tuple[float, Holding | None, tuple[Step, ...]]:
    best: tuple[float, Holding | None, tuple[Step, ...]] = (0.0, None, ())
    for level, holding in used:
        credit = graph.credit(holding.skill, needed)
        value = level * credit.value
        longer = len(credit.path) >= len(best[2])
        if value > best[0] + (TOLERANCE if longer else -TOLERANCE):
            best = (value, holding, credit.path)
    return best


def quality(effective: float, level: int) -> float:
    """Returns ``effective`` / ``level`` rounded down to quarters, at most 1.

    Examples
    --------
    >>> quality(2.2, 3), quality(3.0, 3), quality(0.74, 3), quality(5, 2)
    (0.5, 1.0, 0.0, 1.0)
    >>> quality(3 * (0.6 + 0.4), 4)
    0.75
    """
    steps = CONSTANTS["quality_steps"]
    return float(min(steps, int(effective / level * steps + TOLERANCE)) / steps)


def learns(need_quality: float) -> bool:
    """Returns whether a person of this quality can learn the skill there: begun, and not yet there."""
    return 0.25 <= need_quality < 1


def preference(rank: int | None, max_bids: int) -> float:
    """Returns what a bid's rank is worth: (K + 1 - rank) / K; 0 for no bid or a rank beyond K.

    Examples
    --------
    >>> preference(1, 10), preference(10, 10), preference(None, 10)
    (1.0, 0.1, 0.0)
    """
    if rank is None or not 1 <= rank <= max_bids:
        return 0.0
    return (max_bids + 1 - rank) / max_bids


def fit(graph: SkillGraph, needs: Sequence[Need], holdings: Sequence[Holding], today: date) -> Fit:
    """Returns how one person meets the needs. The weights of the needs are made to sum to 1."""
    total, used = sum(need.weight for need in needs), _used(holdings, today)
    met = []
    for need in needs:
        effective, holding, path = _best(graph, need.skill, used)
        share, reached = need.weight / total, quality(effective, need.level)
        met.append(NeedFit(need.skill, need.level, share, effective, reached, holding, path))
    return Fit(tuple(met))
