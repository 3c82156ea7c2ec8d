"""Rounds, and who takes part in them."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from services.matching.domain.rounds import Round
from services.matching.store import models
from shared import merged, mongo
from shared.errors import NotFound
from shared.messages import N_
from shared.paging import ROWS, Page, after, page_of
from shared.viewer import Viewer

STAFF = ("teacher", "school_admin")


def round_of(round_id: str, viewer: Viewer) -> Round:
    """One of a school at which the viewer teaches, or which they administer."""
    wanted = {"_id": round_id, "school": {"$in": viewer.organisations_as(*STAFF)}}
    document = mongo.collection("rounds").find_one(wanted)
    if document is None:
        raise NotFound(N_("There is no such round at your school."))
    return mongo.load(Round, document)


def mine(viewer: Viewer, cursor: str | None = None, limit: int = ROWS) -> Page[Round]:
    """The rounds of the viewer's schools, newest first."""
    wanted = {"school": {"$in": viewer.organisations_as(*STAFF)}} | after(cursor, "made", descending=True)
    found = mongo.collection("rounds").find(wanted).sort([("made", -1), ("_id", -1)]).limit(limit + 1)
    rows = [mongo.load(Round, document) for document in found]
    return page_of(rows, limit, lambda row: (row.made, row.id))


def found(round_id: str) -> Round | None:
    """For timers and jobs."""
    document = mongo.collection("rounds").find_one({"_id": round_id})
    return mongo.load(Round, document) if document else None


def deciding_on(brief: str) -> list[str]:
    """For events: the rounds that will say which teams the brief gets."""
    wanted = {"briefs": brief, "state": {"$in": ["bidding", "closed"]}}
    return [row["_id"] for row in mongo.collection("rounds").find(wanted, {"_id": 1}).sort("_id", 1)]


def with_person(person: str) -> list[Round]:
    """For erasing: the rounds in whose rules the person stands."""
    wanted = {"$or": [{"pairs.one": person}, {"pairs.other": person}]}
    return [mongo.load(Round, row) for row in mongo.collection("rounds").find(wanted).sort("_id", 1)]


def add(one: Round) -> None:
    mongo.insert(models.Round, one)
    one.version += 1


def save(one: Round) -> None:
    mongo.replace(models.Round, one)
    one.version += 1


def students(round_id: str) -> list[str]:
    """Who takes part, by person."""
    rows = mongo.collection("round_students").find({"round": round_id}, {"person": 1}).sort("person", 1)
    return [row["person"] for row in rows]


def count_students(rounds: Collection[str]) -> dict[str, int]:
    """round → how many take part."""
    wanted = {"$match": {"round": {"$in": sorted(rounds)}}}
    rows = mongo.collection("round_students").aggregate([wanted, {"$sortByCount": "$round"}])
    return {row["_id"]: row["count"] for row in rows}


def take_in(round_id: str, people: Iterable[str], now: datetime) -> int:
    """Let them take part; returns how many are new."""
    rows = mongo.collection("round_students")
    there = set(students(round_id))
    new = [
        {"_id": f"{round_id}:{one}", "schema_version": 1, "round": round_id, "person": one, "since": now}
        for one in sorted(set(people) - there)
    ]
    if new:
        rows.insert_many(new)
    return len(new)


def take_out(round_id: str, person: str) -> bool:
    gone = mongo.collection("round_students").delete_one({"_id": f"{round_id}:{person}"})
    return gone.deleted_count > 0


def refused(round_id: str, person: str) -> int:
    """Count one more seat that the person did not take; returns how many it were."""
    rows = mongo.collection("round_students")
    rows.update_one({"_id": f"{round_id}:{person}"}, {"$inc": {"refusals": 1}})
    row = rows.find_one({"_id": f"{round_id}:{person}"}) or {}
    return int(row.get("refusals", 0))


def refusals(round_id: str) -> dict[str, int]:
    """person → how many seats they did not take, of those who refused one."""
    rows = mongo.collection("round_students").find({"round": round_id, "refusals": {"$gt": 0}})
    return {row["person"]: row["refusals"] for row in rows}


def takes_part_in(person: str, states: Iterable[str]) -> list[Round]:
    """The rounds in those states in which the person takes part, the one that closes first at the head."""
    rows = mongo.collection("round_students").find({"person": person}, {"round": 1})
    wanted: dict[str, Any] = {"_id": {"$in": sorted(row["round"] for row in rows)}}
    found = mongo.collection("rounds").find(wanted | {"state": {"$in": list(states)}})
    return sorted(
        (mongo.load(Round, row) for row in found), key=lambda one: (one.closes is None, one.closes, one.id)
    )


def wishes(briefs: Iterable[str], people: Collection[str]) -> dict[str, int]:
    """brief → how many of ``people`` bid on it."""
    wanted = {"brief": {"$in": sorted(briefs)}, "person": {"$in": sorted(people)}}
    rows = mongo.collection("bids").aggregate([{"$match": wanted}, {"$sortByCount": "$brief"}])
    return {row["_id"]: row["count"] for row in rows}


def offered(school: str, region: str) -> list[str]:
    """The briefs that the school approved and that may be in a round: open or closed, of its region."""
    decided = {
        "school": {"$in": merged.same([school])},
        "decision": {"$in": ["for_credit", "without_credit"]},
    }
    ids = sorted({row["brief"] for row in mongo.collection("approvals").find(decided, {"brief": 1})})
    wanted = {"_id": {"$in": ids}, "region": region, "state": {"$in": ["open", "closed"]}}
    return [row["_id"] for row in mongo.collection("briefs").find(wanted, {"_id": 1}).sort("_id", 1)]
