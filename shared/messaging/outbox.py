"""The outbox: an event is written in the transaction that changes the state, and sent afterwards by the relay.

The outbox is the truth and the broker transport: rows are kept, so that everything can be sent again to a broker
that came back empty. A row is sent when its ``epoch`` has reached the relay's (0: never sent).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pymongo import ASCENDING, IndexModel, ReturnDocument

from shared import mongo
from shared.events.base import Event
from shared.ids import new_id
from shared.logs import request_id
from shared.messaging import erased

ERASED = "accounts.person.erased.v1"

INDEXES = {
    "outbox": [
        IndexModel([("epoch", ASCENDING), ("_id", ASCENDING)], name="unsent"),
        IndexModel([("aggregate", ASCENDING), ("n", ASCENDING)], name="aggregate", unique=True),
        IndexModel([("people", ASCENDING), ("_id", ASCENDING)], name="people"),
        IndexModel(
            [("epoch", ASCENDING), ("_id", ASCENDING)],
            name="erased",
            partialFilterExpression={"type": ERASED},
        ),
    ],
    "outbox_heads": [],
}


@dataclass(frozen=True)
class Row:
    id: str
    type: str
    topic: str
    aggregate: str
    n: int
    time: datetime
    request_id: str
    data: dict[str, Any]
    personal: dict[str, dict[str, Any]]
    epoch: int


def append(event: Event, now: datetime) -> str:
    """Write the event's row; returns the event's id. Only inside the transaction that changes the state."""
    if not mongo.in_transaction():
        raise RuntimeError(f"{event.TYPE} was appended outside the transaction that changes the state")
    head: Any = mongo.collection("outbox_heads").find_one_and_update(
        {"_id": event.aggregate}, {"$inc": {"n": 1}}, upsert=True, return_document=ReturnDocument.AFTER
    )
    data = event.encode()
    personal = _of_the_living(data.pop("personal"))
    row = {
        "_id": new_id(),
        "schema_version": 1,
        "type": event.TYPE,
        "topic": event.TOPIC,
        "aggregate": event.aggregate,
        "n": head["n"],
        "time": now,
        "request_id": request_id.get(),
        "data": data,
        "personal": personal,
        "people": sorted(personal),
        "epoch": 0,
    }
    mongo.collection("outbox").insert_one(row)
    return str(row["_id"])


def _of_the_living(personal: dict[str, Any]) -> dict[str, Any]:
    """Nothing about an erased person enters the outbox again."""
    gone = erased.among(personal)
    return {person: part for person, part in personal.items() if person not in gone}


def unsent(epoch: int, limit: int) -> list[Row]:
    """Rows that this epoch has yet to send: erasures first, then those of aggregates that wait longest.

    Of each aggregate the rows come in order of n, beginning with the first that this epoch has yet to send: all is
    read from one snapshot of what a majority keeps, so that no row is seen before one that it follows. What was never
    sent is not held up by what goes out again, however many rows that are.
    """
    rows = mongo.collection("outbox")
    behind = {"epoch": {"$lt": epoch}}
    with mongo.database().client.start_session(snapshot=True) as session:
        oldest = rows.find(behind, {"aggregate": 1, "epoch": 1}, session=session)
        waiting: dict[str, bool] = {}
        for document in oldest.sort([("epoch", 1), ("_id", 1)]).limit(limit):
            waiting.setdefault(document["aggregate"], document["epoch"] == 0)
        if not waiting:
            return []
        erased = rows.find({"type": ERASED, **behind}, session=session).sort("_id", ASCENDING).limit(limit)
        found = [_row(document) for document in erased]
        if found:
            return found
        for new in (True, False):
            left, wanted = 2 * limit - len(found), [one for one, is_new in waiting.items() if is_new is new]
            if left and wanted:
                theirs = rows.find({"aggregate": {"$in": wanted}, **behind}, session=session)
                found += map(_row, theirs.sort([("aggregate", 1), ("n", 1)]).limit(left))
        return found


def mark_sent(ids: Sequence[str], epoch: int) -> None:
    """Note that the broker of this epoch keeps them; a later epoch's note stays."""
    if ids:
        mongo.collection("outbox").update_many({"_id": {"$in": list(ids)}}, {"$max": {"epoch": epoch}})


def strip(aggregate: str) -> None:
    """Cut everybody out of the events of an aggregate that has ended: nobody needs those values any more."""
    change: dict[str, Any] = {"$set": {"personal": {}, "people": []}}
    mongo.collection("outbox").update_many({"aggregate": aggregate}, change)


def send_erasure_again(person: str) -> None:
    """Let the relay send it once more, with its tombstones.

    A compacted topic is compacted up to the segment that is being written, and a new segment begins with the next
    record alone: on a quiet partition the first tombstone would wait for it for ever, and what it replaces too.
    """
    rows = mongo.collection("outbox")
    rows.update_many({"aggregate": person, "type": ERASED}, {"$set": {"epoch": 0}})


def scrub(person: str) -> int:
    """Cut the person out of every retained row; returns how many rows held them. In the erasing transaction."""
    rows = mongo.collection("outbox")
    change = {"$unset": {f"personal.{person}": ""}, "$pull": {"people": person}}
    return rows.update_many({"people": person}, change).modified_count


def sweep(now: datetime, keep_days: int) -> int:
    """Delete sent rows older than the retention, but never an erasure; returns how many."""
    old = {"epoch": {"$gt": 0}, "type": {"$ne": ERASED}, "time": {"$lt": now - timedelta(days=keep_days)}}
    return mongo.collection("outbox").delete_many(old).deleted_count


def lag(now: datetime) -> tuple[int, float]:
    """(rows never sent, age in seconds of the oldest of them)."""
    rows = mongo.collection("outbox")
    oldest = rows.find_one({"epoch": 0}, {"time": 1}, sort=[("epoch", 1), ("_id", 1)])
    age = max(0.0, (now - oldest["time"]).total_seconds()) if oldest else 0.0
    return rows.count_documents({"epoch": 0}, limit=10_000), age


def _row(document: dict[str, Any]) -> Row:
    names = ("type", "topic", "aggregate", "n", "time", "request_id", "data", "personal", "epoch")
    return Row(id=document["_id"], **{name: document[name] for name in names})
