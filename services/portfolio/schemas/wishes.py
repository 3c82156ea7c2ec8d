"""Shapes of what employers look by besides skills."""

import re
from datetime import date
from typing import Any

import marshmallow as ma

from services.portfolio.domain.wishes import LONGEST_PLACE, MOST_PLACES, MOST_TRADES
from shared.messages import N_
from shared.text import Line
from shared.trades import trade_names

_BETWEEN = re.compile(r"[,，、;；]")
TRADES = tuple(key for key, _ in trade_names("en"))


class Day(ma.fields.Date):
    """Kept as ISO text; empty for none."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:  # type: ignore[override]
        found: date = super()._deserialize(value, attr, data, **kwargs)
        return found.isoformat()

    def _serialize(self, value: Any, *_: Any, **__: Any) -> str:
        return str(value or "")


class Places(ma.fields.List):
    """Several in one text are parted by commas, as on the page."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> list[Any]:
        if isinstance(value, list) and all(isinstance(one, str) for one in value):
            value = [part.strip() for one in value for part in _BETWEEN.split(one) if part.strip()]
        return super()._deserialize(value, attr, data, **kwargs)


class Wishes(ma.Schema):
    trades = ma.fields.List(
        ma.fields.String(validate=ma.validate.OneOf(TRADES)), validate=ma.validate.Length(max=MOST_TRADES)
    )
    places = Places(
        Line(LONGEST_PLACE),
        validate=ma.validate.Length(
            max=MOST_PLACES, error=N_("Give at most three places, parted by commas.")
        ),
    )
    available = ma.fields.Date(
        allow_none=True, metadata={"description": "free from that day on", "example": "2027-02-01"}
    )


class WishesShown(ma.Schema):
    trades = ma.fields.List(ma.fields.String())
    places = ma.fields.List(ma.fields.String())
    available = ma.fields.String(metadata={"description": "a day, or empty", "example": "2027-02-01"})


class WantedWishes(ma.Schema):
    """By what one looks besides skill and level; nothing for what is empty."""

    trade = ma.fields.String(load_default="", validate=ma.validate.OneOf(("", *TRADES)))
    place = Line(LONGEST_PLACE, load_default="")
    by = Day(load_default="", metadata={"description": "free by that day", "example": "2027-02-01"})
