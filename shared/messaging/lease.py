"""A lease: one process at a time does a thing. In real time, whatever the product's clock says."""

from datetime import UTC, datetime, timedelta
from typing import Any

from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from shared import mongo

INDEXES: dict[str, list] = {"leases": []}


def take(name: str, holder: str, seconds: float) -> bool:
    """Take or renew the lease for ``holder``; False while another holds it."""
    now = datetime.now(UTC)
    free = {"_id": name, "$or": [{"holder": holder}, {"until": {"$lte": now}}]}
    change = {"$set": {"holder": holder, "until": now + timedelta(seconds=seconds)}}
    try:
        held: Any = mongo.collection("leases").find_one_and_update(
            free, change, upsert=True, return_document=ReturnDocument.AFTER
        )
    except DuplicateKeyError:
        return False
    return held["holder"] == holder


def give_back(name: str, holder: str) -> None:
    mongo.collection("leases").delete_one({"_id": name, "holder": holder})
