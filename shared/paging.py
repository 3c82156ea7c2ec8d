"""Pages of a list by cursor: (sort key, id) of the last row, opaque to callers."""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from shared.errors import Invalid
from shared.messages import N_

T = TypeVar("T")
ROWS, MOST_ROWS = 25, 100
_MOST = 1 << 63


@dataclass(frozen=True)
class Page(Generic[T]):
    """``next`` is the cursor of the following page, None on the last."""

    items: Sequence[T]
    next: str | None = None


def page_of(rows: Sequence[T], limit: int, key: Callable[[T], tuple[Any, str]]) -> Page[T]:
    """Of ``limit + 1`` rows read, the page and its cursor."""
    if len(rows) <= limit:
        return Page(rows)
    return Page(rows[:limit], encode(key(rows[limit - 1])))


def encode(place: tuple[Any, str]) -> str:
    sort, row_id = place
    value = ["t", sort.astimezone(UTC).isoformat()] if isinstance(sort, datetime) else ["v", sort]
    return (
        base64.urlsafe_b64encode(json.dumps([*value, row_id], separators=(",", ":")).encode())
        .decode()
        .rstrip("=")
    )


def decode(cursor: str | None) -> tuple[Any, str] | None:
    """Raises Invalid for a cursor that we did not make."""
    if not cursor:
        return None
    try:
        kind, sort, row_id = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if kind not in ("t", "v") or not isinstance(row_id, str) or isinstance(sort, dict | list):
            raise ValueError(kind)
        if isinstance(sort, int) and not -_MOST <= sort < _MOST:
            raise ValueError("no number of a database")
        f"{sort}{row_id}".encode()  # half a character is no text
        return (datetime.fromisoformat(sort).astimezone(UTC) if kind == "t" else sort), row_id
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise Invalid({"after": N_("This is no cursor of ours. Begin with the first page.")}) from error


def after(cursor: str | None, sort_field: str, descending: bool = False) -> dict[str, Any]:
    """The query for what follows the cursor, in order of (sort_field, _id)."""
    place = decode(cursor)
    if place is None:
        return {}
    sign = "$lt" if descending else "$gt"
    sort, row_id = place
    return {"$or": [{sort_field: {sign: sort}}, {sort_field: sort, "_id": {sign: row_id}}]}
