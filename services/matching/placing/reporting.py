"""The report of a round as a file, and whether it holds when everything is worked out again."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from services.matching.graph import SkillGraph
from services.matching.placing import newcomers, repeating
from services.matching.placing.case import Case, Teams
from services.matching.placing.changing import Change, moved
from services.matching.placing.document import digest
from services.matching.placing.fairness import fairness
from services.matching.scoring import CONSTANTS

FORMAT = "shixun.report/1"
Solve = Callable[[Mapping[str, Any], int], Mapping[str, Any] | None]
"""(document, steps) → plan; None where none was found."""


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
    teams = teams_of(solve(document, plan["steps"]) or {"teams": ()})
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
    if report.get("newcomers"):
        free = teams_of(solve(newcomers.without_share(document), plan["steps"]) or {"teams": ()})
        cost = newcomers.cost_of_share(case, teams_of(plan), free)
        told = newcomers.for_everybody(cost, len(case.students))
        yield "the newcomers' share costs what the report says", told == report["newcomers"]
    if report.get("in_a_row"):
        yield from _in_a_row(report, graph, solve)


def _in_a_row(report: Mapping[str, Any], graph: SkillGraph, solve: Solve) -> Iterator[tuple[str, bool]]:
    document, labels, steps = report["round"], report["labels"], report["plan"]["steps"]

    def teams(given: Mapping[str, Any]) -> Teams | None:
        plan = solve(given, steps)
        return None if plan is None else teams_of(plan)

    placed = sum(map(len, teams_of(report["plan"]).values()))
    shares = repeating.shares(document, labels, placed) if repeating.shown(labels) else []
    runs = [repeating.in_a_row(document, labels, graph, teams, share) for share in shares]
    yield (
        f"{len(runs)} times {CONSTANTS['rounds_in_a_row']} rounds in a row part the quarters as the report says",
        runs == report["in_a_row"]["runs"],
    )
