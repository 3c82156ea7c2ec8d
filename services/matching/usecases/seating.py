"""What a seat is offered with: reasons, a day to answer by, the hold on whoever is asked; and who waits in reserve."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from services.matching import advice, book, explain
from services.matching.domain import binding
from services.matching.domain.briefs import Brief
from services.matching.domain.proposal import ANSWER_DAYS, REMIND_DAYS, RESERVE, Proposal, Seat
from services.matching.explain import Message
from services.matching.store import proposals, students
from services.matching.teams import Member, TeamPlan
from services.matching.usecases.forming import Formed
from shared import clock, directory, waiting
from shared.ids import new_id
from shared.messages import N_
from shared.messaging import erased
from shared.waiting import Wait

KIND = "proposal_answer"

ANSWER = N_("Answer the team proposal for %(title)s")
SILENCE = N_("Silence counts as declined; the seat goes to the next in the reserve.")


def hindered(people: Sequence[str], now: datetime) -> bool:
    """Whether somebody of them was taken, erased, or left without a guardian's consent since the team was put together.

    Asked in the transaction that offers the seats: the team itself is worked out in none.
    """
    return bool(
        students.engaged(people) or erased.among(people) or directory.under_age(people, "contract", now)
    )


def describe(proposal: Proposal, plan: TeamPlan) -> None:
    proposal.graph = book.graph().version
    proposal.coverage = [
        {"skill": row.skill, "level": row.level, "weight": row.weight, "quality": row.quality}
        for row in plan.coverage
    ]
    sentences = explain.why_team(plan).sentences
    proposal.told = [_stored(message) for message in (sentences[1:] if proposal.round else sentences)]
    proposal.common_slots = list(plan.common_slots or ())


def offer(proposal: Proposal, brief: Brief, one: Formed, member: Member, now: datetime) -> Seat:
    """Ask the member: the seat, their hold, and what waits for them."""
    place = one.field.studies[member.id]
    calendar = directory.calendar_of(place.school)
    best = [row.skill for row in one.plan.coverage if row.covered_by == member.id]
    seat = Seat(
        id=new_id(),
        person=member.id,
        school=place.school,
        programme=place.programme,
        asked=now,
        until=clock.due_in_days(ANSWER_DAYS, now, calendar),
        score=member.fit.score,
        rank=member.rank,
        reasons=[
            *(_stored(message) for message in explain.why_here(one.plan, member.id)),
            *binding.told(member.id, one.plan.ids, one.bound),
        ],
        brings=[_named(message, brief.language) for message in advice.brings(member.fit, best, member.rank)],
        covers=advice.covers(member.fit),
        first=dict(one.first.get(member.id, {})) or None,
    )
    students.engage(member.id, proposal.id, now)
    wait = Wait(
        subject=seat.id,
        kind=KIND,
        message=ANSWER,
        params={"title": brief.title},
        default=SILENCE,
        url=f"/matching/proposals/{proposal.id}",
        person=member.id,
        due=seat.until,
        moved_from=clock.moved_from(ANSWER_DAYS, now, calendar),
        remind=now + timedelta(days=REMIND_DAYS),
    )
    waiting.open_item(wait, now)
    return seat


def _stored(message: Message) -> dict[str, Any]:
    return dict(advice.stored(message))


def _named(message: Message, language: str) -> dict[str, Any]:
    """For services without the graph: the skills by their names in the brief's language."""
    graph = book.graph()
    comma = "、" if language.startswith("zh") else ", "
    names = [graph.name(uri, language) if uri in graph else uri for uri in message.skills]
    params = dict(message.params) | ({"skills": comma.join(names)} if names else {})
    return {"message": message.key, "params": params}


def keep_reserve(proposal: Proposal, plan: TeamPlan) -> None:
    waiting_ones = plan.reserve[:RESERVE]
    gone = erased.among(one.id for one in waiting_ones)
    rows = [
        {"person": one.id, "place": place, "told": _stored(explain.why_reserve(plan, one.id))}
        for place, one in enumerate(waiting_ones, start=1)
        if one.id not in gone
    ]
    proposals.set_reserve(proposal, rows)
