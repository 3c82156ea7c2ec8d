"""What a placed student may ask: what would change it, and that a human looks at it again."""

from datetime import datetime, timedelta
from typing import Any

from services.matching import advice, book, solving
from services.matching.domain.contests import check_open
from services.matching.domain.proposal import ANSWER_DAYS, Proposal, Seat
from services.matching.placing import Case
from services.matching.placing.differing import Wish
from services.matching.placing.explaining import first_places
from services.matching.placing.flipping import Found, what_would
from services.matching.store import audit, briefs, contests, plans, proposals, rounds, students
from services.matching.store.plans import Frozen
from services.matching.usecases import proposing, round_forming, round_waits, seating
from shared import waiting
from shared.errors import Conflict, Invalid
from shared.messages import N_
from shared.messaging import jobs, timers
from shared.messaging.jobs import Job
from shared.mongo import transactional
from shared.viewer import Viewer

WHAT_IF = "round.what_if"

NO_ROUND = N_("Only a place that a school's round gave can be looked at again.")
SETTLED = N_("This proposal is settled. Leave the team on its own page.")
ONE_MORE_DAY = timedelta(days=1)


def _mine(proposal_id: str, viewer: Viewer) -> tuple[Proposal, Seat]:
    proposal = proposals.proposal(proposal_id, viewer)
    seat = proposal.seat_of(viewer.person)
    if proposal.round is None:
        raise Conflict(NO_ROUND)
    if not seat.holds or not proposal.live:
        raise Conflict(SETTLED)
    return proposal, seat


@transactional
def ask_what_would(proposal_id: str, viewer: Viewer, now: datetime) -> None:
    """Have the round solved again with small changes on the viewer's side; once a seat."""
    proposal, seat = _mine(proposal_id, viewer)
    if not seat.would:
        seat.would = {"state": "working"}
        proposals.save(proposal)
        jobs.add(WHAT_IF, seat.id, now)


def what_if(job: Job, now: datetime) -> Found | None:  # noqa: ARG001
    """In no transaction. None when there is nothing to explain any more."""
    proposal = proposals.of_seat(job.subject)
    seat = proposal.seat(job.subject) if proposal else None
    one = rounds.found(proposal.round or "") if proposal else None
    plan = plans.found(one.plan) if one and one.plan else None
    frozen = plans.frozen(plan.frozen) if plan and plan.frozen else None
    name = frozen.student(seat.person) if frozen and seat else None
    if plan is None or frozen is None or name is None:
        return None
    case, steps = Case.of(frozen.document, book.graph()), plan.result["steps"]
    places = first_places(case, name, frozen.briefs)
    if not places:
        return None
    wish = Wish(name, tuple(places), frozen.briefs, _titles(frozen))
    with solving.again(steps, job.progress) as solve:
        return what_would(frozen.document, case, plan.teams, wish, solve)


def _titles(frozen: Frozen) -> dict[str, str]:
    known = {brief: briefs.found(brief) for brief in set(frozen.briefs.values())}
    return {
        place: found.title if (found := known[brief]) else place for place, brief in frozen.briefs.items()
    }


@transactional
def explained(seat_id: str, found: Found | None, now: datetime) -> None:  # noqa: ARG001
    proposal = proposals.of_seat(seat_id)
    seat = proposal.seat(seat_id) if proposal else None
    if proposal is None or seat is None:
        return
    said: dict[str, Any] = {"state": "done"}
    if found is not None:
        said |= dict(advice.stored(found.message)) | {"hours": list(found.hours), "tried": found.tried}
    seat.would = said
    proposals.save(proposal)


@transactional
def contest(proposal_id: str, text: str, viewer: Viewer, now: datetime) -> None:
    """Ask for a human decision; the seat stands meanwhile, and nobody has to answer for it."""
    proposal, seat = _mine(proposal_id, viewer)
    one = rounds.found(proposal.round or "")
    before = contests.of_seat(seat.id)
    if one is None or (before and before["state"] == "open"):
        raise Conflict(N_("You contested this place already; your school decides."))
    facts = {"round": one.id, "school": one.school, "proposal": proposal.id, "seat": seat.id}
    made = contests.add({**facts, "person": viewer.person, "text": text}, now)
    round_waits.ask(round_waits.CONTEST, made, one, viewer.person, now)
    audit.record(N_("Place contested"), one.id, viewer.person, now, said={"reason": text})


def holds_up(proposal: Proposal, seat: Seat, now: datetime) -> bool:
    """Whether a contest is open, so that silence does not count yet: the seat gets another day."""
    found = contests.of_seat(seat.id)
    if found is None or found["state"] != "open" or seat.state != "asked":
        return False
    _more_time(proposal, seat, now + ONE_MORE_DAY)
    proposals.save(proposal)
    return True


def _more_time(proposal: Proposal, seat: Seat, until: datetime) -> None:  # noqa: ARG001
    seat.until = max(seat.until, until)
    timers.put(seat.id, f"{seating.KIND}.due", seat.until)


@transactional
def decide(
    round_id: str, contest_id: str, to: str | None, reason: str, viewer: Viewer, now: datetime
) -> None:
    """``to``: the proposal in whose team the student is offered a seat instead; None: the place stands, which is said
    of a settled one too, so that no question stays without an answer."""
    found = contests.contest(round_id, contest_id, viewer)
    check_open(found["state"])
    proposal = proposals.found(found["proposal"])
    seat = proposal.seat(found["seat"]) if proposal else None
    if proposal is None or seat is None:
        raise Conflict(SETTLED)
    changeable = seat.holds and proposal.live
    if to and not changeable:
        raise Conflict(SETTLED)
    contests.decide(found["_id"], "moved" if to else "kept", reason, viewer.person, now)
    waiting.close_items(found["_id"], round_waits.CONTEST, now, by=viewer.person)
    act = N_("Contest decided: moved") if to else N_("Contest decided: the place stands")
    audit.record(act, found["round"], viewer.person, now, to=seat.person, said={"reason": reason})
    if to:
        _move(proposal, seat, to, found["round"], now)
    elif changeable and seat.state == "asked":
        _more_time(proposal, seat, now + timedelta(days=ANSWER_DAYS))
        proposals.save(proposal)


def _move(proposal: Proposal, seat: Seat, to: str, round_id: str, now: datetime) -> None:
    """Out of the one team, whose seat goes to the reserve, into the other, which must have room."""
    one, target = rounds.found(round_id), proposals.found(to)
    brief = briefs.found(target.brief) if target else None
    if one is None or target is None or brief is None or target.round != one.id or target.id == proposal.id:
        raise Invalid({"to": N_("There is no such team in this round.")})
    if not target.live or target.vacant or len(target.members) >= brief.team_max:
        raise Invalid({"to": N_("This team has no room any more.")})
    proposal.vacate_seat_of(seat.person)
    waiting.close_items(seat.id, seating.KIND, now, outcome="withdrawn")
    students.set_free([seat.person], proposal.id)
    jobs.add(proposing.FILL, proposal.id, now)
    proposals.save(proposal)
    formed = round_forming.team_of(one, brief, [*target.members, seat.person], (), now, target.id)
    if seat.person not in formed.plan.ids:
        raise Invalid({"to": N_("The student cannot join this team now.")})
    proposing.joined(target.id, formed, now)


@transactional
def late(contest_id: str, now: datetime) -> None:
    """The teachers' time is over: the administrators are asked, then the operators."""
    found = contests.found(contest_id)
    one = rounds.found(found["round"]) if found else None
    if found is not None and one is not None and found["state"] == "open":
        round_waits.next_is_asked(round_waits.CONTEST, contest_id, one, found["person"], now)
