"""What every service could not do: copies of their facts about it, for operators."""

from datetime import datetime
from typing import Any

from pymongo import ASCENDING, IndexModel

from shared import mongo
from shared.errors import NotFound
from shared.messages import N_
from shared.paging import Page, after, page_of
from shared.viewer import Viewer

KEEP_SECONDS = 30 * 86_400

INDEXES: mongo.Indexes = {
    "faults": [
        IndexModel([("state", ASCENDING), ("since", ASCENDING), ("_id", ASCENDING)], name="oldest"),
        IndexModel([("cleared", ASCENDING)], name="cleared", expireAfterSeconds=KEEP_SECONDS),
    ]
}


def set_aside(event: Any, n: int) -> None:
    """The first time is what counts for its age; ``tries`` says how often it failed since."""
    service = event.TYPE.split(".", 1)[0]
    names = ("kind", "what", "topic", "partition", "offset", "error", "fields")
    facts = {name: getattr(event, name) for name in names}
    held = mongo.collection("faults").find_one({"_id": event.fault}, {"n": 1, "since": 1, "tries": 1})
    if held is not None and held["n"] >= n:
        return
    again = {"since": held["since"], "tries": held["tries"] + 1} if held else {"since": event.at, "tries": 1}
    row = {"schema_version": 1, "n": n, "service": service, "state": "open", "last": event.at} | facts | again
    mongo.collection("faults").replace_one({"_id": event.fault}, row, upsert=True)


def cleared(event: Any, n: int, at: datetime) -> None:
    newer = {"_id": event.fault, "n": {"$lt": n}}
    values = {"n": n, "state": event.outcome, "cleared": at}
    mongo.collection("faults").update_one(newer, {"$set": values})


def asked(wanted: dict[str, Any], at: datetime, by: str) -> None:
    """Note that an operator pressed."""
    values = {"asked": at, "asked_by": by}
    mongo.collection("faults").update_many(wanted | {"state": "open"}, {"$set": values})


def fault(fault_id: str, viewer: Viewer) -> dict[str, Any]:
    """For operators: one that is still open."""
    found = (
        mongo.collection("faults").find_one({"_id": fault_id, "state": "open"}) if viewer.operator else None
    )
    if found is None:
        raise NotFound(N_("This is not parked, or was done meanwhile."))
    return dict(found)


def faults(
    viewer: Viewer, cursor: str | None, limit: int, service: str | None = None, kind: str | None = None
) -> Page[dict[str, Any]]:
    """For operators: what is still undone, the oldest first."""
    if not viewer.operator:
        return Page([])
    wanted: dict[str, Any] = {"state": "open"} | after(cursor, "since")
    wanted |= {"service": service} if service else {}
    wanted |= {"kind": kind} if kind else {}
    found = mongo.collection("faults").find(wanted).sort([("since", 1), ("_id", 1)]).limit(limit + 1)
    rows = [row | {"id": row["_id"]} for row in found]
    return page_of(rows, limit, lambda row: (row["since"], row["id"]))


def open_ones(viewer: Viewer, kind: str) -> tuple[int, datetime | None]:
    """For operators: (how many of that kind, event or job, are undone, counted up to 1,000; since when the oldest)."""
    if not viewer.operator:
        return 0, None
    wanted = {"state": "open", "kind": kind}
    oldest = mongo.collection("faults").find_one(wanted, sort=[("since", 1), ("_id", 1)])
    number = mongo.collection("faults").count_documents(wanted, limit=1000)
    return number, oldest["since"] if oldest else None
