"""Shapes of a school's calendar, as its page sends it."""

import marshmallow as ma


class CalendarTyped(ma.Schema):
    """Lines, as the rules of the calendar read them; a file may stand beside them."""

    days = ma.fields.String(load_default="", validate=ma.validate.Length(max=60_000))
    terms = ma.fields.String(load_default="", validate=ma.validate.Length(max=10_000))


class FixedOf(ma.Schema):
    year = ma.fields.Integer(required=True)
