"""Lists of bids, the bids handed in, and the weeks that students gave."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any
from zlib import crc32

from services.matching.domain.bidding import BidList
from services.matching.domain.week import Week
from services.matching.store import models
from shared import mongo
from shared.ids import new_id
from shared.viewer import Viewer

PLACES = 16


def bid_list(viewer: Viewer) -> BidList:
    found = mongo.collection("bid_lists").find_one({"_id": viewer.person})
    return mongo.load(BidList, found) if found else BidList(viewer.person)


def save_list(bids: BidList) -> None:
    if bids.version:
        mongo.replace(models.BidList, bids)
    else:
        mongo.insert(models.BidList, bids)


def handed_in(viewer: Viewer) -> dict[str, int]:
    """brief → rank, of the viewer's bids that count."""
    rows = mongo.collection("bids").find({"person": viewer.person})
    return {row["brief"]: row["rank"] for row in rows}


def put(person: str, brief: str, rank: int, now: datetime) -> bool:
    """Let the bid count with this rank; True when it is new."""
    found = mongo.collection("bids").update_one(
        {"person": person, "brief": brief},
        {"$set": {"rank": rank, "at": now}, "$setOnInsert": {"_id": new_id(), "schema_version": 1}},
        upsert=True,
    )
    return found.upserted_id is not None


def withdraw(person: str, brief: str) -> bool:
    """False when there was no such bid."""
    return mongo.collection("bids").delete_one({"person": person, "brief": brief}).deleted_count > 0


def take_turn(person: str, brief: str) -> None:
    """Makes handing in and closing take turns: a bid writes one of the brief's places, its closing writes all of them.

    With one place for all, a class that hands in at once would wait for one another until the time is up.
    """
    _write_place(brief, crc32(person.encode()) % PLACES)


def take_every_turn(brief: str) -> None:
    """No bid that read the brief as open is written beside this."""
    for place in range(PLACES):
        _write_place(brief, place)


def _write_place(brief: str, place: int) -> None:
    change = {"$inc": {"turn": 1}, "$setOnInsert": {"schema_version": 1}}
    mongo.collection("bid_turns").update_one({"_id": f"{brief}.{place}"}, change, upsert=True)


def on(brief: str) -> dict[str, int]:
    """For the forming of teams: person → rank."""
    return {row["person"]: row["rank"] for row in mongo.collection("bids").find({"brief": brief})}


def firsts_but(known: Collection[str], people: Iterable[str]) -> set[str]:
    """Those of ``people`` whose first bid is on none of these briefs."""
    ranks: dict[str, dict[str, int]] = {}
    for row in mongo.collection("bids").find({"person": {"$in": sorted(set(people))}}):
        ranks.setdefault(row["person"], {})[row["brief"]] = row["rank"]
    firsts = {
        person: {brief for brief, rank in mine.items() if rank == min(mine.values())}
        for person, mine in ranks.items()
    }
    return {person for person, first in firsts.items() if not first & set(known)}


def week(viewer: Viewer) -> Week | None:
    found = mongo.collection("weeks").find_one({"_id": viewer.person})
    return mongo.load(Week, found) if found else None


def save_week(given: Week) -> None:
    if given.version:
        mongo.replace(models.Week, given)
    else:
        mongo.insert(models.Week, given)


def weeks_of(people: Iterable[str]) -> Mapping[str, frozenset[int]]:
    """For the forming of teams: free hours, of those who gave them."""
    wanted: dict[str, Any] = {"_id": {"$in": sorted(set(people))}}
    return {row["_id"]: frozenset(row["slots"]) for row in mongo.collection("weeks").find(wanted)}
