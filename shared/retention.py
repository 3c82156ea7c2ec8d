"""What goes by itself when its time is over: rows of a collection, so many days after a moment that they hold."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from shared import mongo
from shared.config import Settings


@dataclass(frozen=True)
class Kept:
    """Rows of ``collection`` stay until the days that the setting ``days`` names have passed since the moment in their
    field ``since``; ``only``: those that match it, the others stay."""

    collection: str
    since: str
    days: str
    only: Mapping[str, Any] = field(default_factory=dict)


def sweep(kept: Iterable[Kept], settings: Settings, now: datetime) -> int:
    """Delete what has been kept long enough; returns how many rows."""
    deleted = 0
    for one in kept:
        old = {one.since: {"$lt": now - timedelta(days=getattr(settings, one.days))}}
        deleted += mongo.collection(one.collection).delete_many({**one.only, **old}).deleted_count
    return deleted
