"""A round as arrays: what the search and the bound compute on."""

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from services.matching.engine.agreeing import unite
from services.matching.engine.compiled import compiled
from services.matching.engine.kinds import Bytes, Flags, Floats, Ints, Words
from services.matching.engine.qualities import QUARTERS, Qualities, qualities
from services.matching.engine.round import Round
from services.matching.scoring import CONSTANTS, preference

TOP = 3
"""A bid of this rank or better counts for the four-fifths rule."""


class Arrays(NamedTuple):
    """Units (students who must be together are one) in columns, projects in rows; lists of lists as CSR.

    ``value``: what placing the unit adds by itself, preference and growth of its members. ``gain``: what one quarter
    of quality of a need is worth. ``hours``: the hours that all of a unit are free, as bits. ``programme``, ``apart``,
    ``top_*``: per unit the known programmes, the units it must not meet, the (project, group) that would count there.
    ``newcomers``: how many of the unit are; ``newcomers_least``: how many are placed at least, 0 for no such rule.
    ``fixed``: the unit's project or -1. ``needs_place``: whether it must be placed.
    """

    size: Ints
    levels: Bytes
    need_starts: Ints
    need_rows: Ints
    gain: Floats
    share: Floats
    value: Floats
    allowed: Flags
    least: Ints
    most: Ints
    forced: Flags
    programmes_min: Ints
    hours: Words
    common_slots: int
    programme_starts: Ints
    programme: Ints
    apart_starts: Ints
    apart: Ints
    top_starts: Ints
    top_project: Ints
    top_group: Ints
    group_size: Ints
    newcomers: Ints
    newcomers_least: int
    fixed: Ints
    needs_place: Flags
    floor: float


@dataclass(frozen=True)
class Problem:
    """``units``: the students of each unit. ``qualities`` are per student, ``arrays.levels`` per unit."""

    round: Round
    units: tuple[tuple[int, ...], ...]
    groups: tuple[str, ...]
    qualities: Qualities
    arrays: Arrays

    @classmethod
    def of(cls, round_: Round) -> "Problem":
        lead = unite(len(round_.students), round_.together)
        units: dict[int, list[int]] = {}
        for student, first in enumerate(lead):
            units.setdefault(first, []).append(student)
        unit_of = {student: unit for unit, members in enumerate(units.values()) for student in members}
        groups = tuple(sorted({one.group for one in round_.students} - {""}))
        found = qualities(round_)
        members = tuple(tuple(unit) for unit in units.values())
        return cls(round_, members, groups, found, _arrays(round_, members, unit_of, groups, found))


def _arrays(
    round_: Round,
    units: tuple[tuple[int, ...], ...],
    unit_of: dict[int, int],
    groups: tuple[str, ...],
    found: Qualities,
) -> Arrays:
    rules, projects = round_.rules, round_.projects
    first = np.array([unit_of[student] for student in range(len(round_.students))], dtype=np.int64)
    order = np.argsort(first, kind="stable")
    begins = np.searchsorted(first[order], np.arange(len(units)))
    alone = len(units) == len(first)
    levels = found.levels if alone else np.maximum.reduceat(found.levels[:, order], begins, axis=1)
    fixed = np.full(len(units), -1, dtype=np.int64)
    for student, project in round_.fixed:
        fixed[unit_of[student]] = project
    forced = np.zeros(len(projects), dtype=np.bool_)
    forced[fixed[fixed >= 0]] = True
    return Arrays(
        size=np.bincount(first, minlength=len(units)).astype(np.int64),
        levels=np.ascontiguousarray(levels),
        need_starts=found.starts,
        need_rows=found.rows,
        gain=CONSTANTS["coverage_factor"] * rules.coverage * found.shares / QUARTERS,
        share=found.shares,
        value=_values(round_, found, first, len(units)),
        allowed=_allowed(round_, unit_of, fixed),
        least=np.array([one.least for one in projects], dtype=np.int64),
        most=np.array([one.most for one in projects], dtype=np.int64),
        forced=forced,
        programmes_min=np.array([one.programmes_min for one in projects], dtype=np.int64),
        hours=_hours(round_, units),
        common_slots=rules.common_slots,
        **_lists(round_, units, unit_of, groups),
        group_size=_group_sizes(round_, groups),
        newcomers=_newcomers(round_, first, len(units)),
        newcomers_least=newcomers_least(round_),
        fixed=fixed,
        needs_place=(fixed >= 0) | rules.place_everyone,
        floor=rules.coverage_floor or 0.0,
    )


