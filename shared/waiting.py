"""Waiting states of the service's own objects: each has an owner, a due time and a default, and is public.

The items are kept here so that acting closes them all; the timers ``<kind>.escalate`` and ``<kind>.due`` of the
same subject do what happens when nobody acts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pymongo import ASCENDING, IndexModel

from shared import mongo
from shared.events import waiting as events
from shared.ids import new_id
from shared.messaging import outbox, timers

INDEXES = {
    "waiting": [
        IndexModel([("subject", ASCENDING), ("kind", ASCENDING), ("_id", ASCENDING)], name="subject"),
        IndexModel([("person", ASCENDING), ("_id", ASCENDING)], name="person"),
    ]
}


@dataclass(frozen=True)
class Wait:
    """Who must do what until when. Either ``person``, or ``role`` in ``organisation`` (None: the operators').

    ``params`` are facts for ``message``, ``about`` parameters that tell of the ``person``; ``people`` maps further
    parameters to person ids. Times may be None: then
    nothing happens by itself. ``awaited_by`` (people) and the staff of ``awaited_in`` wait for it, and follow it on
    the page ``followed_at``.
    """

    subject: str
    kind: str
    message: str
    default: str
    url: str
    person: str | None = None
    organisation: str | None = None
    role: str | None = None
    due: datetime | None = None
    moved_from: datetime | None = None
    remind: datetime | None = None
    escalate: datetime | None = None
    params: Mapping[str, Any] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)
    about: Mapping[str, Any] = field(default_factory=dict)
    awaited_by: Sequence[str] = ()
    awaited_in: str | None = None
    followed_at: str = ""


def open_item(wait: Wait, now: datetime) -> str:
    """Say that this waits, and set its timers; returns the item's id. In the transaction that causes it."""
    item, service = new_id(), mongo.current_service()
    whose = {"person": wait.person, "organisation": wait.organisation, "role": wait.role}
    mongo.collection("waiting").insert_one(
        {"_id": item, "schema_version": 1, "subject": wait.subject, "kind": wait.kind, "opened": now} | whose
    )
    opened = events.OPENED[service](
        item=item, subject=wait.subject, kind=wait.kind, message=wait.message, params=dict(wait.params),
        people=dict(wait.people), default=wait.default, url=wait.url, due=wait.due, moved_from=wait.moved_from,
        remind=wait.remind,
        awaited_by=list(wait.awaited_by), awaited_in=wait.awaited_in, followed_at=wait.followed_at,
        personal={wait.person: {"about": dict(wait.about)}} if wait.person and wait.about else {}, **whose,
    )  # fmt: skip
    outbox.append(opened, now)
    for name, at in (("escalate", wait.escalate), ("due", wait.due)):
        if at is not None:
            timers.put(wait.subject, f"{wait.kind}.{name}", at)
    return item


def close_items(
    subject: str,
    kind: str,
    now: datetime,
    *,
    by: str | None = None,
    person: str | None = None,
    outcome: str = "done",
) -> None:
    """Nobody waits for this any more (with ``person``: for that person's act); the last one takes the timers along."""
    waiting = mongo.collection("waiting")
    wanted = {"subject": subject, "kind": kind}
    for item in list(waiting.find(wanted if person is None else wanted | {"person": person}).sort("_id", 1)):
        waiting.delete_one({"_id": item["_id"]})
        closed = events.CLOSED[mongo.current_service()]
        outbox.append(closed(item=item["_id"], by=by, outcome=outcome), now)
    if waiting.find_one(wanted, {"_id": 1}) is None:
        timers.cancel(subject, f"{kind}.escalate", f"{kind}.due")


def waits(subject: str, kind: str, *, person: str | None = None, role: str | None = None) -> bool:
    """Whether it waits for that person, or for whoever has the role."""
    whose = {"person": person} if person else {"role": role}
    wanted = {"subject": subject, "kind": kind} | whose
    return mongo.collection("waiting").find_one(wanted, {"_id": 1}) is not None


def withdraw_all(person: str, now: datetime) -> None:
    """Nothing waits for this person any more, and nothing because of them."""
    rows = mongo.collection("waiting")
    for row in list(rows.find({"person": person}).sort("_id", 1)):
        close_items(row["subject"], row["kind"], now, person=person, outcome="withdrawn")
    for kind in rows.distinct("kind", {"subject": person}):
        close_items(person, kind, now, outcome="withdrawn")
