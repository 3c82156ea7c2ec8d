"""What waits for somebody: each service says so with a pair of events of the same shape, and accounts shows it."""

from dataclasses import field
from datetime import datetime
from typing import Any

from shared.events.base import Event, Fact, Id, Ids, OptionalId

OPENED: dict[str, type[Event]] = {}
CLOSED: dict[str, type[Event]] = {}


def declare(service: str, personal: tuple[str, ...] = ()) -> None:
    """Declare ``<service>.waiting.opened.v1`` and ``<service>.waiting.closed.v1``.

    ``personal``: ("about",) where parameters of a message may tell of the person for whom it waits.
    """

    class Opened(
        Event, type=f"{service}.waiting.opened.v1", topic=f"{service}.waiting", key="item", personal=personal
    ):
        """Waits for ``person``, or for whoever has ``role`` in ``organisation``.

        ``message`` with ``params`` (facts) and ``people`` (parameter → person id) says what for; ``default`` is the
        message of what happens when nobody acts until ``due``. It is awaited by the people ``awaited_by`` and by the
        staff of ``awaited_in``, who follow it on the page ``followed_at``. ``moved_from``: when it would be due, were
        that a working day of the school.
        """

        item: Id
        subject: Id
        kind: Fact[str]
        person: OptionalId = None
        organisation: OptionalId = None
        role: Fact[str | None] = None
        message: Fact[str]
        params: Fact[dict[str, Any]]
        people: Fact[dict[str, str]]
        default: Fact[str]
        url: Fact[str]
        due: Fact[datetime | None] = None
        moved_from: Fact[datetime | None] = None
        remind: Fact[datetime | None] = None
        awaited_by: Ids = field(default_factory=list)
        awaited_in: OptionalId = None
        followed_at: Fact[str] = ""

    class Closed(Event, type=f"{service}.waiting.closed.v1", topic=f"{service}.waiting", key="item"):
        """Nobody waits any more: ``outcome`` is done, lapsed or withdrawn."""

        item: Id
        by: OptionalId = None
        outcome: Fact[str]

    OPENED[service], CLOSED[service] = Opened, Closed
