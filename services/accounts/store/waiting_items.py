"""What waits for people, copied from every service's waiting events; and what reviewers are asked to sign."""

from datetime import datetime
from typing import Any

from services.accounts.domain.signing import Item, ReviewerKey, SigningRequest
from services.accounts.store import models
from shared import mongo
from shared.errors import NotFound
from shared.viewer import Viewer


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


def item(item_id: str, viewer: Viewer) -> Item:
    found = mongo.collection("items").find_one({"_id": item_id, "$or": _mine(viewer)})
    if found is None:
        raise NotFound("There is no such item.")
    return mongo.load(Item, found)


def items(viewer: Viewer, limit: int = 200) -> list[Item]:
    """What waits for the viewer or a role of theirs: soonest due first, without due date last."""
    found: dict[str, Item] = {}
    for whose in _mine(viewer):
        rows = (
            mongo.collection("items")
            .find({"state": "open"} | whose)
            .sort([("due", 1), ("_id", 1)])
            .limit(limit)
        )
        found |= {document["_id"]: mongo.load(Item, document) for document in rows}
    far = datetime.max
    return sorted(
        found.values(), key=lambda row: (row.due.replace(tzinfo=None) if row.due else far, row.opened, row.id)
    )


def _mine(viewer: Viewer) -> list[dict[str, Any]]:
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
    found = mongo.collection("signing_requests").find_one({"_id": request_id, "reviewer": viewer.person})
    return mongo.load(SigningRequest, found) if found else None


def add_key(key: ReviewerKey) -> None:
    mongo.insert(models.ReviewerKey, key)


def current_key(person: str) -> ReviewerKey | None:
    """The newest key of the person that has not been retired."""
    found = mongo.collection("keys").find_one({"person": person, "valid_until": None}, sort=[("_id", -1)])
    return mongo.load(ReviewerKey, found) if found else None
