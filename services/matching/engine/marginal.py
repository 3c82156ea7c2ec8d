"""What one more person adds to each team: the open mode, where a brief fills as bids come."""

import numpy as np

from services.matching.engine.compiled import compiled
from services.matching.engine.kinds import Floats
from services.matching.engine.problem import Arrays
from services.matching.engine.state import State
from services.matching.engine.teamvalue import broken, worth


@compiled
def gains(arrays: Arrays, state: State, unit: int) -> Floats:
    """Returns what the objective gains when ``unit`` joins each project as it is; -inf where a rule forbids it.

    A team that is too small may still grow. O(projects x team x needs): under a millisecond for 2,000 teams.
    """
    found = np.full(state.counts.shape[0], -np.inf)
    team = np.empty(state.team.shape[1] + 1, np.int64)
    for project in range(state.counts.shape[0]):
        if not arrays.allowed[project, unit] or state.where[unit] == project:
            continue
        count, people = state.counts[project], arrays.size[unit]
        for place in range(count):
            team[place] = state.team[project, place]
            people += arrays.size[team[place]]
        team[count] = unit
        value, covered = worth(arrays, project, team, count + 1)
        missing = max(0, arrays.least[project] - people)
        if people <= arrays.most[project] and broken(arrays, project, team, count + 1, covered) <= missing:
            found[project] = value - worth(arrays, project, team, count)[0]
    return found
