"""The report of a round as a file, and whether it holds when everything is worked out again."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from services.matching.graph import SkillGraph
from services.matching.placing import newcomers, repeating
from services.matching.placing.case import Case, Teams
from services.matching.placing.changing import Change, moved
from services.matching.placing.document import digest
from services.matching.placing.fairness import fairness
from services.matching.placing.sensitivity import sensitivity
from services.matching.scoring import CONSTANTS

FORMAT = "shixun.report/1"
VERSIONS = ("graph", "engine")
"""Of what a plan says which version made it."""
Solve = Callable[[Mapping[str, Any], int], Mapping[str, Any] | None]
"""(document, steps) → plan; None where none was found."""
Checks = Iterator[tuple[str, bool | None]]
"""What was looked at, and whether it agrees: None where it rests on somebody who was erased since."""


def teams_of(plan: Mapping[str, Any]) -> dict[str, list[str]]:
    return {team["project"]: list(team["members"]) for team in plan["teams"] if team["members"]}


def checks(report: Mapping[str, Any], graph: SkillGraph, solve: Solve) -> Checks:
    """Yields what was looked at and whether it agrees, in the order in which one thing rests on the other.

    Parameters
    ----------
    report : mapping
        A document of the form `shixun.report/1`. Its ``cut`` says how many erased people are missing in the input now,
        its ``without`` how many were missing already when the figures were worked out.
    solve : callable
        Replays so many steps of the engine on an input.
    """
    here = _Replay(report, graph, solve)
    yield from here.plan()
    yield from here.figures()
    if report.get("in_a_row"):
        yield here.in_a_row()


@dataclass(frozen=True)
class _Replay:
    report: Mapping[str, Any]
    graph: SkillGraph
    solve: Solve

    @property
    def cut(self) -> int:
        return int(self.report.get("cut", 0))

    def known(self, of: Mapping[str, Any]) -> bool:
        """Whether the input is still the one that this was worked out from."""
        return bool(of.get("without", 0) == self.cut)

    def teams(self, document: Mapping[str, Any]) -> Teams | None:
        plan = self.solve(document, self.report["plan"]["steps"])
        return None if plan is None else teams_of(plan)

    def plan(self) -> Checks:
        """The plan was made of the whole input: nothing of it can be replayed without somebody."""
        report, plan, whole = self.report, self.report["plan"], not self.cut
        document, told = report["round"], teams_of(plan)
        same = digest(document) == report["sha256"] if whole else None
        yield "the input has the hash that the report names", same
        what = f"{plan['steps']} steps and {len(report['moves'])} changes by hand give the same teams"
        yield what, _sorted(self.changed()) == _sorted(told) if whole else None
        objective = round(Case.of(document, self.graph).objective(told), 4)
        right = objective == round(plan["objective"], 4) if whole else None
        yield "the objective is the one of these teams", right
        yield "no plan scores more than the bound", plan["objective"] <= plan["bound"] + 1e-6

    def changed(self) -> Teams:
        """The teams that the same steps find, with what was changed by hand."""
        case, teams = Case.of(self.report["round"], self.graph), self.teams(self.report["round"]) or {}
        for move in self.report["moves"]:
            teams = moved(case, teams, Change(move["student"], move["to"], move.get("with")))
        return teams

    def figures(self) -> Checks:
        report, document, known = self.report, self.report["round"], self.known(self.report)
        case, teams = Case.of(document, self.graph), teams_of(report["plan"])
        what = "every rate, interval and ratio is the one of these teams"
        yield what, fairness(case, teams, report["labels"]) == report["figures"] if known else None
        if report.get("newcomers"):
            right = self.newcomers(case, teams) == report["newcomers"] if known else None
            yield "the newcomers' share costs what the report says", right
        if report.get("sensitivity"):
            rows = sensitivity(document, teams, self.graph, self.teams) if known else []
            right = rows == report["sensitivity"] if known else None
            yield "with each weight larger as many stay where they are as the report says", right

    def newcomers(self, case: Case, teams: Teams) -> Mapping[str, Any]:
        free = self.teams(newcomers.without_share(self.report["round"])) or {}
        return newcomers.for_everybody(newcomers.cost_of_share(case, teams, free), len(case.students))

    def in_a_row(self) -> tuple[str, bool | None]:
        document, labels, told = self.report["round"], self.report["labels"], self.report["in_a_row"]
        count = CONSTANTS["rounds_in_a_row"]
        what = f"{len(told['runs'])} times {count} rounds in a row part the quarters as the report says"
        if not self.known(told):
            return what, None
        placed = sum(map(len, teams_of(self.report["plan"]).values()))
        shares = repeating.shares(document, labels, placed) if repeating.shown(labels) else []
        runs = [repeating.in_a_row(document, labels, self.graph, self.teams, share) for share in shares]
        return what, runs == told["runs"]


def _sorted(teams: Teams) -> dict[str, list[str]]:
    return {project: sorted(members) for project, members in teams.items()}
