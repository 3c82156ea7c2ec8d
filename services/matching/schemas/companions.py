"""Shapes of teams that students form, and of whom they name."""

import marshmallow as ma

from shared.text import Line


class NewCompanions(ma.Schema):
    brief = Line(64, required=True)


class JoinCode(ma.Schema):
    code = Line(64, required=True)


class Code(ma.Schema):
    code = ma.fields.String(metadata={"description": "the invitation code, shown once"})


class Named(ma.Schema):
    name = Line(
        80, required=True, metadata={"description": "of somebody of my school, as it stands in their account"}
    )


class AskFor(ma.Schema):
    skill = Line(200, required=True, metadata={"description": "URI of the need that is lacking"})


class Willing(ma.Schema):
    willing = ma.fields.Boolean(required=True, metadata={"description": "teams may ask me to join"})


class Companion(ma.Schema):
    person = ma.fields.String()
    captain = ma.fields.Boolean()
    bid = ma.fields.Boolean(metadata={"description": "the brief counts as a bid of theirs"})


class LackingNeed(ma.Schema):
    skill = ma.fields.String()
    name = ma.fields.String()
    level = ma.fields.Integer()
    quality = ma.fields.Float(metadata={"description": "the best of the team: 0, .25, .5, .75 or 1"})
    members = ma.fields.List(ma.fields.Float(), metadata={"description": "each member's, in their order"})
    willing = ma.fields.Float(
        allow_none=True, metadata={"description": "what the best of those who agreed to be asked would bring"}
    )
    also = ma.fields.List(
        ma.fields.String(), metadata={"description": "what that one raises besides, by name"}
    )


class Companions(ma.Schema):
    id = ma.fields.String()
    brief = ma.fields.String()
    title = ma.fields.String()
    state = ma.fields.String(metadata={"description": "forming, applied"})
    members = ma.fields.List(ma.fields.Nested(Companion))
    most = ma.fields.Integer()
    needs = ma.fields.List(ma.fields.Nested(LackingNeed))
    asked = ma.fields.Integer(metadata={"description": "how many were asked and have not answered"})


class CompanionsLine(ma.Schema):
    id = ma.fields.String()
    brief = ma.fields.String()
    state = ma.fields.String()
    members = ma.fields.List(ma.fields.String())


class AskLine(ma.Schema):
    id = ma.fields.String()
    brief = ma.fields.String()
    until = ma.fields.DateTime()


class GoingTogether(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(CompanionsLine))
    asks = ma.fields.List(ma.fields.Nested(AskLine), metadata={"description": "teams that ask me to join"})
    willing = ma.fields.Boolean()
    named = ma.fields.List(ma.fields.String())
