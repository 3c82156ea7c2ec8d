"""Blocked records, in a collection of their own: no other list, search or page reads it."""

from datetime import datetime
from typing import Any

from services.portfolio.domain.blocking import Blocked
from services.portfolio.store import models
from shared import mongo
from shared.errors import NotFound
from shared.messages import N_
from shared.paging import Page, after, page_of
from shared.viewer import Viewer

SWEPT = 500


def block_decided(person: str, now: datetime) -> list[Blocked]:
    """Move the person's decided applications out of everybody's sight; in the erasing transaction."""
    decided = {"person": person, "state": {"$in": ["approved", "refused"]}}
    found = []
    for row in list(mongo.collection("applications").find(decided).sort("_id", 1)):
        kept = {name: row[name] for name in ("person", "school", "decided_at")}
        record = {name: value for name, value in row.items() if name not in (*kept, "course", "reason")}
        blocked = Blocked(id=row["_id"], since=now, record=record, **kept)
        mongo.insert(models.Blocked, blocked)
        mongo.collection("applications").delete_one({"_id": row["_id"]})
        found.append(blocked)
    return found


def of_person(person: str) -> list[Blocked]:
    found = mongo.collection("blocked").find({"person": person}).sort("_id", 1)
    return [mongo.load(Blocked, row) for row in found]


def blocked(record_id: str, viewer: Viewer) -> Blocked:
    """A registrar's own school's: nobody else has the duty to keep it."""
    found = mongo.collection("blocked").find_one({"_id": record_id, **_kept_by(viewer)})
    if found is None:
        raise NotFound(N_("There is no such record."))
    return mongo.load(Blocked, found)


def list_blocked(viewer: Viewer, cursor: str | None, limit: int) -> Page[Blocked]:
    """What was decided last comes first."""
    wanted = {"$and": [_kept_by(viewer), after(cursor, "decided_at", descending=True)]}
    found = mongo.collection("blocked").find(wanted).sort([("decided_at", -1), ("_id", -1)])
    rows = [mongo.load(Blocked, row) for row in found.limit(limit + 1)]
    return page_of(rows, limit, lambda row: (row.decided_at, row.id))


def schools() -> list[str]:
    return sorted(mongo.collection("blocked").distinct("school"))


def drop_decided_before(school: str, moment: datetime) -> list[str]:
    """Delete what that school decided before the moment; returns the ids."""
    wanted = {"school": school, "decided_at": {"$lt": moment}}
    found = mongo.collection("blocked").find(wanted, {"_id": 1}).sort("decided_at", 1).limit(SWEPT)
    ids = [row["_id"] for row in found]
    mongo.collection("blocked").delete_many({"_id": {"$in": ids}})
    return ids


def _kept_by(viewer: Viewer) -> dict[str, Any]:
    return {"school": {"$in": viewer.organisations_as("registrar")}}
