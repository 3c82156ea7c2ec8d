"""Why a round has no plan: the smallest set of its rules that cannot hold together."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any, TypeVar

import numpy as np

from services.matching.engine import highs
from services.matching.engine.errors import BRIEFS, Infeasible
from services.matching.engine.errors import PAIRS as PAIRED
from services.matching.engine.model import INFINITY, part_of
from services.matching.engine.problem import Problem, newcomers_least
from services.matching.engine.round import Project, Round

T = TypeVar("T")
Change = Callable[[Round], Round]
Ids = list[tuple[str, ...]]
NONE: frozenset[int] = frozenset()

PAIRS, NODES = 20_000, 2_000
"""A round of more pairs (student, project) is not searched for its conflict, and a harder one not longer than this."""


def _one_without(name: str, project: Project, people: int) -> Project:
    if name == "max":
        return replace(project, most=max(1, people, project.least))
    return replace(project, least=1) if name == "min" else replace(project, programmes_min=0)


def _without(name: str, round_: Round, places: Collection[int]) -> Round:
    """The round without this rule of these projects."""
    people = len(round_.students)
    projects = (
        _one_without(name, project, people) if place in places else project
        for place, project in enumerate(round_.projects)
    )
    return replace(round_, projects=tuple(projects))


def _of_all(name: str) -> Change:
    return lambda round_: _without(name, round_, range(len(round_.projects)))


WITHOUT: Mapping[str, Change] = {
    "place_everyone": lambda one: replace(one, rules=replace(one.rules, place_everyone=False)),
    "max": _of_all("max"),
    "min": _of_all("min"),
    "common_slots": lambda one: replace(one, rules=replace(one.rules, common_slots=0)),
    "programmes_min": _of_all("programmes_min"),
    "coverage_floor": lambda one: replace(one, rules=replace(one.rules, coverage_floor=None)),
    "four_fifths": lambda one: replace(one, rules=replace(one.rules, four_fifths=False)),
    "newcomers_share": lambda one: replace(one, rules=replace(one.rules, newcomers_share=None)),
    "apart": lambda one: replace(one, apart=()),
    "together": lambda one: replace(one, together=()),
    "fixed": lambda one: replace(one, fixed=()),
    "forbidden": lambda one: replace(one, forbidden=()),
}
"""A round without each of its rules, in the order in which those that conflict are named."""


def check_at_once(round_: Round) -> None:
    """Raises Infeasible for what can be counted: more people than places, or somebody who may be nowhere."""
    places, people = sum(project.most for project in round_.projects), len(round_.students)
    if places < (new := newcomers_least(round_)):
        raise Infeasible("newcomers", (("newcomers_share", ()), ("max", ())), new=new, places=places)
    if not round_.rules.place_everyone or not round_.students:
        return
    if places < people:
        rules = (("place_everyone", ()), ("max", ()))
        raise Infeasible("places", rules, people=people, places=places)
    forbidden: dict[int, int] = {}
    for student, _ in round_.forbidden:
        forbidden[student] = forbidden.get(student, 0) + 1
    nowhere = [student for student, count in forbidden.items() if count == len(round_.projects)]
    if nowhere:
        name = round_.students[nowhere[0]].id
        pairs = [(name, project.id) for project in round_.projects]
        raise Infeasible("nowhere", (("place_everyone", ()), ("forbidden", pairs)), student=name)


def explained(round_: Round) -> Infeasible:
    """Returns what to say of a round for which no plan was found."""
    if (pairs := len(round_.students) * len(round_.projects)) > PAIRS:
        return Infeasible("too_large", proven=False, pairs=pairs, most=PAIRS)
    if not impossible(round_):
        return not_found()
    names = _smallest(round_)
    kept, loose = _only(round_, names), NONE
    rules: list[tuple[str, Ids]] = []
    for name in names:
        ids: Ids = []
        if name in PAIRED:
            kept, ids = _fewest_pairs(kept, loose, name)
        elif name in BRIEFS:
            kept, loose, ids = _fewest_projects(kept, loose, name)
        rules.append((name, ids))
    return Infeasible("conflict", rules)


def not_found() -> Infeasible:
    return Infeasible("not_found", proven=False)


def impossible(round_: Round, loose: Collection[int] = NONE) -> bool:
    """Returns whether it is proven that no plan keeps the rules; ``loose``: projects that may cover less than asked."""
    arrays = Problem.of(round_).arrays
    program = part_of(arrays, range(len(arrays.least)), np.arange(len(arrays.size))).program
    program.cost = [0.0] * len(program.cost)
    for row, (rule, place) in enumerate(program.names):
        if rule == "floor" and place in loose:
            program.lower[row] = -INFINITY
    return highs.solve(program, nodes=NODES).infeasible


def _only(round_: Round, names: Sequence[str]) -> Round:
    for name, without in WITHOUT.items():
        if name not in names:
            round_ = without(round_)
    return round_


def _smallest(round_: Round) -> tuple[str, ...]:
    """Returns the fewest kinds of rules that conflict, the first of them in the order of `WITHOUT`."""
    there = [name for name, without in WITHOUT.items() if without(round_) != round_]
    for size in range(1, len(there)):
        for names in combinations(there, size):
            if impossible(_only(round_, names)):
                return names
    return tuple(there)


def _fewest_pairs(round_: Round, loose: Collection[int], name: str) -> tuple[Round, Ids]:
    pairs = _fewest(getattr(round_, name), lambda fewer: impossible(_with(round_, name, fewer), loose))
    kept = _with(round_, name, pairs)
    return kept, _named(kept, name)


def _fewest_projects(round_: Round, loose: frozenset[int], name: str) -> tuple[Round, frozenset[int], Ids]:
    """Returns the round with the rule for those projects alone that the conflict needs, which may be loose, and their
    ids; none where it needs all of them."""
    every = range(len(round_.projects))

    def only(few: Collection[int]) -> tuple[Round, frozenset[int]]:
        others = frozenset(every) - set(few)
        if name == "coverage_floor":
            return round_, loose | others
        return _without(name, round_, others), loose

    few = _fewest(every, lambda fewer: impossible(*only(fewer)))
    ids: Ids = [(round_.projects[one].id,) for one in few] if len(few) < len(every) else []
    return *only(few), ids


def _fewest(things: Sequence[T], conflict: Callable[[Sequence[T]], bool]) -> tuple[T, ...]:
    """Returns those without which there would be a plan; none of them is spare. Many at once are tried first."""
    kept, size = list(things), max(1, len(things) // 2)
    while True:
        at = 0
        while at < len(kept):
            fewer = kept[:at] + kept[at + size :]
            if conflict(fewer):
                kept = fewer
            else:
                at += size
        if size == 1:
            return tuple(kept)
        size //= 2


def _with(round_: Round, name: str, pairs: Sequence[tuple[int, int]]) -> Round:
    changed: dict[str, Any] = {name: tuple(pairs)}
    return replace(round_, **changed)


def _named(round_: Round, name: str) -> Ids:
    second = round_.students if name in ("apart", "together") else round_.projects
    return [(round_.students[a].id, second[b].id) for a, b in getattr(round_, name)]
