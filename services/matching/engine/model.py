"""A part of a round as a mixed integer program: some projects, some units, everybody else where they are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from services.matching.engine.kinds import Flags, Floats, Ints
from services.matching.engine.problem import Arrays

HOURS = 168
INFINITY = float("inf")
RULES = ("place", "sizes", "slots", "programmes", "apart", "floor", "fair", "newcomers")


@dataclass
class Program:
    """Maximise ``cost`` x with ``lower`` <= A x <= ``upper``; rows as CSR. ``whole``: columns that are integers."""

    cost: list[float] = field(default_factory=list)
    top: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    starts: list[int] = field(default_factory=lambda: [0])
    columns: list[Ints] = field(default_factory=list)
    factors: list[Floats] = field(default_factory=list)
    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    names: list[tuple[str, int]] = field(default_factory=list)

    def column(self, cost: float, whole: bool, top: float = 1.0) -> int:
        self.cost.append(cost)
        self.whole.append(whole)
        self.top.append(top)
        return len(self.cost) - 1

    def row(
        self,
        name: tuple[str, int],
        columns: Sequence[int] | Ints,
        factors: object,
        lower: float,
        upper: float,
    ) -> None:
        """Adds a row; ``name`` is the rule that asks for it, and where."""
        places = np.asarray(columns, dtype=np.int32)
        self.columns.append(places)
        self.factors.append(np.broadcast_to(np.asarray(factors, dtype=np.float64), places.shape))
        self.starts.append(self.starts[-1] + len(places))
        self.lower.append(lower)
        self.upper.append(upper)
        self.names.append(name)


@dataclass
class Part:
    """A program and what its first columns mean: pair ``n`` is ``unit[n]`` in ``project[n]``."""

    program: Program
    unit: Ints
    project: Ints
    opened: dict[int, int]


class Outside(NamedTuple):
    """Per group of the four-fifths rule who is in a top bid already, and how many newcomers are placed."""

    top: Ints
    newcomers: int


def part_of(
    arrays: Arrays,
    projects: Iterable[int],
    units: Ints,
    allowed: Mapping[int, Flags] | None = None,
    outside: Outside | None = None,
    rules: Sequence[str] = RULES,
) -> Part:
    """Returns the program of placing ``units`` in ``projects``, which hold nobody else.

    Parameters
    ----------
    allowed : mapping, optional
        From a project to the units that it may have, as a row of `Arrays.allowed`, which is the default.
    outside : Outside, optional
        What the other teams bring to the rules over all teams.
    rules : sequence of str
        Those that are kept; all by default.
    """
    program = Program()
    at = np.full(len(arrays.size), -1, dtype=np.int64)
    at[units] = np.arange(len(units))
    mine: dict[int, tuple[Ints, Ints]] = {}
    pairs: list[tuple[Ints, Ints]] = []
    for project in projects:
        inside = units[(arrays.allowed[project] if allowed is None else allowed[project])[units]]
        first = len(program.cost)
        for value in arrays.value[project][inside]:
            program.column(float(value), True)
        mine[project] = (inside, np.arange(first, first + len(inside), dtype=np.int32))
        pairs.append((inside, np.full(len(inside), project)))
    unit = np.concatenate([a for a, _ in pairs]) if pairs else np.zeros(0, np.int64)
    project_of = np.concatenate([b for _, b in pairs]) if pairs else np.zeros(0, np.int64)
    opened = {project: program.column(0.0, True) for project in mine}
    _place(arrays, program, units, unit, "place" in rules)
    for project, (inside, columns) in mine.items():
        _sizes(arrays, program, project, inside, columns, opened[project], rules)
        _coverage(arrays, program, project, inside, columns, opened[project], rules)
        if arrays.common_slots and "slots" in rules:
            _slots(arrays, program, project, inside, columns, opened[project])
        if arrays.programmes_min[project] and "programmes" in rules:
            _programmes(arrays, program, project, inside, columns, opened[project])
        if len(arrays.apart) and "apart" in rules:
            _apart(arrays, program, inside, columns)
    if len(arrays.group_size) and "fair" in rules:
        _fair(arrays, program, unit, project_of, outside)
    if arrays.newcomers_least and "newcomers" in rules:
        _newcomers(arrays, program, unit, outside)
    return Part(program, unit, project_of, opened)


def _place(arrays: Arrays, program: Program, units: Ints, unit: Ints, must: bool) -> None:
    order = np.argsort(unit, kind="stable")
    begins = np.searchsorted(unit[order], units)
    ends = np.searchsorted(unit[order], units, side="right")
    for one, begin, end in zip(units, begins, ends, strict=True):
        needed = must and arrays.needs_place[one]
        program.row(("place", int(one)), order[begin:end], 1.0, 1.0 if needed else 0.0, 1.0)


def _sizes(
    arrays: Arrays,
    program: Program,
    project: int,
    inside: Ints,
    columns: Ints,
    opened: int,
    rules: Sequence[str],
) -> None:
    sizes = arrays.size[inside].astype(np.float64)
    places = np.append(columns, opened)
    if "sizes" in rules:
        least, most = float(arrays.least[project]), float(arrays.most[project])
        program.row(("sizes", project), places, np.append(sizes, -least), 0.0, INFINITY)
        program.row(("sizes", project), places, np.append(sizes, -most), -INFINITY, 0.0)
    for column in columns:
        program.row(("open", project), (column, opened), (1.0, -1.0), -INFINITY, 0.0)


def _coverage(
    arrays: Arrays,
    program: Program,
    project: int,
    inside: Ints,
    columns: Ints,
    opened: int,
    rules: Sequence[str],
) -> None:
    reached, shares = [], []
    for need in range(arrays.need_starts[project], arrays.need_starts[project + 1]):
        levels = arrays.levels[arrays.need_rows[need]][inside]
        steps, highest = 0, levels.max(initial=0)
        for step in range(1, highest + 1):
            steps += 1
            if step < highest and not (levels == step).any():
                continue
            reach = program.column(float(arrays.gain[need]) * steps, False)
            able = columns[levels >= step]
            factors = np.append(np.ones(len(able)), -1.0)
            program.row(("reach", project), np.append(able, reach), factors, 0.0, INFINITY)
            program.row(("reach", project), (reach, opened), (1.0, -1.0), -INFINITY, 0.0)
            reached.append(reach)
            shares.append(float(arrays.share[need]) * steps * 0.25)
            steps = 0
    if arrays.floor > 0 and "floor" in rules:
        floor = arrays.floor - 1e-9
        program.row(("floor", project), [*reached, opened], [*shares, -floor], 0.0, INFINITY)


def _slots(arrays: Arrays, program: Program, project: int, inside: Ints, columns: Ints, opened: int) -> None:
    """An hour counts as common when nobody sits in the team who is not free then."""
    free = np.unpackbits(arrays.hours[inside].astype("<u8").view(np.uint8), axis=1, bitorder="little")[
        :, :HOURS
    ].astype(bool)
    kinds, number = np.unique(free, axis=1, return_counts=True)
    sizes, most = arrays.size[inside].astype(np.float64), float(arrays.most[project])
    hours = []
    for kind, count in zip(kinds.T, number, strict=True):
        hour = program.column(0.0, True)
        hours.append((hour, float(count)))
        busy = ~kind
        if busy.any():
            factors = np.append(sizes[busy], most)
            program.row(("slots", project), np.append(columns[busy], hour), factors, -INFINITY, most)
    places = [hour for hour, _ in hours]
    counts = [count for _, count in hours]
    wanted = -float(arrays.common_slots)
    program.row(("slots", project), [*places, opened], [*counts, wanted], 0.0, INFINITY)


def _programmes(
    arrays: Arrays, program: Program, project: int, inside: Ints, columns: Ints, opened: int
) -> None:
    members: dict[int, list[int]] = {}
    for unit, column in zip(inside, columns, strict=True):
        for at in range(arrays.programme_starts[unit], arrays.programme_starts[unit + 1]):
            members.setdefault(int(arrays.programme[at]), []).append(int(column))
    there = []
    for own in members.values():
        one = program.column(0.0, False)
        there.append(one)
        program.row(("programmes", project), [*own, one], [*[1.0] * len(own), -1.0], 0.0, INFINITY)
    wanted = -float(arrays.programmes_min[project])
    program.row(("programmes", project), [*there, opened], [*[1.0] * len(there), wanted], 0.0, INFINITY)


def _apart(arrays: Arrays, program: Program, inside: Ints, columns: Ints) -> None:
    column_of = dict(zip(inside.tolist(), columns.tolist(), strict=True))
    for unit, column in column_of.items():
        for other in arrays.apart[arrays.apart_starts[unit] : arrays.apart_starts[unit + 1]].tolist():
            if unit < other and other in column_of:
                program.row(("apart", unit), (column, column_of[other]), 1.0, -INFINITY, 1.0)


def _fair(arrays: Arrays, program: Program, unit: Ints, project: Ints, outside: Outside | None) -> None:
    groups = len(arrays.group_size)
    already = np.zeros(groups) if outside is None else outside.top.astype(np.float64)
    share = np.zeros((groups, len(program.cost)))
    for column, (one, where) in enumerate(zip(unit.tolist(), project.tolist(), strict=True)):
        for at in range(arrays.top_starts[one], arrays.top_starts[one + 1]):
            if arrays.top_project[at] == where:
                group = arrays.top_group[at]
                share[group, column] += 1.0 / arrays.group_size[group]
    begun = already / arrays.group_size
    for low in range(groups):
        for high in range(groups):
            if low != high:
                factors = share[low] - 0.8 * share[high]
                used = np.flatnonzero(factors)
                least = 0.8 * begun[high] - begun[low]
                program.row(("fair", low), used, factors[used], least, INFINITY)


def _newcomers(arrays: Arrays, program: Program, unit: Ints, outside: Outside | None) -> None:
    used = np.flatnonzero(arrays.newcomers[unit])
    wanted = arrays.newcomers_least - (0 if outside is None else outside.newcomers)
    program.row(("newcomers", 0), used, arrays.newcomers[unit[used]], float(wanted), INFINITY)
