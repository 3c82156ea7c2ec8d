"""An upper bound on every plan, by Lagrangian relaxation, and the prices that guide the search.

Coverage is written by thresholds: a project earns a quarter of a need's weight for each t = 1..4 such that one of
its members has at least t quarters. These constraints are priced: each unit is in one team (``price``), and a
threshold is reached only by a member who has it (``link``); a third one where a share of the newcomers is to be placed
(``bonus``). What is left falls apart into projects, each of which
picks its best sizes of best reduced values.
"""

from typing import NamedTuple

import numpy as np

from services.matching.engine.compiled import compiled
from services.matching.engine.kinds import Flags, Floats, Ints
from services.matching.engine.problem import Arrays

LEVELS, MOST_NEEDS = 4, 60


class Prices(NamedTuple):
    """``price[unit]``; ``link[need, t]`` for t = 0..3, between 0 and what the threshold is worth; ``bonus``: what each
    placed newcomer earns, at least 0. It is taken off the prices of newcomers already, which may lie below 0 by it."""

    price: Floats
    link: Floats
    bonus: float


@compiled
def reduced(arrays: Arrays, prices: Prices, project: int, out: Floats) -> None:
    """Writes what each unit adds to the relaxed problem in ``project``; -inf where it may not be."""
    table = np.zeros(LEVELS + 1)
    allowed, value = arrays.allowed[project], arrays.value[project]
    for unit in range(out.shape[0]):
        out[unit] = value[unit] - prices.price[unit] if allowed[unit] else -np.inf
    for need in range(arrays.need_starts[project], arrays.need_starts[project + 1]):
        row = arrays.levels[arrays.need_rows[need]]
        for step in range(LEVELS):
            table[step + 1] = table[step] + prices.link[need, step]
        for unit in range(out.shape[0]):
            out[unit] += table[row[unit]]


@compiled
def pick(size: Ints, values: Floats, least: int, most: int, chosen: Ints) -> tuple[float, int]:
    """Returns the highest sum of values with a total size from ``least`` to ``most``, and how many units it has.

    The units are written to ``chosen``. (-inf, 0) where no sizes sum up to that.

    Notes
    -----
    Only the best ``most // s`` units of each size s can matter; a knapsack over those. O(units + most^2 log most).
    """
    best = np.full((most + 1, most + 1), -np.inf)
    unit_at = np.full((most + 1, most + 1), -1, np.int64)
    filled = np.zeros(most + 1, np.int64)
    for unit in range(values.shape[0]):
        s = size[unit]
        if s > most or values[unit] == -np.inf:
            continue
        room = most // s
        if filled[s] == room and values[unit] <= best[s, room - 1]:
            continue
        at = filled[s] if filled[s] < room else room - 1
        while at > 0 and best[s, at - 1] < values[unit]:
            best[s, at], unit_at[s, at] = best[s, at - 1], unit_at[s, at - 1]
            at -= 1
        best[s, at], unit_at[s, at] = values[unit], unit
        filled[s] = min(room, filled[s] + 1)
    total = np.full((most + 2, most + 1), -np.inf)
    taken = np.zeros((most + 2, most + 1), np.int64)
    total[0, 0] = 0.0
    for s in range(1, most + 1):
        for full in range(most + 1):
            value = 0.0
            for number in range(filled[s] + 1):
                if number * s > full:
                    break
                if number > 0:
                    value += best[s, number - 1]
                if total[s - 1, full - number * s] + value > total[s, full]:
                    total[s, full], taken[s, full] = total[s - 1, full - number * s] + value, number
    goal, found = -1, -np.inf
    for full in range(least, most + 1):
        if total[most, full] > found:
            goal, found = full, total[most, full]
    count = 0
    if goal >= 0:
        for s in range(most, 0, -1):
            for number in range(taken[s, goal]):
                chosen[count] = unit_at[s, number]
                count += 1
            goal -= taken[s, goal] * s
    return found, count


class Pairs(NamedTuple):
    """Which units each project may pick (CSR). With all pairs in it the bound is one; with some it is an estimate."""

    starts: Ints
    unit: Ints


