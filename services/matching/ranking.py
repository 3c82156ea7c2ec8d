"""Who stands where while bids come in: each one's place by what they add to those above. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from services.matching.scoring import CONSTANTS, Fit, Need, NeedFit, preference

PLACES = 10


@dataclass(frozen=True, slots=True)
class Standing:
    """What one bid is worth by itself: the only thing that changes with an event about its student.

    ``qualities``: of each need in the brief's order. ``own``: what preference and growth add whoever else is there.
    """

    person: str
    rank: int
    qualities: tuple[float, ...]
    own: float


@dataclass(frozen=True, slots=True)
class Place:
    """``adds``: to the objective of those above. ``raises``: the needs that they lift, by place in the brief."""

    standing: Standing
    adds: float
    raises: tuple[int, ...]


def weighed(person: str, rank: int, found: Fit) -> Standing:
    """Returns how a bid stands by itself."""
    weights = CONSTANTS["weights"]
    own = weights["preference"] * preference(rank, CONSTANTS["max_bids"]) + weights["growth"] * found.growth
    return Standing(person, rank, tuple(need.quality for need in found.needs), own)


def ranked(needs: Sequence[Need], rows: Sequence[Standing], places: int = PLACES) -> list[Place]:
    """Returns the first places: each goes to whoever adds most to those above; of equals to the smaller id.

    Notes
    -----
    The objective is that of teams, 5A x coverage + what each adds by themselves; coverage is submodular, so the first k
    places cover at least 1 - 1/e of what the best k could (Nemhauser, Wolsey, Fisher 1978). O(places x rows x needs).

    Examples
    --------
    >>> needs = [Need("weld", 3), Need("paint", 3)]
    >>> rows = [Standing("a", 1, (1.0, 0.0), 0.0), Standing("b", 1, (1.0, 0.0), 0.1), Standing("c", 1, (0.0, 0.5), 0.0)]
    >>> [(place.standing.person, place.raises) for place in ranked(needs, rows)]
    [('b', (0,)), ('c', (1,)), ('a', ())]
    """
    left = sorted(rows, key=lambda row: row.person)
    if not left:
        return []
    weights = np.array([need.weight for need in needs])
    weights *= CONSTANTS["coverage_factor"] * CONSTANTS["weights"]["coverage"] / weights.sum()
    qualities = np.array([row.qualities for row in left])
    own, free = np.array([row.own for row in left]), np.ones(len(left), dtype=bool)
    covered, found = np.zeros(len(needs)), []
    for _ in range(min(places, len(left))):
        more = np.maximum(qualities - covered, 0.0)
        gains = np.where(free, more @ weights + own, -np.inf)
        best = int(np.argmax(gains))
        raises = tuple(int(need) for need in np.flatnonzero(more[best]))
        found.append(Place(left[best], float(gains[best]), raises))
        covered, free[best] = np.maximum(covered, qualities[best]), False
    return found


def as_fit(needs: Sequence[Need], row: Standing) -> Fit:
    """Returns the bid's qualities in the form of which reasons are made."""
    met = zip(needs, row.qualities, strict=True)
    return Fit(
        tuple(NeedFit(need.skill, need.level, need.weight, 0.0, reached, None, ()) for need, reached in met)
    )
