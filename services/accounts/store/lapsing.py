"""Which accounts nobody has confirmed, and which of these somebody let in."""

from datetime import datetime

from shared import mongo


def never_confirmed(begun_before: datetime) -> list[str]:
    """Ids of accounts without confirmed address and password that were begun before that moment."""
    wanted = {"mail_confirmed": False, "password": None, "created": {"$lt": begun_before}}
    return [row["_id"] for row in mongo.collection("people").find(wanted, {"_id": 1}).sort("created", 1)]


def let_in(people: list[str]) -> set[str]:
    """Those of the people who belong, confirmed, to an organisation that has other people too."""
    rows = list(mongo.collection("memberships").find({"person": {"$in": people}, "state": "active"}))
    shared = {one for one in {row["organisation"] for row in rows} if _has_several(one)}
    return {row["person"] for row in rows if row["organisation"] in shared}


def _has_several(organisation_id: str) -> bool:
    living = {"organisation": organisation_id, "state": {"$ne": "ended"}}
    return mongo.collection("memberships").count_documents(living, limit=2) > 1
