"""What waits for people: copied from all services' events, taken and given back by those of a role."""

from datetime import datetime
from typing import Any

from services.accounts.domain.signing import Item
from services.accounts.store import waiting_items
from shared.mongo import transactional
from shared.viewer import Viewer


def opened(event: Any, at: datetime) -> None:
    names = (
        "subject",
        "kind",
        "person",
        "organisation",
        "role",
        "message",
        "params",
        "people",
        "default",
        "url",
    )
    facts = {name: getattr(event, name) for name in names}
    service = event.TYPE.split(".", 1)[0]
    waiting_items.add_item(
        Item(id=event.item, service=service, opened=at, due=event.due, remind=event.remind, **facts)
    )


def closed(event: Any, at: datetime) -> None:
    waiting_items.close_item(event.item, event.outcome, event.by, at)


@transactional
def take(item_id: str, viewer: Viewer) -> Item:
    item = waiting_items.item(item_id, viewer)
    item.take(viewer.person)
    waiting_items.save_item(item)
    return waiting_items.item(item_id, viewer)


@transactional
def give_back(item_id: str, viewer: Viewer) -> Item:
    item = waiting_items.item(item_id, viewer)
    item.give_back(viewer.person)
    waiting_items.save_item(item)
    return waiting_items.item(item_id, viewer)
