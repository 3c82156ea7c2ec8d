"""Solves a round: one step of the search after the other, until the plan is proven or somebody says stop."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from services.matching.engine.conflicts import check_at_once, explained, not_found
from services.matching.engine.errors import Infeasible
from services.matching.engine.plan import plan_of
from services.matching.engine.problem import Problem
from services.matching.engine.round import Round
from services.matching.engine.search import Search

STEPS = 500
"""Where neither steps nor seconds are given."""
PATIENCE = 5.0
ENOUGH = 1e-4
"""A plan with a gap of this is handed out: to look further would change nothing that anybody notices."""


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
        Do so many steps, fewer only where the plan is proven before. The same steps give the same plan.
    seconds : float, optional
        Begin no step that would not end within this time, as far as the steps of its kind before it tell. The first
        step, a plan made of what is worth most to each project, is done however late it is; without any plan it goes
        on for as long again.
    progress : callable, optional
        Told after each step; when it returns False, the best so far is the answer.

    Raises
    ------
    Infeasible
        If no plan keeps all rules, with the rules that conflict; or if none was found in the time, which it says.
    """
    begun = time.monotonic()
    check_at_once(round)
    with ThreadPoolExecutor(2) as threads:
        search = Search(Problem.of(round), threads)
        clock = _Clock(begun, seconds)
        search.time_left = clock.left
        try:
            done, stopped = _work(
                search, clock, STEPS if steps is None and seconds is None else steps, progress
            )
        except Infeasible:
            raise explained(round) from None
        if search.best is None:
            raise not_found() if stopped else explained(round)
        spent = None if steps is not None else time.monotonic() - begun
        return plan_of(search.problem, search.best, search.bound, done, spent)


class _Clock:
    """Says whether a step will probably end in time: as long as the last ones of its kind, or of any at first."""

    def __init__(self, begun: float, seconds: float | None) -> None:
        self.begun, self.seconds = begun, seconds
        self.longest: dict[str, float] = {}

    def left(self) -> float | None:
        return None if self.seconds is None else self.begun + self.seconds - time.monotonic()

    def allows(self, kind: str, found: bool) -> bool:
        """A search that has found nothing yet goes on for as long again and `PATIENCE`: late is better than never."""
        left = self.left()
        if left is None or self.seconds is None:
            return True
        expected = self.longest.get(kind, max(self.longest.values(), default=0.0))
        return expected < left if found else left > -self.seconds - PATIENCE

    def took(self, kind: str, since: float) -> None:
        self.longest[kind] = max(0.8 * self.longest.get(kind, 0.0), time.monotonic() - since)


def _work(
    search: Search, clock: _Clock, steps: int | None, progress: Callable[[Progress], bool] | None
) -> tuple[int, bool]:
    """Returns how many steps were done, and whether the caller said stop."""
    done = 0
    for kind, step in search.steps():
        late = done > 0 and not clock.allows(kind, search.best is not None)
        if late or (steps is not None and done >= steps):
            break
        since = time.monotonic()
        try:
            step()
        except TimeoutError:
            break
        clock.took(kind, since)
        done += 1
        gap = search.gap
        objective = None if search.best is None else search.objective
        if progress is not None and not progress(Progress(done, objective, search.bound, gap)):
            return done, True
        if gap is not None and gap <= ENOUGH:
            break
    return done, False
