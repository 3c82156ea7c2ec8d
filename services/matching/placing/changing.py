"""A plan changed by hand: one student moved to another team, two swapped, and what that costs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.matching.placing.case import Case, Teams
from services.matching.placing.measuring import Figures, figures
from shared.errors import Conflict, NotFound
from shared.messages import N_

OUT = ""
"""Where a student goes who is in no team."""


@dataclass(frozen=True, slots=True)
class Change:
    """``student`` goes to ``to`` (`OUT`: to no team); with ``swap`` that student takes the place that is left."""

    student: str
    to: str
    swap: str | None = None


@dataclass(frozen=True, slots=True)
class Cost:
    """What a change does: figures before and after, the rules that each of its teams breaks afterwards, and whether it
    leaves too few newcomers placed."""

    before: Figures
    after: Figures
    broken: Mapping[str, Sequence[str]]
    too_few: bool

    @property
    def rules(self) -> list[str]:
        own = {rule for rules in self.broken.values() for rule in rules}
        return sorted(own | {"newcomers"} if self.too_few else own)


def team_of(teams: Teams, student: str) -> str:
    """Returns the project at which the student is, `OUT` when at none."""
    return next((project for project, members in teams.items() if student in members), OUT)


def moved(case: Case, teams: Teams, change: Change) -> dict[str, list[str]]:
    """Returns the teams after the change; nobody else is touched.

    Raises
    ------
    NotFound
        For a student or a project that is not in the round.
    Conflict
        When the change would change nothing, or the two to swap are not where they would have to be.
    """
    if change.student not in case.students or change.to not in {OUT, *case.projects}:
        raise NotFound(N_("There is no such student or brief in this plan."))
    left = team_of(teams, change.student)
    if left == change.to:
        raise Conflict(N_("The student is there already."))
    if change.swap is not None and change.swap not in teams.get(change.to, ()):
        raise Conflict(N_("The two to swap are not in two teams."))
    after = {project: [one for one in members if one != change.student] for project, members in teams.items()}
    if change.to:
        after[change.to] = sorted([*after.get(change.to, ()), change.student])
    if change.swap is not None:
        after[change.to] = [one for one in after[change.to] if one != change.swap]
        if left:
            after[left] = sorted([*after[left], change.swap])
    return {project: members for project, members in after.items() if members}


def cost_of(case: Case, teams: Teams, change: Change) -> Cost:
    """Returns what the change costs, before it is made."""
    after, places = moved(case, teams, change), {team_of(teams, change.student), change.to} - {OUT}
    broken = {
        project: rules
        for project in sorted(places)
        if (rules := case.broken(project, after.get(project, ())))
    }
    now, then = figures(case, teams), figures(case, after)
    too_few = then.newcomers_placed < min(now.newcomers_placed, case.newcomers_least)
    return Cost(now, then, broken, too_few)
