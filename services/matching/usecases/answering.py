"""What becomes of a proposal: a student's answer or silence, the company's answer, a member who leaves."""

from datetime import datetime

from services.matching.domain.proposal import Proposal
from services.matching.store import audit, bids, proposals, students
from services.matching.usecases import bidding, contesting, proposing, round_publishing, seating, standing
from shared import directory, waiting
from shared.events import matching as events
from shared.messages import N_
from shared.messaging import jobs, outbox, timers
from shared.mongo import transactional
from shared.viewer import Viewer

NOT_CONFIRMED = N_("The company did not confirm the team in time.")
CANCELLED = N_("The company cancelled the brief.")
SUSPENDED = N_("The company's access is suspended, so that no team comes about with it.")


@transactional
def accept(proposal_id: str, viewer: Viewer, now: datetime) -> Proposal:
    """Take the seat that one is offered."""
    viewer.check_acts_alone("contract", now)
    proposal = proposals.proposal(proposal_id, viewer)
    if proposal.accept(viewer.person, now):
        audit.record(N_("Seat accepted"), proposal.id, viewer.person, now)
        if proposal.state == "confirmed":
            _refilled(proposal, viewer.person, now)
        proposing.answered(proposal, proposal.seat_of(viewer.person), now, viewer.person)
    return proposal


def _refilled(proposal: Proposal, person: str, now: datetime) -> None:
    if proposal.team is None:
        return
    seat = proposal.seat_of(person)
    personal = {person: {"school": seat.school, "covers": seat.covers}}
    event = events.SeatRefilled(team=proposal.team, proposal=proposal.id, person=person, personal=personal)
    outbox.append(event, now)


@transactional
def decline(proposal_id: str, reason: str, viewer: Viewer, now: datetime) -> Proposal:
    """Leave the seat to the next in the reserve. It costs nothing; the bid on this brief is taken back."""
    proposal = proposals.proposal(proposal_id, viewer)
    if proposal.decline(viewer.person):
        audit.record(
            N_("Seat declined"), proposal.id, viewer.person, now, said={"reason": reason} if reason else None
        )
        _take_back(proposal, viewer.person, now)
        proposing.answered(proposal, proposal.seat_of(viewer.person), now, viewer.person)
        _count_refusal(proposal, viewer.person, now)
    return proposal


def _count_refusal(proposal: Proposal, person: str, now: datetime) -> None:
    if proposal.round is not None:
        round_publishing.refused(proposal.round, person, now)


@transactional
def silent(seat_id: str, now: datetime) -> None:
    """Nobody answered in time: that counts as declined."""
    proposal = proposals.of_seat(seat_id)
    asked = proposal.seat(seat_id) if proposal else None
    if proposal is not None and asked is not None and contesting.holds_up(proposal, asked, now):
        return
    seat = proposal.lapse(seat_id) if proposal else None
    if proposal is None or seat is None:
        return
    audit.record(N_("No answer in time"), proposal.id, seat.person, now)
    _take_back(proposal, seat.person, now)
    proposing.answered(proposal, seat, now, None, "lapsed")
    _count_refusal(proposal, seat.person, now)


def _take_back(proposal: Proposal, person: str, now: datetime) -> None:
    standing.hidden(person, proposal.brief, now)
    if bids.withdraw(person, proposal.brief):
        bidding.ask_to_count(proposal.brief, now)


@transactional
def company_answered(proposal_id: str, revision: int, accepted: bool, by: str | None, now: datetime) -> None:
    """The company's answer counts for the revision that it saw; an older one is passed over."""
    proposal = proposals.found(proposal_id)
    if proposal is None or proposal.state != "proposed" or proposal.revision != revision:
        return
    if not accepted:
        proposing.end(proposal, "expired", NOT_CONFIRMED, {}, now)
        return
    proposal.confirm()
    timers.cancel(proposal.id, proposing.END)
    audit.record(N_("Team confirmed by the company"), proposal.id, by, now)
    proposals.save(proposal)
    event = events.TeamConfirmed(
        proposal=proposal.id,
        brief=proposal.brief,
        revision=proposal.revision,
        members=proposal.members,
        captain=proposal.captain,
        personal={seat.person: {"school": seat.school} for seat in proposal.holders},
    )
    outbox.append(event, now)
    if proposal.round is not None:
        jobs.add(proposing.REPAIR, proposal.round, now)


@transactional
def not_confirmed(proposal_id: str, now: datetime) -> None:
    """The company's time is over, and its default did not come either."""
    proposal = proposals.found(proposal_id)
    if proposal is not None and proposal.state == "proposed":
        proposing.end(proposal, "expired", NOT_CONFIRMED, {}, now)


@transactional
def brief_cancelled(brief_id: str, now: datetime) -> None:
    """Nobody is asked any more; a team that the company confirmed is projects' matter."""
    for proposal in proposals.of_brief(brief_id):
        if proposal.live:
            proposing.end(proposal, "withdrawn", CANCELLED, {}, now)


@transactional
def company_changed(company: str, now: datetime) -> None:
    """Nobody whom a round placed waits for a company that is suspended: their seat would be confirmed by nobody, and
    the round has others. A confirmed team is projects' matter."""
    found = directory.organisation(company)
    if found is None or not found.suspended:
        return
    for proposal in proposals.in_rounds(company):
        proposing.end(proposal, "withdrawn", SUSPENDED, {}, now)


@transactional
def member_left(proposal_id: str, team: str, person: str, now: datetime) -> None:
    """A seat of a confirmed team fell free: it is offered to the reserve."""
    proposal = proposals.found(proposal_id)
    if proposal is None or proposal.state != "confirmed" or not proposal.leave(person):
        return
    proposal.team = team
    students.set_free([person], proposal.id)
    _take_back(proposal, person, now)
    audit.record(N_("Member left the team"), proposal.id, person, now)
    jobs.add(proposing.FILL, proposal.id, now)
    proposals.save(proposal)


@transactional
def team_named(proposal_id: str, team: str) -> None:
    """The confirmed proposal has become this team."""
    proposal = proposals.found(proposal_id)
    if proposal is not None and proposal.team is None:
        proposal.team = team
        proposals.save(proposal)


@transactional
def team_ended(proposal_id: str, now: datetime) -> None:
    """The team's work is over: its members may join another, and no free seat is offered any more."""
    proposal = proposals.found(proposal_id)
    students.set_all_free(proposal_id)
    if proposal is None or proposal.state != "confirmed":
        return
    for seat in proposal.holders:
        if seat.state == "asked":
            seat.state = "released"
            waiting.close_items(seat.id, seating.KIND, now, outcome="withdrawn")
    proposal.fill(())
    proposals.save(proposal)
