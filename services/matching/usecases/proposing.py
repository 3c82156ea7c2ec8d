"""Proposing teams: seats are asked, answered, refilled; the company confirms or lets it pass."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from services.matching import advice, explain
from services.matching.domain.briefs import Brief
from services.matching.domain.proposal import (
    CONFIRM_DAYS,
    END_AFTER,
    Proposal,
    Seat,
)
from services.matching.store import audit, briefs, proposals, students
from services.matching.teams import TeamPlan
from services.matching.usecases import bidding, seating
from services.matching.usecases.forming import Formed
from shared import clock, directory, waiting
from shared.events import matching as events
from shared.ids import new_id
from shared.messages import N_
from shared.messaging import erased, jobs, outbox, timers
from shared.mongo import transactional

END = "proposal.end"
FORM, FILL, REPAIR = "form_team", "fill_seat", "round.repair"

SUSPENDED = N_("The company's access is suspended, so nobody was asked.")
NOBODY = N_("A seat fell free, and nobody of the reserve can take it.")


@transactional
def formed(brief_id: str, found: Sequence[Formed], now: datetime) -> None:
    """Propose the teams that were worked out; again from the start when somebody was taken meanwhile."""
    brief = briefs.found(brief_id)
    if brief is None or brief.state != "closed" or not found:
        return
    company = directory.organisation(brief.organisation)
    if company is not None and company.suspended:
        _nobody_asked(brief, SUSPENDED, {}, now)
        return
    wanted = [member for one in found for member in one.plan.ids]
    standing = proposals.of_brief(brief_id)
    if seating.hindered(wanted, now) or len(standing) + len(found) > brief.teams:
        jobs.add(FORM, brief_id, now)
        return
    for number, one in enumerate(found, start=len(standing) + 1):
        if one.plan.possible:
            open_team(new(brief, number, len(one.plan.members), now), brief, one, now)
        elif number == 1:
            _impossible(brief, one.plan, now)


def open_team(proposal: Proposal, brief: Brief, one: Formed, now: datetime) -> None:
    """Ask the members of a new proposal for their seats."""
    seating.describe(proposal, one.plan)
    proposals.add(proposal)
    proposal.version = 1
    proposal.fill(seating.offer(proposal, brief, one, member, now) for member in one.plan.members)
    audit.record(N_("Team proposed to its students"), proposal.id, None, now, seats=len(proposal.seats))
    proposals.save(proposal)
    bidding.ask_to_count(brief.id, now)
    seating.keep_reserve(proposal, one.plan)


def new(brief: Brief, number: int, size: int, now: datetime) -> Proposal:
    return Proposal(
        id=new_id(),
        brief=brief.id,
        title=brief.title,
        organisation=brief.organisation,
        region=brief.region,
        number=number,
        size=size,
        opened=now,
    )


def _impossible(brief: Brief, plan: TeamPlan, now: datetime) -> None:
    """Nobody can be asked: the proposal ends as it begins, and its reason is public."""
    why = explain.why_impossible(plan.why)
    _nobody_asked(brief, why.key, dict(why.params), now)


def _nobody_asked(brief: Brief, why: str, params: dict[str, Any], now: datetime) -> None:
    proposal = new(brief, 1, 0, now)
    proposal.end("expired", why, params)
    proposals.add(proposal)
    _say_ended(proposal, now)


@transactional
def filled(proposal_id: str, one: Formed | None, now: datetime) -> None:
    """Ask those who take the free seats; where that is impossible, the proposal ends or the team stays smaller."""
    proposal = proposals.found(proposal_id)
    brief = briefs.found(proposal.brief) if proposal else None
    if proposal is None or brief is None or one is None or not proposal.vacant:
        return
    new = [member for member in one.plan.ids if member not in proposal.members]
    if erased.among(one.plan.ids) or seating.hindered(new, now):
        jobs.add(FILL, proposal.id, now)
    elif one.plan.possible:
        _fill(proposal, brief, one, now)
    elif proposal.state == "confirmed":
        proposal.fill(())
        audit.record(NOBODY, proposal.id, None, now)
        proposals.save(proposal)
    else:
        why = explain.why_impossible(one.plan.why)
        end(proposal, "expired", why.key, dict(why.params), now)


def _fill(proposal: Proposal, brief: Brief, one: Formed, now: datetime) -> None:
    lost = [seat for seat in proposal.holders if seat.person not in one.plan.ids]
    for seat in lost:
        proposal.lose(seat)
        _settle(proposal, seat, now)
    there = set(proposal.members)
    seating.describe(proposal, one.plan)
    for member in one.plan.members:
        if member.id in there:
            proposal.seat_of(member.id).covers = advice.covers(member.fit)
    asked = [
        seating.offer(proposal, brief, one, member, now)
        for member in one.plan.members
        if member.id not in there
    ]
    proposal.fill(asked)
    seating.keep_reserve(proposal, one.plan)
    audit.record(N_("Free seat offered to the reserve") if asked else NOBODY, proposal.id, None, now)
    _propose_if_agreed(proposal, now)
    proposals.save(proposal)
    bidding.ask_to_count(brief.id, now)


@transactional
def joined(proposal_id: str, one: Formed, now: datetime) -> None:
    """Ask more students for a team that has room; passed over when it, or they, were taken meanwhile."""
    proposal = proposals.found(proposal_id)
    brief = briefs.found(proposal.brief) if proposal else None
    if proposal is None or brief is None or not proposal.live or proposal.vacant:
        return
    new = [member for member in one.plan.ids if member not in proposal.members]
    if not new or set(proposal.members) - set(one.plan.ids) or seating.hindered(new, now):
        return
    for _ in new:
        proposal.make_room()
    timers.cancel(proposal.id, END)
    _fill(proposal, brief, one, now)


def rearranged(proposal: Proposal, brief: Brief, one: Formed, now: datetime) -> None:
    """The seats of a team are offered anew after some of its members were exchanged."""
    _fill(proposal, brief, one, now)


def _settle(
    proposal: Proposal, seat: Seat, now: datetime, by: str | None = None, outcome: str = "done"
) -> None:
    """The seat is answered or gone: nothing waits any more, and who is out is free again."""
    waiting.close_items(seat.id, seating.KIND, now, by=by, outcome=outcome)
    if not seat.holds:
        students.set_free([seat.person], proposal.id)


def answered(proposal: Proposal, seat: Seat, now: datetime, by: str | None, outcome: str = "done") -> None:
    """After an answer, or silence: settle the seat, then go on to the company or to the reserve; save."""
    _settle(proposal, seat, now, by, outcome)
    if proposal.vacant:
        timers.cancel(proposal.id, END)
        jobs.add(FILL, proposal.id, now)
    _propose_if_agreed(proposal, now)
    proposals.save(proposal)
    bidding.ask_to_count(proposal.brief, now)


def _propose_if_agreed(proposal: Proposal, now: datetime) -> None:
    if proposal.state != "open" or not proposal.agreed:
        return
    calendar = directory.calendar_of(proposal.organisation, [seat.school for seat in proposal.holders])
    until = clock.due_in_days(CONFIRM_DAYS, now, calendar)
    proposal.propose(until)
    timers.put(proposal.id, END, until + END_AFTER)
    event = events.TeamProposed(
        proposal=proposal.id,
        brief=proposal.brief,
        revision=proposal.revision,
        members=proposal.members,
        captain=proposal.captain,
        coverage={row["skill"]: row["quality"] for row in proposal.coverage},
        confirm_until=until,
        graph=proposal.graph,
        personal={
            seat.person: {"school": seat.school, "reasons": seat.brings, "covers": seat.covers}
            for seat in proposal.holders
        },
    )
    outbox.append(event, now)
    audit.record(N_("Team proposed to the company"), proposal.id, None, now, revision=proposal.revision)


def end(proposal: Proposal, state: str, message: str, params: dict[str, Any], now: datetime) -> None:
    """The proposal is over without a team: everybody is free again, and told why."""
    seats = proposal.holders
    proposal.end(state, message, params)
    for seat in seats:
        _settle(proposal, seat, now, outcome="withdrawn")
    timers.cancel(proposal.id, END)
    proposals.set_reserve(proposal, [])
    audit.record(message, proposal.id, None, now, **params)
    proposals.save(proposal)
    if proposal.round:
        jobs.add(REPAIR, proposal.round, now)
    bidding.ask_to_count(proposal.brief, now)
    _say_ended(proposal, now)


def _say_ended(proposal: Proposal, now: datetime) -> None:
    ended = proposal.ended or {}
    event = events.ProposalEnded(
        proposal=proposal.id,
        brief=proposal.brief,
        state=proposal.state,
        reason=ended["message"],
        params=ended["params"],
    )
    outbox.append(event, now)
