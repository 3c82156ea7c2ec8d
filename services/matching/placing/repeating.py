"""Rounds in a row: what a round teaches comes back as evidence, and the next one is decided by it. How far do the first
and the last quarter of prior level part, with and without a share of places for newcomers?"""

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.matching.graph import SkillGraph
from services.matching.placing.case import Case, Teams
from services.matching.placing.fairness import hidden_of
from services.matching.placing.measuring import in_top
from services.matching.scoring import CONSTANTS, learns

QUARTERS = ("q1", "q4")
NEW = "new"
"""What the label "evidence" says of somebody of whom nothing is confirmed."""

DIGITS = 6

Labels = Mapping[str, Mapping[str, str]]
Solve = Callable[[Mapping[str, Any]], Teams | None]
"""document → teams, always in the same number of steps; None where none were found."""


@dataclass(frozen=True)
class Levels:
    """The mean effective level of a student over all skills that a round needs.

    ``credits``: held skill → (place of a needed one, what it is worth there).
    """

    needed: int
    credits: Mapping[str, Sequence[tuple[int, float]]]

    @classmethod
    def of(cls, document: Mapping[str, Any], graph: SkillGraph) -> "Levels":
        skills = sorted({need["skill"] for project in document["projects"] for need in project["needs"]})
        found: dict[str, list[tuple[int, float]]] = {}
        for place, skill in enumerate(skills):
            found.setdefault(skill, []).append((place, 1.0))
            for held, credit in graph.credits_for(skill).items() if skill in graph else ():
                found.setdefault(held, []).append((place, credit.value))
        return cls(len(skills), found)

    def of_each(self, held: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
        return {one: self._mean(own) for one, own in held.items()}

    def _mean(self, held: Mapping[str, float]) -> float:
        best: dict[int, float] = {}
        for skill, level in held.items():
            for place, worth in self.credits.get(skill, ()):
                best[place] = max(best.get(place, 0.0), level * worth)
        return math.fsum(best.values()) / self.needed if self.needed else 0.0


def shown(labels: Labels) -> bool:
    """Returns whether both quarters are large enough to be told of."""
    sizes: dict[str, int] = {}
    for said in labels.values():
        sizes[said["level"]] = sizes.get(said["level"], 0) + 1
    return set(QUARTERS) <= sizes.keys() - hidden_of(sizes)


def shares(document: Mapping[str, Any], labels: Labels, placed: int) -> list[float | None]:
    """Returns the newcomers' shares to try: none, and the round's.

    Where a round has none, as many of a hundred newcomers as of a hundred students got a place. Only none where a share
    can change nothing: everybody is placed, or everybody has evidence.
    """
    settings, students = document["settings"], document["students"]
    new = any(said["evidence"] == NEW for said in labels.values())
    if settings["place_everyone"] or not new or not students:
        return [None]
    own = settings.get("newcomers_share")
    return [None, own or min(100, 100 * placed // len(students)) / 100]


def in_a_row(
    document: Mapping[str, Any], labels: Labels, graph: SkillGraph, solve: Solve, share: float | None
) -> dict[str, Any]:
    """Returns what comes of `rounds_in_a_row` rounds, each decided by what the ones before it taught.

    Briefs, bids, hours, rules and groups stay as they were. A student with a place learns every need that they met in
    part (.25 to below 1): `taught_gain` of the way from what counted to the needed level is closed. What they met in
    full or not at all stays, and so does what the others can do. Who once had a place is no newcomer any more.

    Returns
    -------
    dict
        ``share``; ``start``: the levels before; ``rounds``: a row for each, the level that after it. The row ends early
        where a round has no plan.
    """
    levels = Levels.of(document, graph)
    held = {row["id"]: row["holdings"] for row in document["students"]}
    new = {one for one, said in labels.items() if said["evidence"] == NEW}
    start, rows = _quarters(labels, levels.of_each(held)), []
    for number in range(1, CONSTANTS["rounds_in_a_row"] + 1):
        given = _given(document, held, new, share)
        teams = solve(given)
        if teams is None:
            break
        case = Case.of(given, graph)
        held = taught(case, teams)
        new -= {one for members in teams.values() for one in members}
        row = {"round": number, "level": _quarters(labels, levels.of_each(held))}
        rows.append(row | _rates(case, teams, labels))
    return {"share": share, "start": start, "rounds": rows}


def _given(
    document: Mapping[str, Any], held: Mapping[str, Any], new: Collection[str], share: float | None
) -> dict[str, Any]:
    rows = [
        {**row, "holdings": held[row["id"]], "newcomer": row["id"] in new} for row in document["students"]
    ]
    return {**document, "settings": {**document["settings"], "newcomers_share": share}, "students": rows}


def _rates(case: Case, teams: Teams, labels: Labels) -> dict[str, Any]:
    place = {one: project for project, members in teams.items() for one in members}
    covered = [case.coverage(project, members) for project, members in teams.items()]
    return {
        "placed": _quarters(labels, {one: float(one in place) for one in case.students}),
        "top3": _quarters(labels, {one: float(in_top(case, one, place.get(one))) for one in case.students}),
        "objective": round(case.objective(teams), DIGITS),
        "coverage": round(sum(covered) / len(covered), DIGITS) if covered else None,
    }


def taught(case: Case, teams: Teams) -> dict[str, dict[str, float]]:
    """Returns what each student holds after a round with these teams."""
    held = {one.id: dict(one.holdings) for one in case.students.values()}
    for project, members in teams.items():
        for one in members:
            rows = zip(case.projects[project].needs, case.qualities(one, project), strict=True)
            for (skill, level, _), reached in rows:
                if learns(reached):
                    counts = case.effective(one, skill)
                    gained = counts + CONSTANTS["taught_gain"] * (level - counts)
                    held[one][skill] = round(max(held[one].get(skill, 0.0), gained), DIGITS)
    return held


def _quarters(labels: Labels, of: Mapping[str, float]) -> dict[str, float]:
    """Returns the mean of the first and of the last quarter, and how far the last is ahead."""
    found = {}
    for quarter in QUARTERS:
        inside = [value for one, value in of.items() if labels.get(one, {}).get("level") == quarter]
        found[quarter] = round(math.fsum(inside) / len(inside), DIGITS) if inside else 0.0
    return found | {"distance": round(found["q4"] - found["q1"], DIGITS)}
