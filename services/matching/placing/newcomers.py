"""What a share of places for newcomers costs: the round decided with it and without."""

from collections.abc import Mapping
from typing import Any

from services.matching.placing.case import Case, Teams
from services.matching.placing.fairness import hidden_of


def without_share(document: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the round with the same rules but that one."""
    return {**document, "settings": {**document["settings"], "newcomers_share": None}}


def cost_of_share(case: Case, teams: Teams, free: Teams) -> dict[str, Any]:
    """Returns the share, and what the plan comes to with it and without.

    Parameters
    ----------
    teams, free : mapping
        The plan, and one that the same steps find without the rule. The better of the two stands for "without", since
        the rule forbids none of the plans that keep it.
    """
    mine, other = _told(case, teams), _told(case, free)
    return {
        "share": case.settings["newcomers_share"], "of": sum(one.newcomer for one in case.students.values()),
        "with": mine, "without": max(mine, other, key=lambda one: one["objective"]),
    }  # fmt: skip


def for_everybody(cost: Mapping[str, Any], students: int) -> dict[str, Any]:
    """Returns the same without the counts of newcomers, where they or the others are too few to be told of."""
    sizes = {"new": cost["of"], "shown": students - cost["of"]}
    if "new" not in hidden_of({group: size for group, size in sizes.items() if size}):
        return dict(cost)
    plans = {name: {**cost[name], "newcomers": None} for name in ("with", "without")}
    return {**cost, "of": None, **plans}


def _told(case: Case, teams: Teams) -> dict[str, Any]:
    covered = [case.coverage(project, members) for project, members in teams.items()]
    placed = [case.students[one] for members in teams.values() for one in members]
    return {
        "objective": round(case.objective(teams), 6),
        "coverage": round(sum(covered) / len(covered), 6) if covered else 0.0,
        "placed": len(placed), "newcomers": sum(one.newcomer for one in placed),
    }  # fmt: skip
