"""Lists of bids, handing them in, and the weekly free times."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from services.matching.domain.bidding import BidList
from services.matching.domain.week import Week
from services.matching.store import bids, briefs, proposals, rounds
from services.matching.usecases import laying, round_waits, standing
from shared import mongo
from shared.errors import Invalid
from shared.events import matching as events
from shared.messages import N_
from shared.messaging import jobs, outbox
from shared.mongo import transactional
from shared.viewer import Viewer

COUNT = "bids.count"


@transactional
def add(brief_id: str, viewer: Viewer, now: datetime, place: int | None = None) -> None:
    """Put an open brief on the viewer's list, last or where it stood; it counts once the list is handed in."""
    viewer.check_acts_alone("contract", now)
    briefs.brief(brief_id, viewer).check_takes_bids(now)
    found = _list(viewer, now)
    found.add(brief_id, place)
    bids.save_list(found)


@transactional
def remove(brief_id: str, expected_version: int | None, viewer: Viewer, now: datetime) -> None:
    found = _list(viewer, now, expected_version)
    found.remove(brief_id)
    bids.save_list(found)


@transactional
def move(brief_id: str, by: int, expected_version: int | None, viewer: Viewer, now: datetime) -> None:
    found = _list(viewer, now, expected_version)
    found.move(brief_id, by)
    bids.save_list(found)


def _list(viewer: Viewer, now: datetime, expected_version: int | None = None) -> BidList:
    """The list without the briefs whose bidding is over: their places are free again. Raises Stale."""
    found = bids.bid_list(viewer)
    mongo.expect_version(found, expected_version)
    known = briefs.some(found.order, viewer)
    found.order = [one for one in found.order if one in known and known[one].takes_bids(now)]
    return found


@transactional
def hand_in(
    order: Sequence[str] | None, expected_version: int | None, viewer: Viewer, now: datetime
) -> BidList:
    """Let the list count in this order (None: as it stands). Raises Stale when it is not the list that was read.

    Bids on briefs whose bidding is over stay as they were handed in: a team is being formed of them.
    """
    viewer.check_acts_alone("contract", now)
    found = _list(viewer, now, expected_version)
    if order is not None:
        found.put(list(order))
    known = briefs.some(found.order, viewer)
    errors = {
        f"briefs.{place}": N_("There is no such brief, or your school has not approved it.")
        for place, one in enumerate(found.order)
        if one not in known
    }
    if errors:
        raise Invalid(errors)
    counted = bids.handed_in(viewer)
    for one in found.order:
        if one not in counted:
            known[one].check_takes_bids(now)
    _let_count(found.order, counted, viewer, now)
    found.hand_in(now)
    bids.save_list(found)
    standing.weigh_again(viewer.person, now)
    for asking in rounds.takes_part_in(viewer.person, ("bidding",)):
        if set(found.order) & set(asking.briefs):
            round_waits.bid_given(asking.id, viewer.person, now)
    return found


def let_bid(person: str, brief_id: str, now: datetime) -> None:
    """The person's team applies: the brief counts for them too. Raises Invalid when their list is full."""
    found = _list(Viewer(person), now)
    rank = found.apply(brief_id, now)
    bids.save_list(found)
    standing.weigh_again(person, now)
    if bids.put(person, brief_id, rank, now):
        bids.take_turn(person, brief_id)
        ask_to_count(brief_id, now)
    for asking in rounds.takes_part_in(person, ("bidding",)):
        if brief_id in asking.briefs:
            round_waits.bid_given(asking.id, person, now)


def _let_count(order: list[str], counted: dict[str, int], viewer: Viewer, now: datetime) -> None:
    known = briefs.some({*order, *counted}, viewer)
    for rank, one in enumerate(order, start=1):
        if known[one].takes_bids(now) and bids.put(viewer.person, one, rank, now):
            _changed(one, viewer, now)
    for one in counted.keys() - set(order):
        if one in known and known[one].takes_bids(now):
            standing.hidden(viewer.person, one, now)
            bids.withdraw(viewer.person, one)
            _changed(one, viewer, now)


def _changed(brief_id: str, viewer: Viewer, now: datetime) -> None:
    bids.take_turn(viewer.person, brief_id)
    ask_to_count(brief_id, now)


def ask_to_count(brief_id: str, now: datetime) -> None:
    """By a job: a class that hands in at once would otherwise wait for one another to write the same number."""
    jobs.add(COUNT, brief_id, now)


@transactional
def count(brief_id: str, now: datetime) -> None:
    """Say how many bid on the brief now, were asked and accepted, where that is news; never who."""
    counts = {"bids": len(bids.on(brief_id)), **proposals.seats_of(brief_id)}
    if briefs.count(brief_id, **counts):
        outbox.append(events.BidsCounted(brief=brief_id, **counts), now)


@transactional
def give_week(slots: Iterable[int], expected_version: int | None, viewer: Viewer, now: datetime) -> Week:
    """Say in which hours of the week one is free. Raises Stale when another week was given meanwhile."""
    found = bids.week(viewer) or Week(viewer.person, now)
    mongo.expect_version(found, expected_version)
    found.give(slots, now)
    bids.save_week(found)
    laying.changed(viewer.person, "hours", now)
    return found
