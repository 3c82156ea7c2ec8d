"""Organisations that wait for a check by an operator."""

from datetime import datetime
from typing import Any

from services.accounts.domain import organisation as rules
from services.accounts.domain.organisation import Organisation
from shared import mongo
from shared.paging import Page, after, page_of
from shared.viewer import Viewer


def _waiting() -> dict[str, Any]:
    """Nobody has looked at anything of theirs yet; a mailed link is nobody who looked."""
    looked_at = {"check": {"$in": list(rules.CHECKS_SEEN)}, "way": {"$ne": "link"}}
    return {
        "kind": {"$ne": "operator"}, "suspended": {"$ne": True},
        "checks": {"$not": {"$elemMatch": looked_at}},
    }  # fmt: skip


def listed(viewer: Viewer, cursor: str | None, limit: int) -> Page[Organisation]:
    """For operators: those that wait for a check, the oldest first."""
    if not viewer.operator:
        return Page([])
    wanted = {"$and": [_waiting(), after(cursor, "created")]}
    found = mongo.collection("organisations").find(wanted).sort([("created", 1), ("_id", 1)])
    rows = [mongo.load(Organisation, document) for document in found.limit(limit + 1)]
    return page_of(rows, limit, lambda row: (row.created, row.id))


def counted(viewer: Viewer) -> tuple[int, datetime | None]:
    """For operators: (how many wait, counted up to 1,000; since when the oldest does)."""
    if not viewer.operator:
        return 0, None
    oldest = mongo.collection("organisations").find_one(_waiting(), sort=[("created", 1), ("_id", 1)])
    number = mongo.collection("organisations").count_documents(_waiting(), limit=1000, hint="created")
    return number, oldest["created"] if oldest else None
