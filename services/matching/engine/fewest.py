"""Places for those who have none while as few others move as possible: one program for three goals in turn."""

from collections.abc import Sequence

import numpy as np

from services.matching.engine import highs
from services.matching.engine.kinds import Floats
from services.matching.engine.model import Part, part_of
from services.matching.engine.problem import Problem
from services.matching.engine.round import Round

EXACT = 1e-9
"""People are counted: the first two goals are reached to the last one."""
NODES = 2_000
"""The last goal, the objective, is looked for so long."""


def fewest_moved(round_: Round, at: Sequence[int], projects: Sequence[int]) -> list[int]:
    """Returns the project of each student, or -1, so that first most of those who wait get a place, then the fewest
    others move, then the objective is highest.

    Parameters
    ----------
    round_ : Round
        In which not everybody has to be placed. Whoever may not be moved is fixed where they are.
    at : sequence of int
        The project of each student now, -1 for those who wait. Those who have one keep a place, and so does each of
        these projects keep a team.
    projects : sequence of int
        Those that anybody can be placed in; all that have a team now are among them.

    Notes
    -----
    Where nobody moves and nobody comes in, all rules must hold; then there is a solution to each goal.
    """
    problem = Problem.of(round_)
    now = np.array([at[members[0]] for members in problem.units])
    arrays = problem.arrays._replace(needs_place=problem.arrays.needs_place | (now >= 0))
    part = part_of(arrays, projects, np.arange(len(arrays.size)))
    for project in sorted(set(now.tolist()) - {-1}):
        part.program.row(("open", project), (part.opened[project],), 1.0, 1.0, 1.0)
    size, was = arrays.size[part.unit], now[part.unit]
    worth = part.program.cost
    _reached(part, np.where(was < 0, size, 0).astype(np.float64))
    values = _reached(part, np.where(was == part.project, size, 0).astype(np.float64))
    part.program.cost = worth
    best = highs.solve(part.program, start=values, nodes=NODES).values
    taken = (values if best is None else best)[: len(part.unit)] > 0.5
    found = np.full(len(round_.students), -1, dtype=np.int64)
    for unit, project in zip(part.unit[taken], part.project[taken], strict=True):
        found[list(problem.units[unit])] = project
    return [int(project) for project in found]


def _reached(part: Part, goal: Floats) -> Floats:
    """A solution that reaches most of the goal, which every later one must reach as well."""
    program = part.program
    program.cost = [*goal, *[0.0] * (len(program.top) - len(goal))]
    solved = highs.solve(program, gap=EXACT)
    if solved.values is None:
        raise RuntimeError("the teams as they are break a rule")
    columns = np.flatnonzero(goal)
    reached = round(float(goal @ solved.values[: len(goal)]))
    program.row(("goal", 0), columns, goal[columns], float(reached), float("inf"))
    return solved.values
