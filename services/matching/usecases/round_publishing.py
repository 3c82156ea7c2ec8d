"""A plan is published: its teams are proposed one by one; what falls apart afterwards is repaired."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.matching.domain.plans import Plan
from services.matching.domain.rounds import REFUSALS, Round
from services.matching.store import audit, briefs, plans, proposals, rounds
from services.matching.store.plans import Frozen
from services.matching.usecases import freezing, proposing, round_forming, round_waits, seating
from services.matching.usecases.reporting import REPORT
from services.matching.usecases.round_forming import Opened
from services.matching.usecases.round_standing import Repaired
from shared.errors import Conflict
from shared.messages import N_
from shared.messaging import jobs
from shared.messaging.jobs import Job
from shared.mongo import transactional
from shared.viewer import Viewer

TELL = "round.tell"


@dataclass(frozen=True)
class Since:
    """What changed after the input was frozen. ``gone``: student → why they cannot be placed any more, "erased" among
    them; ``bids``, ``hours``: who gave others; ``briefs``: places whose brief is not to be had any more, ``suspended``:
    those of them whose company is suspended; ``late``: how many take part who were not there."""

    gone: Mapping[str, str]
    bids: tuple[str, ...]
    hours: tuple[str, ...]
    briefs: tuple[str, ...]
    suspended: tuple[str, ...]
    late: int

    @property
    def cancelled(self) -> int:
        return len(self.briefs) - len(self.suspended)


def since(one: Round, frozen: Frozen, now: datetime) -> Since:
    """Compare the frozen input with what is there now; nothing is changed by it."""
    fresh = freezing.freeze(one, now)
    taking = freezing.taking_part(one, now)
    now_called = {person: name for name, person in fresh.people.items()}
    gone = {
        name: "erased" if person is None else taking.left_out.get(person, "school")
        for name, person in frozen.people.items()
        if person not in now_called
    }
    before, after = _by_student(frozen), _by_student(fresh)
    same = {name: after[now_called[person]] for name, person in frozen.people.items() if name not in gone}
    lost = {place: brief for place, brief in frozen.briefs.items() if brief not in set(fresh.briefs.values())}
    known = (briefs.found(brief) for brief in set(lost.values()))
    suspended = briefs.of_suspended(brief for brief in known if brief is not None)
    return Since(
        gone=gone,
        bids=tuple(name for name, row in same.items() if row[0] != before[name][0]),
        hours=tuple(name for name, row in same.items() if row[1] != before[name][1]),
        briefs=tuple(lost),
        suspended=tuple(place for place, brief in lost.items() if brief in suspended),
        late=len(set(fresh.people.values()) - set(frozen.people.values())),
    )


def _by_student(frozen: Frozen) -> dict[str, tuple[list[str], Any]]:
    """student → (briefs bid on, in order; free hours)."""
    return {
        row["id"]: ([frozen.briefs[place] for place in row["bids"]], row.get("slots"))
        for row in frozen.document["students"]
    }


def to_be_told(plan: Plan, frozen: Frozen, changes: Since) -> list[str]:
    """The people who would be asked for a seat."""
    return [
        str(frozen.people[name])
        for place, members in plan.teams.items()
        if place not in changes.briefs
        for name in members
        if name not in changes.gone
    ]


@transactional
def publish(round_id: str, number: int, viewer: Viewer, now: datetime) -> Round:
    """Propose the teams of this plan. What has changed since is not used: who is gone leaves a seat to the reserve."""
    one = rounds.round_of(round_id, viewer)
    plan = plans.of_number(round_id, number, viewer)
    plan.check_done()
    if not plan.teams:
        raise Conflict(N_("This plan has no teams to show."))
    one.publish(plan.id)
    rounds.save(one)
    round_waits.over(one, now, viewer.person)
    jobs.add(TELL, one.id, now)
    audit.record(N_("Plan published"), one.id, viewer.person, now, number=plan.number)
    return one


def tell(job: Job, now: datetime) -> None:
    """Team by team, each in a transaction of its own: whoever takes the job over goes on with the next."""
    one = rounds.found(job.subject)
    if one is None or one.state != "published":
        return
    for opened in round_forming.of_plan(one, now):
        open_team(one.id, opened, now)
        done = len(proposals.of_round(one.id))
        job.progress(done, max(done, len(one.briefs)))


@transactional
def open_team(round_id: str, opened: Opened, now: datetime) -> None:
    """Propose one team, once; passed over when somebody was taken, or the brief was, meanwhile."""
    brief, plan = briefs.found(opened.brief), opened.formed.plan
    there = proposals.of_brief(opened.brief)
    taken = any(row.place == opened.place for row in proposals.of_round(round_id) if row.live or row.team)
    if brief is None or brief.state == "cancelled" or briefs.of_suspended([brief]):
        return
    if len(there) >= brief.teams or taken or not plan.possible:
        return
    if seating.hindered(plan.ids, now):
        return
    proposal = proposing.new(brief, len(there) + 1, len(plan.members), now)
    proposal.round, proposal.place = round_id, opened.place
    proposing.open_team(proposal, brief, opened.formed, now)


@transactional
def told(round_id: str, now: datetime) -> None:
    """Every team of the plan was proposed that could be: who has none is looked after."""
    one = rounds.found(round_id)
    if one is not None:
        jobs.add(proposing.REPAIR, one.id, now)
        jobs.add(REPORT, one.id, now)
        let_form(one, now)


def let_form(one: Round, now: datetime) -> None:
    """Briefs that wait for no round any more form the teams that they lack by themselves."""
    for brief_id in one.briefs:
        brief = briefs.found(brief_id)
        lacks = (
            brief is not None and brief.state == "closed" and len(proposals.of_brief(brief_id)) < brief.teams
        )
        if lacks and not rounds.deciding_on(brief_id):
            jobs.add(proposing.FORM, brief_id, now)


@transactional
def repaired(round_id: str, found: Repaired | None, now: datetime) -> None:
    """Ask those who found a place; tell the school of those who did not."""
    one = rounds.found(round_id)
    if one is None or found is None or one.state != "published":
        return
    for proposal_id, formed in found.joins.items():
        proposing.joined(proposal_id, formed, now)
    for opened in found.opens:
        open_team(one.id, opened, now)
    round_waits.tell_unplaced(one, found.left, now)
    settle(one, now)


def settle(one: Round, now: datetime) -> None:
    """The round is over once every one of its proposals was confirmed or came to nothing."""
    every = proposals.of_round(one.id)
    if every and not any(row.live for row in every) and one.state == "published":
        one.settle()
        rounds.save(one)
        audit.record(N_("Round settled"), one.id, None, now)


def refused(round_id: str, person: str, now: datetime) -> None:
    """A seat was not taken: in a compulsory round the second time leads to the teacher, who is told in person."""
    one = rounds.found(round_id)
    if one is None:
        return
    count = rounds.refused(one.id, person)
    if one.settings.compulsory and count == REFUSALS:
        round_waits.ask(round_waits.REFUSED, f"{one.id}:{person}", one, person, now)
    jobs.add(proposing.REPAIR, one.id, now)
