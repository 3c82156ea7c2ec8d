"""What waits for people, copied from every service's waiting events; and what reviewers are asked to sign."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from services.accounts.domain.organisation import NEWCOMERS
from services.accounts.domain.signing import Item, ReviewerKey, SigningRequest
from services.accounts.store import models
from services.accounts.store.organisations import newcomers
from shared import mongo
from shared.errors import NotFound
from shared.messages import N_
from shared.viewer import Viewer

_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def add_item(item: Item) -> None:
    """The item; done at once when its closing came first."""
    early = mongo.collection("closed_items").find_one_and_delete({"_id": item.id})
    if early:
        item.state, item.closed_by, item.closed = early["outcome"], early["by"], early["at"]
    mongo.insert(models.Item, item)


def close_item(item_id: str, outcome: str, by: str | None, at: datetime) -> None:
    change = {"$set": {"state": outcome, "closed_by": by, "closed": at}, "$inc": {"version": 1}}
    if mongo.collection("items").update_one({"_id": item_id}, change).matched_count == 0:
        kept = {"$set": {"outcome": outcome, "by": by, "at": at}}
        mongo.collection("closed_items").update_one({"_id": item_id}, kept, upsert=True)


def save_item(item: Item) -> None:
    mongo.replace(models.Item, item)


def note_reminder(item_id: str, now: datetime) -> None:
    """When its mails went out, or were held back for the daily one; its version stays, since nobody edits that."""
    mongo.collection("items").update_one({"_id": item_id}, {"$set": {"reminded": now}})


def open_item(item_id: str) -> Item | None:
    """For the timer that reminds of it."""
    found = mongo.collection("items").find_one({"_id": item_id, "state": "open"})
    return _as_of_now([mongo.load(Item, found)])[0] if found else None


def item(item_id: str, viewer: Viewer) -> Item:
    found = mongo.collection("items").find_one({"_id": item_id, "$or": mine(viewer)})
    if found is None:
        raise NotFound(N_("There is no such item."))
    return mongo.load(Item, found)


def items(viewer: Viewer, limit: int = 200) -> list[Item]:
    """What waits for the viewer or a role of theirs: soonest due first, without due date last."""
    found: dict[str, dict[str, Any]] = {}
    for whose in mine(viewer):
        rows = (
            mongo.collection("items")
            .find({"state": "open"} | whose)
            .sort([("due", 1), ("_id", 1)])
            .limit(limit)
        )
        found |= {document["_id"]: document for document in rows}
    far = datetime.max.replace(tzinfo=UTC)
    once = [mongo.load(Item, document) for document in _once(found.values(), viewer)]
    return sorted(_as_of_now(once), key=lambda row: (row.due or far, row.opened, row.id))


_ONE_WAIT = ("service", "subject", "kind")


def _once(rows: Iterable[dict[str, Any]], viewer: Viewer) -> list[dict[str, Any]]:
    """What was passed on to another role is one thing to do for whoever has both: the viewer's own first, then one that
    nobody else has taken, then the one that is due first."""
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in sorted(rows, key=lambda row: _nearness(row, viewer)):
        found.setdefault(tuple(row.get(name) for name in _ONE_WAIT), row)
    return list(found.values())


def _nearness(row: dict[str, Any], viewer: Viewer) -> tuple[Any, ...]:
    mine = viewer.person in (row.get("person"), row.get("taken_by"))
    taken, due = bool(row.get("taken_by")) and not mine, row.get("due")
    return not mine, taken, due is None, due or _LONG_AGO, row["_id"]


def _as_of_now(found: list[Item]) -> list[Item]:
    """How many students wait is asked when it is read: written at each coming, a class would wait for one another."""
    places = sorted({item.subject for item in found if item.kind == NEWCOMERS})
    number = newcomers(places) if places else {}
    for item in found:
        if item.kind == NEWCOMERS:
            item.params = item.params | {"num": number.get(item.subject, 0)}
    return found


def in_organisation(organisation: str, most: int = 100) -> int:
    """How many open items wait for its roles, counted up to ``most``; for its group's robot."""
    wanted = {"organisation": organisation, "state": "open"}
    return len(list(mongo.collection("items").find(wanted, {"_id": 1}).limit(most)))


def count(viewer: Viewer, most: int = 100) -> int:
    """How many open items wait for the viewer, counted up to ``most``."""
    return len(versions(viewer, most))


def versions(viewer: Viewer, most: int = 100) -> dict[str, int]:
    """The open items that wait for the viewer, ``most`` of them, each with its version: what changes when one comes,
    goes, or gets another due date or taker. One indexed read for each of the viewer's roles."""
    found: dict[str, dict[str, Any]] = {}
    wanted = dict.fromkeys(("version", "person", "taken_by", "due", *_ONE_WAIT), 1)
    for whose in mine(viewer):
        rows = mongo.collection("items").find({"state": "open"} | whose, wanted).limit(most)
        found |= {document["_id"]: document for document in rows}
    once = {document["_id"]: document["version"] for document in _once(found.values(), viewer)}
    return dict(sorted(once.items())[:most])


