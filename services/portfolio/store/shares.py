"""Shares and who opened them."""

from datetime import datetime
from typing import Any

from services.portfolio.domain.showing import Share
from services.portfolio.store import models
from shared import mongo
from shared.errors import NotFound
from shared.messages import N_
from shared.paging import Page, after, page_of
from shared.viewer import Viewer


def add(share: Share) -> None:
    mongo.insert(models.Share, share)


def save(share: Share) -> None:
    mongo.replace(models.Share, share)


def own(share_id: str, viewer: Viewer) -> Share:
    found = mongo.collection("shares").find_one({"_id": share_id, "person": viewer.person})
    if found is None:
        raise NotFound(N_("There is no such share."))
    return mongo.load(Share, found)


def by_secret(digest: str) -> Share | None:
    """For whoever has the token: its digest is the key."""
    found = mongo.collection("shares").find_one({"secret": digest})
    return mongo.load(Share, found) if found else None


def received(viewer: Viewer, organisations: list[str], now: datetime, limit: int = 100) -> list[Share]:
    """What is open to the viewer, newest first. ``organisations``: for which they read what is shared with these."""
    found = mongo.collection("shares").find(_open_to(viewer, organisations, now))
    return [mongo.load(Share, row) for row in found.sort([("created", -1), ("_id", -1)]).limit(limit)]


def received_one(share_id: str, viewer: Viewer, organisations: list[str], now: datetime) -> Share | None:
    wanted = {"_id": share_id} | _open_to(viewer, organisations, now)
    found = mongo.collection("shares").find_one(wanted)
    return mongo.load(Share, found) if found else None


def _open_to(viewer: Viewer, organisations: list[str], now: datetime) -> dict[str, Any]:
    theirs = {"kind": "organisation", "organisation": {"$in": organisations}}
    mine = {"kind": "person", "reader": viewer.person}
    return {"$or": [mine, theirs], "revoked_at": None, "expires": {"$gt": now}}


def for_persons(person: str) -> list[Share]:
    """Theirs that one person was to read."""
    found = mongo.collection("shares").find({"person": person, "kind": "person"}).sort("_id", 1)
    return [mongo.load(Share, row) for row in found]


def forget_reader(person: str) -> None:
    """Whose shares these are does not learn of it: the version stays."""
    mongo.collection("shares").update_many({"reader": person}, {"$set": {"reader": ""}})


def known(share_id: str) -> Share | None:
    """For events, which act for nobody."""
    found = mongo.collection("shares").find_one({"_id": share_id})
    return mongo.load(Share, found) if found else None


def own_shares(viewer: Viewer, cursor: str | None, limit: int) -> Page[Share]:
    wanted = {"person": viewer.person} | after(cursor, "created", descending=True)
    found = mongo.collection("shares").find(wanted).sort([("created", -1), ("_id", -1)]).limit(limit + 1)
    return page_of([mongo.load(Share, row) for row in found], limit, lambda row: (row.created, row.id))


def note_view(
    what: str, person: str, share: str | None, by: str | None, visit: str, now: datetime, organisation: str = ""
) -> None:  # fmt: skip
    """One row for each visitor and hour; ``by`` is the person id of a signed-in viewer, who read it for that
    ``organisation`` (its id), if for any."""
    row = {"schema_version": 1, "what": what, "person": person, "share": share, "viewer": by, "at": now}
    row["organisation"] = organisation
    key = f"{share or person}:{visit}:{int(now.timestamp()) // 3600}"
    done = mongo.collection("views").update_one({"_id": key}, {"$setOnInsert": row}, upsert=True)
    if share is not None and done.upserted_id is not None:
        mongo.collection("shares").update_one({"_id": share}, {"$inc": {"views": 1}})


def views(viewer: Viewer, limit: int = 100) -> list[dict[str, Any]]:
    """Who opened what of mine, newest first."""
    found = mongo.collection("views").find({"person": viewer.person})
    return list(found.sort([("at", -1), ("_id", 1)]).limit(limit))


def of_views(viewer: Viewer, ids: list[str]) -> dict[str, Share]:
    """The owner's own shares by id."""
    found = mongo.collection("shares").find({"_id": {"$in": ids}, "person": viewer.person})
    return {row["_id"]: mongo.load(Share, row) for row in found}
