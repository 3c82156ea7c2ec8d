"""Why a student is not in their first bid.

Sentences are keys with numbers, as in `services.matching.explain`; none names another student.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from services.matching.explain import Message
from services.matching.placing.case import Case, Teams
from services.matching.placing.changing import OUT, Change, moved, team_of
from shared.messages import N_

BY_HAND = N_("Somebody of your school placed you by hand; the reason stands with the plan.")
KEPT = N_("By a rule of your school you cannot be in your first bid, %(title)s, or must be in another one.")
NOT_OPEN = N_("No team came about for your first bid, %(title)s.")
HOURS = N_(
    "In the team of your first bid, %(title)s, you would have %(have)s hours of the week in common; it takes %(need)s."
)
PAIR = N_("A rule of your school keeps you out of the team of your first bid, %(title)s.")
WITH = N_(
    "Those with whom you are kept together would not all fit into the team of your first bid, %(title)s."
)
FULL = N_(
    "The team of your first bid, %(title)s, is full. With you in the place that suits best, the whole plan would score"
    " less by %(points)s thousandths."
)
WHOLE = N_(
    "There was room in the team of your first bid, %(title)s, but with you there the whole plan would score less by"
    " %(points)s thousandths."
)
SAME = N_("With you in your first bid, %(title)s, the plan would score as much; this one was found first.")
SIZE = N_("With you in the team of your first bid, %(title)s, a team would be too large or too small.")
PROGRAMMES = N_(
    "With you in the team of your first bid, %(title)s, a team would come from too few programmes, whoever changed"
    " places with you."
)
FLOOR = N_(
    "With you in the team of your first bid, %(title)s, a team would cover less than the round asks of each, whoever"
    " changed places with you."
)
RULE = N_(
    "With you in the team of your first bid, %(title)s, a team would have too few hours in common, or break a rule of"
    " your school about who is where, whoever changed places with you."
)
BROKEN = {"size": SIZE, "programmes": PROGRAMMES, "floor": FLOOR}
"""What stands in the way of the change that breaks the fewest rules; `RULE` for the others."""


def first_places(case: Case, student: str, briefs: Mapping[str, str]) -> list[str]:
    """Returns the places of the brief that the student wished for most; none without a bid."""
    bids = case.students[student].bids
    if not bids:
        return []
    first = briefs[min(bids, key=lambda place: bids[place])]
    return [place for place in bids if briefs[place] == first]


def why_not_first(
    case: Case, teams: Teams, student: str, places: Sequence[str], title: str, by_hand: bool = False
) -> Message | None:
    """Returns the one thing that kept the student out of their first bid; None for whoever is in it, or has no bid."""
    if not places or team_of(teams, student) in places:
        return None
    if by_hand:
        return Message(BY_HAND, {})
    named = {"title": title}
    open_ones = [place for place in places if teams.get(place)]
    if any(frozenset((student, place)) in case.pairs["forbidden"] for place in places) or any(
        student in pair for pair in case.pairs["fixed"]
    ):
        return Message(KEPT, named)
    if not open_ones:
        return Message(NOT_OPEN, named)
    return _kept_out(case, teams, student, open_ones[0], named)


def _kept_out(case: Case, teams: Teams, student: str, place: str, named: Mapping[str, Any]) -> Message:
    members, most = teams[place], case.projects[place].most
    broken = case.broken(place, [*members, student])
    if "slots" in broken:
        have = len(case.common([*members, student]) or ())
        return Message(HOURS, {**named, "have": have, "need": int(case.settings["common_slots"])})
    if "apart" in broken:
        return Message(PAIR, dict(named))
    if "together" in broken:
        return _with_others(case, teams, student, place, named)
    losses, wrong = _tried(case, teams, student, place)
    if not losses:
        nearest = min(
            wrong, key=lambda rules: ("size" in rules, len(rules))
        )  # who changes places keeps the sizes
        return Message(BROKEN.get(nearest[0], RULE), dict(named))
    return _costs(min(losses), FULL if len(members) >= most else WHOLE, named)


def _costs(loss: float, key: str, named: Mapping[str, Any]) -> Message:
    points = round(1000 * loss)
    return Message(SAME, dict(named)) if points <= 0 else Message(key, {**named, "points": points})


def _with_others(case: Case, teams: Teams, student: str, place: str, named: Mapping[str, Any]) -> Message:
    """Whoever is kept together with the student comes along."""
    group = _group(case, student)
    if len({*teams[place], *group}) > case.projects[place].most:
        return Message(WITH, dict(named))
    after = {project: [one for one in members if one not in group] for project, members in teams.items()}
    after[place] = [*after[place], *sorted(group)]
    wrong = [rule for project, members in after.items() for rule in case.broken(project, members)]
    if wrong:
        return Message(BROKEN.get(wrong[0], RULE), dict(named))
    return _costs(case.objective(teams) - case.objective(after), WHOLE, named)


def _group(case: Case, student: str) -> set[str]:
    """The student and everybody who must be in the same team."""
    group, more = set(), {student}
    while more:
        group |= more
        more = {one for pair in case.pairs["together"] if pair & group for one in pair} - group
    return group


def _tried(case: Case, teams: Teams, student: str, place: str) -> tuple[list[float], list[list[str]]]:
    """What the plan loses by each move or swap that brings the student there and keeps the rules; of the others, the
    rules that they break."""
    here, left = case.objective(teams), team_of(teams, student)
    losses, wrong = [], []
    for change in [Change(student, place), *(Change(student, place, other) for other in teams[place])]:
        after = moved(case, teams, change)
        places = sorted({left, place} - {OUT})
        if broken := [rule for one in places for rule in case.broken(one, after.get(one, ()))]:
            wrong.append(broken)
        else:
            losses.append(here - case.objective(after))
    return losses, wrong
