"""The other side of what waits: what others owe the reader, and what was settled since they were last here."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import g

from services.accounts.domain.signing import Item
from services.accounts.store import awaited_items, organisations, people

TOP = 5


@dataclass
class Owed:
    """One thing that is awaited, ``persons`` by id, ``staff`` as (role, name of the organisation)."""

    sentence: dict[str, Any]
    href: str
    due: datetime | None
    late: bool
    default: str
    persons: list[str] = field(default_factory=list)
    staff: list[tuple[str, str]] = field(default_factory=list)


def owed(now: datetime) -> list[Owed]:
    """By object: an item for each of four members is one line."""
    found = awaited_items.awaited(g.viewer)
    names = _names(found)
    rows: dict[tuple[str, str], Owed] = {}
    for item in found:
        row = rows.setdefault(
            (item.subject, item.kind),
            Owed(_sentence(item), _place(item), item.due, item.late(now), item.default),
        )
        if item.person:
            row.persons.append(item.person)
        elif item.role:
            row.staff.append((item.role, names.get(item.organisation or "", "")))
    return list(rows.values())


@dataclass(frozen=True)
class Settled:
    sentence: dict[str, Any]
    href: str
    state: str
    at: datetime | None


def settled() -> tuple[datetime | None, list[Settled]]:
    """(when the reader was last here, what others have settled since); nothing on a first visit."""
    session = people.session(g.claims.sign_in)
    since = session.before if session else None
    if since is None:
        return None, []
    rows: dict[tuple[str, str], Settled] = {}
    for item in awaited_items.settled(g.viewer, since):
        rows.setdefault(
            (item.subject, item.kind), Settled(_sentence(item), _place(item), item.state, item.closed)
        )
    return since, list(rows.values())[:TOP]


def _sentence(item: Item) -> dict[str, Any]:
    return {"message": item.message, "params": item.params, "people": item.people}


def _place(item: Item) -> str:
    return item.followed_at or item.url


def _names(found: list[Item]) -> dict[str, str]:
    return organisations.names(item.organisation for item in found if item.organisation)
