"""What employers look by besides confirmed skills: as the student says it, and only while they let it be looked by."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from shared.messages import N_

MOST_TRADES, MOST_PLACES, LONGEST_PLACE = 4, 3, 40
WORDS: dict[str, str] = {
    "trades": N_("Trades in which you would work"),
    "places": N_("Where you can work"),
    "available": N_("From when you are free"),
}


@dataclass(frozen=True)
class Wanted:
    """A search: of one skill (its URI) from a level on; ``trade``: a key, ``place``: words, ``by``: an ISO day. What is
    empty is not looked by."""

    skill: str
    level: int
    trade: str = ""
    place: str = ""
    by: str = ""


WANTED = tuple(Wanted.__dataclass_fields__)


def said(given: Mapping[str, Any]) -> dict[str, Any]:
    """Of what was sent the part that is said: {trades, places, available}; without a day for no word on it."""
    found: dict[str, Any] = {name: _each(given[name]) for name in ("trades", "places") if name in given}
    if "available" in given:
        day: date | None = given["available"]
        found["available"] = day.isoformat() if day else ""
    return found


def _each(values: Collection[str]) -> list[str]:
    return list(dict.fromkeys(one.strip() for one in values if one.strip()))
