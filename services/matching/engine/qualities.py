"""How well everybody meets every need: a gather over the credit arrays instead of a walk for each pair."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from operator import itemgetter
from typing import NamedTuple

import numpy as np

from services.matching.engine.compiled import compiled, inlined
from services.matching.engine.kinds import Bytes, Floats, Ints, Singles
from services.matching.engine.round import Round
from services.matching.graph import TOLERANCE
from services.matching.scoring import CONSTANTS

QUARTERS: int = CONSTANTS["quality_steps"]
BLOCK = 128
PARTS = 8
"""Students are looked at in so many parts, two at a time, however many cores there are: nobody's numbers need
another's, and a core that others keep busy does fewer of them."""


class Qualities(NamedTuple):
    """``levels[row, student]``: the quality in quarters, 0–4, one row for each distinct (skill, level) that is needed.

    ``rows[starts[p]:starts[p + 1]]`` are the rows of project p's needs, ``shares`` their weights with the sum 1.
    """

    levels: Bytes
    starts: Ints
    rows: Ints
    shares: Floats


def qualities(round_: Round) -> Qualities:
    """Returns the quality of each student for each need of each project.

    Notes
    -----
    Equal to `services.matching.scoring.fit` to within its tolerance. O(holdings x credits of each, restricted to the
    needed skills, plus students x distinct needs).
    """
    needs = [need for project in round_.projects for need in project.needs]
    wanted = sorted({(skill, level) for skill, level, _ in needs})
    at = {pair: row for row, pair in enumerate(wanted)}
    starts = np.cumsum([0, *(len(project.needs) for project in round_.projects)], dtype=np.int64)
    rows = np.array([at[skill, level] for skill, level, _ in needs], dtype=np.int64)
    weights = np.array([weight for _, _, weight in needs], dtype=np.float64)
    totals = np.add.reduceat(weights, starts[:-1]) if len(needs) else weights
    shares = weights / np.repeat(totals, np.diff(starts))
    return Qualities(levels_of(round_, wanted), starts, rows, shares)


def levels_of(round_: Round, wanted: Sequence[tuple[int, float]]) -> Bytes:
    """Returns the quality in quarters of every student (columns) for each (skill, level) of ``wanted`` (rows)."""
    credits = round_.credits
    skills = sorted({skill for skill, _ in wanted})
    column = np.full(len(credits.place), -1, dtype=np.int32)
    column[skills] = np.arange(len(skills), dtype=np.int32)
    held = list(chain.from_iterable(student.holdings for student in round_.students))
    ends = np.cumsum([0, *(len(student.holdings) for student in round_.students)], dtype=np.int64)
    place = np.fromiter(map(itemgetter(0), held), np.int32, len(held))
    used = np.fromiter(map(itemgetter(1), held), np.float64, len(held))
    starts, to, worth = _narrowed(credits.starts, credits.needed, credits.worth, column)
    row_of = np.array([column[skill] for skill, _ in wanted], dtype=np.int32)
    level = np.array([level for _, level in wanted], dtype=np.float64)
    found = np.zeros((len(wanted), len(round_.students)), dtype=np.uint8)
    given = (ends, place, used, starts, to, worth, row_of, level)
    _in_parts(len(round_.students), lambda first, last: _fill(*given, first, last, found))
    return found


def _in_parts(students: int, work: Callable[[int, int], None]) -> None:
    """``work`` gets the first student of a part, and the one after its last."""
    ends = [part * students // PARTS for part in range(PARTS + 1)]
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(work, ends[:-1], ends[1:]))


@compiled
def _narrowed(starts: Ints, needed: Ints, worth: Floats, column: Ints) -> tuple[Ints, Ints, Floats]:
    """Returns the rows of the credit arrays without the skills that nobody needs."""
    kept = 0
    begin = np.zeros_like(starts)
    for row in range(starts.shape[0] - 1):
        for at in range(starts[row], starts[row + 1]):
            kept += column[needed[at]] >= 0
        begin[row + 1] = kept
    to, value = np.empty(kept, np.int32), np.empty(kept)
    filled = 0
    for at in range(needed.shape[0]):
        if column[needed[at]] >= 0:
            to[filled], value[filled] = column[needed[at]], worth[at]
            filled += 1
    return begin, to, value


@compiled
def _fill(
    ends: Ints,
    place: Ints,
    used: Floats,
    starts: Ints,
    to: Ints,
    worth: Floats,
    row_of: Ints,
    level: Floats,
    first: int,
    last: int,
    out: Bytes,
) -> None:
    """Writes the qualities; some students at a time, so that what is computed stays in the cache."""
    columns = 0
    for row in row_of:
        columns = max(columns, row + 1)
    effective = np.empty((columns, BLOCK), np.float32)
    for begin in range(first, last, BLOCK):
        effective[:] = 0.0
        width = min(BLOCK, last - begin)
        for student in range(width):
            for one in range(ends[begin + student], ends[begin + student + 1]):
                for at in range(starts[place[one]], starts[place[one] + 1]):
                    value = np.float32(used[one] * worth[at])
                    if value > effective[to[at], student]:
                        effective[to[at], student] = value
        for row in range(row_of.shape[0]):
            _quarters(effective[row_of[row], :width], level[row], out[row, begin : begin + width])


@inlined
def _quarters(effective: Singles, level: float, out: Bytes) -> None:
    """Four steps by name and one number of 32 bits: so the compiler takes eight students at once."""
    quarter = level / QUARTERS
    one, two = np.float32(quarter * (1 - TOLERANCE)), np.float32(quarter * (2 - TOLERANCE))
    three, four = np.float32(quarter * (3 - TOLERANCE)), np.float32(quarter * (4 - TOLERANCE))
    for student in range(effective.shape[0]):
        value, reached = effective[student], np.int32(0)
        if value >= one:
            reached = np.int32(1)
        if value >= two:
            reached = np.int32(2)
        if value >= three:
            reached = np.int32(3)
        if value >= four:
            reached = np.int32(4)
        out[student] = reached


def scores(found: Qualities) -> Singles:
    """Returns the weighted quality (0–1) of every student for every project, projects in rows."""
    out = np.zeros((len(found.starts) - 1, found.levels.shape[1]), dtype=np.float32)
    _in_parts(out.shape[1], lambda first, last: _scores(*found, first, last, out))
    return out


@compiled
def _scores(
    levels: Bytes, starts: Ints, rows: Ints, shares: Floats, first: int, last: int, out: Singles
) -> None:
    for project in range(starts.shape[0] - 1):
        line = out[project, first:last]
        for need in range(starts[project], starts[project + 1]):
            step, row = np.float32(shares[need] / QUARTERS), levels[rows[need], first:last]
            for student in range(line.shape[0]):
                line[student] += step * np.float32(row[student])
