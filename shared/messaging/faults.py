"""Tells by event what the service could not do, and when it was done after all."""

import re
from dataclasses import dataclass
from datetime import datetime

import marshmallow as ma

from shared import mongo
from shared.errors import Invalid
from shared.events import faults as events
from shared.messaging import outbox

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.]{0,79}")
_MOST_FIELDS = 20


@dataclass(frozen=True)
class Place:
    """Where on the broker a parked event lies."""

    topic: str
    partition: int
    offset: int


def tell(
    fault: str, kind: str, what: str, error: Exception, now: datetime, place: Place | None = None
) -> None:
    """In the transaction that puts it aside. A fault about faults is not told: it would tell of itself for ever."""
    declared = events.SET_ASIDE.get(mongo.current_service())
    if declared is None or ".fault." in what:
        return
    name, fields = reason_of(error)
    where = {} if place is None else vars(place)
    outbox.append(
        declared(
            fault=fault, kind=kind, what=_plain(what), error=name, fields=fields, at=now, **where
        ), now
    )  # fmt: skip


def clear(fault: str, outcome: str, now: datetime) -> None:
    """In the transaction that does it: ``outcome`` is replayed or given_up."""
    declared = events.CLEARED.get(mongo.current_service())
    if declared is not None:
        outbox.append(declared(fault=fault, outcome=outcome), now)


def reason_of(error: Exception) -> tuple[str, list[str]]:
    """The error's class and the names of the fields that it speaks of: never its text, which may quote people."""
    fields: list[str] = []
    if isinstance(error, Invalid):
        fields = list(error.errors)
    elif isinstance(error.__cause__, ma.ValidationError):
        fields = [str(name) for name in error.__cause__.normalized_messages()]
    return type(error).__name__, sorted(name for name in fields if _NAME.fullmatch(name))[:_MOST_FIELDS]


def _plain(what: str) -> str:
    """A type comes from a header, which anybody who writes to the broker has chosen."""
    return what if _NAME.fullmatch(what) else "?"
