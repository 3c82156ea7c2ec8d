"""A plan while it is searched: who is where, and what each team is worth."""

from typing import NamedTuple

import numpy as np

from services.matching.engine.compiled import lean
from services.matching.engine.kinds import Floats, Ints
from services.matching.engine.problem import Arrays
from services.matching.engine.teamvalue import broken, people_in, worth

WRONG = 3.0
"""What one broken rule costs while searching: more than any student adds, so that it is mended, not accepted."""


class State(NamedTuple):
    """``team[p, :counts[p]]`` are the units in project p, ``where`` the project of each unit or -1; ``value``: of each
    team, what it adds less what it breaks; ``wrong``: by how much it breaks rules; ``top``: per group of the
    four-fifths rule, how many are in a bid of the first three; ``newcomers[0]``: how many of them are placed."""

    team: Ints
    counts: Ints
    where: Ints
    value: Floats
    wrong: Floats
    top: Ints
    newcomers: Ints


def empty(arrays: Arrays) -> State:
    """Returns the state in which nobody is placed."""
    projects, units = arrays.allowed.shape
    widest = int(arrays.most.max(initial=0)) + 1
    state = State(
        np.full((projects, widest), -1, dtype=np.int64),
        np.zeros(projects, dtype=np.int64),
        np.full(units, -1, dtype=np.int64),
        np.zeros(projects),
        np.zeros(projects),
        np.zeros(max(1, arrays.group_size.shape[0]), dtype=np.int64),
        np.zeros(1, dtype=np.int64),
    )
    for project in range(projects):
        update(arrays, state, project)
    return state


def place(arrays: Arrays, where: Ints) -> State:
    """Returns the state in which each unit is where ``where`` says."""
    state = empty(arrays)
    for unit in np.flatnonzero(where >= 0).tolist():
        enter(arrays, state, unit, int(where[unit]))
    for project in np.flatnonzero(state.counts).tolist():
        update(arrays, state, project)
    return state


@lean
def update(arrays: Arrays, state: State, project: int) -> None:
    """Computes the numbers of one team anew."""
    team, count = state.team[project], state.counts[project]
    total, covered = worth(arrays, project, team, count)
    state.wrong[project] = broken(arrays, project, team, count, covered)
    state.value[project] = total - WRONG * state.wrong[project]


@lean
def enter(arrays: Arrays, state: State, unit: int, project: int) -> None:
    """Puts a unit that is nowhere into a project; `update` is the caller's."""
    state.team[project, state.counts[project]] = unit
    state.counts[project] += 1
    state.where[unit] = project
    state.newcomers[0] += arrays.newcomers[unit]
    count_top(arrays, state, unit, project, 1)


@lean
def leave(arrays: Arrays, state: State, unit: int) -> None:
    """Takes a unit out of its project; `update` is the caller's."""
    project = state.where[unit]
    last = state.counts[project] - 1
    for at in range(last):
        if state.team[project, at] == unit:
            state.team[project, at] = state.team[project, last]
    state.counts[project] = last
    state.where[unit] = -1
    state.newcomers[0] -= arrays.newcomers[unit]
    count_top(arrays, state, unit, project, -1)


@lean
def count_top(arrays: Arrays, state: State, unit: int, project: int, more: int) -> None:
    if arrays.group_size.shape[0] > 0:
        for at in range(arrays.top_starts[unit], arrays.top_starts[unit + 1]):
            if arrays.top_project[at] == project:
                state.top[arrays.top_group[at]] += more


@lean
def over_all(arrays: Arrays) -> bool:
    """Returns whether a rule counts over all teams."""
    return arrays.group_size.shape[0] > 0 or arrays.newcomers_least > 0


@lean
def unfair(arrays: Arrays, state: State) -> float:
    """Returns how many are missing for the rules over all teams: top bids for four fifths, placed newcomers."""
    highest, missing = 0.0, float(max(0, arrays.newcomers_least - state.newcomers[0]))
    for group in range(arrays.group_size.shape[0]):
        highest = max(highest, state.top[group] / arrays.group_size[group])
    for group in range(arrays.group_size.shape[0]):
        missing += max(0.0, 0.8 * highest * arrays.group_size[group] - state.top[group] - 1e-9)
    return missing


@lean
def score(arrays: Arrays, state: State) -> tuple[float, float]:
    """Returns the objective of the state, and by how much it breaks the rules: 0 for a plan."""
    total, wrong = 0.0, unfair(arrays, state)
    for project in range(state.counts.shape[0]):
        total += state.value[project] + WRONG * state.wrong[project]
        wrong += state.wrong[project]
    for unit in range(state.where.shape[0]):
        if state.where[unit] < 0 and arrays.needs_place[unit]:
            wrong += arrays.size[unit]
    return total, wrong


@lean
def room(arrays: Arrays, state: State, project: int) -> int:
    """Returns how many more students the team may take."""
    return arrays.most[project] - people_in(arrays, state.team[project], state.counts[project])
