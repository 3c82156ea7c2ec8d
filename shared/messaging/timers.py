"""Durable timers: what must happen at a time, whoever is running then. Fired in the transaction of its work."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pymongo import ASCENDING, IndexModel

from shared import mongo

INDEXES = {
    "timers": [
        IndexModel([("at", ASCENDING), ("_id", ASCENDING)], name="due"),
        IndexModel([("subject", ASCENDING), ("_id", ASCENDING)], name="subject"),
    ]
}


@dataclass(frozen=True)
class Timer:
    """``subject`` is the id of what it watches, ``kind`` the name of the handler, ``params`` hold ids only."""

    subject: str
    kind: str
    at: datetime
    params: dict[str, Any]


Handlers = dict[str, Callable[[Timer, datetime], None]]


def put(subject: str, kind: str, at: datetime, **params: Any) -> None:
    """Set the timer of this kind on the subject, or move it. In the transaction that makes it necessary."""
    values = {"schema_version": 1, "subject": subject, "kind": kind, "at": at, "params": params, "failed": 0}
    mongo.collection("timers").replace_one({"_id": f"{subject}:{kind}"}, values, upsert=True)


def waits(subject: str, kind: str) -> bool:
    return mongo.collection("timers").find_one({"_id": f"{subject}:{kind}"}, {"_id": 1}) is not None


def cancel(subject: str, *kinds: str) -> None:
    """Take back the subject's timers: those kinds, or all of them."""
    found: dict[str, Any] = {"subject": subject}
    if kinds:
        found["_id"] = {"$in": [f"{subject}:{kind}" for kind in kinds]}
    mongo.collection("timers").delete_many(found)


def due(now: datetime, limit: int) -> list[str]:
    found = mongo.collection("timers").find({"at": {"$lte": now}}, {"_id": 1})
    return [timer["_id"] for timer in found.sort([("at", 1), ("_id", 1)]).limit(limit)]


@mongo.transactional
def fire(timer_id: str, handlers: Handlers, now: datetime) -> None:
    """Do the work of one due timer and delete it, both or neither."""
    found = mongo.collection("timers").find_one_and_delete({"_id": timer_id, "at": {"$lte": now}})
    if found is None:
        return
    timer = Timer(found["subject"], found["kind"], found["at"], found["params"])
    handlers[timer.kind](timer, now)


def postpone(timer_id: str, until: datetime) -> None:
    """After a failure: try again later; the count is shown by the metrics."""
    mongo.collection("timers").update_one({"_id": timer_id}, {"$set": {"at": until}, "$inc": {"failed": 1}})


def lag(now: datetime) -> tuple[int, float]:
    """(timers due, age in seconds of the oldest of them)."""
    timers = mongo.collection("timers")
    oldest = timers.find_one({"at": {"$lte": now}}, sort=[("at", 1), ("_id", 1)])
    age = (now - oldest["at"]).total_seconds() if oldest else 0.0
    return timers.count_documents({"at": {"$lte": now}}, limit=10_000), age