def _values(round_: Round, found: Qualities, unit: Ints, units: int) -> Floats:
    value = np.zeros((len(round_.projects), units))
    _add_growth(found.levels, found.starts, found.rows, found.shares * round_.rules.growth, unit, value)
    for student, one in enumerate(round_.students):
        for rank, project in enumerate(one.bids, 1):
            value[project, unit[student]] += round_.rules.preference * preference(rank, round_.rules.max_bids)
    return value


@compiled
def _add_growth(levels: Bytes, starts: Ints, rows: Ints, worth: Floats, unit: Ints, value: Floats) -> None:
    for project in range(starts.shape[0] - 1):
        line = value[project]
        for need in range(starts[project], starts[project + 1]):
            row = levels[rows[need]]
            for student in range(unit.shape[0]):
                if 1 <= row[student] < QUARTERS:
                    line[unit[student]] += worth[need]


def _allowed(round_: Round, unit_of: dict[int, int], fixed: Ints) -> Flags:
    allowed = np.ones((len(round_.projects), len(fixed)), dtype=np.bool_)
    held = np.flatnonzero(fixed >= 0)
    allowed[:, held] = False
    allowed[fixed[held], held] = True
    for student, project in round_.forbidden:
        allowed[project, unit_of[student]] = False
    return allowed


def _hours(round_: Round, units: tuple[tuple[int, ...], ...]) -> Words:
    """Returns three words of 64 bits for each unit, a bit for each hour that all of it are free."""
    found = np.full((len(units), 3), np.uint64(2**64 - 1), dtype=np.uint64)
    for unit, members in enumerate(units):
        for student in members:
            slots = round_.students[student].slots
            if slots is not None:
                bits = sum(1 << hour for hour in slots)
                words = [bits >> shift & 2**64 - 1 for shift in (0, 64, 128)]
                found[unit] &= np.array(words, dtype=np.uint64)
    return found


def _lists(
    round_: Round, units: tuple[tuple[int, ...], ...], unit_of: dict[int, int], groups: tuple[str, ...]
) -> dict[str, Ints]:
    names = sorted({one.programme for one in round_.students} - {""})
    number = {name: place for place, name in enumerate(names)}
    group = {name: place for place, name in enumerate(groups)}
    programmes, tops = [], []
    for members in units:
        known = {round_.students[one].programme for one in members} - {""}
        programmes.append(sorted(number[name] for name in known))
        people = [round_.students[one] for one in members]
        tops.append([(bid, group[one.group]) for one in people if one.group for bid in one.bids[:TOP]])
    apart: list[set[int]] = [set() for _ in units]
    for a, b in round_.apart:
        apart[unit_of[a]].add(unit_of[b])
        apart[unit_of[b]].add(unit_of[a])
    found: dict[str, list[list[int]]] = {
        "programme": programmes,
        "apart": [sorted(others) for others in apart],
        "top_project": [[project for project, _ in row] for row in tops],
        "top_group": [[place for _, place in row] for row in tops],
    }
    starts = {"programme": "programme", "apart": "apart", "top": "top_project"}
    return {
        **{
            f"{name}_starts": np.cumsum([0, *map(len, found[rows])], dtype=np.int64)
            for name, rows in starts.items()
        },
        **{name: np.array([x for row in rows for x in row], dtype=np.int64) for name, rows in found.items()},
    }


def _group_sizes(round_: Round, groups: tuple[str, ...]) -> Ints:
    if not round_.rules.four_fifths:
        return np.zeros(0, dtype=np.int64)
    return np.array([sum(one.group == name for one in round_.students) for name in groups], dtype=np.int64)


def _newcomers(round_: Round, unit: Ints, units: int) -> Ints:
    new = np.array([one.newcomer for one in round_.students], dtype=np.bool_)
    return np.bincount(unit[new], minlength=units).astype(np.int64)


def newcomers_least(round_: Round) -> int:
    """Returns how many newcomers are placed at least; 0 where everybody is, which asks for more."""
    rules = round_.rules
    if rules.newcomers_share is None or rules.place_everyone:
        return 0
    return math.ceil(rules.newcomers_share * sum(one.newcomer for one in round_.students) - 1e-9)
