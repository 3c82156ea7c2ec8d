"""The inbox: which events were done. Delivered twice = done once; what cannot be done is parked, not lost."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from pymongo import ASCENDING, DESCENDING, IndexModel

from shared import mongo
from shared.messaging import cloudevents, erased, faults

INDEXES = {
    "inbox": [IndexModel([("at", ASCENDING)], name="at")],
    "parked": [
        IndexModel([("at", DESCENDING), ("_id", ASCENDING)], name="newest"),
        IndexModel([("people", ASCENDING)], name="people"),
        IndexModel([("replayed", ASCENDING), ("_id", ASCENDING)], name="open"),
        IndexModel(
            [("topic", ASCENDING), ("partition", ASCENDING), ("offset", ASCENDING), ("_id", ASCENDING)],
            name="place",
        ),
    ],
    "messaging_state": [],
}


def known(ids: Iterable[str]) -> set[str]:
    """Those of ``ids`` that were done, or are parked and wait for a replay: batched reads, no transaction."""
    wanted = list(ids)
    done = mongo.collection("inbox").find({"_id": {"$in": wanted}}, {"_id": 1})
    aside = mongo.collection("parked").find({"_id": {"$in": wanted}}, {"_id": 1})
    return {document["_id"] for found in (done, aside) for document in found}


def open_parked() -> int:
    """How many parked events wait for a replay (at most 10,000 are counted)."""
    return mongo.collection("parked").count_documents({"replayed": None}, limit=10_000)


def lag() -> float:
    """Seconds from the making of the event that was done last to its being done."""
    last = mongo.collection("inbox").find_one({}, {"at": 1, "made": 1}, sort=[("at", -1)])
    return max(0.0, (last["at"] - last["made"]).total_seconds()) if last else 0.0


def claim(event_id: str, event_type: str, made: datetime, now: datetime) -> bool:
    """Take the event in the running transaction; False when it was done before.

    Two that claim at once conflict: the one that is tried again finds the other's claim.
    """
    if not mongo.in_transaction():
        raise RuntimeError(f"{event_type} was claimed outside the transaction that does its work")
    done = mongo.collection("inbox")
    if done.find_one({"_id": event_id}, {"_id": 1}) is not None:
        return False
    done.insert_one({"_id": event_id, "schema_version": 1, "type": event_type, "made": made, "at": now})
    return True


def park(
    event_id: str, where: dict[str, Any], body: bytes, people: list[str], reason: str, now: datetime
) -> int:
    """Put aside an event that cannot be done, with its reason; returns how many were parked in a row."""
    values = {
        "schema_version": 1,
        "body": body,
        "people": people,
        "reason": reason[:500],
        "at": now,
        "replayed": None,
    }
    mongo.collection("parked").update_one({"_id": event_id}, {"$set": where | values}, upsert=True)
    state: Any = mongo.collection("messaging_state").find_one_and_update(
        {"_id": "parked_in_a_row"}, {"$inc": {"count": 1}}, upsert=True, return_document=True
    )
    # whoever was erased meanwhile: scrubbing writes the same state, so one of the two sees the other
    for person in erased.among(people):
        _cut(event_id, person)
    return int(state["count"])


def parked_in_a_row() -> int:
    state = mongo.collection("messaging_state").find_one({"_id": "parked_in_a_row"})
    return int(state["count"]) if state else 0


def forget_parked_in_a_row() -> None:
    mongo.collection("messaging_state").update_one(
        {"_id": "parked_in_a_row"}, {"$set": {"count": 0}}, upsert=True
    )


def count_rejoined() -> None:
    """Note that the consumer stood still and had to join its group again."""
    mongo.collection("messaging_state").update_one({"_id": "rejoined"}, {"$inc": {"count": 1}}, upsert=True)


def rejoined() -> int:
    """How often that was so."""
    state = mongo.collection("messaging_state").find_one({"_id": "rejoined"})
    return int(state["count"]) if state else 0


def parked(event_ids: list[str] | None = None) -> list[dict[str, Any]]:
    """Parked events that were not replayed yet: all, or those named."""
    wanted: dict[str, Any] = {"replayed": None}
    if event_ids is not None:
        wanted["_id"] = {"$in": event_ids}
    return list(mongo.collection("parked").find(wanted).sort("_id", ASCENDING).limit(10_000))


def parked_between(topic: str, partition: int, first: int, last: int, limit: int = 1000) -> list[str]:
    """Ids of the events parked from a stretch of a partition, in its order."""
    wanted = {"topic": topic, "partition": partition, "offset": {"$gte": first, "$lte": last}}
    found = mongo.collection("parked").find(wanted | {"replayed": None}, {"_id": 1})
    return [row["_id"] for row in found.sort([("offset", ASCENDING), ("_id", ASCENDING)]).limit(limit)]


def park_again(event_id: str, reason: str) -> None:
    """It was tried again, and failed for this reason."""
    mongo.collection("parked").update_one({"_id": event_id}, {"$set": {"reason": reason[:500]}})


def mark_replayed(event_id: str, now: datetime) -> bool:
    """False when it was before."""
    waits = {"_id": event_id, "replayed": None}
    return mongo.collection("parked").update_one(waits, {"$set": {"replayed": now}}).modified_count > 0


def scrub(person: str) -> int:
    """Cut the person out of every parked event; returns how many held them. In the erasing transaction.

    An event whose body cannot be read goes as a whole: it can never be done, and nobody knows what it says.
    """
    mongo.collection("messaging_state").update_one(
        {"_id": "parked_in_a_row"}, {"$inc": {"scrubbed": 1}, "$setOnInsert": {"count": 0}}, upsert=True
    )
    held = [row["_id"] for row in mongo.collection("parked").find({"people": person}, {"_id": 1})]
    for event_id in held:
        _cut(event_id, person)
    return len(held)


def _cut(event_id: str, person: str) -> None:
    """Also the reason, down to the kind of error: it may quote what could not be done."""
    rows = mongo.collection("parked")
    row = rows.find_one({"_id": event_id, "people": person})
    body = cloudevents.without(row["body"], person) if row else None
    if row is None or body is None:
        rows.delete_one({"_id": event_id, "people": person})
        return
    values = {"body": body, "reason": row["reason"].partition(":")[0]}
    rows.update_one({"_id": event_id}, {"$set": values, "$pull": {"people": person}})


def sweep(now: datetime, keep_days: int, parked_days: int) -> None:
    """Delete what has passed its retention. A parked event that nobody replayed is given up, and stays known."""
    done, rows = mongo.collection("inbox"), mongo.collection("parked")
    done.delete_many({"at": {"$lt": now - timedelta(days=keep_days)}})
    for row in rows.find({"at": {"$lt": now - timedelta(days=parked_days)}}):
        _give_up(row, now)


@mongo.transactional
def _give_up(row: dict[str, Any], now: datetime) -> None:
    given_up = {"schema_version": 1, "type": row["type"], "made": row["at"], "at": now}
    mongo.collection("inbox").update_one({"_id": row["_id"]}, {"$setOnInsert": given_up}, upsert=True)
    mongo.collection("parked").delete_one({"_id": row["_id"]})
    if row["replayed"] is None:
        faults.clear(row["_id"], "given_up", now)
