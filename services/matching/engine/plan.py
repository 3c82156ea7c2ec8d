"""A plan as people and programs read it: ``shixun.plan/1``, with its report."""

import math
from typing import Any

import numpy as np

from services.matching.engine.kinds import Floats, Ints
from services.matching.engine.problem import TOP, Problem
from services.matching.engine.reserve import reserve
from services.matching.engine.state import State, place, score
from services.matching.engine.teamvalue import shared_hours, worth
from services.matching.engine.version import engine_version

FORMAT = "shixun.plan/1"
DIGITS = 6


def plan_of(problem: Problem, where: Ints, bound: float, steps: int, seconds: float | None) -> dict[str, Any]:
    """Returns the document of a plan.

    Parameters
    ----------
    where : array
        The project of each unit, or -1.
    seconds : float or None
        None where the steps were given: such a plan says nothing that differs between machines.
    """
    state = place(problem.arrays, where)
    objective = round(score(problem.arrays, state)[0], DIGITS)
    bound = max(math.ceil(bound * 10**DIGITS) / 10**DIGITS, objective)
    students, projects = problem.round.students, problem.round.projects
    at = project_of(problem, where)
    teams: dict[int, list[str]] = {}
    for student, project in enumerate(at):
        if project >= 0:
            teams.setdefault(project, []).append(students[student].id)
    return {
        "format": FORMAT,
        "teams": [{"project": projects[one].id, "members": teams[one]} for one in sorted(teams)],
        "reserve": reserve(problem, state),
        "unplaced": [students[one].id for one in np.flatnonzero(at < 0)],
        "steps": steps,
        "objective": objective,
        "bound": bound,
        "gap": gap_of(objective, bound),
        "seconds": None if seconds is None else round(seconds, 2),
        "graph": problem.round.credits.version,
        "engine": engine_version(),
        "report": report(problem, state, at),
    }


def gap_of(objective: float, bound: float) -> float:
    """Returns how much of the bound is missing, rounded up to six digits; 0 where the plan is proven to be best.

    Examples
    --------
    >>> gap_of(62.82, 62.83)
    0.00016
    >>> gap_of(0.0, 0.0)
    0.0
    """
    return math.ceil((bound - objective) / bound * 10**DIGITS) / 10**DIGITS if bound > objective else 0.0


def project_of(problem: Problem, where: Ints) -> Ints:
    """Returns the project of each student, or -1."""
    at = np.full(len(problem.round.students), -1, dtype=np.int64)
    for unit, members in enumerate(problem.units):
        at[list(members)] = where[unit]
    return at


def report(problem: Problem, state: State, at: Ints) -> dict[str, Any]:
    """Returns what a reader wants to know of a plan beside who is where."""
    arrays, open_ = problem.arrays, np.flatnonzero(state.counts).tolist()
    covered = [worth(arrays, one, state.team[one], int(state.counts[one]))[1] for one in open_]
    hours = [shared_hours(arrays, state.team[one], int(state.counts[one])) for one in open_]
    ranks = ranks_of(problem, at)
    envy, blocking = envies(problem, state, at, ranks)
    return {
        "coverage": {
            "mean": round(float(np.mean(covered)), DIGITS) if covered else None,
            "least": round(float(min(covered)), DIGITS) if covered else None,
        },
        "ranks": rank_profile(problem, at, ranks),
        "top_three_by_group": top_shares(problem, ranks),
        "four_fifths_ratio": four_fifths(problem, ranks),
        "common_slots_met": sum(have >= arrays.common_slots for have in hours),
        "teams_opened": len(open_),
        "envy_pairs": envy,
        "blocking_pairs": blocking,
        **_newcomers(problem, state),
    }


def _newcomers(problem: Problem, state: State) -> dict[str, Any]:
    """Returns how many newcomers are placed, of a round that asks for a share of them."""
    if problem.round.rules.newcomers_share is None:
        return {}
    return {"newcomers": {"placed": int(state.newcomers[0]), "of": int(problem.arrays.newcomers.sum())}}


def ranks_of(problem: Problem, at: Ints) -> Ints:
    """Returns the rank of the bid that each student is placed in; 0 without one."""
    found = np.zeros(len(at), dtype=np.int64)
    for student, one in enumerate(problem.round.students):
        if at[student] in one.bids:
            found[student] = one.bids.index(at[student]) + 1
    return found


def rank_profile(problem: Problem, at: Ints, ranks: Ints) -> dict[str, int]:
    """Returns how many are in their first bid, their second …, in none of theirs, and in no team."""
    most = max((len(one.bids) for one in problem.round.students), default=0)
    profile = {str(rank): int((ranks == rank).sum()) for rank in range(1, most + 1)}
    return profile | {"none": int(((ranks == 0) & (at >= 0)).sum()), "unplaced": int((at < 0).sum())}


def top_shares(problem: Problem, ranks: Ints) -> dict[str, float]:
    """Returns for each declared group the share of it that is in a bid of the first three."""
    members = {
        name: [n for n, one in enumerate(problem.round.students) if one.group == name]
        for name in problem.groups
    }
    in_top = (ranks >= 1) & (ranks <= TOP)
    return {name: round(float(in_top[list(who)].mean()), DIGITS) for name, who in members.items()}


def four_fifths(problem: Problem, ranks: Ints) -> float | None:
    """Returns the lowest group's share in the first three bids by the highest's; None without two groups."""
    shares = list(top_shares(problem, ranks).values())
    if len(shares) < 2:
        return None
    return round(min(shares) / max(shares), DIGITS) if max(shares) > 0 else 1.0


def envies(problem: Problem, state: State, at: Ints, ranks: Ints) -> tuple[int, int]:
    """Returns the pairs (student, other) and (student, project) that a student could complain of.

    A student envies whoever sits in a project of a bid above their own, and meets its needs less well. A project
    blocks where there is such a member, or a free seat.
    """
    arrays, envy, blocking = problem.arrays, 0, 0
    unit = {student: place for place, members in enumerate(problem.units) for student in members}
    fits = _fits(problem, at)
    people = {
        p: [s for u in state.team[p, : state.counts[p]] for s in problem.units[u]]
        for p in set(at.tolist()) - {-1}
    }
    for student, one in enumerate(problem.round.students):
        above = one.bids[: ranks[student] - 1] if ranks[student] else one.bids
        for project in above:
            if project not in people or not arrays.allowed[project, unit[student]]:
                continue
            own = fit_of(problem, project, student)
            worse = sum(fits[other] < own - 1e-9 for other in people[project])
            envy += worse
            blocking += worse > 0 or len(people[project]) < arrays.most[project]
    return int(envy), int(blocking)


def fit_of(problem: Problem, project: int, student: int) -> float:
    """Returns the weighted quality (0–1) of a student for a project."""
    levels, starts, rows, shares = problem.qualities
    needs = slice(starts[project], starts[project + 1])
    return float(shares[needs] @ levels[rows[needs], student]) * 0.25


def _fits(problem: Problem, at: Ints) -> Floats:
    return np.array([fit_of(problem, at[one], one) if at[one] >= 0 else 0.0 for one in range(len(at))])
