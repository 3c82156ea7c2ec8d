"""What a plan comes to: coverage, ranks, who is placed, fairness, envy."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from services.matching.placing.case import Case, Teams

TOP = 3
"""A bid counts as well fulfilled up to this place."""


@dataclass(frozen=True, slots=True)
class Figures:
    """``ranks``: place of the bid → how many got it. ``unwished``: placed without a bid. ``top3``: group → share of
    its students placed in a top-3 bid; ``four_fifths``: the lowest of these by the highest, None for one group.
    ``newcomers``: how many there are; ``newcomers_placed``: how many of them have a place."""

    objective: float
    coverage: float
    least: float
    teams: int
    placed: int
    students: int
    ranks: Mapping[int, int]
    unwished: int
    top3: Mapping[str, float]
    four_fifths: float | None
    envy: int
    broken: int
    newcomers: int
    newcomers_placed: int


def figures(case: Case, teams: Teams) -> Figures:
    """Returns what the plan comes to, each number by its definition.

    Notes
    -----
    Envy counts the pairs in which somebody would rather have the place of another and would bring that team at least as
    much: the teams of others on better bids are looked at, so the cost is the number of such bids.
    """
    covered = [case.coverage(project, members) for project, members in teams.items()]
    place = {one: project for project, members in teams.items() for one in members}
    ranks = Counter(case.students[one].bids.get(project, 0) for one, project in place.items())
    shares = top_shares(case, place)
    return Figures(
        objective=case.objective(teams),
        coverage=sum(covered) / len(covered) if covered else 0.0,
        least=min(covered, default=0.0),
        teams=len(covered),
        placed=len(place),
        students=len(case.students),
        ranks={rank: ranks[rank] for rank in sorted(ranks) if rank},
        unwished=ranks[0],
        top3=shares,
        four_fifths=ratio(list(shares.values())),
        envy=envy(case, teams, place),
        broken=sum(bool(case.broken(project, list(members))) for project, members in teams.items()),
        newcomers=sum(one.newcomer for one in case.students.values()),
        newcomers_placed=sum(case.students[one].newcomer for one in place),
    )


def top_shares(case: Case, place: Mapping[str, str]) -> dict[str, float]:
    """Returns for each declared group which share of it is placed in one of its first three bids."""
    rows = sorted((one.group, one.id) for one in case.students.values() if one.group)
    shares = {}
    for group, members in groupby(rows, key=lambda row: row[0]):
        inside = [student for _, student in members]
        shares[group] = sum(in_top(case, one, place.get(one)) for one in inside) / len(inside)
    return shares


def in_top(case: Case, student: str, project: str | None) -> bool:
    return project is not None and 1 <= case.students[student].bids.get(project, 0) <= TOP


def ratio(shares: list[float]) -> float | None:
    """Returns the lowest share divided by the highest; None where there is nothing to compare."""
    if len(shares) < 2:
        return None
    return min(shares) / max(shares) if max(shares) > 0 else 1.0


def envy(case: Case, teams: Teams, place: Mapping[str, str]) -> int:
    """Returns how many pairs (student, other) there are in which the first wished for the other's place more than for
    their own, and the other's team would cover as much with the first in it."""
    return sum(
        _covers_as_well(case, project, teams[project], one.id, other)
        for one in case.students.values()
        for project in _better(one.bids, place.get(one.id))
        for other in teams.get(project, ())
    )


def _better(bids: Mapping[str, int], project: str | None) -> list[str]:
    mine = bids.get(project, len(bids) + 1) if project is not None else len(bids) + 1
    return [other for other, rank in bids.items() if rank < mine]


def _covers_as_well(case: Case, project: str, members: object, student: str, other: str) -> bool:
    inside = [one for one in members if one != other]  # type: ignore[attr-defined]
    with_other = case.coverage(project, [*inside, other])
    return case.coverage(project, [*inside, student]) >= with_other - 1e-9
