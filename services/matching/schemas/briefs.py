"""Shapes of open briefs, and of how they fit the reader."""

import marshmallow as ma

from services.matching.domain.briefs import APPROVED, PLACES
from shared.paging import MOST_ROWS, ROWS
from shared.text import Line

SORTS = ("fit", "ends", "weeks")


class BriefQuery(ma.Schema):
    q = Line(
        200,
        load_default=None,
        metadata={"description": "words of the task, its trade or its skills, in any language"},
    )
    trade = Line(60, load_default=None)
    weeks = ma.fields.Integer(
        load_default=None, validate=ma.validate.Range(1, 60), metadata={"description": "this long at most"}
    )
    skill = Line(200, load_default=None, metadata={"description": "URI of a skill that the brief needs"})
    place = ma.fields.String(load_default=None, validate=ma.validate.OneOf(PLACES))
    remote = ma.fields.Boolean(load_default=None)
    language = Line(20, load_default=None, metadata={"description": "spoken in the work"})
    credit = ma.fields.String(
        load_default=None,
        validate=ma.validate.OneOf(APPROVED),
        metadata={"description": "my school's decision"},
    )
    paid = ma.fields.Boolean(load_default=None)
    sort = ma.fields.String(
        load_default="fit", validate=ma.validate.OneOf(SORTS),
        metadata={"description": "best fit, end of the bidding or length first"},
    )  # fmt: skip
    after = ma.fields.String(load_default=None, metadata={"description": "`next` of the page before"})
    limit = ma.fields.Integer(load_default=ROWS, validate=ma.validate.Range(1, MOST_ROWS))


class Message(ma.Schema):
    message = ma.fields.String(metadata={"description": "the message's key"})
    params = ma.fields.Dict()
    skills = ma.fields.List(ma.fields.String())
    text = ma.fields.String(metadata={"description": "in the reader's language"})


class Bar(ma.Schema):
    uri = ma.fields.String()
    name = ma.fields.String()
    need = ma.fields.Integer()
    held = ma.fields.Float(metadata={"description": "the level that counts, 0–5"})
    weight = ma.fields.Float(metadata={"description": "share of all needs, 0–1"})
    quality = ma.fields.Float(metadata={"description": "0, .25, .5, .75 or 1"})
    by = ma.fields.String(allow_none=True, metadata={"description": "the other skill that counts here"})


class FitLine(ma.Schema):
    score = ma.fields.Float(metadata={"description": "weighted quality, 0–1"})
    reason = ma.fields.Nested(Message)


class Fit(FitLine):
    gap = ma.fields.Nested(Message)
    needs = ma.fields.List(ma.fields.Nested(Bar))


class BriefLine(ma.Schema):
    id = ma.fields.String()
    edition = ma.fields.Integer()
    title = ma.fields.String()
    language = ma.fields.String()
    organisation = ma.fields.String()
    trade = ma.fields.String()
    kind = ma.fields.String()
    remote = ma.fields.Boolean()
    place = ma.fields.String()
    weeks = ma.fields.Integer()
    hours_per_week = ma.fields.Integer()
    paid = ma.fields.Boolean()
    languages = ma.fields.List(ma.fields.String())
    team_min = ma.fields.Integer()
    team_max = ma.fields.Integer()
    teams = ma.fields.Integer()
    bids = ma.fields.Integer(
        allow_none=True, metadata={"description": "how many students bid; null below five"}
    )
    bidding_until = ma.fields.DateTime()
    state = ma.fields.String()
    approval = ma.fields.String(allow_none=True)
    rank = ma.fields.Integer(allow_none=True, metadata={"description": "of my bid, once handed in"})
    fit = ma.fields.Nested(FitLine)


class Briefs(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(BriefLine))
    next = ma.fields.String(allow_none=True)


class Brief(BriefLine):
    pay = ma.fields.String()
    risk = ma.fields.String()
    problem = ma.fields.String()
    deliverables = ma.fields.List(ma.fields.String())
    criteria = ma.fields.List(ma.fields.String())
    skills = ma.fields.List(ma.fields.Dict())
    milestones = ma.fields.List(ma.fields.Dict(), metadata={"description": "each with title and week"})
    ip = ma.fields.String()
    nda = ma.fields.Boolean()
    nda_text = ma.fields.String()
    data_access = ma.fields.String()
    supervision_hours = ma.fields.Integer()
    costs = ma.fields.String()
    vulnerable = ma.fields.Boolean()
    programmes_min = ma.fields.Integer()
    fit = ma.fields.Nested(Fit)
