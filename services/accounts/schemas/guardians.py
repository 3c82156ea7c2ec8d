"""Shapes of who is under age and of a guardian's answer."""

import marshmallow as ma

from shared.text import Line, Mail, Text

FOR_ONE = "the id of a placement, to answer for that one alone"


class Age(ma.Schema):
    born = ma.fields.Date(required=True, metadata={"description": "is not kept", "example": "2010-03-01"})


class Guardian(ma.Schema):
    guardian = Line(100, required=True, metadata={"example": "林建国"})
    mail = Mail(load_default="", metadata={"description": "without it the link is shown to you"})


class Paper(ma.Schema):
    decision = ma.fields.String(
        required=True, validate=ma.validate.OneOf(("consented", "refused", "withdrawn"))
    )
    placement = Line(40, load_default="", metadata={"description": FOR_ONE})


class GuardiansAnswer(ma.Schema):
    decision = ma.fields.String(
        required=True, validate=ma.validate.OneOf(("consented", "refused", "withdrawn", "ask"))
    )
    code = Line(40, load_default="", metadata={"description": "what the school handed out"})
    question = Text(1000, load_default="")
    placement = Line(40, load_default="", metadata={"description": FOR_ONE})


class Placement(ma.Schema):
    """A placement that waits for the guardian's answer, or whose consent may be withdrawn."""

    id = ma.fields.String()
    state = ma.fields.String()
    company = ma.fields.String()
    mentor = ma.fields.String()
    title = ma.fields.String()
    place = ma.fields.String(metadata={"description": "onsite, remote or mixed"})
    weeks = ma.fields.Integer()
    hours_per_week = ma.fields.Integer()
    paid = ma.fields.Boolean()
    pay = ma.fields.String()
    risk = ma.fields.String(metadata={"description": "low, medium or high"})
    due = ma.fields.AwareDateTime(
        metadata={"description": "without an answer until then the seat is given away"}
    )


class Minority(ma.Schema):
    """``acts_alone``: purpose → when the person needs no guardian any more."""

    state = ma.fields.String()
    acts_alone = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.AwareDateTime())
    guardian = ma.fields.String()
    mail = ma.fields.String()
    expires = ma.fields.AwareDateTime(allow_none=True)
    answered = ma.fields.AwareDateTime(allow_none=True)
    question = ma.fields.String()
    placements = ma.fields.List(ma.fields.Nested(Placement()))
    version = ma.fields.Integer()
    code = ma.fields.String(allow_none=True, metadata={"description": "to hand out; shown once"})
    link = ma.fields.String(
        allow_none=True, metadata={"description": "shown once, and only without a mail address"}
    )


class ToConsent(ma.Schema):
    """What a guardian reads."""

    student = ma.fields.String()
    school = ma.fields.String()
    state = ma.fields.String()
    until = ma.fields.AwareDateTime(metadata={"description": "when the student comes of age"})
    placements = ma.fields.List(ma.fields.Nested(Placement()))
