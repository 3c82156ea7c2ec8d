"""The search for a plan, cut into steps: prices, a first plan, annealing, blocks solved anew, prices again."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np

from services.matching.engine import blocks, highs
from services.matching.engine.annealing import Lists, anneal, seeded
from services.matching.engine.bound import reduced_values
from services.matching.engine.errors import Infeasible
from services.matching.engine.kinds import Flags, Floats, Ints
from services.matching.engine.model import part_of
from services.matching.engine.plan import gap_of
from services.matching.engine.pricing import Pricing
from services.matching.engine.problem import Problem
from services.matching.engine.starting import construct
from services.matching.engine.state import State, empty, place, score

Step = Callable[[], None]

WHOLE, WHOLE_NODES = 6_000, 4_000
"""Up to so many pairs of unit and project the round is also solved as one program, with so many nodes at most."""
PASSES, ITERATIONS = (0, 2, 2), 50
"""How often the prices are bettered before a first plan and before better ones, and by how many steps each time."""
SWEEP = 60
"""Moves for each unit in one step of annealing."""
HOT, COLD = 0.03, 0.003
HEATS = 12
KEPT, WORTH_TRYING = 30, 0.1
"""How many projects each unit is tried in, and how far below the best a pair may be to be tried in a block."""


class Search:
    """A search under way. Everything in it follows from the round and the number of steps alone.

    Attributes
    ----------
    best : array or None
        The project of each unit, or -1, in the best plan so far.
    objective : float
        Of that plan.
    bound : float
        No plan has a higher objective.
    """

    def __init__(self, problem: Problem, threads: ThreadPoolExecutor) -> None:
        self.problem, self.arrays, self.threads = problem, problem.arrays, threads
        self.best: Ints | None = None
        self.objective = 0.0
        self.random = seeded(problem.round.rules.seed)
        self.pricing = Pricing(problem.arrays, threads)
        self.whole_bound = np.inf
        self.time_left: Callable[[], float | None] = lambda: None

    @property
    def bound(self) -> float:
        return max(self.objective, min(self.pricing.bound, self.whole_bound))

    @property
    def gap(self) -> float | None:
        return None if self.best is None else gap_of(self.objective, self.bound)

    def steps(self) -> Iterator[tuple[str, Step]]:
        """Yields one step after the other, with its kind; each is to be done before the next is asked for."""
        for passes in PASSES:
            yield from self._price(passes)
            state = empty(self.arrays)
            yield "first", partial(self._first_plan, state)
        yield from self._anneal(
            state, HOT, HEATS * (3 if self.arrays.common_slots or self.best is None else 1)
        )
        if self.arrays.common_slots:
            yield from self._rebuild()
        if self.pricing.complete and len(self.pricing.pairs.unit) <= WHOLE:
            yield "whole", self._solve_whole
        heat = HOT
        while True:
            yield from self._rebuild()
            yield from self._price(1)
            heat = HOT if heat < HOT else HOT / 2
            state = empty(self.arrays) if self.best is None else place(self.arrays, self.best)
            yield from self._anneal(state, heat, HEATS)

    def _price(self, passes: int) -> Iterator[tuple[str, Step]]:
        for _ in range(passes):
            yield "price", partial(self.pricing.improve, ITERATIONS)
            if not self.pricing.complete:
                yield "look around", self.pricing.look_around

    def _anneal(self, state: State, heat: float, parts: int) -> Iterator[tuple[str, Step]]:
        """Cools down in some steps; begins again hotter while no plan has been found."""
        lists = self._lists()
        for number in range(parts):
            hot, cold = (heat * (COLD / heat) ** (at / parts) for at in (number, number + 1))
            yield "anneal", partial(self._sweep, state, lists, hot, cold)

    def _sweep(self, state: State, lists: Lists, hot: float, cold: float) -> None:
        anneal(self.arrays, state, lists, SWEEP * len(self.arrays.size), hot, cold, self.random)
        self._keep(state)

    def _rebuild(self) -> Iterator[tuple[str, Step]]:
        """Solves blocks anew around every project in turn, until a whole turn brings nothing."""
        lists, worth_trying, since = self._lists(), self._worth_trying(), 0
        turn: list[int] = []
        while self.best is not None and since <= len(self.arrays.least):
            before = self.objective
            turn = turn or self._shuffled()
            yield "block", partial(self._solve_blocks, lists, worth_trying, turn)
            since = 0 if self.objective > before else since + blocks.AT_ONCE * 2

    def _shuffled(self) -> list[int]:
        order = seeded(int(self.random[0] >> np.uint64(12)))
        dice = np.random.Generator(np.random.PCG64(int(order[0])))
        self.random = order
        return [int(project) for project in dice.permutation(len(self.arrays.least))]

    def _solve_blocks(self, lists: Lists, worth_trying: Flags, turn: list[int]) -> None:
        if self.best is not None:
            seeds = [turn.pop() for _ in range(min(len(turn), blocks.at_once(self.arrays)))]
            left = self.time_left()
            self._keep(blocks.improve(self.arrays, self.best, lists, worth_trying, seeds, self.threads, left))

    def _solve_whole(self) -> None:
        """Solves the round as one program. Where the time is over before that, nothing of it is used."""
        arrays = self.arrays
        part = part_of(arrays, range(len(arrays.least)), np.arange(len(arrays.size)))
        solved = highs.solve(part.program, seconds=self.time_left(), nodes=WHOLE_NODES)
        if not solved.done:
            raise TimeoutError
        if solved.infeasible:
            raise Infeasible("conflict")
        self.whole_bound = min(self.whole_bound, solved.bound)
        if solved.values is not None:
            where = np.full(len(arrays.size), -1, dtype=np.int64)
            taken = solved.values[: len(part.unit)] > 0.5
            where[part.unit[taken]] = part.project[taken]
            self._keep(place(arrays, where))

    def _first_plan(self, state: State) -> None:
        pairs = self.pricing.pairs
        sums = np.concatenate(([0.0], np.cumsum(self.pricing.share)))
        wanted = sums[pairs.starts[1:]] - sums[pairs.starts[:-1]]
        construct(self.arrays, self.pricing.prices, np.argsort(-wanted, kind="stable"), state)
        self._keep(state)

    def _pairs(self) -> tuple[Ints, Ints, Floats]:
        """Returns project, unit and reduced value of the pairs that are priced."""
        pairs = self.pricing.pairs
        project = np.repeat(np.arange(len(pairs.starts) - 1), np.diff(pairs.starts))
        return project, pairs.unit, reduced_values(self.arrays, pairs, self.pricing.prices)

    def _lists(self) -> Lists:
        """Whom to try where: by what a pair adds at the prices of the bound."""
        project, unit, values = self._pairs()
        units, projects = len(self.arrays.size), len(self.arrays.least)
        tried = _front(unit, project, values, units, KEPT) + _front(project, unit, values, projects, 4 * KEPT)
        return Lists(*tried, np.arange(units), np.arange(projects))

    def _worth_trying(self) -> Flags:
        project, unit, values = self._pairs()
        found = np.zeros_like(self.arrays.allowed)
        near = values > -WORTH_TRYING
        found[project[near], unit[near]] = True
        return found

    def _keep(self, state: State) -> None:
        objective, wrong = score(self.arrays, state)
        if wrong <= 1e-9 and (self.best is None or objective > self.objective + 1e-9):
            self.best, self.objective = state.where.copy(), objective
            self.pricing.target = objective


def _front(of: Ints, entry: Ints, values: Floats, rows: int, most: int) -> tuple[Ints, Ints]:
    """Returns as CSR for each row the entries with its highest values, at most ``most``, best first."""
    order = np.lexsort((entry, -values, of))
    starts = np.concatenate(([0], np.cumsum(np.bincount(of, minlength=rows))))
    kept = np.arange(len(of)) - starts[of[order]] < most
    counts = np.bincount(of[order][kept], minlength=rows)
    return np.concatenate(([0], np.cumsum(counts))).astype(np.int64), entry[order][kept].astype(np.int64)
