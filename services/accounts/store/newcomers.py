"""For which classes and schools it was said that students wait to be confirmed."""

from services.accounts.domain.school_class import SchoolClass
from shared import mongo


def told(place: str, wait: bool) -> bool:
    """Remember whether any wait there; False when that was known."""
    known = mongo.collection("newcomers")
    held = known.find_one_and_update(
        {"_id": place}, {"$set": {"wait": wait}, "$setOnInsert": {"schema_version": 1}}, upsert=True
    )
    return bool(held and held["wait"]) != wait


def of_class(place: str) -> SchoolClass | None:
    """The class, where the place is one."""
    found = mongo.collection("classes").find_one({"_id": place})
    return mongo.load(SchoolClass, found) if found else None
