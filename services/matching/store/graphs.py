"""The versions of the skill graph that this service ever carried."""

from collections.abc import Mapping
from datetime import datetime

from shared import mongo


def add(version: str, counts: Mapping[str, int], now: datetime) -> bool:
    """False when it was there: two that begin at once add it once."""
    row = {"schema_version": 1, "loaded": now, **counts}
    done = mongo.collection("graphs").update_one({"_id": version}, {"$setOnInsert": row}, upsert=True)
    return done.upserted_id is not None


def loaded(version: str) -> datetime | None:
    """When the version was first carried."""
    found = mongo.collection("graphs").find_one({"_id": version}, {"loaded": 1})
    return found["loaded"] if found else None
