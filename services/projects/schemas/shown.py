"""What is only read: proposals, editions, history, trades, schools, what waits for a reviewer."""

import marshmallow as ma

from services.projects.schemas.briefs import Skill


class Covered(ma.Schema):
    uri = ma.fields.String()
    covered = ma.fields.Float()


class Proposal(ma.Schema):
    id = ma.fields.String()
    brief = ma.fields.String()
    revision = ma.fields.Integer()
    state = ma.fields.String()
    members = ma.fields.List(ma.fields.String())
    captain = ma.fields.String(allow_none=True)
    confirm_until = ma.fields.AwareDateTime(allow_none=True)
    coverage = ma.fields.List(ma.fields.Nested(Covered))
    about = ma.fields.Dict()
    reason = ma.fields.String()


class Proposals(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(Proposal))


class Edition(ma.Schema):
    edition = ma.fields.Integer()
    at = ma.fields.AwareDateTime()
    terms = ma.fields.Dict()


class Editions(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(Edition))


class HistoryEntry(ma.Schema):
    at = ma.fields.AwareDateTime()
    who = ma.fields.String(allow_none=True)
    message = ma.fields.String()
    params = ma.fields.Dict()


class History(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(HistoryEntry))


class Trade(ma.Schema):
    key = ma.fields.String()
    name = ma.fields.String()
    title = ma.fields.String()
    problem = ma.fields.String()
    deliverables = ma.fields.List(ma.fields.String())
    criteria = ma.fields.List(ma.fields.String())
    skills = ma.fields.List(ma.fields.Nested(Skill))
    weeks = ma.fields.Integer()
    team = ma.fields.Integer()
    hours_per_week = ma.fields.Integer()
    supervision_hours = ma.fields.Integer()
    risk = ma.fields.String()


class Trades(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(Trade))


class School(ma.Schema):
    id = ma.fields.String()
    name = ma.fields.String()
    region = ma.fields.String()
    trades = ma.fields.List(ma.fields.String())
    demo = ma.fields.Boolean()


class Schools(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(School))


class ToReview(ma.Schema):
    kind = ma.fields.String(metadata={"description": "brief_review, brief_approval or milestone_review"})
    title = ma.fields.String()
    company = ma.fields.String()
    url = ma.fields.String()
    since = ma.fields.AwareDateTime(allow_none=True)
    due = ma.fields.AwareDateTime(allow_none=True)
    late = ma.fields.Boolean()
    brief = ma.fields.String()
    team = ma.fields.String()
    number = ma.fields.Integer()


class Reviews(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(ToReview))
