"""How the groups of a round fared under a plan: rates with intervals, ratios, coverage; small groups are hidden."""

from collections.abc import Iterable, Mapping, Sequence
from math import sqrt
from typing import Any

from services.matching.domain.rounds import SMALL
from services.matching.placing.case import Case, Teams
from services.matching.placing.measuring import envy, in_top, ratio

KINDS = ("level", "evidence", "programme", "school_class")
Z95 = 1.959964


def wilson(hits: int, of: int) -> tuple[float, float]:
    """Returns the 95 % interval of a share, after Wilson (1927): right for small numbers and at 0 and 1 too.

    Examples
    --------
    >>> [round(edge, 3) for edge in wilson(8, 10)]
    [0.49, 0.943]
    >>> [round(edge, 3) for edge in wilson(0, 10)]
    [0.0, 0.278]
    """
    if not of:
        return 0.0, 1.0
    share, square = hits / of, Z95**2
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = Z95 * sqrt(share * (1 - share) / of + square / (4 * of**2)) / (1 + square / of)
    return max(0.0, middle - half), min(1.0, middle + half)


def fairness(case: Case, teams: Teams, labels: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """Returns what the report shows, as plain values.

    Parameters
    ----------
    labels : mapping
        student → {kind of group: group}; students without a label of a kind count in none of its groups.

    Notes
    -----
    Where the groups that are hidden hold fewer than `SMALL` people together, the next smallest is hidden too: else the
    total would tell of them.
    """
    place = {one: project for project, members in teams.items() for one in members}
    whole = _row("", list(case.students), case, teams, place)
    return {
        "whole": whole,
        "kinds": {kind: _kind(kind, case, teams, place, labels) for kind in KINDS},
        "envy": envy(case, teams, place),
        "objective": round(case.objective(teams), 6),
    }


def _kind(
    kind: str, case: Case, teams: Teams, place: Mapping[str, str], labels: Mapping[str, Mapping[str, str]]
) -> dict[str, Any]:
    groups: dict[str, list[str]] = {}
    for student in case.students:
        if group := labels.get(student, {}).get(kind, ""):
            groups.setdefault(group, []).append(student)
    hidden = hidden_of({group: len(members) for group, members in groups.items()})
    rows = [
        _row(group, members, case, teams, place)
        for group, members in sorted(groups.items())
        if group not in hidden
    ]
    return {
        "groups": rows,
        "hidden": len(hidden),
        "placed_ratio": ratio([row["placed"]["share"] for row in rows]),
        "top3_ratio": ratio([row["top3"]["share"] for row in rows]),
    }


def hidden_of(sizes: Mapping[str, int]) -> set[str]:
    """Returns the groups that are too small to be shown.

    Examples
    --------
    >>> sorted(hidden_of({"a": 9, "b": 3, "c": 12}))
    ['a', 'b']
    >>> sorted(hidden_of({"a": 9, "b": 3, "c": 4}))
    ['b', 'c']
    """
    order = sorted(sizes, key=lambda group: (sizes[group], group))
    hidden = [group for group in order if sizes[group] < SMALL]
    if hidden and sum(sizes[group] for group in hidden) < SMALL:
        hidden = order[: len(hidden) + 1]
    return set(hidden)


def _row(
    group: str, members: Sequence[str], case: Case, teams: Teams, place: Mapping[str, str]
) -> dict[str, Any]:
    placed = [one for one in members if one in place]
    covered = [case.coverage(place[one], teams[place[one]]) for one in placed]
    return {
        "group": group,
        "students": len(members),
        "placed": share(len(placed), len(members)),
        "top3": share(sum(in_top(case, one, place.get(one)) for one in members), len(members)),
        "coverage": round(sum(covered) / len(covered), 6) if covered else None,
    }


def share(hits: int, of: int) -> dict[str, float]:
    low, high = wilson(hits, of)
    return {"share": round(hits / of, 6) if of else 0.0, "low": round(low, 6), "high": round(high, 6)}


WEIGHTS = ("coverage", "preference", "growth")
STEP = 0.1


def other_weights(weights: Mapping[str, float]) -> Iterable[tuple[str, dict[str, float]]]:
    """Returns the weights with one of them larger by `STEP` at a time, the others smaller in proportion.

    Examples
    --------
    >>> dict(other_weights({"coverage": 0.5, "preference": 0.3, "growth": 0.2}))["growth"]
    {'coverage': 0.4375, 'preference': 0.2625, 'growth': 0.3}
    """
    for name in WEIGHTS:
        more = min(weights[name] + STEP, 1.0)
        rest = sum(weights[other] for other in WEIGHTS if other != name)
        factor = (1 - more) / rest if rest else 0.0
        yield name, {other: round(more if other == name else weights[other] * factor, 6) for other in WEIGHTS}


def stayed(before: Teams, after: Teams) -> float:
    """Returns which share of those placed before has the same place afterwards."""
    there = {(one, project) for project, members in after.items() for one in members}
    pairs = [(one, project) for project, members in before.items() for one in members]
    return round(sum(pair in there for pair in pairs) / len(pairs), 6) if pairs else 1.0
