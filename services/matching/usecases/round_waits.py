"""What waits in a round: students' bids, the school's publishing, refusals and contests that a teacher decides.

Owner, due time, reminder, escalation and default of each stand in docs/architecture.md.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from services.matching.domain.rounds import CANCEL_DAYS, DECIDE_DAYS, PUBLISH_DAYS, REMIND_DAYS, Round
from services.matching.store import rounds
from shared import clock, directory, waiting
from shared.messages import N_
from shared.messaging import erased, timers
from shared.mongo import transactional
from shared.waiting import Wait

INVITE, CLOSE = "round.invite", "round.close"
BIDS, PUBLISH, REFUSED, CONTEST = "round_bids", "round_publish", "round_refused", "round_contest"
UNPLACED = "round_unplaced"
AT_ONCE = 100
"""So many students are asked in one transaction."""

LADDERS: dict[str, tuple[str, ...]] = {
    PUBLISH: ("teacher", "school_admin"),
    REFUSED: ("teacher", "school_admin"),
    UNPLACED: ("teacher", "school_admin"),
    CONTEST: ("teacher", "school_admin", "operator"),
}
"""Who is asked first, and who when that one's time is over."""

HAND_IN = N_("Hand in your bids for the round %(round)s")
NO_BIDS = N_("Without bids you are placed where your skills are needed.")
MESSAGES = {
    PUBLISH: N_("Publish a plan of the round %(round)s"),
    REFUSED: N_("%(member)s took no seat twice in the round %(round)s"),
    UNPLACED: N_("Students of the round %(round)s have no team"),
    CONTEST: N_("%(member)s contests their place in the round %(round)s"),
}
DEFAULTS = {
    PUBLISH: N_("The school's administrators are asked; then the round ends and nobody is placed by it."),
    REFUSED: N_("The student stays without a team until somebody of the school decides."),
    UNPLACED: N_("They stay without a team until somebody of the school decides."),
    CONTEST: N_("Whoever is next is asked; the place stands meanwhile, marked as contested."),
}


def closes_at(one: Round) -> None:
    """Set, or move, the end of the bidding."""
    if one.closes is not None:
        timers.put(one.id, CLOSE, one.closes)


def to_invite(round_id: str) -> list[str]:
    """The students who take part and were not asked for bids yet."""
    found = rounds.found(round_id)
    if found is None or found.state != "bidding":
        return []
    return [one for one in rounds.students(round_id) if not waiting.waits(round_id, BIDS, person=one)]


@transactional
def invite(round_id: str, people: Sequence[str], now: datetime) -> None:
    """Ask some of them; whoever was asked meanwhile, or is gone, is passed over."""
    found = rounds.found(round_id)
    if found is None or found.state != "bidding":
        return
    gone = erased.among(people)
    for person in people:
        if person not in gone and not waiting.waits(found.id, BIDS, person=person):
            wait = Wait(
                subject=found.id, kind=BIDS, message=HAND_IN, params={"round": found.name}, default=NO_BIDS,
                url="/matching/bids", person=person, due=found.closes, remind=_before(found.closes, now),
            )  # fmt: skip
            waiting.open_item(wait, now)


def _before(due: datetime | None, now: datetime) -> datetime | None:
    """Two days before it is due, where that is still to come."""
    at = due - timedelta(days=REMIND_DAYS) if due else None
    return at if at and at > now else None


def bid_given(round_id: str, person: str, now: datetime, outcome: str = "done") -> None:
    """The person handed in bids, or does not take part any more."""
    waiting.close_items(round_id, BIDS, now, by=person, person=person, outcome=outcome)


def publish_until(one: Round, now: datetime) -> datetime:
    return clock.due_in_days(PUBLISH_DAYS, now, directory.calendar_of(one.school))


def bidding_over(one: Round, now: datetime) -> None:
    """Nobody is asked for bids any more; the school's teachers are asked to publish."""
    timers.cancel(one.id, CLOSE)
    waiting.close_items(one.id, BIDS, now, outcome="lapsed")
    ask(PUBLISH, one.id, one, None, now)


def over(one: Round, now: datetime, by: str | None = None) -> None:
    """Published or cancelled: nothing of its bidding or publishing waits any more."""
    timers.cancel(one.id, CLOSE)
    waiting.close_items(one.id, BIDS, now, outcome="withdrawn")
    waiting.close_items(one.id, PUBLISH, now, by=by, outcome="done" if by else "withdrawn")


def ask(kind: str, subject: str, one: Round, person: str | None, now: datetime, step: int = 0) -> None:
    """Ask for a decision: the school's teachers first, then who is next on the ladder."""
    role = LADDERS[kind][step]
    days = {PUBLISH: (PUBLISH_DAYS, CANCEL_DAYS - PUBLISH_DAYS)}.get(kind, (DECIDE_DAYS,) * 3)[step]
    due = clock.due_in_days(days, now, directory.calendar_of(one.school))
    wait = Wait(
        subject=subject, kind=kind, message=MESSAGES[kind], params={"round": one.name},
        people={"member": person} if person else {}, default=DEFAULTS[kind], url=f"/matching/rounds/{one.id}",
        organisation=None if role == "operator" else one.school, role=role, due=due, remind=_before(due, now),
    )  # fmt: skip
    waiting.open_item(wait, now)


def next_is_asked(kind: str, subject: str, one: Round, person: str | None, now: datetime) -> bool:
    """Somebody's time is over: ask who is next. False when nobody is left to ask."""
    ladder = LADDERS[kind]
    step = next(
        (step for step, role in enumerate(ladder) if not waiting.waits(subject, kind, role=role)), None
    )
    if step is not None:
        ask(kind, subject, one, person, now, step)
    return step is not None


@transactional
def refusal_is_late(subject: str, now: datetime) -> None:
    """``subject``: round:person, as the row of who takes part."""
    round_id, _, person = subject.partition(":")
    found = rounds.found(round_id)
    if found is not None and waiting.waits(subject, REFUSED, role="teacher"):
        next_is_asked(REFUSED, subject, found, person, now)


@transactional
def unplaced_is_late(round_id: str, now: datetime) -> None:
    found = rounds.found(round_id)
    if found is not None and waiting.waits(round_id, UNPLACED, role="teacher"):
        next_is_asked(UNPLACED, round_id, found, None, now)


def tell_unplaced(one: Round, count: int, now: datetime) -> None:
    """Some have no team, or nobody is left without one."""
    there = waiting.waits(one.id, UNPLACED, role="teacher")
    if count and not there:
        ask(UNPLACED, one.id, one, None, now)
    elif not count and there:
        waiting.close_items(one.id, UNPLACED, now)
