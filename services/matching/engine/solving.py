"""Solves a round: bound, first plan, annealing, one step after the other."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np

from services.matching.engine import highs
from services.matching.engine.annealing import Lists, anneal, seeded
from services.matching.engine.bound import reduced_values
from services.matching.engine.errors import Infeasible
from services.matching.engine.model import part_of
from services.matching.engine.plan import gap_of, plan_of
from services.matching.engine.pricing import Pricing, all_pairs
from services.matching.engine.problem import Problem
from services.matching.engine.round import Round
from services.matching.engine.starting import construct
from services.matching.engine.state import State, empty, place, score

STEPS = 400
ENOUGH = 1e-4
"""A plan whose gap is this small is handed out; to look further would change nothing that anybody notices."""
KEPT = 30
WHOLE = 4_000
"""Up to so many pairs of unit and project, the round is solved as one program."""
HOT, COLD = 0.15, 0.004


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the search is: ``objective`` and ``gap`` are None while there is no plan."""

    steps: int
    objective: float | None
    bound: float
    gap: float | None


def solve(
    round: Round,
    *,
    steps: int | None = None,
    seconds: float | None = None,
    progress: Callable[[Progress], bool] | None = None,
) -> dict[str, Any]:
    """Returns the best plan found, as a ``shixun.plan/1`` document, with a bound that no plan exceeds.

    Parameters
    ----------
    round : Round
    steps : int, optional
        Do exactly so many steps, fewer only where the plan is proven before. The same steps give the same plan.
    seconds : float, optional
        Begin no step that would not end within this time.
    progress : callable, optional
        Told after each step; when it returns False, the best so far is the answer.

    Raises
    ------
    Infeasible
        If no plan keeps all rules.
    """
    begun = time.monotonic()
    with ThreadPoolExecutor(2) as threads:
        search = Search(Problem.of(round), threads)
        longest, last = 0.0, time.monotonic()
        for _ in search.work(steps or STEPS):
            now = time.monotonic()
            longest, last = max(longest * 0.9, now - last), now
            told = progress is None or progress(search.progress())
            if not told or (seconds is not None and now - begun + longest > seconds):
                break
        if search.best is None:
            raise Infeasible("No plan was found that keeps all rules.", proven=False)
        spent = None if steps is not None else time.monotonic() - begun
        return plan_of(search.problem, search.best, search.pricing.bound, search.steps, spent)


class Search:
    """The state of a search. ``best``: the project of each unit in the best plan so far."""

    def __init__(self, problem: Problem, threads: ThreadPoolExecutor) -> None:
        self.problem = problem
        self.steps = 0
        self.best: np.ndarray | None = None
        self.objective = 0.0
        self.random = seeded(problem.round.rules.seed)
        self.pricing = Pricing(problem.arrays, all_pairs(problem.arrays), threads)

    def work(self, steps: int) -> Iterator[None]:
        """Does one step after the other until the plan is proven."""
        for _ in self._stages():
            self.steps += 1
            yield
            if self.steps >= steps or (self.best is not None and self.gap <= ENOUGH):
                return

    @property
    def gap(self) -> float:
        return gap_of(self.objective, self.pricing.bound)

    def progress(self) -> Progress:
        found = self.best is not None
        return Progress(
            self.steps, self.objective if found else None, self.pricing.bound, self.gap if found else None
        )

    def _stages(self) -> Iterator[None]:
        arrays = self.problem.arrays
        self._keep(self._first_plan())
        for _ in range(10):
            self.pricing.improve(20)
            yield
        state, lists = self._first_plan(), self._lists()
        self._keep(state)
        if len(self.pricing.pairs.unit) <= WHOLE:
            self._solve_whole()
            yield
        heat = HOT
        while True:
            length = 40
            for part in range(length):
                hot = heat * (COLD / heat) ** (part / length)
                cold = heat * (COLD / heat) ** ((part + 1) / length)
                anneal(arrays, state, lists, 60 * len(arrays.size), hot, cold, self.random)
                self._keep(state)
                yield
            for _ in range(5):
                self.pricing.improve(20)
                yield
            if self.best is not None:
                state = place(arrays, self.best)
                heat = HOT / 4

    def _solve_whole(self) -> None:
        arrays = self.problem.arrays
        part = part_of(arrays, range(len(arrays.least)), np.arange(len(arrays.size)))
        solved = highs.solve(part.program)
        if solved.infeasible:
            raise Infeasible("No plan keeps all rules.")
        if solved.values is not None:
            where = np.full(len(arrays.size), -1, dtype=np.int32)
            taken = solved.values[: len(part.unit)] > 0.5
            where[part.unit[taken]] = part.project[taken]
            self._keep(place(arrays, where))
            self.pricing.bound = min(self.pricing.bound, solved.bound)

    def _first_plan(self) -> State:
        state = empty(self.problem.arrays)
        order = np.argsort(-self._popularity(), kind="stable")
        construct(self.problem.arrays, self.pricing.prices, order, state)
        return state

    def _popularity(self) -> np.ndarray:
        pairs = self.pricing.pairs
        sums = np.concatenate(([0.0], np.cumsum(self.pricing.share)))
        return sums[pairs.starts[1:]] - sums[pairs.starts[:-1]]

    def _lists(self) -> Lists:
        """Whom to try where: by what a pair adds at the prices of the bound."""
        arrays, pairs, prices = self.problem.arrays, self.pricing.pairs, self.pricing.prices
        values = reduced_values(arrays, pairs, prices)
        project = np.repeat(np.arange(len(pairs.starts) - 1), np.diff(pairs.starts))
        starts, project_list = _front(pairs.unit, project, values, len(arrays.size), KEPT)
        unit_starts, unit_list = _front(project, pairs.unit, values, len(arrays.least), 4 * KEPT)
        every = (np.arange(len(arrays.size)), np.arange(len(arrays.least)))
        return Lists(starts, project_list, unit_starts, unit_list, *every)

    def _keep(self, state: State) -> None:
        objective, wrong = score(self.problem.arrays, state)
        if wrong <= 1e-9 and (self.best is None or objective > self.objective + 1e-9):
            self.best, self.objective = state.where.copy(), objective
            self.pricing.target = objective


def _front(of: np.ndarray, entry: np.ndarray, values: np.ndarray, rows: int, most: int) -> tuple:
    """Returns as CSR for each row the entries with its highest values, at most ``most``, best first."""
    order = np.lexsort((entry, -values, of))
    starts = np.concatenate(([0], np.cumsum(np.bincount(of, minlength=rows))))
    kept = np.arange(len(of)) - starts[of[order]] < most
    counts = np.bincount(of[order][kept], minlength=rows)
    return np.concatenate(([0], np.cumsum(counts))).astype(np.int64), entry[order][kept].astype(np.int32)
