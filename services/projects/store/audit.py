"""The append-only trail of who did what to whom, when and why."""

from datetime import datetime
from typing import Any

from shared import mongo
from shared.ids import new_id


def record(act: str, object_id: str, by: str | None, now: datetime, **params: Any) -> None:
    """``act`` is a message key, ``params`` ids and facts only. In the transaction of the act."""
    row = {"_id": new_id(), "schema_version": 1, "act": act, "object": object_id, "by": by, "at": now}
    mongo.collection("audit").insert_one(row | {"params": params})


def history(object_id: str, limit: int = 50) -> list[dict[str, Any]]:
    """Newest first: [{at, who, message, params}]. Of an object that the caller has read with its viewer."""
    found = mongo.collection("audit").find({"object": object_id}).sort([("at", -1), ("_id", -1)]).limit(limit)
    return [
        {"at": row["at"], "who": row["by"], "message": row["act"], "params": row["params"]} for row in found
    ]
