"""Shapes of reports about texts, and of their decision."""

import marshmallow as ma

from services.accounts.domain.report import CATEGORIES, DECISIONS
from shared.text import Line, Text


class NewReport(ma.Schema):
    """``about`` is the address of the text, as /matching/briefs/ID."""

    about = Line(200, required=True)
    category = ma.fields.String(required=True, validate=ma.validate.OneOf(tuple(CATEGORIES)))
    text = Text(1000, load_default="")


class Report(ma.Schema):
    id = ma.fields.String()
    kind = ma.fields.String()
    object = ma.fields.String()
    place = ma.fields.String()
    category = ma.fields.String()
    text = ma.fields.String()
    by = ma.fields.String(allow_none=True)
    at = ma.fields.AwareDateTime()
    state = ma.fields.String()
    reason = ma.fields.String()


class Reports(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(Report))
    next = ma.fields.String(allow_none=True)


class Reported(ma.Schema):
    id = ma.fields.String()


class ReportDecision(ma.Schema):
    decision = ma.fields.String(required=True, validate=ma.validate.OneOf(DECISIONS))
    reason = Line(300, required=True)
