"""What others owe the viewer, and what became of it: the same items as those that wait, from the other side."""

from datetime import datetime
from typing import Any

from services.accounts.domain.signing import Item
from services.accounts.store.waiting_items import mine
from shared import mongo
from shared.viewer import Viewer

STAFF = ("company_admin", "mentor", "school_admin", "teacher", "registrar")
"""Whose work it is to see that what an organisation waits for comes."""


def awaited(viewer: Viewer, limit: int = 100) -> list[Item]:
    """Open items for which the viewer, or their organisation, waits, soonest due first; not what they do themselves."""
    own = _ids(mine(viewer), {"state": "open"})
    found = _found(_awaiting(viewer), {"state": "open"}, [("due", 1), ("_id", 1)], limit)
    return [item for item in found if item.id not in own]


def settled(viewer: Viewer, since: datetime, limit: int = 20) -> list[Item]:
    """What was settled by others since then: awaited by the viewer, or asked of them; newest first."""
    closed = {"closed": {"$gt": since}, "closed_by": {"$ne": viewer.person}}
    whose = [*_awaiting(viewer), {"person": viewer.person}]
    return _found(whose, closed, [("closed", -1), ("_id", -1)], limit)


def _awaiting(viewer: Viewer) -> list[dict[str, Any]]:
    return [{"awaited_by": viewer.person}, {"awaited_in": {"$in": viewer.organisations_as(*STAFF)}}]


def _found(
    whose: list[dict[str, Any]], wanted: dict[str, Any], order: list[tuple[str, int]], limit: int
) -> list[Item]:
    rows: dict[str, dict[str, Any]] = {}
    for one in whose:
        rows |= {
            row["_id"]: row for row in mongo.collection("items").find(one | wanted).sort(order).limit(limit)
        }
    name, direction = order[0]
    dated = sorted((row for row in rows.values() if row.get(name)), key=lambda row: (row[name], row["_id"]))
    undated = sorted((row for row in rows.values() if not row.get(name)), key=lambda row: str(row["_id"]))
    found = dated[::direction] + undated
    return [mongo.load(Item, row) for row in found[:limit]]


def _ids(whose: list[dict[str, Any]], wanted: dict[str, Any]) -> set[str]:
    rows = mongo.collection("items")
    return {row["_id"] for one in whose for row in rows.find(one | wanted, {"_id": 1}).limit(500)}
