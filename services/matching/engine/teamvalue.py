"""What one team is worth, and by how much it breaks the rules of a team."""

import numpy as np

from services.matching.engine.compiled import inlined, lean
from services.matching.engine.kinds import Ints, Words
from services.matching.engine.problem import Arrays

EPSILON = 1e-9


@inlined
def bits(word: Words) -> int:
    """Returns how many bits of a word of 64 are set."""
    word = word - ((word >> np.uint64(1)) & np.uint64(0x5555555555555555))
    word = (word & np.uint64(0x3333333333333333)) + ((word >> np.uint64(2)) & np.uint64(0x3333333333333333))
    word = (word + (word >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return int((word * np.uint64(0x0101010101010101)) >> np.uint64(56))


@lean
def people_in(arrays: Arrays, team: Ints, count: int) -> int:
    """Returns how many students the first ``count`` units of ``team`` are."""
    people = 0
    for place in range(count):
        people += arrays.size[team[place]]
    return people


@lean
def worth(arrays: Arrays, project: int, team: Ints, count: int) -> tuple[float, float]:
    """Returns what the team adds to the objective, and its coverage 0–1.

    Parameters
    ----------
    team : array
        Units; the first ``count`` of them are the team.
    """
    total, covered = 0.0, 0.0
    for place in range(count):
        total += arrays.value[project, team[place]]
    for need in range(arrays.need_starts[project], arrays.need_starts[project + 1]):
        row, best = arrays.need_rows[need], 0
        for place in range(count):
            best = max(best, arrays.levels[row, team[place]])
        total += arrays.gain[need] * best
        covered += arrays.share[need] * best
    return total, covered * 0.25


@lean
def shared_hours(arrays: Arrays, team: Ints, count: int) -> int:
    """Returns how many hours of the week all of the team are free; more than 168 when all are always free."""
    common = 0
    for word in range(3):
        both = arrays.hours[team[0], word]
        for place in range(1, count):
            both &= arrays.hours[team[place], word]
        common += bits(both)
    return common


@lean
def programmes_of(arrays: Arrays, team: Ints, count: int) -> int:
    """Returns how many known programmes the team comes from."""
    found = 0
    for place in range(count):
        for at in range(arrays.programme_starts[team[place]], arrays.programme_starts[team[place] + 1]):
            new = True
            for earlier in range(place):
                other = team[earlier]
                for mark in range(arrays.programme_starts[other], arrays.programme_starts[other + 1]):
                    new &= arrays.programme[mark] != arrays.programme[at]
            found += new
    return found


@lean
def meetings(arrays: Arrays, team: Ints, count: int) -> int:
    """Returns how many pairs of the team must be apart."""
    found = 0
    for place in range(count):
        for at in range(arrays.apart_starts[team[place]], arrays.apart_starts[team[place] + 1]):
            for earlier in range(place):
                found += team[earlier] == arrays.apart[at]
    return found


@lean
def broken(arrays: Arrays, project: int, team: Ints, count: int, covered: float) -> float:
    """Returns by how much the team breaks the rules of a team, 0 when it keeps them: in members, hours, programmes."""
    if count == 0:
        return 1.0 if arrays.forced[project] else 0.0
    people = people_in(arrays, team, count)
    wrong = float(max(0, arrays.least[project] - people) + max(0, people - arrays.most[project]))
    if arrays.common_slots > 0:
        wrong += 0.5 * max(0, arrays.common_slots - shared_hours(arrays, team, count))
    if arrays.programmes_min[project] > 1:
        wrong += max(0, arrays.programmes_min[project] - programmes_of(arrays, team, count))
    elif arrays.programmes_min[project] == 1:
        wrong += programmes_of(arrays, team, count) == 0
    if arrays.apart.shape[0] > 0:
        wrong += meetings(arrays, team, count)
    if arrays.floor > 0 and covered < arrays.floor - EPSILON:
        wrong += 0.3 + arrays.floor - covered
    return wrong
