"""A first plan: projects in turn take the units that are worth most to them at the prices of the bound."""

import numpy as np

from services.matching.engine.bound import Prices, pick, reduced
from services.matching.engine.compiled import compiled
from services.matching.engine.kinds import Ints
from services.matching.engine.problem import Arrays
from services.matching.engine.state import State, enter, room, update
from services.matching.engine.teamvalue import worth


@compiled
def construct(arrays: Arrays, prices: Prices, order: Ints, state: State) -> None:
    """Fills the empty ``state``: fixed units, then whole teams in the order of projects, then whoever is left."""
    units = state.where.shape[0]
    values, chosen = np.empty(units), np.empty(state.team.shape[1] + 1, np.int64)
    for unit in range(units):
        if arrays.fixed[unit] >= 0 and state.counts[arrays.fixed[unit]] + 1 < state.team.shape[1]:
            enter(arrays, state, unit, arrays.fixed[unit])
    for project in order:
        if state.counts[project] > 0:
            continue
        reduced(arrays, prices, project, values)
        for unit in range(units):
            if state.where[unit] >= 0:
                values[unit] = -np.inf
        best, count = pick(arrays.size, values, arrays.least[project], arrays.most[project], chosen)
        if best > -np.inf and best + prices.price[chosen[:count]].sum() > 0:
            for place in range(count):
                enter(arrays, state, chosen[place], project)
    for project in range(state.counts.shape[0]):
        update(arrays, state, project)
    for unit in range(units):
        if state.where[unit] < 0:
            _join(arrays, state, unit)


@compiled
def _join(arrays: Arrays, state: State, unit: int) -> None:
    """Puts the unit where it adds most, if anywhere has room."""
    found, most = -1, -np.inf
    for project in range(state.counts.shape[0]):
        if not arrays.allowed[project, unit] or room(arrays, state, project) < arrays.size[unit]:
            continue
        count = state.counts[project]
        state.team[project, count] = unit
        gain = worth(arrays, project, state.team[project], count + 1)[0] - state.value[project]
        if count == 0:
            gain -= 100.0
        if gain > most:
            found, most = project, gain
    if found >= 0:
        enter(arrays, state, unit, found)
        update(arrays, state, found)
