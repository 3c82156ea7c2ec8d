"""A person is erased: skills, bids and free hours go; a seat that they hold is offered to the reserve."""

from datetime import datetime

from services.matching.domain.proposal import Proposal
from services.matching.domain.rounds import STATES
from services.matching.store import audit, companions, contests, rounds, students
from services.matching.store import erasing as store
from services.matching.store import proposals as held
from services.matching.usecases import bidding, proposing, round_waits, seating
from services.matching.usecases import companions as going
from shared import directory, erasing, waiting
from shared.messages import N_
from shared.messaging import jobs, timers
from shared.messaging.timers import Timer
from shared.mongo import transactional

KEPT = (N_("That somebody was asked for a seat and what they answered, by the bare id."),)


@transactional
def erase(person: str, now: datetime) -> None:
    _forget(person, now)
    erasing.say_done(person, KEPT, now)
    erasing.look_again(person, now)


def _forget(person: str, now: datetime) -> None:
    briefs = store.briefs_bid_on(person)
    for proposal in store.proposals_with(person):
        _leave(proposal, person, now)
    for one in rounds.with_person(person):
        one.forget(person)
        rounds.save(one)
    for one in rounds.takes_part_in(person, STATES):
        waiting.close_items(f"{one.id}:{person}", round_waits.REFUSED, now, outcome="withdrawn")
    for row in contests.of_person(person):
        waiting.close_items(row["_id"], round_waits.CONTEST, now, outcome="withdrawn")
    for team in companions.of_person(person):
        going.leave_for(team, person, now)
    store.forget(person)
    for brief in briefs:
        bidding.ask_to_count(brief, now)
    directory.forget(person, now)
    erasing.forget(person, now)


def _leave(proposal: Proposal, person: str, now: datetime) -> None:
    """A seat that holds them is filled from the reserve; that of a team whose work is over stays as it was."""
    engaged = students.engaged([person]).get(person) == proposal.id
    for seat in proposal.seats:
        if seat.person == person:
            waiting.close_items(seat.id, seating.KIND, now, outcome="withdrawn")
    if engaged and proposal.vacate_seat_of(person):
        students.set_free([person], proposal.id)
        timers.cancel(proposal.id, proposing.END)
        jobs.add(proposing.FILL, proposal.id, now)
        audit.record(N_("A seat fell free"), proposal.id, None, now)
    proposal.forget(person)
    held.save(proposal)


def again(timer: Timer, now: datetime) -> None:
    """Whatever a transaction wrote that was running while the person was erased."""
    _forget(timer.subject, now)
