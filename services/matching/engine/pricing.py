"""Finds the prices that make the upper bound low: the volume algorithm over the relaxation of `bound`."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from services.matching.engine.bound import LEVELS, Pairs, Prices, relax, survey
from services.matching.engine.kinds import Flags, Floats, Ints
from services.matching.engine.problem import Arrays

PARTS = 4
"""Projects are relaxed in so many parts at a time, however many cores there are: sums are the same everywhere."""
ALL = 400_000
"""Up to so many pairs all are priced at every iteration; beyond, those that a pass over all found worth it."""
FRONT, NEAR = 60, 3
SLACK = 1e-9


class Pricing:
    """The prices so far, and the lowest bound that they gave.

    Attributes
    ----------
    pairs : Pairs
        Those that are priced at each iteration. ``share`` says how often each was picked lately.
    bound : float
        No plan is better. Proven by a pass over all pairs, or by all of them being priced.
    target : float
        What a plan is known to reach.

    Notes
    -----
    Barahona and Anbil, "The volume algorithm" (2000): steps from the best prices along an average of the slopes. The
    average of what was picked nears an optimum of the linear relaxation.
    """

    def __init__(self, arrays: Arrays, threads: ThreadPoolExecutor, every: int = ALL) -> None:
        self.arrays, self.threads = arrays, threads
        self.projects, self.units = arrays.allowed.shape
        numbers = np.arange(self.projects)
        self.parts = [part for part in np.array_split(numbers, PARTS) if len(part)]
        self.bound, self.target = np.inf, 0.0
        self.prices = Prices(self._first_price(), np.repeat(arrays.gain[:, None] * 0.5, LEVELS, axis=1), 0.0)
        self.complete = arrays.allowed.size <= every
        self.pairs = all_pairs(arrays) if self.complete else no_pairs(self.projects)
        self.share = np.zeros(len(self.pairs.unit))
        self._begin() if self.complete else self.look_around()

    def _first_price(self) -> Floats:
        return np.where(self.arrays.allowed, self.arrays.value, 0.0).max(axis=0, initial=0.0)

    def _begin(self) -> None:
        """Starts from the best prices, with the slopes there."""
        self.theta, self.failed = 1.0, 0
        self.here, price_slope, link_slope, chosen = self.relaxed(self.prices)
        self.slope = (price_slope, link_slope)
        self.share = np.where(self.share > 0, self.share, chosen)
        if self.complete:
            self.bound = min(self.bound, self.here)

    def relaxed(self, prices: Prices) -> tuple[float, Floats, Floats, Flags]:
        """Returns the bound at these prices, its slopes by price and by link, and which pairs were picked."""
        slope, chosen = np.zeros_like(prices.link), np.zeros(len(self.pairs.unit), np.bool_)
        used = [np.zeros(self.units) for _ in self.parts]
        jobs = [
            self.threads.submit(relax, self.arrays, prices, self.pairs, part, use, slope, chosen)
            for part, use in zip(self.parts, used, strict=True)
        ]
        total = self._constant(prices) + sum(job.result() for job in jobs)
        return total, np.ones(self.units) - np.array(used).sum(axis=0), slope, chosen

    def improve(self, iterations: int) -> None:
        """Lowers the bound over the pairs that are priced."""
        for _ in range(iterations):
            length = float((self.slope[0] ** 2).sum() + (self.slope[1] ** 2).sum()) + self._spare() ** 2
            if length < 1e-18:
                break
            step = self.theta * max(self.here - self.target, 1e-6 * abs(self.here)) / length
            self._try(self._stepped(step))
        if self.complete:
            self.bound = min(self.bound, self.here)

    def _try(self, prices: Prices, keep: float = 0.9) -> None:
        there, price_slope, link_slope, chosen = self.relaxed(prices)
        self.slope = (
            keep * self.slope[0] + (1 - keep) * price_slope,
            keep * self.slope[1] + (1 - keep) * link_slope,
        )
        self.share = keep * self.share + (1 - keep) * chosen
        if there < self.here - SLACK:
            self.here, self.prices, self.failed = there, prices, 0
            self.theta = min(2.0, self.theta * 1.1)
        else:
            self.failed += 1
            if self.failed % 8 == 0:
                self.theta *= 0.7

    def _stepped(self, step: float) -> Prices:
        new = self.arrays.newcomers
        price = self.prices.price + self.prices.bonus * new - step * self.slope[0]
        price = np.where(self.arrays.needs_place, price, np.maximum(0.0, price))
        bonus = max(0.0, self.prices.bonus - step * self._spare())
        top = self.arrays.gain[:, None]
        return Prices(price - bonus * new, np.clip(self.prices.link - step * self.slope[1], 0.0, top), bonus)

    def _spare(self) -> float:
        """Returns how many newcomers more than must be were picked of late: the slope by the bonus."""
        if not self.arrays.newcomers_least:
            return 0.0
        return float(self.arrays.newcomers @ (1.0 - self.slope[0])) - self.arrays.newcomers_least

    def _constant(self, prices: Prices) -> float:
        """Returns what the prices add to the bound whoever is picked."""
        spare = int(self.arrays.newcomers.sum()) - self.arrays.newcomers_least
        return float(prices.price.sum()) + prices.bonus * spare

    def look_around(self) -> None:
        """Proves the bound at the best prices by a pass over all pairs, and prices those that it finds worth it."""
        if self.complete:
            return
        jobs, found = [], []
        for part in self.parts:
            front = np.empty((len(part), FRONT), np.int64)
            near_value, near = np.empty((self.units, NEAR)), np.empty((self.units, NEAR), np.int64)
            jobs.append(self.threads.submit(survey, self.arrays, self.prices, part, front, near_value, near))
            found.append((part, front, near))
        total = self._constant(self.prices) + sum(job.result() for job in jobs)
        self.bound = min(self.bound, total)
        everybody = np.repeat(np.arange(self.units), NEAR)
        projects = [x for part, _, near in found for x in (np.repeat(part, FRONT), near.ravel())]
        units = [x for _, front, near in found for x in (front.ravel(), everybody)]
        self._add(np.concatenate(projects), np.concatenate(units))
        self._begin()

    def _add(self, project: Ints, unit: Ints) -> None:
        there = (project >= 0) & (unit >= 0)
        old = np.repeat(np.arange(self.projects), np.diff(self.pairs.starts)) * self.units + self.pairs.unit
        keys = np.concatenate((old, project[there].astype(np.int64) * self.units + unit[there]))
        keys.sort()
        keys = keys[np.append(True, keys[1:] != keys[:-1])]
        share = np.zeros(len(keys))
        share[np.searchsorted(keys, old)] = self.share
        self.share = share
        self.pairs = _pairs(keys // self.units, keys % self.units, self.projects)


def all_pairs(arrays: Arrays) -> Pairs:
    """Returns every unit that may be in each project."""
    project, unit = np.nonzero(arrays.allowed)
    return _pairs(project, unit, arrays.allowed.shape[0])


def no_pairs(projects: int) -> Pairs:
    return Pairs(np.zeros(projects + 1, np.int64), np.zeros(0, np.int64))


def _pairs(project: Ints, unit: Ints, projects: int) -> Pairs:
    counts = np.bincount(project, minlength=projects)
    return Pairs(np.concatenate(([0], np.cumsum(counts))).astype(np.int64), unit.astype(np.int64))
