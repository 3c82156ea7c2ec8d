"""Setting up a round: its students, briefs, rules and dates; opening and closing its bidding; ending it."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from services.matching.domain.rounds import ABOUT_BRIEFS, MOST_STUDENTS, Round, Settings
from services.matching.store import audit, rounds, students
from services.matching.usecases import proposing, round_publishing, round_waits, stating
from shared import clock, directory, mongo
from shared.errors import Conflict, Forbidden, Invalid
from shared.ids import new_id
from shared.messages import N_
from shared.messaging import jobs
from shared.mongo import transactional
from shared.viewer import Viewer

NUMBERS = tuple(one.name for one in fields(Settings))


@transactional
def create(name: str, school: str | None, viewer: Viewer, now: datetime) -> Round:
    """``school``: one of the viewer's; None: their only one."""
    mine = viewer.chosen_among(*rounds.STAFF)
    chosen = school or (mine[0] if len(mine) == 1 else "")
    place = directory.organisation(chosen)
    if chosen not in mine or place is None:
        raise Invalid({"school": N_("Say for which of your schools.")})
    if place.suspended:
        raise Forbidden(N_("The access of this school is suspended."))
    made = Round(id=new_id(), school=chosen, region=place.region, name=name, by=viewer.person, made=now)
    rounds.add(made)
    audit.record(N_("Round begun"), made.id, viewer.person, now)
    return made


@transactional
def change(
    round_id: str, given: Mapping[str, Any], version: int | None, viewer: Viewer, now: datetime
) -> Round:
    """Name, briefs, numbers and the day on which bidding ends. Raises Stale for another version."""
    found = rounds.round_of(round_id, viewer)
    mongo.expect_version(found, version)
    numbers = found.numbers() | {name: given[name] for name in NUMBERS if name in given}
    closes = found.closes
    if "closes" in given:
        closes = given["closes"] and clock.end_of_day(given["closes"], students.zone_of(found.school))
    chosen = given.get("briefs", found.briefs)
    unknown = set(chosen) - set(found.briefs) - set(rounds.offered(found.school, found.region))
    if unknown:
        raise Invalid({"briefs": N_("Your school has not approved this brief, or it is over.")})
    found.change(given.get("name", found.name), chosen, Settings(**numbers), closes)
    rounds.save(found)
    if found.state == "bidding":
        round_waits.closes_at(found)
    audit.record(N_("Round changed"), found.id, viewer.person, now)
    return found


@transactional
def take_in(round_id: str, people: Iterable[str], viewer: Viewer, now: datetime) -> int:
    """Let students of the school take part; returns how many are new. Once a plan is published they are late."""
    found = rounds.round_of(round_id, viewer)
    if not found.open and found.state != "published":
        raise Conflict(N_("This round is over."))
    ours = {place.person for place in students.studies_in([found.school], people)}
    if len(ours) + rounds.count_students([found.id]).get(found.id, 0) > MOST_STUDENTS:
        raise Conflict(N_("A round has 10,000 students at most."))
    new = rounds.take_in(found.id, ours, now)
    if new:
        audit.record(N_("Students taken into the round"), found.id, viewer.person, now, count=new)
    if new and found.state == "bidding":
        jobs.add(round_waits.INVITE, found.id, now)
    if new and found.state == "published":
        jobs.add(proposing.REPAIR, found.id, now)
    return new


@transactional
def take_out(round_id: str, person: str, viewer: Viewer, now: datetime) -> None:
    """Before a plan is published; nothing waits for them any more."""
    found = rounds.round_of(round_id, viewer)
    found.check_open()
    if rounds.take_out(found.id, person):
        for row in [row for row in found.pairs if person in (row["one"], row["other"])]:
            found.drop_pair(row["one"], row["other"])
        rounds.save(found)
        round_waits.bid_given(found.id, person, now, "withdrawn")
        stating.taken_back(found, person, now)
        audit.record(N_("Student taken out of the round"), found.id, viewer.person, now, to=person)


@transactional
def pair(round_id: str, given: Mapping[str, Any], viewer: Viewer, now: datetime) -> None:
    """A rule for two, with its reason."""
    found = rounds.round_of(round_id, viewer)
    inside = set(rounds.students(found.id))
    both = [given["one"]] if given["kind"] in ABOUT_BRIEFS else [given["one"], given["other"]]
    if not set(both) <= inside:
        raise Invalid({"one": N_("This student does not take part.")})
    found.pair(given["kind"], given["one"], given["other"], given["reason"], viewer.person)
    rounds.save(found)
    audit.record(N_("Rule set for two"), found.id, viewer.person, now, said={"reason": given["reason"]})


@transactional
def drop_pair(round_id: str, one: str, other: str, viewer: Viewer, now: datetime) -> None:
    found = rounds.round_of(round_id, viewer)
    found.drop_pair(one, other)
    rounds.save(found)
    audit.record(N_("Rule taken away"), found.id, viewer.person, now)


@transactional
def open_bidding(round_id: str, viewer: Viewer, now: datetime) -> Round:
    """The students are asked for their bids; that is the first that they hear of the round."""
    found = rounds.round_of(round_id, viewer)
    found.open_bidding(rounds.count_students([found.id]).get(found.id, 0), now)
    rounds.save(found)
    round_waits.closes_at(found)
    jobs.add(round_waits.INVITE, found.id, now)
    audit.record(N_("Bidding opened"), found.id, viewer.person, now)
    return found


@transactional
def close(round_id: str, viewer: Viewer, now: datetime) -> None:
    """By hand, before its day."""
    _close(rounds.round_of(round_id, viewer), viewer.person, now)


@transactional
def closes(round_id: str, now: datetime) -> None:
    """Its day has come; passed over when the day was moved."""
    found = rounds.found(round_id)
    if found is not None and found.closes is not None and found.closes <= now:
        _close(found, None, now)


def _close(found: Round, by: str | None, now: datetime) -> None:
    if not found.close(round_waits.publish_until(found, now)):
        return
    rounds.save(found)
    round_waits.bidding_over(found, now)
    audit.record(N_("Bidding closed"), found.id, by, now)


@transactional
def cancel(round_id: str, viewer: Viewer, now: datetime) -> None:
    """The round ends without teams; its briefs form their teams by themselves, as without a round."""
    _cancel(rounds.round_of(round_id, viewer), viewer.person, N_("Round cancelled"), now)


@transactional
def publishing_is_late(round_id: str, now: datetime) -> None:
    """The school's administrators are asked; when they let it pass too, the round ends."""
    found = rounds.found(round_id)
    if found is None or found.state != "closed":
        return
    if not round_waits.next_is_asked(round_waits.PUBLISH, found.id, found, None, now):
        _cancel(found, None, N_("Round ended: nothing was published in time"), now)


def _cancel(found: Round, by: str | None, act: str, now: datetime) -> None:
    found.cancel()
    rounds.save(found)
    round_waits.over(found, now)
    stating.over(found, now)
    audit.record(act, found.id, by, now)
    round_publishing.let_form(found, now)
