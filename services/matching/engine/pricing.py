"""Finds the prices that make the upper bound low: the volume algorithm over the relaxation of `bound`."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from services.matching.engine.bound import LEVELS, Pairs, Prices, relax
from services.matching.engine.kinds import Flags, Floats
from services.matching.engine.problem import Arrays

PARTS = 4
"""Projects are relaxed in so many parts at a time, however many cores there are: sums are the same everywhere."""
SLACK = 1e-9


def all_pairs(arrays: Arrays) -> Pairs:
    """Returns every unit that may be in each project."""
    project, unit = np.nonzero(arrays.allowed)
    counts = np.bincount(project, minlength=arrays.allowed.shape[0])
    return Pairs(np.concatenate(([0], np.cumsum(counts))).astype(np.int64), unit.astype(np.int32))


class Pricing:
    """The prices so far, and the lowest bound that they gave.

    Notes
    -----
    Barahona and Anbil, "The volume algorithm" (2000): steps from the best prices along an average of the slopes. The
    average of what was picked (``share``, per pair) nears an optimum of the linear relaxation.
    """

    def __init__(self, arrays: Arrays, pairs: Pairs, threads: ThreadPoolExecutor) -> None:
        self.arrays, self.pairs, self.threads = arrays, pairs, threads
        projects = np.arange(arrays.least.shape[0])
        self.parts = [part for part in np.array_split(projects, PARTS) if len(part)]
        self.prices = Prices(self._first_price(), np.repeat(arrays.gain[:, None] * 0.5, LEVELS, axis=1))
        self.share = np.zeros(len(pairs.unit))
        self.theta, self.failed, self.target = 1.0, 0, 0.0
        self.bound, price_slope, link_slope, chosen = self.relaxed(self.prices)
        self.slope = (price_slope, link_slope)
        self.share[:] = chosen

    def _first_price(self) -> Floats:
        units = self.arrays.size.shape[0]
        found = np.zeros(units)
        if len(self.pairs.unit):
            project = np.repeat(np.arange(len(self.pairs.starts) - 1), np.diff(self.pairs.starts))
            np.maximum.at(found, self.pairs.unit, self.arrays.value[project, self.pairs.unit])
        return found

    def relaxed(self, prices: Prices) -> tuple[float, Floats, Floats, Flags]:
        """Returns the bound at these prices, its slopes by price and by link, and which pairs were picked."""
        units = self.arrays.size.shape[0]
        slope, chosen = np.zeros_like(prices.link), np.zeros(len(self.pairs.unit), np.bool_)
        used = [np.zeros(units) for _ in self.parts]
        jobs = [
            self.threads.submit(relax, self.arrays, prices, self.pairs, part, use, slope, chosen)
            for part, use in zip(self.parts, used, strict=True)
        ]
        total = float(prices.price.sum()) + sum(job.result() for job in jobs)
        once = np.ones(units) - np.array(used).sum(axis=0)
        return total, once, slope, chosen

    def improve(self, iterations: int) -> None:
        """Lowers the bound; the target is what a plan is known to reach."""
        for _ in range(iterations):
            length = float((self.slope[0] ** 2).sum() + (self.slope[1] ** 2).sum())
            if length < 1e-18:
                return
            step = self.theta * max(self.bound - self.target, 1e-6 * abs(self.bound)) / length
            prices = self._stepped(step)
            bound, price_slope, link_slope, chosen = self.relaxed(prices)
            keep = 0.9
            self.slope = (
                keep * self.slope[0] + (1 - keep) * price_slope,
                keep * self.slope[1] + (1 - keep) * link_slope,
            )
            self.share = keep * self.share + (1 - keep) * chosen
            if bound < self.bound - SLACK:
                self.bound, self.prices, self.failed = bound, prices, 0
                self.theta = min(2.0, self.theta * 1.1)
            else:
                self.failed += 1
                if self.failed % 8 == 0:
                    self.theta *= 0.7

    def _stepped(self, step: float) -> Prices:
        price = self.prices.price - step * self.slope[0]
        price = np.where(self.arrays.needs_place, price, np.maximum(0.0, price))
        top = self.arrays.gain[:, None]
        return Prices(price, np.clip(self.prices.link - step * self.slope[1], 0.0, top))
