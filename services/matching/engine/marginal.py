"""What one more person adds to each team: the open mode, where a brief fills as bids come."""

import numpy as np

from services.matching.engine.compiled import compiled
from services.matching.engine.kinds import Bytes, Floats
from services.matching.engine.problem import Arrays
from services.matching.engine.state import State
from services.matching.engine.teamvalue import broken


@compiled
def reached(arrays: Arrays, state: State) -> Bytes:
    """Returns what its team reaches in each need, in quarters: it stays the same while the teams do."""
    found = np.zeros(arrays.need_rows.shape[0], np.uint8)
    for project in range(state.counts.shape[0]):
        for need in range(arrays.need_starts[project], arrays.need_starts[project + 1]):
            for place in range(state.counts[project]):
                level = arrays.levels[arrays.need_rows[need], state.team[project, place]]
                found[need] = max(found[need], level)
    return found


@compiled
def gains(arrays: Arrays, state: State, best: Bytes, unit: int) -> Floats:
    """Returns what the objective gains when ``unit`` joins each project as it is; -inf where a rule forbids it.

    A team that is too small may still grow.

    Parameters
    ----------
    best : array
        As `reached` gives it.

    Notes
    -----
    O(needs + members), one place of memory for each need: under a millisecond for 2,000 teams.
    """
    found = np.full(state.counts.shape[0], -np.inf)
    team = np.empty(state.team.shape[1] + 1, np.int64)
    own = arrays.levels[:, unit].copy()
    for project in range(state.counts.shape[0]):
        if not arrays.allowed[project, unit] or state.where[unit] == project:
            continue
        count, people = state.counts[project], arrays.size[unit]
        for place in range(count):
            team[place] = state.team[project, place]
            people += arrays.size[team[place]]
        if people > arrays.most[project]:
            continue
        team[count] = unit
        gain, covered = arrays.value[project, unit], 0.0
        for need in range(arrays.need_starts[project], arrays.need_starts[project + 1]):
            after = max(best[need], own[arrays.need_rows[need]])
            gain += arrays.gain[need] * (after - best[need])
            covered += arrays.share[need] * after * 0.25
        missing = max(0, arrays.least[project] - people)
        if broken(arrays, project, team, count + 1, covered) <= missing:
            found[project] = gain
    return found
