"""Why a round has no plan: the smallest set of its rules that cannot hold together."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np

from services.matching.engine import highs
from services.matching.engine.errors import PAIRS as PAIRED
from services.matching.engine.errors import Infeasible
from services.matching.engine.model import part_of
from services.matching.engine.problem import Problem, newcomers_least
from services.matching.engine.round import Round

Change = Callable[[Round], Round]
Pairs = tuple[tuple[int, int], ...]

PAIRS, NODES = 20_000, 2_000
"""A larger round is not searched for its conflict, and a harder one not longer than this."""


def _without_smallest(one: Round) -> Round:
    return replace(one, projects=tuple(replace(project, least=1) for project in one.projects))


def _without_largest(one: Round) -> Round:
    most = max(1, len(one.students))
    return replace(
        one, projects=tuple(replace(project, most=max(most, project.least)) for project in one.projects)
    )


def _without_programmes(one: Round) -> Round:
    return replace(one, projects=tuple(replace(project, programmes_min=0) for project in one.projects))


WITHOUT: Mapping[str, Change] = {
    "place_everyone": lambda one: replace(one, rules=replace(one.rules, place_everyone=False)),
    "max": _without_largest,
    "min": _without_smallest,
    "common_slots": lambda one: replace(one, rules=replace(one.rules, common_slots=0)),
    "programmes_min": _without_programmes,
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
    if len(round_.students) * len(round_.projects) > PAIRS or not impossible(round_):
        return not_found()
    names = _smallest(round_)
    kept = _only(round_, names)
    rules: list[tuple[str, list[tuple[str, str]]]] = []
    for name in names:
        if name in PAIRED:
            kept = _with(kept, name, _fewest(kept, name))
        rules.append((name, _named(kept, name) if name in PAIRED else []))
    return Infeasible("conflict", rules)


def not_found() -> Infeasible:
    return Infeasible("not_found", proven=False)


def impossible(round_: Round) -> bool:
    """Returns whether it is proven that no plan keeps the rules."""
    arrays = Problem.of(round_).arrays
    part = part_of(arrays, range(len(arrays.least)), np.arange(len(arrays.size)))
    part.program.cost = [0.0] * len(part.program.cost)
    return highs.solve(part.program, nodes=NODES).infeasible


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


def _fewest(round_: Round, name: str) -> Pairs:
    """Returns those pairs of a list without which there would be a plan; none of them is spare."""
    kept = list(getattr(round_, name))
    for pair in tuple(kept):
        fewer = tuple(one for one in kept if one != pair)
        if impossible(_with(round_, name, fewer)):
            kept = list(fewer)
    return tuple(kept)


def _with(round_: Round, name: str, pairs: Pairs) -> Round:
    changed: dict[str, Any] = {name: pairs}
    return replace(round_, **changed)


def _named(round_: Round, name: str) -> list[tuple[str, str]]:
    second = round_.students if name in ("apart", "together") else round_.projects
    return [(round_.students[a].id, second[b].id) for a, b in getattr(round_, name)]
