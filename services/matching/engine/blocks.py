"""Large neighbourhoods: a few projects that compete for the same people are solved anew to the optimum."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from services.matching.engine import highs
from services.matching.engine.annealing import Lists
from services.matching.engine.kinds import Flags, Ints
from services.matching.engine.model import Outside, Part, part_of
from services.matching.engine.problem import Arrays
from services.matching.engine.state import State, over_all, place

PROJECTS, SLOTTED = 30, 8
"""So many projects are a block, fewer where hours in common make it harder."""
NODES = 60
AT_ONCE = 2
"""Blocks that share nobody are solved beside each other, so many at a time however many cores there are."""


@dataclass(frozen=True)
class Block:
    projects: Ints
    units: Ints
    part: Part


def improve(
    arrays: Arrays,
    where: Ints,
    lists: Lists,
    allowed: Flags,
    seeds: Sequence[int],
    threads: ThreadPoolExecutor,
    seconds: float | None = None,
) -> State:
    """Returns the plan ``where`` after some blocks of it have been solved anew.

    Parameters
    ----------
    allowed : array of bool
        Pairs that are worth trying; those of the plan are tried too.
    seeds : sequence of int
        The project that each block is built around.
    seconds : float, optional
        Within which all of them are to be solved.

    Raises
    ------
    TimeoutError
        If one was not: what the others found is not used either, so that steps alone decide what comes out.

    Notes
    -----
    A block is a project and those that its members would rather or nearly as well be in; then the
    whole block, with everybody in it, is an integer program of its own. All other teams stay as they are, and so every
    rule holds for the whole that holds for the block.
    """
    state = place(arrays, where)
    blocks, taken = [], np.zeros(len(arrays.least), np.bool_)
    for number, seed in enumerate(seeds):
        projects = _near(arrays, state, lists, taken, seed)
        if not len(projects):
            continue
        taken[projects] = True
        units = np.flatnonzero(np.isin(state.where, projects))
        if number == 0:
            units = np.union1d(units, np.flatnonzero(state.where < 0)[: 3 * PROJECTS])
        blocks.append(_block(arrays, state, projects, units, allowed))
    tried = [threads.submit(highs.solve, one.part.program, seconds=seconds, nodes=NODES) for one in blocks]
    answers = [one.result() for one in tried]
    if not all(answer.done for answer in answers):
        raise TimeoutError
    found = where.copy()
    for block, answer in zip(blocks, answers, strict=True):
        values = answer.values
        if values is not None:
            part = block.part
            kept = values[: len(part.unit)] > 0.5
            found[block.units] = -1
            found[part.unit[kept]] = part.project[kept]
    return place(arrays, found)


def at_once(arrays: Arrays) -> int:
    """Returns how many blocks may be solved beside each other: one where a rule counts over all teams."""
    return 1 if over_all(arrays) else AT_ONCE


def _near(arrays: Arrays, state: State, lists: Lists, taken: Flags, seed: int) -> Ints:
    """Returns a project and those nearest to it: where its people would be tried next, again and again."""
    chosen = [] if taken[seed] else [seed]
    votes = np.zeros(len(taken))
    for number in range((SLOTTED if arrays.common_slots else PROJECTS) - 1):
        if number >= len(chosen):
            break
        project = chosen[number]
        members = state.team[project, : state.counts[project]]
        if not len(members):
            members = lists.unit[lists.unit_starts[project] : lists.unit_starts[project + 1]][:6]
        for unit in members.tolist():
            ahead = lists.project[lists.starts[unit] : lists.starts[unit + 1]][:6]
            votes[ahead] += 1.0 / np.arange(1, len(ahead) + 1)
            if state.where[unit] >= 0:
                votes[state.where[unit]] += 0.5
        votes[chosen] = -np.inf
        votes[taken] = -np.inf
        best = int(votes.argmax())
        if votes[best] == -np.inf:
            break
        chosen.append(best)
    return np.array(sorted(chosen), dtype=np.int64)


def _block(arrays: Arrays, state: State, projects: Ints, units: Ints, allowed: Flags) -> Block:
    may = np.zeros((len(projects), len(arrays.size)), np.bool_)
    for row, project in enumerate(projects.tolist()):
        may[row] = allowed[project]
        may[row, state.team[project, : state.counts[project]]] = True
    rows = dict(zip(projects.tolist(), may, strict=True))
    return Block(
        projects,
        units,
        part_of(arrays, projects.tolist(), units, rows, outside=_outside(arrays, state, units)),
    )


def _outside(arrays: Arrays, state: State, units: Ints) -> Outside:
    inside = place(arrays, np.where(np.isin(np.arange(len(arrays.size)), units), state.where, -1))
    return Outside(state.top - inside.top, int(state.newcomers[0] - inside.newcomers[0]))
