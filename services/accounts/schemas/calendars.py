"""Shapes of a school's calendar: as its page sends it, and as programs do."""

import marshmallow as ma

from services.accounts.domain.calendar import MOST_NAME
from shared.text import Line


class CalendarTyped(ma.Schema):
    """Lines, as the rules of the calendar read them; a file may stand beside them."""

    days = ma.fields.String(load_default="", validate=ma.validate.Length(max=60_000))
    terms = ma.fields.String(load_default="", validate=ma.validate.Length(max=10_000))


class FixedOf(ma.Schema):
    year = ma.fields.Integer(required=True)


class Day(ma.Schema):
    day = ma.fields.Date(required=True, metadata={"example": "2026-10-01"})
    name = Line(MOST_NAME, load_default="")
    working = ma.fields.Boolean(load_default=False, metadata={"description": "a weekend day that is worked"})

    @ma.post_load
    def _as_text(self, data: dict, **_: object) -> dict:
        return data | {"day": data["day"].isoformat()}


class Term(ma.Schema):
    name = Line(MOST_NAME, required=True, metadata={"example": "2026 秋"})
    begins = ma.fields.Date(required=True, metadata={"example": "2026-09-01"})
    ends = ma.fields.Date(required=True, metadata={"example": "2027-01-15"})

    @ma.post_load
    def _as_text(self, data: dict, **_: object) -> dict:
        return data | {name: data[name].isoformat() for name in ("begins", "ends")}


class CalendarWhole(ma.Schema):
    """What it does not name is taken away; weekends are off unless a day says otherwise."""

    days = ma.fields.List(ma.fields.Nested(Day), required=True)
    terms = ma.fields.List(ma.fields.Nested(Term), load_default=list)


class DayShown(ma.Schema):
    day = ma.fields.String()
    name = ma.fields.String()
    working = ma.fields.Boolean()


class TermShown(ma.Schema):
    name = ma.fields.String()
    begins = ma.fields.String()
    ends = ma.fields.String()


class Calendar(ma.Schema):
    school = ma.fields.String()
    days = ma.fields.List(ma.fields.Nested(DayShown))
    terms = ma.fields.List(ma.fields.Nested(TermShown))
    version = ma.fields.Integer()
