"""What comes of a round when one of its weights is a little larger: who stays where they are, and what it comes to."""

from collections.abc import Callable, Mapping
from typing import Any

from services.matching.graph import SkillGraph
from services.matching.placing.case import Case, Teams
from services.matching.placing.fairness import other_weights, stayed
from services.matching.placing.measuring import TOP, figures

Solve = Callable[[Mapping[str, Any]], Teams | None]
"""document → teams, always in the same number of steps; None where none were found."""


def sensitivity(
    document: Mapping[str, Any], teams: Teams, graph: SkillGraph, solve: Solve
) -> list[dict[str, Any]]:
    """Returns a row for each weight, with the round solved again in which that one is larger.

    Parameters
    ----------
    teams : mapping
        Those of the plan, with what was changed by hand.
    """
    rows = []
    for name, weights in other_weights(document["settings"]["weights"]):
        other = {**document, "settings": {**document["settings"], "weights": dict(weights)}}
        found = solve(other)
        told: dict[str, float | None] = {"stayed": None, "coverage": None, "top3": None}
        if found is not None:
            told = _told(Case.of(other, graph), found) | {"stayed": stayed(teams, found)}
        rows.append({"larger": name, "weights": dict(weights), **told})
    return rows


def _told(case: Case, teams: Teams) -> dict[str, float | None]:
    counted = figures(case, teams)
    top = sum(count for rank, count in counted.ranks.items() if rank <= TOP)
    return {
        "coverage": round(counted.coverage, 6),
        "top3": round(top / counted.students, 6) if counted.students else 0.0,
    }
