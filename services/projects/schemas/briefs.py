"""Briefs, their review, proposals."""

from typing import Any

import marshmallow as ma

from services.projects import trades
from services.projects.domain import brief as briefs
from services.projects.domain.terms import PLACES, RISKS
from services.projects.kinds import KINDS
from services.projects.schemas.skills import PageSkill, Skill
from shared.messages import N_
from shared.paging import MOST_ROWS, ROWS
from shared.text import Line, Text

DECISIONS = ("publish", "changes", "refuse")
APPROVALS = ("for_credit", "without_credit", "refused")


class Lines(Text):
    """A list of lines, typed as one text; blank lines are left out."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        rows = [line.strip() for line in text.splitlines() if line.strip()]
        if len(rows) > 12:
            raise ma.ValidationError(N_("Write at most twelve lines."))
        if any(len(row) > 500 for row in rows):
            raise ma.ValidationError(N_("A line has at most 500 characters."))
        return rows


def _rows(most: int = 12) -> ma.fields.List:
    return ma.fields.List(Line(500, required=True), validate=ma.validate.Length(max=most))


class PlannedMilestone(ma.Schema):
    title = Line(200, required=True)
    week = ma.fields.Integer(required=True, validate=ma.validate.Range(1, 52))
    deliverables: ma.fields.Field = _rows()
    criteria: ma.fields.Field = _rows(5)


class Terms(ma.Schema):
    """What a company writes; all of it may come later."""

    lang = ma.fields.String(validate=ma.validate.OneOf(("en", "zh-Hans", "zh-Hant")))
    title = Line(200, metadata={"example": "车门锁装配线 3 号工位停机原因分析与预警"})
    trade = ma.fields.String(validate=ma.validate.OneOf(trades.keys()))
    kind = ma.fields.String(validate=ma.validate.OneOf(sorted(KINDS)))
    place = ma.fields.String(validate=ma.validate.OneOf(sorted(PLACES)))
    risk = ma.fields.String(validate=ma.validate.OneOf(sorted(RISKS)))
    problem = Text(4000)
    deliverables: ma.fields.Field = _rows()
    criteria: ma.fields.Field = _rows(5)
    skills = ma.fields.List(ma.fields.Nested(Skill), validate=ma.validate.Length(max=20))
    milestones = ma.fields.List(ma.fields.Nested(PlannedMilestone), validate=ma.validate.Length(max=12))
    weeks = ma.fields.Integer()
    hours_per_week = ma.fields.Integer()
    supervision_hours = ma.fields.Integer()
    paid = ma.fields.Boolean(metadata={"description": "students are paid; `pay` says what"})
    pay = Text(1000)
    costs = Text(1000)
    ip = Text(2000)
    nda = ma.fields.Boolean(allow_none=True)
    nda_text = Text(2000)
    data_access = Text(2000)
    vulnerable = ma.fields.Boolean(
        metadata={
            "description": "the work meets children, patients or people in care; a placement may need vetting"
        }
    )
    languages = ma.fields.List(
        ma.fields.String(validate=ma.validate.Length(1, 20)), validate=ma.validate.Length(max=5)
    )
    team_min = ma.fields.Integer()
    team_max = ma.fields.Integer()
    teams = ma.fields.Integer()
    programmes_min = ma.fields.Integer()


class NewBrief(Terms):
    """``template``: a trade's brief to begin with; ``copy_of``: one of ours; what else is given comes over it."""

    organisation = ma.fields.String()
    template = ma.fields.String(validate=ma.validate.OneOf(trades.keys()))
    copy_of = ma.fields.String()


class PageMilestone(PlannedMilestone):
    deliverables: ma.fields.Field = Lines(4000)
    criteria: ma.fields.Field = Lines(4000)