@compiled
def relax(
    arrays: Arrays, prices: Prices, pairs: Pairs, projects: Ints, used: Floats, slope: Floats, chosen: Flags
) -> float:
    """Solves the relaxed problem of some projects, and returns what they add to the bound.

    ``used[unit]`` is raised by one for each project that picks it; ``slope[need, t]`` becomes the members who reach
    the threshold less whether it is wanted; ``chosen[pair]`` says which pairs were picked.
    """
    total = 0.0
    table = np.zeros((MOST_NEEDS, LEVELS + 1))
    for project in projects:
        first, last = pairs.starts[project], pairs.starts[project + 1]
        begin, end = arrays.need_starts[project], arrays.need_starts[project + 1]
        constant = 0.0
        for need in range(begin, end):
            for step in range(LEVELS):
                link = prices.link[need, step]
                table[need - begin, step + 1] = table[need - begin, step] + link
                constant += max(0.0, arrays.gain[need] - link)
                slope[need, step] = 0.0
        values, sizes = np.empty(last - first), np.empty(last - first, np.int64)
        for at in range(first, last):
            unit = pairs.unit[at]
            values[at - first] = arrays.value[project, unit] - prices.price[unit]
            sizes[at - first] = arrays.size[unit]
            chosen[at] = False
        for need in range(begin, end):
            row = arrays.levels[arrays.need_rows[need]]
            for at in range(first, last):
                values[at - first] += table[need - begin, row[pairs.unit[at]]]
        picked = np.empty(arrays.most[project] + 1, np.int64)
        best, count = pick(sizes, values, arrays.least[project], arrays.most[project], picked)
        if best == -np.inf or (best + constant <= 0.0 and not arrays.forced[project]):
            continue
        total += best + constant
        for place in range(count):
            at = first + picked[place]
            chosen[at] = True
            used[pairs.unit[at]] += 1
        for need in range(begin, end):
            row = arrays.levels[arrays.need_rows[need]]
            for step in range(LEVELS):
                if arrays.gain[need] > prices.link[need, step]:
                    slope[need, step] -= 1.0
                for place in range(count):
                    if row[pairs.unit[first + picked[place]]] > step:
                        slope[need, step] += 1.0
    return total


@compiled
def reduced_values(arrays: Arrays, pairs: Pairs, prices: Prices) -> Floats:
    """Returns what each pair adds to the relaxed problem."""
    out = np.empty(pairs.unit.shape[0])
    for project in range(pairs.starts.shape[0] - 1):
        first, last = pairs.starts[project], pairs.starts[project + 1]
        for at in range(first, last):
            unit = pairs.unit[at]
            out[at] = arrays.value[project, unit] - prices.price[unit]
        for need in range(arrays.need_starts[project], arrays.need_starts[project + 1]):
            row = arrays.levels[arrays.need_rows[need]]
            for at in range(first, last):
                for step in range(row[pairs.unit[at]]):
                    out[at] += prices.link[need, step]
    return out


@compiled
def survey(
    arrays: Arrays, prices: Prices, projects: Ints, front: Ints, near_value: Floats, near: Ints
) -> float:
    """Returns what some projects add to the bound when they may pick anybody, and who is worth a closer look.

    ``front[n]`` becomes the units of highest reduced value of the n-th project (-1 where there are no more),
    ``near[unit]`` the projects in which the unit's is highest.
    """
    total, units, keep = 0.0, arrays.size.shape[0], front.shape[1]
    values = np.empty(units)
    near_value[:], near[:], front[:] = -np.inf, -1, -1
    for number in range(projects.shape[0]):
        project = projects[number]
        reduced(arrays, prices, project, values)
        total += _best_team(arrays, prices, project, values)
        least = -np.inf if units <= keep else np.partition(values, units - keep)[units - keep]
        filled = 0
        for unit in range(units):
            value = values[unit]
            if value >= least and value > -np.inf and filled < keep:
                front[number, filled] = unit
                filled += 1
            if value > near_value[unit, -1]:
                at = near.shape[1] - 1
                while at > 0 and near_value[unit, at - 1] < value:
                    near_value[unit, at], near[unit, at] = near_value[unit, at - 1], near[unit, at - 1]
                    at -= 1
                near_value[unit, at], near[unit, at] = value, project
    return total


@compiled
def _best_team(arrays: Arrays, prices: Prices, project: int, values: Floats) -> float:
    """Returns what a project adds to the bound when unit u is worth ``values[u]`` to it."""
    constant = 0.0
    for need in range(arrays.need_starts[project], arrays.need_starts[project + 1]):
        for step in range(LEVELS):
            constant += max(0.0, arrays.gain[need] - prices.link[need, step])
    picked = np.empty(arrays.most[project] + 1, np.int64)
    best, _ = pick(arrays.size, values, arrays.least[project], arrays.most[project], picked)
    if best == -np.inf:
        return 0.0
    return best + constant if arrays.forced[project] else max(0.0, best + constant)
