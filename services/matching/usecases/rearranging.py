"""Who has no team gets a place in a published round, as few others moved as possible: worked out, shown, carried out.

Nobody is told before somebody of the school carries it out. Whoever has accepted a seat, and every confirmed team,
stays as they are: only seats that are not answered yet can be exchanged for another.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from services.matching import solving
from services.matching.domain.plans import Plan
from services.matching.domain.proposal import Proposal
from services.matching.domain.rounds import Round
from services.matching.placing import Rearranged, figures, rearranged
from services.matching.solving import Refused
from services.matching.store import audit, briefs, plans, proposals, rounds, students
from services.matching.store.plans import Frozen
from services.matching.usecases import freezing, proposing, round_publishing, round_waits, seating
from services.matching.usecases.round_standing import Standing, as_team, opened
from services.matching.usecases.simulating import AT_ONCE, BUSY, kept, why
from shared import waiting
from shared.errors import Conflict
from shared.ids import new_id
from shared.messages import N_
from shared.messaging import jobs, timers
from shared.messaging.jobs import Job
from shared.mongo import transactional
from shared.viewer import Viewer

REARRANGE = "round.rearrange"

PUBLISHED_ALONE = N_("Only a round that is published can be repaired.")
CHANGED = N_("Something has changed since this repair was worked out. Work it out again.")
MOVED = N_(
    "You were asked for %(title)s before. Your school asks you for this team instead, so that more students find a"
    " place."
)


@transactional
def ask(round_id: str, viewer: Viewer, now: datetime) -> Plan:
    """Have it worked out who would have to move."""
    one = rounds.round_of(round_id, viewer)
    if one.state != "published":
        raise Conflict(PUBLISHED_ALONE)
    if plans.count_working(one.id) >= AT_ONCE:
        raise Conflict(BUSY)
    plan = Plan(
        id=new_id(), round=one.id, school=one.school, number=plans.last_number(one.id) + 1, kind="repair",
        by=viewer.person, made=now, seconds=0,
    )  # fmt: skip
    plan.job = jobs.add(REARRANGE, plan.id, now)
    plans.add(plan)
    audit.record(N_("Repair asked for"), one.id, viewer.person, now, number=plan.number)
    return plan


@dataclass(frozen=True)
class Worked:
    """The round as it stood and what it would become; or why that cannot be said."""

    here: Standing | None = None
    found: Rearranged | None = None
    why: dict[str, Any] | None = None


def work_out(job: Job, now: datetime) -> Worked:
    """In no transaction."""
    plan = plans.found(job.subject)
    one = rounds.found(plan.round) if plan else None
    if one is None or one.state != "published":
        return Worked(why={"message": PUBLISHED_ALONE, "params": {}})
    here = Standing.of(one, now)
    try:
        return Worked(here, _rearranged(here, job))
    except Refused as error:
        return Worked(here, why=why(error))


def _rearranged(here: Standing, job: Job) -> Rearranged:
    """Teams whose members all can be placed as ever, and of which no seat is being filled, may change."""
    changeable = {
        place: row
        for place, row in here.at.items()
        if row.live and not row.vacant and len(row.members) == len(here.teams[place])
    }
    accepted = {seat.person for row in changeable.values() for seat in row.holders if seat.state != "asked"}
    staying = [name for name, person in here.frozen.people.items() if person in accepted]
    return rearranged(
        here.frozen.document, here.case, here.teams, list(changeable), staying, here.waiting,
        lambda document, at, places: solving.fewest(document, at, places, job.progress),
    )  # fmt: skip


@transactional
def worked_out(plan_id: str, worked: Worked, now: datetime) -> None:
    plan, here, found = plans.found(plan_id), worked.here, worked.found
    if plan is None or plan.state != "working":
        return
    if here is None or found is None:
        plan.fail(worked.why or {})
        plans.save(plan)
        return
    plan.frozen = plans.freeze(here.frozen, now)
    before, after = figures(here.case, here.teams), figures(here.case, found.teams)
    touched = {place for _, old, new in found.moves for place in (old, new)} | {to for _, to in found.joins}
    result = {
        "teams": [{"project": place, "members": list(names)} for place, names in found.teams.items()],
        "unplaced": list(found.left),
        "moved": [{"student": name, "from": old, "to": new} for name, old, new in found.moves],
        "joins": [{"student": name, "to": to} for name, to in found.joins],
        "was": {place: {"proposal": here.at[place].id, "members": list(here.teams[place])}
                for place in sorted(touched & here.at.keys())},
        "opens": sorted(touched - here.at.keys()),
        "before": kept(asdict(before)), "objective": after.objective, "looked": found.looked, "of": found.of,
    }  # fmt: skip
    plan.done(result, kept(asdict(after)))
    plans.save(plan)


@transactional
def carry_out(round_id: str, number: int, viewer: Viewer, now: datetime) -> Round:
    """Ask those who move for their other seat, and those who come in for theirs; once, and only while nothing of it
    has changed."""
    one, plan = rounds.round_of(round_id, viewer), plans.of_number(round_id, number, viewer)
    if one.state != "published":
        raise Conflict(PUBLISHED_ALONE)
    plan.carry_out(now)
    frozen, usable = plans.frozen(plan.frozen or ""), {brief.id for brief in freezing.usable(one)}
    places = [*plan.result["was"], *plan.result["opens"]]
    if frozen is None or frozen.cut or not {frozen.briefs[place] for place in places} <= usable:
        raise Conflict(CHANGED)
    rows = {place: _unchanged(frozen, was) for place, was in plan.result["was"].items()}
    before = {row["student"]: rows[row["from"]].title for row in plan.result["moved"]}
    for row in plan.result["moved"]:
        _take_out(rows[row["from"]], frozen.people[row["student"]], now)
    for place, proposal in rows.items():
        _bring_in(one, frozen, proposal, place, plan.teams[place], before, now)
    for place in plan.result["opens"]:
        round_publishing.open_team(one.id, opened(one, frozen, place, plan.teams[place], now), now)
        _tell_moved(one, frozen, place, plan.teams[place], before)
    plans.save(plan)
    round_waits.tell_unplaced(one, len(plan.result["unplaced"]), now)
    moved, joined = len(plan.result["moved"]), len(plan.result["joins"])
    audit.record(
        N_("Repair carried out"), one.id, viewer.person, now, number=plan.number, moved=moved, joined=joined
    )
    return one


def _unchanged(frozen: Frozen, was: Mapping[str, Any]) -> Proposal:
    """The proposal, if its members are those that the repair was worked out with."""
    found = proposals.found(was["proposal"])
    members = {frozen.people[name] for name in was["members"]}
    if found is None or not found.live or found.vacant or set(found.members) != members:
        raise Conflict(CHANGED)
    return found


def _take_out(proposal: Proposal, person: str | None, now: datetime) -> None:
    """The seat is given back; the next in the reserve does not get it, since somebody else is on the way."""
    seat = proposal.seat_of(person or "")
    if seat.state != "asked":
        raise Conflict(CHANGED)
    proposal.vacate_seat_of(seat.person)
    waiting.close_items(seat.id, seating.KIND, now, outcome="withdrawn")
    students.set_free([seat.person], proposal.id)
    proposals.save(proposal)
    audit.record(N_("Seat exchanged for one in another team"), proposal.id, seat.person, now)


def _bring_in(
    one: Round, frozen: Frozen, proposal: Proposal, place: str, names: list[str],
    before: Mapping[str, str], now: datetime,
) -> None:  # fmt: skip
    brief, formed = briefs.found(proposal.brief), as_team(one, frozen, place, names, now, proposal.id)
    people = {str(frozen.people[name]) for name in names}
    new = [person for person in formed.plan.ids if person not in proposal.members]
    if brief is None or set(formed.plan.ids) != people or seating.hindered(new, now):
        raise Conflict(CHANGED)
    timers.cancel(proposal.id, proposing.END)
    proposal.resize(len(people))
    proposing.rearranged(proposal, brief, formed, now)
    _tell(proposal, frozen, names, before)


def _tell_moved(one: Round, frozen: Frozen, place: str, names: list[str], before: Mapping[str, str]) -> None:
    row = next((row for row in proposals.of_round(one.id) if row.live and row.place == place), None)
    if row is None:
        raise Conflict(CHANGED)
    _tell(row, frozen, names, before)


def _tell(proposal: Proposal, frozen: Frozen, names: list[str], before: Mapping[str, str]) -> None:
    """Whoever was asked for another team before reads so, first of all."""
    for name in names:
        if name in before:
            seat = proposal.seat_of(str(frozen.people[name]))
            seat.reasons.insert(0, {"message": MOVED, "params": {"title": before[name]}, "skills": []})
    proposals.save(proposal)
