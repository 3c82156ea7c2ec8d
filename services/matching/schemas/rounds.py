"""Shapes of rounds and their plans."""

import marshmallow as ma

from services.matching.domain.rounds import MOST_BIDS, MOST_BRIEFS, PAIRS
from shared.text import Line, Text

SHARE = ma.validate.Range(0, 1)
NEWCOMERS = ma.validate.Range(1, 100)


class NewRound(ma.Schema):
    name = Line(120, required=True)
    school = Line(64, load_default=None)


class RoundChange(ma.Schema):
    name = Line(120)
    briefs = ma.fields.List(Line(64), validate=ma.validate.Length(max=MOST_BRIEFS))
    closes = ma.fields.Date(allow_none=True, metadata={"description": "the last day of bidding"})
    coverage = ma.fields.Float(validate=SHARE, metadata={"description": "the three weights add up to 1"})
    preference = ma.fields.Float(validate=SHARE)
    growth = ma.fields.Float(validate=SHARE)
    max_bids = ma.fields.Integer(validate=ma.validate.Range(1, MOST_BIDS))
    common_slots = ma.fields.Integer(validate=ma.validate.Range(0, 40))
    place_everyone = ma.fields.Boolean()
    compulsory = ma.fields.Boolean(metadata={"description": "a second refusal goes to a teacher"})
    coverage_floor = ma.fields.Float(allow_none=True, validate=SHARE)
    four_fifths = ma.fields.Boolean()
    newcomers_percent = ma.fields.Integer(
        allow_none=True, validate=NEWCOMERS,
        metadata={"description": "of a hundred students without confirmed evidence so many are placed at least"},
    )  # fmt: skip
    seed = ma.fields.Integer(validate=ma.validate.Range(0, 2**31 - 1))


class RoundForm(RoundChange):
    """What a form leaves out is empty, not as it was."""

    name = Line(120, required=True)
    briefs = ma.fields.List(Line(64), load_default=list, validate=ma.validate.Length(max=MOST_BRIEFS))
    closes = ma.fields.Date(load_default=None)
    place_everyone = ma.fields.Boolean(load_default=False)
    compulsory = ma.fields.Boolean(load_default=False)
    coverage_floor = ma.fields.Float(load_default=None, validate=SHARE)
    four_fifths = ma.fields.Boolean(load_default=False)
    newcomers_percent = ma.fields.Integer(load_default=None, validate=NEWCOMERS)
    version = ma.fields.Integer(required=True)


class TakeIn(ma.Schema):
    groups = ma.fields.List(
        Line(200), load_default=list, validate=ma.validate.Length(max=500),
        metadata={"description": "programme:NAME or class:ID; all of their students"},
    )  # fmt: skip
    people = ma.fields.List(Line(64), load_default=list, validate=ma.validate.Length(max=1000))


class TakenIn(ma.Schema):
    new = ma.fields.Integer()


class Pair(ma.Schema):
    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(PAIRS))
    one = Line(64, required=True)
    other = Line(64, required=True)
    reason = Text(500, required=True)


class RoundLine(ma.Schema):
    id = ma.fields.String()
    name = ma.fields.String()
    school = ma.fields.String()
    state = ma.fields.String()
    made = ma.fields.DateTime()
    closes = ma.fields.DateTime(allow_none=True)
    until = ma.fields.DateTime(allow_none=True, metadata={"description": "the school publishes until then"})
    students = ma.fields.Integer()
    briefs = ma.fields.List(ma.fields.String())
    version = ma.fields.Integer()


class Rounds(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(RoundLine))
    next = ma.fields.String(allow_none=True)


class PlanLine(ma.Schema):
    number = ma.fields.Integer()
    kind = ma.fields.String()
    state = ma.fields.String()
    made = ma.fields.DateTime()
    figures = ma.fields.Dict(metadata={"description": "objective, coverage, ranks, placed, fairness"})


class Round(RoundLine):
    settings = ma.fields.Dict()
    pairs = ma.fields.List(ma.fields.Dict())
    plans = ma.fields.List(ma.fields.Nested(PlanLine))


class Seconds(ma.Schema):
    seconds = ma.fields.Float(load_default=20.0, validate=ma.validate.Range(1, 120))


class TeamOfPlan(ma.Schema):
    place = ma.fields.String(metadata={"description": "what the team is called in the plan"})
    brief = ma.fields.String()
    title = ma.fields.String()
    members = ma.fields.List(ma.fields.Dict(), metadata={"description": "student, person, rank of their bid"})
    coverage = ma.fields.Float()


class Plan(PlanLine):
    result = ma.fields.Dict(
        metadata={"description": "shixun.plan/1; of a repair: teams, moved, joins, unplaced, before"}
    )
    carried = ma.fields.DateTime(allow_none=True, metadata={"description": "when a repair was carried out"})
    why = ma.fields.String(allow_none=True, metadata={"description": "of a failed one, why there is no plan"})
    sha256 = ma.fields.String(allow_none=True, metadata={"description": "of the frozen input, RFC 8785"})
    moves = ma.fields.List(ma.fields.Dict())


class ChangePlan(ma.Schema):
    student = Line(20, required=True, metadata={"description": "as the plan calls them: s1, s2 …"})
    to = Line(20, load_default="", metadata={"description": "p1, p2 …; empty: no team"})
    swap = Line(20, load_default=None, metadata={"description": "who takes the place that is left"})
    reason = Text(500, load_default="")


class ChangeQuery(ma.Schema):
    student = Line(20, required=True, metadata={"example": "s1"})
    to = Line(20, load_default="", metadata={"description": "empty: no team", "example": "p1"})
    swap = Line(20, load_default=None)


class ChangeCost(ma.Schema):
    before = ma.fields.Dict(metadata={"description": "the plan's figures as they are"})
    after = ma.fields.Dict(metadata={"description": "the same after the change"})
    broken = ma.fields.List(ma.fields.String(), metadata={"description": "rules that it would break"})
    text = ma.fields.String(metadata={"description": "both in the reader's words"})


class Publish(ma.Schema):
    plan = ma.fields.Integer(
        required=True, validate=ma.validate.Range(1, 2**31), metadata={"description": "its number"}
    )


class FairnessReport(ma.Schema):
    made = ma.fields.DateTime()
    sha256 = ma.fields.String(metadata={"description": "of the frozen input, RFC 8785"})
    cut = ma.fields.Integer(metadata={"description": "erased people who were missing in the input already"})
    seed = ma.fields.Integer()
    steps = ma.fields.Integer(metadata={"description": "of the engine"})
    graph = ma.fields.String(allow_none=True, metadata={"description": "version of the skill graph"})
    engine = ma.fields.String(allow_none=True, metadata={"description": "version of the engine"})
    weights = ma.fields.Dict()
    figures = ma.fields.Dict(metadata={"description": "rates with 95 % intervals by group, ratios, envy"})
    stated = ma.fields.Dict(
        metadata={
            "description": "kind to {groups, top3_ratio}: rates by groups that students stated themselves; null where"
            " they would tell of somebody"
        }
    )
    sensitivity = ma.fields.List(ma.fields.Dict())
    newcomers = ma.fields.Dict(
        allow_none=True,
        metadata={"description": "the share of newcomers that is placed at least, and what it costs"},
    )
    in_a_row = ma.fields.Dict(
        allow_none=True,
        metadata={
            "description": "six rounds in a row, by the first and last quarter; null until worked out. without: erased"
            " people who were missing in the input already"
        },
    )
