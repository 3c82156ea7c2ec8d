"""The report of a round as a file, and whether it holds when everything is worked out again."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from services.matching.graph import SkillGraph
from services.matching.placing.case import Case
from services.matching.placing.changing import Change, moved
from services.matching.placing.document import digest
from services.matching.placing.fairness import fairness

FORMAT = "shixun.report/1"
Solve = Callable[[Mapping[str, Any], int], Mapping[str, Any]]
"""(document, steps) → plan."""


def teams_of(plan: Mapping[str, Any]) -> dict[str, list[str]]:
    return {team["project"]: list(team["members"]) for team in plan["teams"] if team["members"]}


def checks(report: Mapping[str, Any], graph: SkillGraph, solve: Solve) -> Iterator[tuple[str, bool]]:
    """Yields what was looked at and whether it agrees, in the order in which one thing rests on the other.

    Parameters
    ----------
    report : mapping
        A document of the form `shixun.report/1`.
    solve : callable
        Replays so many steps of the engine on an input.
    """
    document, plan = report["round"], report["plan"]
    yield "the input has the hash that the report names", digest(document) == report["sha256"]
    case = Case.of(document, graph)
    teams = teams_of(solve(document, plan["steps"]))
    for move in report["moves"]:
        teams = moved(case, teams, Change(move["student"], move["to"], move.get("with")))
    same = {project: sorted(members) for project, members in teams.items()}
    told = {project: sorted(members) for project, members in teams_of(plan).items()}
    yield (
        f"{plan['steps']} steps and {len(report['moves'])} changes by hand give the same teams",
        same == told,
    )
    objective = round(case.objective(teams_of(plan)), 4)
    yield "the objective is the one of these teams", objective == round(plan["objective"], 4)
    yield "no plan scores more than the bound", plan["objective"] <= plan["bound"] + 1e-6
    found = fairness(case, teams_of(plan), report["labels"])
    yield "every rate, interval and ratio is the one of these teams", found == report["figures"]
