"""Students without a team, late ones or those of a team that came to nothing, placed without moving anybody else."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.matching.placing.case import Case, Teams
from services.matching.placing.rearranging import Fewest, Rearranged, rearranged


@dataclass(frozen=True, slots=True)
class Repair:
    """``joins``: (student, project) for a place in a team that there is. ``opens``: (project, members) for a new team.
    ``left``: who fits nowhere without somebody else moving."""

    joins: tuple[tuple[str, str], ...]
    opens: tuple[tuple[str, tuple[str, ...]], ...]
    left: tuple[str, ...]


def repair(case: Case, teams: Teams, room: Collection[str], waiting: Iterable[str]) -> Repair:
    """Returns where those who wait can go while everybody else stays.

    Parameters
    ----------
    room : collection of str
        The projects whose teams may still take somebody in.
    waiting : iterable of str
        In any order: it changes nothing.

    Notes
    -----
    Nobody is moved, so the fewest are. The pair that adds most to the objective and breaks no rule is taken, again and
    again; then new teams are opened in the same way. O(w² p) for w who wait and p projects, each a look at one team.
    """
    after = {project: list(members) for project, members in teams.items() if members}
    left, joins = sorted(set(waiting) & case.students.keys()), []
    while best := _best(case, after, sorted(set(room) & after.keys()), left):
        student, project = best
        joins.append(best)
        after[project].append(student)
        left.remove(student)
    opens = []
    while found := _new_team(case, sorted(case.projects.keys() - after.keys()), left):
        project, members = found
        opens.append((project, tuple(sorted(members))))
        after[project] = members
        left = [one for one in left if one not in members]
    return Repair(tuple(joins), tuple(opens), tuple(left))


def repair_together(
    document: Mapping[str, Any],
    case: Case,
    teams: Teams,
    room: Collection[str],
    waiting: Collection[str],
    fewest: Fewest,
) -> Repair:
    """Returns the same as `repair`, but so that most of those who wait have a place.

    Notes
    -----
    One after the other, the first may take the only place that the next could have had, and somebody would have to move
    for that. So where one by one somebody is left, all are placed at once, by the program that `rearranged` solves;
    everybody who has a place stays there.
    """
    found = repair(case, teams, room, waiting)
    if not found.left or len(waiting) == 1:
        return found
    staying = [one for members in teams.values() for one in members]
    whole = rearranged(document, case, teams, room, staying, waiting, fewest)
    return _as_repair(whole, teams) if len(whole.left) < len(found.left) else found


def _as_repair(found: Rearranged, teams: Teams) -> Repair:
    joins = tuple((one, place) for one, place in found.joins if teams.get(place))
    new = sorted({place for _, place in found.joins if not teams.get(place)})
    return Repair(joins, tuple((place, tuple(found.teams[place])) for place in new), found.left)


def _best(case: Case, teams: Teams, room: Sequence[str], left: Sequence[str]) -> tuple[str, str] | None:
    gains = [
        (_gain(case, project, teams[project], student), student, project)
        for project in room
        for student in left
        if not case.broken(project, [*teams[project], student])
    ]
    if not gains:
        return None
    _, student, project = max(gains, key=lambda row: (row[0], row[1], row[2]))
    return student, project


def _gain(case: Case, project: str, members: Sequence[str], student: str) -> float:
    return case.objective({project: [*members, student]}) - case.objective({project: members})


def _new_team(case: Case, projects: Sequence[str], left: Sequence[str]) -> tuple[str, list[str]] | None:
    """The new team that is worth most of those that keep all rules."""
    teams = [(project, _grown(case, project, left)) for project in projects]
    right = [
        (project, members) for project, members in teams if members and not case.broken(project, members)
    ]
    return max(right, key=lambda row: (case.objective({row[0]: row[1]}), row[0]), default=None)


def _grown(case: Case, project: str, left: Sequence[str]) -> list[str]:
    """A team of those who wait, one by one whoever adds most, as large as it may be while its rules hold."""
    members: list[str] = []
    for _ in range(case.projects[project].most):
        able = [one for one in left if one not in members and _may_join(case, project, [*members, one])]
        if not able:
            break
        members.append(max(able, key=lambda one: (_gain(case, project, members, one), one)))
    return members


def _may_join(case: Case, project: str, members: Sequence[str]) -> bool:
    """Whether the team could still grow into one that keeps its rules."""
    return not set(case.broken(project, members)) - {"size", "programmes", "together", "floor"}
