"""Simulated annealing over plans: moves, swaps, opening, closing and handing over of projects.

Rules of a team count as costs (`state.WRONG` for each that is broken), so that the search may pass through plans that
break some. Which projects a unit is tried in comes from the prices of the bound. The same random state gives the same
plan.
"""

from typing import NamedTuple

import numpy as np

from services.matching.engine.compiled import compiled, lean
from services.matching.engine.kinds import Ints, Words
from services.matching.engine.problem import Arrays
from services.matching.engine.state import WRONG, State, enter, leave, over_all, room, unfair, update
from services.matching.engine.teamvalue import broken, worth


class Lists(NamedTuple):
    """Whom to try where, best first (CSR): ``project[starts[u]:starts[u + 1]]`` for unit u, and the other way round.

    ``units`` and ``projects``: those that this search may touch.
    """

    starts: Ints
    project: Ints
    unit_starts: Ints
    unit: Ints
    units: Ints
    projects: Ints


@lean
def draw(random: Words) -> float:
    """Returns a number from 0 to below 1 and moves the random state on (xorshift64*, Vigna 2016)."""
    x = random[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    random[0] = x
    return ((x * np.uint64(2685821657736338717)) >> np.uint64(11)) * (1.0 / 9007199254740992.0)


def seeded(seed: int) -> Words:
    """Returns a random state (splitmix64, so that near seeds begin far from each other)."""
    z = (seed + 1) * 0x9E3779B97F4A7C15 % 2**64
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 % 2**64
    z = (z ^ z >> 27) * 0x94D049BB133111EB % 2**64
    return np.array([z ^ z >> 31 or 1], dtype=np.uint64)


@compiled
def anneal(
    arrays: Arrays, state: State, lists: Lists, moves: int, hot: float, cold: float, random: Words
) -> None:
    """Tries ``moves`` changes while the temperature falls from ``hot`` to ``cold``; changes ``state``."""
    if lists.units.shape[0] == 0 or lists.projects.shape[0] == 0:
        return
    scratch = np.empty((2, state.team.shape[1] + 1), np.int64)
    undo = np.empty((4 * state.team.shape[1] + 4, 2), np.int64)
    cooling, temperature = (cold / hot) ** (1.0 / max(1, moves)), hot
    for _ in range(moves):
        temperature *= cooling
        kind = draw(random)
        limit = temperature * np.log(draw(random) + 1e-300)
        if kind < 0.96:
            unit = lists.units[int(draw(random) * lists.units.shape[0])]
            target = _target(lists, unit, random)
            if target >= 0 and target != state.where[unit]:
                _move(arrays, state, unit, target, limit, scratch, random)
        elif kind < 0.975:
            project = lists.projects[int(draw(random) * lists.projects.shape[0])]
            if state.counts[project] > 0 and not arrays.forced[project]:
                _close(arrays, state, lists, project, limit, undo, random)
        elif kind < 0.99:
            project = lists.projects[int(draw(random) * lists.projects.shape[0])]
            if state.counts[project] == 0:
                _open(arrays, state, lists, project, limit, undo, random)
        else:
            unit = lists.units[int(draw(random) * lists.units.shape[0])]
            target = _target(lists, unit, random)
            if target >= 0 and state.where[unit] >= 0 and state.counts[target] == 0:
                _hand_over(arrays, state, state.where[unit], target, limit)


@lean
def _target(lists: Lists, unit: int, random: Words) -> int:
    """Returns a project to try the unit in: those at the front of its list more often."""
    first, length = lists.starts[unit], lists.starts[unit + 1] - lists.starts[unit]
    if length == 0:
        return -1
    x = draw(random)
    return lists.project[first + int(x * x * length)]


@lean
def _value(arrays: Arrays, project: int, team: Ints, count: int) -> float:
    total, covered = worth(arrays, project, team, count)
    return total - WRONG * broken(arrays, project, team, count, covered)


@lean
def _absence(arrays: Arrays, unit: int) -> float:
    """Returns what it costs that the unit is nowhere."""
    return WRONG * 1.2 * arrays.size[unit] if arrays.needs_place[unit] else 0.0


@lean
def _changed(arrays: Arrays, state: State, project: int, out: int, into: int, team: Ints) -> float:
    """Returns the value of a team when unit ``out`` leaves and ``into`` comes (-1: nobody)."""
    if project < 0:
        return 0.0
    count = 0
    for at in range(state.counts[project]):
        if state.team[project, at] != out:
            team[count] = state.team[project, at]
            count += 1
    if into >= 0:
        team[count] = into
        count += 1
    return _value(arrays, project, team, count)


@lean
def _move(
    arrays: Arrays, state: State, unit: int, target: int, limit: float, scratch: Ints, random: Words
) -> None:
    """Tries the unit in the target, beside its members or in the place of one of them."""
    source, other = state.where[unit], -1
    space = room(arrays, state, target)
    if space < arrays.size[unit] or (draw(random) < 0.4 and state.counts[target] > 0):
        if state.counts[target] == 0:
            return
        other = state.team[target, int(draw(random) * state.counts[target])]
        away = arrays.fixed[other] == target or (source >= 0 and not arrays.allowed[source, other])
        if away or space + arrays.size[other] < arrays.size[unit]:
            return
        if source >= 0 and room(arrays, state, source) + arrays.size[unit] < arrays.size[other]:
            return
    before = state.value[target] + (state.value[source] if source >= 0 else 0.0)
    after = _changed(arrays, state, target, other, unit, scratch[0])
    after += _changed(arrays, state, source, unit, other, scratch[1])
    if source < 0:
        after += _absence(arrays, unit) - (_absence(arrays, other) if other >= 0 else 0.0)
    if not over_all(arrays) and after - before < limit:
        return
    unfair_before = unfair(arrays, state)
    _exchange(arrays, state, unit, source, other, target)
    if after - before - WRONG * (unfair(arrays, state) - unfair_before) < limit:
        _exchange(arrays, state, unit, target, other, source)
    _renew(arrays, state, source, target)


@lean
def _exchange(arrays: Arrays, state: State, unit: int, source: int, other: int, target: int) -> None:
    """Moves a unit from source to target, and another one back (-1: nobody, nowhere)."""
    if source >= 0:
        leave(arrays, state, unit)
    if other >= 0 and state.where[other] >= 0:
        leave(arrays, state, other)
    if target >= 0:
        enter(arrays, state, unit, target)
    if other >= 0 and source >= 0:
        enter(arrays, state, other, source)


@lean
def _renew(arrays: Arrays, state: State, first: int, second: int) -> None:
    if first >= 0:
        update(arrays, state, first)
    if second >= 0:
        update(arrays, state, second)


@lean
def _best_place(arrays: Arrays, state: State, lists: Lists, unit: int, but: int, team: Ints) -> int:
    """Returns the open project at the front of the unit's list to which it adds most; -1 where none has room."""
    found, most = -1, -np.inf
    first = lists.starts[unit]
    for at in range(first, min(lists.starts[unit + 1], first + 12)):
        project = lists.project[at]
        if project == but or state.counts[project] == 0 or room(arrays, state, project) < arrays.size[unit]:
            continue
        gain = _changed(arrays, state, project, -1, unit, team) - state.value[project]
        if gain > most:
            found, most = project, gain
    return found


@lean
def _shift(arrays: Arrays, state: State, unit: int, target: int, undo: Ints, done: int) -> float:
    """Moves the unit (-1: nowhere), notes it, and returns what that changes."""
    source = state.where[unit]
    undo[done, 0], undo[done, 1] = unit, source
    before = (state.value[source] if source >= 0 else -_absence(arrays, unit)) + (
        state.value[target] if target >= 0 else 0.0
    )
    if source >= 0:
        leave(arrays, state, unit)
        update(arrays, state, source)
    if target >= 0:
        enter(arrays, state, unit, target)
        update(arrays, state, target)
    after = (state.value[source] if source >= 0 else 0.0) + (
        state.value[target] if target >= 0 else -_absence(arrays, unit)
    )
    return after - before


@lean
def _settle(
    arrays: Arrays, state: State, gain: float, unfair_before: float, limit: float, undo: Ints, done: int
) -> None:
    """Keeps what was shifted when it is good enough, else takes it back."""
    if gain - WRONG * (unfair(arrays, state) - unfair_before) >= limit:
        return
    for at in range(done - 1, -1, -1):
        unit, source = undo[at, 0], undo[at, 1]
        now = state.where[unit]
        if now >= 0:
            leave(arrays, state, unit)
            update(arrays, state, now)
        if source >= 0:
            enter(arrays, state, unit, source)
            update(arrays, state, source)


@compiled
def _close(
    arrays: Arrays, state: State, lists: Lists, project: int, limit: float, undo: Ints, random: Words
) -> None:
    """Tries to close a project: each member goes to the open project where it adds most."""
    gain, done, unfair_before = 0.0, 0, unfair(arrays, state)
    scratch = np.empty(state.team.shape[1] + 1, np.int64)
    while state.counts[project] > 0:
        unit = state.team[project, int(draw(random) * state.counts[project])]
        target = _best_place(arrays, state, lists, unit, project, scratch)
        gain += _shift(arrays, state, unit, target, undo, done)
        done += 1
    _settle(arrays, state, gain, unfair_before, limit, undo, done)


@lean
def _open(
    arrays: Arrays, state: State, lists: Lists, project: int, limit: float, undo: Ints, random: Words
) -> None:
    """Tries to open a project with units from the front of its list, of teams that can spare them."""
    gain, done, people, unfair_before = 0.0, 0, 0, unfair(arrays, state)
    first, last = lists.unit_starts[project], lists.unit_starts[project + 1]
    wanted = arrays.least[project] + int(draw(random) * (arrays.most[project] - arrays.least[project] + 1))
    for at in range(first, last):
        unit = lists.unit[at]
        source = state.where[unit]
        if people >= wanted or arrays.size[unit] + people > arrays.most[project] or draw(random) < 0.4:
            continue
        if source >= 0:
            spare = arrays.most[source] - room(arrays, state, source) - arrays.least[source]
            if spare < arrays.size[unit] or arrays.fixed[unit] >= 0:
                continue
        gain += _shift(arrays, state, unit, project, undo, done)
        people += arrays.size[unit]
        done += 1
    _settle(arrays, state, gain, unfair_before, limit, undo, done)


@compiled
def _hand_over(arrays: Arrays, state: State, source: int, target: int, limit: float) -> None:
    """Tries a whole team in a project that is closed."""
    count = state.counts[source]
    if arrays.forced[source]:
        return
    for at in range(count):
        if not arrays.allowed[target, state.team[source, at]]:
            return
    team = state.team[source, :count].copy()
    before, unfair_before = state.value[source] + state.value[target], unfair(arrays, state)
    after = _value(arrays, target, team, count) + _value(arrays, source, team, 0)
    if after - before < limit:
        return
    for unit in team:
        leave(arrays, state, unit)
        enter(arrays, state, unit, target)
    if after - before - WRONG * (unfair(arrays, state) - unfair_before) < limit:
        for unit in team:
            leave(arrays, state, unit)
            enter(arrays, state, unit, source)
    _renew(arrays, state, source, target)
