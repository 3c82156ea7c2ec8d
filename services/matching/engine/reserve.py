"""Who would come next into each team: those without a team, by what they would add."""

import numpy as np

from services.matching.engine.problem import Problem
from services.matching.engine.state import State
from services.matching.engine.teamvalue import broken, people_in, worth

MOST = 10


def reserve(problem: Problem, state: State) -> dict[str, list[str]]:
    """Returns for each open project up to ten students who are in no team, best first.

    Somebody is in it who may be in the project, and who as one more member would break no rule but the size. Bidders
    come first, then by what the team would gain, then by the order of the round.
    """
    arrays, found = problem.arrays, {}
    left = [unit for unit in np.flatnonzero(state.where < 0).tolist() if len(problem.units[unit]) == 1]
    for project in np.flatnonzero(state.counts).tolist() if left else ():
        count = int(state.counts[project])
        team = np.append(state.team[project, :count], np.int64(0))
        ranked = []
        for unit in left:
            team[count] = unit
            value, covered = worth(arrays, project, team, count + 1)
            sizes = max(0, people_in(arrays, team, count + 1) - int(arrays.most[project]))
            if arrays.allowed[project, unit] and broken(arrays, project, team, count + 1, covered) <= sizes:
                student = problem.units[unit][0]
                bid = project in problem.round.students[student].bids
                ranked.append((not bid, -value, student))
        if ranked:
            ids = [problem.round.students[student].id for _, _, student in sorted(ranked)[:MOST]]
            found[problem.round.projects[project].id] = ids
    return found
