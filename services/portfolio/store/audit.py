"""The append-only trail of who did what to whom and when, and the counters against too many tries."""

from datetime import datetime, timedelta
from typing import Any

from pymongo import ReturnDocument

from shared import mongo
from shared.errors import TooMany
from shared.ids import new_id
from shared.messages import N_


def record(act: str, object_id: str, by: str | None, now: datetime, **params: Any) -> None:
    """``act`` is a message key, ``params`` ids and facts only. In the transaction of the act."""
    row = {"act": act, "object": object_id, "by": by, "at": now, "params": params}
    mongo.collection("audit").insert_one({"_id": new_id(), "schema_version": 1} | row)


def history(object_id: str, limit: int = 50) -> list[dict[str, Any]]:
    """Newest first: [{at, who, message, params}]."""
    found = mongo.collection("audit").find({"object": object_id}).sort([("at", -1), ("_id", 1)]).limit(limit)
    return [
        {"at": row["at"], "who": row["by"], "message": row["act"], "params": row["params"]} for row in found
    ]


def throttle(subject: str, limit: int, window: timedelta, now: datetime) -> None:
    """Count one try of ``subject``; raises TooMany above ``limit`` in the running window. Outside transactions."""
    start = int(now.timestamp() // window.total_seconds())
    until = datetime.fromtimestamp((start + 1) * window.total_seconds(), now.tzinfo)
    row = mongo.collection("throttles").find_one_and_update(
        {"_id": f"{subject}:{start}"},
        {"$inc": {"count": 1}, "$setOnInsert": {"until": until + window}},
        upsert=True,
        return_document=ReturnDocument.AFTER,
    )
    if row["count"] > limit:  # type: ignore[index]
        raise TooMany(
            N_("Too many tries. Wait %(minutes)s minutes, then try again."),
            retry_after=max(1, int((until - now).total_seconds())),
            minutes=max(1, round((until - now).total_seconds() / 60)),
        )
