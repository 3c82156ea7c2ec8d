"""A round as the definition sees it: students, projects, qualities, and the rules that a team keeps."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from services.matching.graph import SkillGraph
from services.matching.scoring import CONSTANTS, learns, preference, quality

Teams = Mapping[str, Sequence[str]]
"""project → its members; projects without a team are left out, or have no members."""

DEFAULTS: Mapping[str, Any] = {
    "weights": CONSTANTS["weights"],
    "max_bids": CONSTANTS["max_bids"],
    "common_slots": 0,
    "coverage_floor": None,
    "newcomers_share": None,
    "place_everyone": True,
}
"""What a document that leaves a setting out means by it."""

RULES = ("size", "slots", "programmes", "apart", "together", "fixed", "forbidden", "floor")


@dataclass(frozen=True, slots=True)
class Student:
    """``bids``: project → place on the list, from 1. ``slots``: None when always free. ``newcomer``: without confirmed
    evidence."""

    id: str
    holdings: Mapping[str, float]
    bids: Mapping[str, int]
    slots: frozenset[int] | None
    group: str
    programme: str
    newcomer: bool


@dataclass(frozen=True, slots=True)
class Project:
    """``needs``: (skill, level, share of all weights)."""

    id: str
    needs: tuple[tuple[str, float, float], ...]
    least: int
    most: int
    programmes: int


@dataclass(frozen=True)
class Case:
    """A document of the form `shixun.round/1`, read for looking at single teams. It is taken to be a right one.

    Notes
    -----
    A quality costs one look-up of credit for each holding and need, and is remembered; a team of four with eight skills
    each and six needs takes 192. Nothing here is for the search itself.
    """

    students: Mapping[str, Student]
    projects: Mapping[str, Project]
    settings: Mapping[str, Any]
    pairs: Mapping[str, frozenset[frozenset[str]]]
    graph: SkillGraph
    known: dict[tuple[str, str], tuple[float, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, document: Mapping[str, Any], graph: SkillGraph) -> "Case":
        pairs = {
            kind: frozenset(frozenset(pair) for pair in document.get(kind, ()))
            for kind in ("apart", "together", "fixed", "forbidden")
        }
        students = {row["id"]: _student(row) for row in document["students"]}
        projects = {row["id"]: _project(row) for row in document["projects"]}
        settings = {**DEFAULTS, **document.get("settings", {})}
        return cls(students, projects, settings, pairs, graph)

    def with_row(self, row: Mapping[str, Any]) -> "Case":
        """Returns the case in which one student stands as in this row of a document."""
        known = {pair: found for pair, found in self.known.items() if pair[0] != row["id"]}
        return replace(self, students={**self.students, row["id"]: _student(row)}, known=known)

    def qualities(self, student: str, project: str) -> tuple[float, ...]:
        """Returns how well the student meets each need of the project: 0, .25, .5, .75 or 1."""
        if (student, project) not in self.known:
            self.known[student, project] = tuple(
                quality(self.effective(student, skill), level)  # type: ignore[arg-type]
                for skill, level, _ in self.projects[project].needs
            )
        return self.known[student, project]

    def effective(self, student: str, needed: str) -> float:
        """Returns the level that counts where a skill is needed."""
        held = self.students[student].holdings
        if needed not in self.graph:
            return held.get(needed, 0.0)
        counted = (
            level * self.graph.credit(skill, needed).value
            for skill, level in held.items()
            if skill in self.graph
        )
        return max(counted, default=0.0)

    def covered(self, project: str, members: Iterable[str]) -> tuple[float, ...]:
        """Returns the best quality of each need in the team."""
        rows = [self.qualities(one, project) for one in members]
        needs = range(len(self.projects[project].needs))
        return tuple(max((row[need] for row in rows), default=0.0) for need in needs)

    def coverage(self, project: str, members: Iterable[str]) -> float:
        """Returns how much of the project a team covers, 0 to 1."""
        shares = (share for _, _, share in self.projects[project].needs)
        return sum(share * best for share, best in zip(shares, self.covered(project, members), strict=True))

    def growth(self, student: str, project: str) -> float:
        shares = (share for _, _, share in self.projects[project].needs)
        rows = zip(shares, self.qualities(student, project), strict=True)
        return sum(share for share, reached in rows if learns(reached))

    def wish(self, student: str, project: str) -> float:
        """Returns what the bid is worth, 0 to 1."""
        return preference(self.students[student].bids.get(project), int(self.settings["max_bids"]))

    def own(self, student: str, project: str) -> float:
        """Returns what the student adds there whoever else is in the team."""
        weights = self.settings["weights"]
        wished = weights["preference"] * self.wish(student, project)
        return float(wished + weights["growth"] * self.growth(student, project))

    def objective(self, teams: Teams) -> float:
        """Returns the objective of the plan by its definition."""
        factor = CONSTANTS["coverage_factor"] * self.settings["weights"]["coverage"]
        covered = sum(factor * self.coverage(project, members) for project, members in teams.items())
        return float(
            covered + sum(self.own(one, project) for project, members in teams.items() for one in members)
        )

    @property
    def newcomers_least(self) -> int:
        """How many newcomers are placed at least; 0 where everybody is, which asks for more."""
        share = self.settings["newcomers_share"]
        if share is None or self.settings["place_everyone"]:
            return 0
        return math.ceil(share * sum(one.newcomer for one in self.students.values()) - 1e-9)

    def common(self, members: Iterable[str]) -> frozenset[int] | None:
        """Returns the hours that all are free; None when all always are."""
        given = [free for one in members if (free := self.students[one].slots) is not None]
        return frozenset.intersection(*given) if given else None

    def broken(self, project: str, members: Sequence[str]) -> list[str]:
        """Returns the rules that this team breaks, by their names in `RULES`; none for no team at all."""
        one, inside = self.projects[project], frozenset(members)
        if not inside:
            return []
        common, wanted = self.common(members), int(self.settings["common_slots"])
        floor = self.settings.get("coverage_floor")
        wrong = {
            "size": not one.least <= len(inside) <= one.most,
            "slots": common is not None and len(common) < wanted,
            "programmes": len({self.students[each].programme for each in inside} - {""}) < one.programmes,
            "apart": any(pair <= inside for pair in self.pairs["apart"]),
            "together": any(len(pair & inside) == 1 for pair in self.pairs["together"]),
            "fixed": any(pair & inside and project not in pair for pair in self.pairs["fixed"]),
            "forbidden": any(frozenset((each, project)) in self.pairs["forbidden"] for each in inside),
            "floor": floor is not None and self.coverage(project, members) < floor - 1e-6,
        }
        return [rule for rule in RULES if wrong[rule]]


def _student(row: Mapping[str, Any]) -> Student:
    slots = row.get("slots")
    return Student(
        id=row["id"],
        holdings=row.get("holdings", {}),
        bids={project: place for place, project in enumerate(row.get("bids", ()), start=1)},
        slots=None if slots is None else frozenset(slots),
        group=row.get("group", ""),
        programme=row.get("programme", ""),
        newcomer=row.get("newcomer", False),
    )


def _project(row: Mapping[str, Any]) -> Project:
    total = sum(need.get("weight", 1) for need in row["needs"])
    needs = tuple((need["skill"], need["level"], need.get("weight", 1) / total) for need in row["needs"])
    return Project(row["id"], needs, row["min"], row["max"], row.get("programmes_min", 0))
