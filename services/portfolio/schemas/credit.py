"""Shapes of credit rules and applications."""

import marshmallow as ma

from services.portfolio.domain.showing import MOST_CREDENTIALS
from shared.messages import N_
from shared.text import Line, Text
from shared.web.api import PageQuery

Id = ma.fields.String
Amount = ma.fields.String(validate=ma.validate.Regexp(r"(0|[1-9][0-9]{0,4})(\.[0-9]{1,2})?$"))


class RuleRow(ma.Schema):
    at = Line(60, required=True, metadata={"example": "32"})
    credits = Line(10, required=True, metadata={"example": "2"})


class RuleRounding(ma.Schema):
    mode = ma.fields.String(load_default="down", validate=ma.validate.OneOf(("down", "half_up")))
    step = ma.fields.String(load_default="0.5", validate=ma.validate.Length(1, 10))


class RuleTerms(ma.Schema):
    title = Line(200)
    basis = ma.fields.String(validate=ma.validate.OneOf(("hours", "weeks", "prize")))
    rows = ma.fields.List(ma.fields.Nested(RuleRow), validate=ma.validate.Length(max=200))
    rounding = ma.fields.Nested(RuleRounding)
    cap_total = Amount
    course_required = ma.fields.Boolean()
    valid_from = ma.fields.Date(metadata={"example": "2026-09-01"})
    valid_until = ma.fields.Date(allow_none=True)
    programme = Line(100)


class NewRule(RuleTerms):
    school = Id(metadata={"description": "needed only by who is registrar of several schools"})
    template = ma.fields.String(metadata={"example": "cn_hours_16"})


class Rule(ma.Schema):
    id = ma.fields.String()
    school = ma.fields.String()
    programme = ma.fields.String(allow_none=True)
    number = ma.fields.Integer()
    state = ma.fields.String()
    title = ma.fields.String()
    basis = ma.fields.String()
    rows = ma.fields.List(ma.fields.Nested(RuleRow))
    rounding = ma.fields.Nested(RuleRounding)
    cap_total = ma.fields.String(allow_none=True)
    course_required = ma.fields.Boolean()
    valid_from = ma.fields.String()
    valid_until = ma.fields.String(allow_none=True)
    published_at = ma.fields.AwareDateTime(allow_none=True)
    version = ma.fields.Integer()


class Rules(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(Rule))


class Apply(ma.Schema):
    rule = Id(required=True)
    credentials = ma.fields.List(
        Id(),
        required=True,
        validate=ma.validate.Length(1, MOST_CREDENTIALS, error=N_("Choose from one to fifty results.")),
    )
    course = Line(100, load_default="")


class CalculationLine(ma.Schema):
    kind = ma.fields.String()
    message = ma.fields.String()
    params = ma.fields.Dict()
    text = ma.fields.String(metadata={"description": "the line in the reader's language"})
    credits = ma.fields.String(allow_none=True)
    result = ma.fields.String(allow_none=True)


class Calculation(ma.Schema):
    total = ma.fields.String()
    lines = ma.fields.List(ma.fields.Nested(CalculationLine))
    results = ma.fields.List(ma.fields.String())


class Application(Calculation):
    id = ma.fields.String()
    person = ma.fields.String()
    school = ma.fields.String()
    rule = ma.fields.String()
    rule_number = ma.fields.Integer()
    rule_title = ma.fields.String()
    credentials = ma.fields.List(ma.fields.String())
    course = ma.fields.String()
    state = ma.fields.String()
    reason = ma.fields.String(allow_none=True)
    decided_by = ma.fields.String(allow_none=True)
    decided_at = ma.fields.AwareDateTime(allow_none=True)
    created = ma.fields.AwareDateTime()
    due = ma.fields.AwareDateTime(allow_none=True)
    version = ma.fields.Integer()


class Applications(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(Application))
    next = ma.fields.String(allow_none=True)


class BlockedRow(ma.Schema):
    id = ma.fields.String()
    school = ma.fields.String()
    decided_at = ma.fields.AwareDateTime()
    since = ma.fields.AwareDateTime(metadata={"description": "when the person was erased"})
    rule = ma.fields.String(allow_none=True, metadata={"description": "what the operator names for the term"})
    until = ma.fields.AwareDateTime(allow_none=True, metadata={"description": "null while no term is set"})


class BlockedRecords(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(BlockedRow))
    next = ma.fields.String(allow_none=True)


class OpenBlocked(ma.Schema):
    reason = Text(500, required=True)


class OpenedRecord(BlockedRow):
    record = ma.fields.Nested(Application)


class ApplicationQuery(PageQuery):
    state = ma.fields.String(
        load_default=None, validate=ma.validate.OneOf(("applied", "approved", "refused"))
    )


class Decision(ma.Schema):
    decision = ma.fields.String(required=True, validate=ma.validate.OneOf(("approved", "refused")))
    reason = Text(2000, load_default="")
