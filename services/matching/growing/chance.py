"""The chance to get into a team by a bid: a published model, fitted and judged by `tests.bench.chances`.

A logistic regression on what is known when one bids. How it was judged, and how far to trust it: docs/matching.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log
from typing import Self

from services.matching.scoring import Fit

FEATURES = ("score", "growth", "bids for each seat (log)", "rank 1", "rank (log)")
FEW = 4
"""So many bids are assumed where fewer than five are there: the number itself is not to be read off a chance."""
WEIGHTS = (1.914, 6.277, -0.483, -1.475, -0.565, -2.251)
"""The constant, then one for each of ``FEATURES``."""


@dataclass(frozen=True, slots=True)
class Chance:
    """``value`` is 0–1."""

    value: float

    @classmethod
    def of(cls, met: Fit, bids: int | None, seats: int, rank: int = 1) -> Self:
        """Returns the chance of a bid of that rank; ``bids`` is None where so few bid that it is not told."""
        counted = FEW if bids is None else bids
        return cls(logistic(features(met.score, met.growth, counted, seats, rank), WEIGHTS))


def features(score: float, growth: float, bids: int, seats: int, rank: int) -> tuple[float, ...]:
    """Returns what the model looks at.

    ``score`` and ``growth`` are those of `services.matching.scoring.Fit`; nothing of the person's but their skills, and
    nothing of other people but how many bid.
    """
    crowd = log((1 + bids) / max(1, seats))
    return (score, growth, crowd, float(rank == 1), log(rank))


def logistic(known: Sequence[float], weights: Sequence[float]) -> float:
    """Returns the probability that the weights give.

    >>> logistic((1.0, 2.0), (0.0, 1.0, -0.5))
    0.5
    """
    constant, *rest = weights
    return 1 / (1 + exp(-(constant + sum(weight * one for weight, one in zip(rest, known, strict=True)))))