LATE = {"briefs": ("brief_review", "brief_approval"), "credits": ("credit.application",)}
"""What operators look after when those whose turn it is are silent: kinds of items of other services."""


def late(viewer: Viewer, what: str, now: datetime, limit: int = 200) -> list[dict[str, Any]]:
    """For operators: what is over its due time, the longest first: [{id, kind, organisation, url, since, due}]; never
    whom it is about."""
    if not viewer.operator:
        return []
    wanted = {"kind": {"$in": list(LATE[what])}, "state": "open", "due": {"$lt": now}}
    rows = mongo.collection("items").find(wanted).sort([("due", 1), ("_id", 1)]).limit(limit)
    first: dict[str, dict[str, Any]] = {}
    for row in rows:
        names = ("kind", "organisation", "url", "due")
        first.setdefault(
            row["subject"],
            {name: row.get(name) for name in names} | {"id": row["subject"], "since": row["opened"]},
        )
    return list(first.values())


def late_ones(viewer: Viewer, what: str, now: datetime) -> tuple[int, datetime | None]:
    """For operators: (how many are over their time, counted up to 200; since when the oldest waits)."""
    found = late(viewer, what, now)
    return len(found), min((row["since"] for row in found), default=None)


def of_operators(viewer: Viewer, kind: str) -> tuple[int, datetime | None]:
    """For operators: (how many items of that kind wait for them, up to 1,000; since when the oldest does)."""
    if not viewer.operator:
        return 0, None
    wanted = {"organisation": None, "role": "operator", "state": "open"}
    rows = mongo.collection("items").find(wanted, {"kind": 1, "opened": 1}).limit(1000)
    opened = [row["opened"] for row in rows if row["kind"] == kind]
    return len(opened), min(opened, default=None)


def closed_items(viewer: Viewer, limit: int = 50) -> list[Item]:
    """What waited for the viewer or a role of theirs and is over, newest first."""
    found: dict[str, Item] = {}
    for whose in mine(viewer):
        rows = mongo.collection("items").find({"closed": {"$gt": _LONG_AGO}} | whose)
        for document in rows.sort([("closed", -1), ("_id", -1)]).limit(limit):
            found[document["_id"]] = mongo.load(Item, document)
    return sorted(found.values(), key=lambda row: (row.closed or _LONG_AGO, row.id), reverse=True)[:limit]


def mine(viewer: Viewer) -> list[dict[str, Any]]:
    """Queries for what waits for the viewer: by name, by each of their roles."""
    whose: list[dict[str, Any]] = [{"person": viewer.person}]
    for organisation, roles in sorted(viewer.roles.items()):
        whose.append({"organisation": organisation, "role": {"$in": sorted(roles)}})
    if viewer.operator:
        whose.append({"organisation": None, "role": "operator"})
    return whose


def add_request(request: SigningRequest) -> None:
    mongo.insert(models.SigningRequest, request)


def save_request(request: SigningRequest) -> None:
    mongo.replace(models.SigningRequest, request)


def request(request_id: str, viewer: Viewer) -> SigningRequest | None:
    """None when it has not arrived, or is another's."""
    wanted = {"_id": request_id, "reviewer": viewer.person}
    if viewer.only:
        wanted["team"] = viewer.only["team"]
    found = mongo.collection("signing_requests").find_one(wanted)
    return mongo.load(SigningRequest, found) if found else None


def asked_request(request_id: str) -> SigningRequest | None:
    """For the timer that ends it."""
    found = mongo.collection("signing_requests").find_one({"_id": request_id, "state": "asked"})
    return mongo.load(SigningRequest, found) if found else None


def add_key(key: ReviewerKey) -> None:
    mongo.insert(models.ReviewerKey, key)


def save_key(key: ReviewerKey) -> None:
    mongo.replace(models.ReviewerKey, key)


def known_key(name: str) -> ReviewerKey | None:
    """By its id, or by its public half as credentials name it."""
    public = name.removeprefix("did:key:")
    found = mongo.collection("keys").find_one({"$or": [{"_id": name}, {"public_key": public}]})
    return mongo.load(ReviewerKey, found) if found else None


def current_key(person: str) -> ReviewerKey | None:
    """The newest key of the person that has not been retired."""
    found = mongo.collection("keys").find_one({"person": person, "valid_until": None}, sort=[("_id", -1)])
    return mongo.load(ReviewerKey, found) if found else None