class PageBrief(Terms):
    """The same as the page sends it: lists as lines of a text, skills by their names."""

    deliverables: ma.fields.Field = Lines(8000)
    criteria: ma.fields.Field = Lines(4000)
    milestones = ma.fields.List(ma.fields.Nested(PageMilestone), validate=ma.validate.Length(max=12))
    skills = ma.fields.List(ma.fields.Nested(PageSkill), validate=ma.validate.Length(max=20))
    version = ma.fields.Integer()


class Item(ma.Schema):
    field = ma.fields.String()
    message = ma.fields.String()


class Quality(ma.Schema):
    score = ma.fields.Integer()
    missing = ma.fields.List(ma.fields.Nested(Item))
    forbidden = ma.fields.List(ma.fields.Nested(Item))


class Approval(ma.Schema):
    id = ma.fields.String()
    school = ma.fields.String()
    state = ma.fields.String()
    brief_version = ma.fields.Integer()
    due = ma.fields.AwareDateTime(allow_none=True)
    decided_by = ma.fields.String(allow_none=True)
    reason = ma.fields.String()


class Brief(Terms):
    id = ma.fields.String()
    organisation = ma.fields.String()
    region = ma.fields.String()
    state = ma.fields.String(validate=ma.validate.OneOf(sorted(briefs.STATES)))
    state_since = ma.fields.AwareDateTime(allow_none=True)
    updated_at = ma.fields.AwareDateTime(allow_none=True)
    due = ma.fields.AwareDateTime(allow_none=True)
    reviewer = ma.fields.String(allow_none=True)
    reviewed_by = ma.fields.String(allow_none=True)
    reason = ma.fields.String()
    published_version = ma.fields.Integer()
    bidding_until = ma.fields.AwareDateTime(allow_none=True)
    offered_to = ma.fields.List(ma.fields.String())
    approvals = ma.fields.List(ma.fields.Nested(Approval))
    bids = ma.fields.Integer()
    version = ma.fields.Integer()


class Row(ma.Schema):
    """One line of a list."""

    id = ma.fields.String()
    organisation = ma.fields.String()
    title = ma.fields.String()
    trade = ma.fields.String()
    kind = ma.fields.String()
    state = ma.fields.String()
    state_since = ma.fields.AwareDateTime(allow_none=True)
    updated_at = ma.fields.AwareDateTime(allow_none=True)
    due = ma.fields.AwareDateTime(allow_none=True)
    bidding_until = ma.fields.AwareDateTime(allow_none=True)
    published_version = ma.fields.Integer()
    version = ma.fields.Integer()


class Rows(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(Row))
    next = ma.fields.String(allow_none=True)


class ListQuery(ma.Schema):
    after = ma.fields.String(load_default=None)
    limit = ma.fields.Integer(load_default=ROWS, validate=ma.validate.Range(1, MOST_ROWS))
    state = ma.fields.String(load_default=None, validate=ma.validate.OneOf(sorted(briefs.STATES)))


class Submit(ma.Schema):
    schools = ma.fields.List(
        ma.fields.String(), load_default=list, validate=ma.validate.Length(max=20),
        metadata={"description": "whom it is offered to; the first reviews it. None: the operator reviews"},
    )  # fmt: skip


class BriefReview(ma.Schema):
    decision = ma.fields.String(required=True, validate=ma.validate.OneOf(DECISIONS))
    approval = ma.fields.String(load_default=None, allow_none=True, validate=ma.validate.OneOf(APPROVALS))
    reason = Text(2000, load_default="")
    bidding_days = ma.fields.Integer(load_default=7)


class Approve(ma.Schema):
    decision = ma.fields.String(required=True, validate=ma.validate.OneOf(APPROVALS))
    reason = Text(2000, load_default="")
    school = ma.fields.String(load_default=None)


class Reason(ma.Schema):
    reason = Text(2000, required=True)


class Event(ma.Schema):
    """``event``: the id by which a page of another service knows whether it has seen this yet."""

    event = ma.fields.String()
    version = ma.fields.Integer()


class AnswerTeam(ma.Schema):
    proposal = ma.fields.String(required=True)
    revision = ma.fields.Integer(required=True)
