"""Solves a program with HiGHS, the same way each time: one thread, a fixed seed, no time limit but the caller's."""

from dataclasses import dataclass

import highspy
import numpy as np
from highspy import _core  # highspy.Highs prints a banner to standard output, where a plan may have to go

from services.matching.engine.kinds import Floats
from services.matching.engine.model import INFINITY, Program

GAP = 1e-5


@dataclass(frozen=True)
class Solved:
    """``values``: of each column, None when there is no solution. ``bound``: no solution is better.

    ``done``: the solver came to its end; else the time was over, and nothing here may be used.
    """

    values: Floats | None
    bound: float
    done: bool
    infeasible: bool = False


def solve(
    program: Program,
    start: Floats | None = None,
    seconds: float | None = None,
    nodes: int | None = None,
    gap: float = GAP,
    relaxed: bool = False,
) -> Solved:
    """Returns the best solution to within ``gap``, or the best after so many nodes.

    Parameters
    ----------
    start : array, optional
        A feasible solution to begin with.
    relaxed : bool
        Solve the linear relaxation.
    """
    solver = _core._Highs()
    options: dict[str, bool | float | str] = {
        "output_flag": False, "threads": 1, "parallel": "off", "random_seed": 1, "mip_rel_gap": gap,
        "mip_abs_gap": 1e-7,
    }  # fmt: skip
    if seconds is not None:
        options["time_limit"] = max(0.01, seconds)
    if nodes is not None:
        options["mip_max_nodes"] = nodes
    for name, value in options.items():
        solver.setOptionValue(name, value)
    solver.passModel(_model(program, relaxed))
    if start is not None:
        solution = highspy.HighsSolution()
        solution.col_value = list(start)
        solver.setSolution(solution)
    solver.run()
    return _answer(solver)


def _model(program: Program, relaxed: bool) -> highspy.HighsLp:
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(program.cost), len(program.lower)
    model.sense_ = highspy.ObjSense.kMaximize
    model.col_cost_ = np.array(program.cost)
    model.col_lower_ = np.zeros(len(program.cost))
    model.col_upper_ = np.array(program.top)
    model.row_lower_ = _limits(program.lower)
    model.row_upper_ = _limits(program.upper)
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.num_col_, model.a_matrix_.num_row_ = model.num_col_, model.num_row_
    model.a_matrix_.start_ = np.array(program.starts, dtype=np.int32)
    model.a_matrix_.index_ = np.concatenate([*program.columns, np.zeros(0, np.int32)]).astype(np.int32)
    model.a_matrix_.value_ = np.concatenate([*program.factors, np.zeros(0)])
    if not relaxed:
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        model.integrality_ = [kinds[whole] for whole in program.whole]
    return model


def _limits(values: list[float]) -> Floats:
    return np.array([highspy.kHighsInf * np.sign(one) if abs(one) == INFINITY else one for one in values])


def _answer(solver: _core._Highs) -> Solved:
    status, info = solver.getModelStatus(), solver.getInfo()
    kinds = highspy.HighsModelStatus
    if status in (kinds.kInfeasible, kinds.kUnboundedOrInfeasible):
        return Solved(None, -INFINITY, True, infeasible=True)
    found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    values = np.array(solver.getSolution().col_value) if found else None
    whole = status in (kinds.kOptimal, kinds.kSolutionLimit)
    is_mip = np.isfinite(info.mip_dual_bound)
    bound = info.mip_dual_bound if is_mip else info.objective_function_value
    return Solved(values, float(bound), whole)
