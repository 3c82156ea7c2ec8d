"""Shapes of a way to a target: what is chosen, its steps and dates, what moved, choices between occupations."""

import marshmallow as ma

from services.matching.domain.growth import HOURS, KINDS, LEVELS
from services.matching.growing.interests import PAIRS
from services.matching.schemas.skills import URI
from shared.text import Line


class Target(ma.Schema):
    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(KINDS), metadata={"example": "skill"})
    key = Line(200, required=True, metadata={"description": "a URI, or a brief's id", "example": URI})
    level = ma.fields.Integer(
        load_default=None, validate=ma.validate.Range(min(LEVELS), max(LEVELS)),
        metadata={"description": "of each skill; left out: as before, 3 at first", "example": 3},
    )  # fmt: skip
    hours = ma.fields.Integer(
        load_default=None, validate=ma.validate.Range(min(HOURS), max(HOURS)),
        metadata={"description": "for learning, a week; left out: as before, 4 at first", "example": 4},
    )  # fmt: skip


class TargetForm(Target):
    """A form's: it says which way it has read."""

    version = ma.fields.Integer(load_default=None)


class TargetQuery(ma.Schema):
    q = Line(100, required=True, metadata={"example": "data analyst"})


class FoundTarget(ma.Schema):
    kind = ma.fields.String()
    key = ma.fields.String()
    name = ma.fields.String()
    skills = ma.fields.Integer(metadata={"description": "how many it asks for"})


class FoundTargets(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(FoundTarget))


class StepKey(ma.Schema):
    key = Line(200, required=True, metadata={"example": URI})


class GrowthStep(ma.Schema):
    kind = ma.fields.String(metadata={"description": "learn or brief"})
    key = ma.fields.String()
    name = ma.fields.String()
    why = ma.fields.String()
    level = ma.fields.Integer(allow_none=True)
    hours = ma.fields.Integer()
    weeks = ma.fields.Integer()
    teaches = ma.fields.List(ma.fields.String())
    chance = ma.fields.Float(allow_none=True, metadata={"description": "to get in, bidding first; 0 to 1"})
    left = ma.fields.Float(metadata={"description": "what is missing of the target after it, 0 to 1"})
    begin = ma.fields.DateTime(allow_none=True)
    end = ma.fields.DateTime(allow_none=True)
    late = ma.fields.Boolean()


class MovedStep(ma.Schema):
    name = ma.fields.String()
    was = ma.fields.DateTime(allow_none=True, metadata={"description": "null: not on the way before"})
    now = ma.fields.DateTime(allow_none=True, metadata={"description": "null: no longer on the way"})


class Moved(ma.Schema):
    why = ma.fields.String()
    text = ma.fields.String()
    at = ma.fields.DateTime()
    rows = ma.fields.List(ma.fields.Nested(MovedStep))


class GrowthTarget(ma.Schema):
    kind = ma.fields.String()
    key = ma.fields.String()
    name = ma.fields.String()
    level = ma.fields.Integer()


class Growth(ma.Schema):
    target = ma.fields.Nested(GrowthTarget, allow_none=True)
    hours = ma.fields.Integer()
    gap = ma.fields.Float(metadata={"description": "what is missing of the target now, 0 to 1"})
    dated = ma.fields.Boolean(metadata={"description": "false: no free hour, so no dates"})
    steps = ma.fields.List(ma.fields.Nested(GrowthStep))
    moved = ma.fields.Nested(Moved, allow_none=True)
    version = ma.fields.Integer(metadata={"description": "for If-Match; 0 before the first time"})


class Choices(ma.Schema):
    choices = ma.fields.List(
        ma.fields.Integer(strict=True, validate=ma.validate.OneOf([0, 1])), required=True,
        validate=ma.validate.Length(equal=len(PAIRS)),
        metadata={"description": "of each pair: 0 left, 1 right", "example": [0, 1] * (len(PAIRS) // 2)},
    )  # fmt: skip


class ChoiceForm(ma.Schema):
    """One pair, answered by pressing one of two buttons."""

    pair = ma.fields.Integer(required=True, validate=ma.validate.Range(0, len(PAIRS) - 1))
    choice = ma.fields.Integer(required=True, validate=ma.validate.OneOf([0, 1]))


class OccupationLine(ma.Schema):
    uri = ma.fields.String()
    name = ma.fields.String()


class Near(ma.Schema):
    uri = ma.fields.String()
    name = ma.fields.String()
    like = ma.fields.List(
        ma.fields.String(), metadata={"description": "of the chosen ones, those that it is like"}
    )


class Interests(ma.Schema):
    pairs = ma.fields.List(ma.fields.List(ma.fields.Nested(OccupationLine)))
    choices = ma.fields.List(ma.fields.Integer())
    near = ma.fields.List(ma.fields.Nested(Near))
