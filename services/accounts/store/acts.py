"""What operators did, in every service: copies of the rows of the four trails."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from pymongo import ASCENDING, DESCENDING, IndexModel

from shared import audit, mongo
from shared.paging import Page, after, page_of
from shared.viewer import Viewer

_NEWEST = [("at", DESCENDING), ("_id", DESCENDING)]
MOST_EXPORTED = 50_000

INDEXES: mongo.Indexes = {
    "acts": [
        IndexModel(_NEWEST, name="newest"),
        IndexModel([("by", ASCENDING), *_NEWEST], name="by"),
        IndexModel([("object", ASCENDING), *_NEWEST], name="object"),
        IndexModel([("act", ASCENDING), *_NEWEST], name="act"),
    ]
}


def keep(event: Any) -> None:
    """Append-only: a row that is here already stays as it is."""
    names = ("number", "hash", "act", "object", "by", "subject", "at")
    service = event.TYPE.split(".", 1)[0]
    row = {"schema_version": 1, "service": service} | {name: getattr(event, name) for name in names}
    mongo.collection("acts").update_one({"_id": event.row}, {"$setOnInsert": row}, upsert=True)


def found(viewer: Viewer, wanted: dict[str, Any], cursor: str | None, limit: int) -> Page[dict[str, Any]]:
    """For operators: the last first. ``wanted``: see ``query``."""
    if not viewer.operator:
        return Page([])
    rows = mongo.collection("acts").find({"$and": [wanted, after(cursor, "at", descending=True)]})
    shown = [_shown(row) for row in rows.sort(_NEWEST).limit(limit + 1)]
    return page_of(shown, limit, lambda row: (row["at"], row["id"]))


def exported(viewer: Viewer, wanted: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """For operators: all that match, at most ``MOST_EXPORTED``, the last first."""
    if viewer.operator:
        for row in mongo.collection("acts").find(wanted).sort(_NEWEST).limit(MOST_EXPORTED):
            yield _shown(row)


def query(
    by: str | None, act: str | None, object_id: str | None, since: datetime | None, until: datetime | None
) -> dict[str, Any]:
    """What is looked for; an object is the one acted on, or the person concerned."""
    wanted: dict[str, Any] = {name: value for name, value in (("by", by), ("act", act)) if value}
    if object_id:
        wanted["$or"] = [{"object": object_id}, {"subject": object_id}]
    span = {sign: moment for sign, moment in (("$gte", since), ("$lt", until)) if moment}
    return wanted | ({"at": span} if span else {})


def kinds(viewer: Viewer) -> list[str]:
    """For operators: the acts that there are."""
    return sorted(mongo.collection("acts").distinct("act")) if viewer.operator else []


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    """With what was said, where the row is accounts' own: reasons stay in their service."""
    own = mongo.collection("audit").find_one({"_id": row["_id"]}) if row["service"] == "accounts" else None
    said = audit.shown(own) if own else {}
    return row | {
        "id": row["_id"],
        "params": said,
        "reason": said.get("reason", ""),
        "people": {"member": row["subject"]} if row["subject"] else {},
    }
