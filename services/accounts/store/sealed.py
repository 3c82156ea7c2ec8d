"""Secrets that lie sealed in the database: second steps of people, keys of reviewers, addresses of robots."""

from dataclasses import dataclass

from shared import mongo
from shared.keys import Keeper


@dataclass(frozen=True)
class Place:
    """``fields`` of the rows of ``collection`` hold sealed secrets, or nothing."""

    collection: str
    fields: tuple[str, ...]


SECOND_FACTORS = Place("second_factors", ("sealed", "offered"))
REVIEWERS_KEYS = Place("keys", ("sealed",))
CHANNELS = Place("channels", ("sealed",))


def any_in(place: Place) -> bool:
    return mongo.collection(place.collection).find_one({}, {"_id": 1}) is not None


def seal_anew(place: Place, keeper: Keeper) -> int:
    """Everything under the keeper's master in force, but for what somebody changed meanwhile; how many rows it were.
    A row's version stays, since nothing of what it says has changed."""
    count = 0
    for row in mongo.collection(place.collection).find({}, place.fields):
        anew = {name: keeper.sealed_anew(row[name]) for name in place.fields if row.get(name)}
        changes = {name: sealed for name, sealed in anew.items() if sealed is not None}
        if changes:
            as_read = {"_id": row["_id"]} | {name: row[name] for name in changes}
            count += mongo.collection(place.collection).update_one(as_read, {"$set": changes}).modified_count
    return count
