"""Why a decision came out as it did: made from the numbers that decided, as sentences with parameters.

A `Message` is stored and rendered when it is read: the template through the catalogue, each skill's URI through
the skill graph, in the reader's language. No sentence is written by a model, and none names a person.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from services.matching.scoring import learns
from services.matching.teams import Member, TeamPlan, Waiting, Why
from shared.errors import NotFound
from shared.messages import N_

MANY = 3


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence of the catalogue and what fills it.

    ``params`` hold numbers, and titles as they were written; ``skills`` holds the URIs of ``%(skills)s``, to be named
    in the reader's language.
    """

    key: str
    params: Mapping[str, float | str]
    skills: tuple[str, ...] = ()


COVERS = N_("You cover what this brief needs: %(skills)s.")
COVERS_PART = N_("You bring part of what this brief needs: %(skills)s.")
LEARNS = N_("You can learn here: %(skills)s.")
BID = N_("This brief was number %(rank)s of your bids.")
NO_BID = N_("You did not bid for this brief.")
BID_HOURS = N_(
    "This brief was number %(rank)s of your bids, and your team has %(hours)s hours of the week in common."
)
NO_BID_HOURS = N_("You did not bid for this brief; your team has %(hours)s hours of the week in common.")
NOT_USED = N_("Not used for this decision: name, sex, rank of the school, photograph.")

TEAM_BEST = N_("No other team that keeps the rules scores higher.")
TEAM_GOOD = N_(
    "This is the best team that was found; the best possible one could score at most %(percent)s %% more."
)
TEAM_COVERS = N_("The team covers %(full)s of %(all)s needed skills fully.")
TEAM_LACKS = N_("Nobody in the team brings: %(skills)s.")

RESERVE = N_(
    "You are number %(place)s in the reserve: with you in a seat, the team would score less by %(points)s thousandths."
)
RESERVE_EQUAL = N_(
    "You are number %(place)s in the reserve: with you in a seat, the team would score the same."
)
RESERVE_REASONS = {
    "slots": N_("You are in the reserve: you have too few hours in common with this team."),
    "programmes": N_("You are in the reserve: the team needs members of more programmes."),
    "apart": N_("You are in the reserve: you and a member of the team are kept apart."),
    "together": N_(
        "You are in the reserve: there are not enough seats for all who are kept together with you."
    ),
    "several": N_("You are in the reserve: more than one rule keeps you from a seat in this team."),
}

IMPOSSIBLE = {
    "bidders": N_("There is no team: %(have)s can join; the least that it takes: %(need)s."),
    "slots": N_(
        "There is no team: no %(size)s students share %(hours)s hours of the week. At most %(have)s are free at the"
        " same hour."
    ),
    "programmes": N_("There is no team: it needs members of %(need)s programmes, and %(have)s can be had."),
    "apart": N_("There is no team of %(size)s without two who are kept apart."),
    "together": N_("There is no team of %(size)s that keeps those together who asked for it."),
    "several": N_("There is no team of %(size)s that keeps to hours, programmes and pairs at the same time."),
    "not_found": N_("No team was found in the time given. There may be one: a teacher can put it together."),
}


def why_here(plan: TeamPlan, member: str) -> list[Message]:
    """Returns at most three sentences to a member: what you cover, what you can learn, your bid and your hours.

    Raises
    ------
    NotFound
        If ``member`` is not in the team.
    """
    me = _member(plan, member)
    return [*_brings(plan, me), _bid(plan, me)]


def _member(plan: TeamPlan, member: str) -> Member:
    for each in plan.members:
        if each.id == member:
            return each
    raise NotFound(N_("There is no such member in this team."))


def _brings(plan: TeamPlan, me: Member) -> list[Message]:
    """Returns what a member covers (else: brings in part, better than the others), and what is left to learn."""
    best = {row.skill for row in plan.coverage if row.covered_by == me.id}
    full = [need.skill for need in me.fit.needs if need.quality == 1]
    part = [need.skill for need in me.fit.needs if 0 < need.quality < 1 and need.skill in best]
    named = sorted(full, key=lambda skill: skill not in best)[:MANY] or part[:MANY]
    learning = [need.skill for need in me.fit.needs if learns(need.quality) and need.skill not in named]
    told = []
    if named:
        told.append(Message(COVERS if full else COVERS_PART, {}, tuple(named)))
    if learning:
        told.append(Message(LEARNS, {}, tuple(learning[:MANY])))
    return told


def _bid(plan: TeamPlan, me: Member) -> Message:
    hours = {} if plan.common_slots is None else {"hours": len(plan.common_slots)}
    if me.rank is None:
        return Message(NO_BID_HOURS if hours else NO_BID, hours)
    return Message(BID_HOURS if hours else BID, {"rank": me.rank, **hours})


@dataclass(frozen=True, slots=True)
class TeamReason:
    """Why this team: sentences, and the matrix behind them.

    ``matrix`` maps each needed skill to the quality (0–1) of each member, in the brief's and the team's order.
    """

    sentences: tuple[Message, ...]
    members: tuple[str, ...]
    matrix: Mapping[str, tuple[float, ...]]


def why_team(plan: TeamPlan) -> TeamReason:
    """Returns why this team was formed; for an impossible one, the sentence that says what is missing."""
    if not plan.possible:
        return TeamReason((why_impossible(plan.why),), (), {})
    full = sum(row.quality == 1 for row in plan.coverage)
    lacking = tuple(row.skill for row in plan.coverage if row.quality == 0)
    told = [_standing(plan), Message(TEAM_COVERS, {"full": full, "all": len(plan.coverage)})]
    if lacking:
        told.append(Message(TEAM_LACKS, {}, lacking))
    matrix = {row.skill: tuple(row.qualities[one] for one in plan.ids) for row in plan.coverage}
    return TeamReason(tuple(told), plan.ids, matrix)


def _standing(plan: TeamPlan) -> Message:
    if plan.why.code == "best" or plan.objective <= 0:
        return Message(TEAM_BEST, {})
    return Message(TEAM_GOOD, {"percent": -int(-100 * (plan.bound - plan.objective) // plan.objective)})


def why_impossible(why: Why) -> Message:
    """Returns the sentence that says which rule forbids a team."""
    return Message(IMPOSSIBLE[why.code], dict(why.params))


def why_reserve(plan: TeamPlan, student: str) -> Message:
    """Returns why a student is in the reserve, and at which place.

    The points are thousandths of the objective, rounded up to whole ones.

    Raises
    ------
    NotFound
        If ``student`` is not in the reserve.
    """
    for place, waiting in enumerate(plan.reserve, start=1):
        if waiting.id == student:
            return _waiting(plan, waiting, place)
    raise NotFound(N_("There is no such student in the reserve."))


def _waiting(plan: TeamPlan, waiting: Waiting, place: int) -> Message:
    if waiting.objective is None:
        return Message(RESERVE_REASONS[waiting.reason], {})
    points = round(1000 * (plan.objective - waiting.objective))
    if points <= 0:
        return Message(RESERVE_EQUAL, {"place": place})
    return Message(RESERVE, {"place": place, "points": points})
