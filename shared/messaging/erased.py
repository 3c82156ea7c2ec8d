"""Who was erased: each service remembers the ids, so that nothing about them comes in or goes out again."""

from collections.abc import Iterable
from datetime import datetime

from shared import mongo

INDEXES: mongo.Indexes = {"erased": []}


def remember(person: str, now: datetime) -> None:
    """In the erasing transaction; kept for ever, as an id tells nothing."""
    first = {"$setOnInsert": {"schema_version": 1, "at": now}}
    mongo.collection("erased").update_one({"_id": person}, first, upsert=True)


def among(people: Iterable[str]) -> set[str]:
    """Those of the people who were erased."""
    wanted = sorted(set(people))
    if not wanted:
        return set()
    found = mongo.collection("erased").find({"_id": {"$in": wanted}}, {"_id": 1})
    return {row["_id"] for row in found}


def is_erased(person: str) -> bool:
    return bool(among([person]))
