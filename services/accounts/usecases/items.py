"""What waits for people: copied from all services' events, taken and given back by those of a role, reminded of."""

from datetime import datetime
from typing import Any

from services.accounts.domain.signing import Item
from services.accounts.domain.visit import team_of
from services.accounts.store import audit, deputies, organisations, waiting_items
from services.accounts.usecases import channels, visiting
from shared.messages import N_
from shared.messaging import erased, jobs, timers
from shared.messaging.timers import Timer
from shared.mongo import transactional
from shared.viewer import Viewer

REMIND = "item.remind"
_SAME = (
    "subject", "kind", "person", "organisation", "role", "message", "params", "people", "default", "url",
    "awaited_in", "followed_at",
)  # fmt: skip


def opened(event: Any, at: datetime) -> None:
    if event.person is not None and erased.is_erased(event.person):
        return
    facts = {name: getattr(event, name) for name in _SAME}
    facts["params"] = event.params | event.about(event.person, "about", {})
    service = event.TYPE.split(".", 1)[0]
    others = [person for person in event.awaited_by if not erased.is_erased(person)]
    item = Item(
        id=event.item, service=service, opened=at, due=event.due, moved_from=event.moved_from, remind=event.remind,
        awaited_by=others, **facts
    )  # fmt: skip
    waiting_items.add_item(item)
    if item.state == "open" and item.remind is not None:
        timers.put(item.id, REMIND, item.remind)
    if item.state == "open" and team_of(item) is not None:  # a mentor waits for no reminder to begin
        _tell(item, at, asks=True)


def closed(event: Any, at: datetime) -> None:
    waiting_items.close_item(event.item, event.outcome, event.by, at)
    timers.cancel(event.item, REMIND)
    visiting.done(event.item, at)


def remind(timer: Timer, now: datetime) -> None:
    """One mail to each person for whom it still waits."""
    item = waiting_items.open_item(timer.subject)
    if item is None:
        return
    waiting_items.note_reminder(item.id, now)
    _tell(item, now)


def passed(timer: Timer, now: datetime) -> None:
    """The day of a wait of accounts' own that has no default."""
    audit.record(N_("The day has passed without an answer"), timer.subject, None, now)


def _tell(item: Item, now: datetime, **params: bool) -> None:
    """Who took it, else everybody of the role: by mail and by robots. ``asks``: the first time, which reminds of
    nothing yet."""
    one = item.person or item.taken_by
    everybody = [one] if one else organisations.holders(item.role or "operator", item.organisation)
    if item.taken_by:
        everybody += deputies.deputies_of(item.taken_by, item.organisation, now)
    for person in everybody:
        jobs.add("reminder_mail", item.id, now, person=person, **params)
    channels.tell(item.id, everybody, item.organisation, now)


@transactional
def take(item_id: str, viewer: Viewer, now: datetime) -> Item:
    """One that nobody has taken, or somebody for whom the viewer stands in."""
    item = waiting_items.item(item_id, viewer)
    item.take(viewer.person, deputies.stood_for(viewer, now))
    waiting_items.save_item(item)
    return waiting_items.item(item_id, viewer)


@transactional
def give_back(item_id: str, viewer: Viewer) -> Item:
    item = waiting_items.item(item_id, viewer)
    item.give_back(viewer.person)
    waiting_items.save_item(item)
    return waiting_items.item(item_id, viewer)
