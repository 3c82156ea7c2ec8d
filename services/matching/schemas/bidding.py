"""Shapes of bids, free hours and proposals."""

import marshmallow as ma

from services.matching.domain.bidding import MOST as MOST_BIDS
from services.matching.domain.week import FILLS, HOURS
from services.matching.schemas.briefs import Message
from shared.text import Line, Text


class Done(ma.Schema):
    """Nothing more to say."""


class Order(ma.Schema):
    briefs = ma.fields.List(
        Line(64), required=True, validate=ma.validate.Length(max=MOST_BIDS),
        metadata={"description": "ids, the most wanted first"},
    )  # fmt: skip


class Bid(ma.Schema):
    brief = ma.fields.String()
    title = ma.fields.String()
    place = ma.fields.Integer(metadata={"description": "on my list"})
    rank = ma.fields.Integer(allow_none=True, metadata={"description": "as handed in"})
    state = ma.fields.String()
    bidding_until = ma.fields.DateTime()


class Bids(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(Bid))
    handed_in = ma.fields.DateTime(allow_none=True)
    changed = ma.fields.Boolean(metadata={"description": "the list differs from what was handed in"})
    version = ma.fields.Integer(metadata={"description": "for If-Match; 0 before the first bid"})


class Slots(ma.Schema):
    slots = ma.fields.List(
        ma.fields.Integer(strict=True), required=True, validate=ma.validate.Length(max=HOURS),
        metadata={"description": "free hours of the week, 0 (Monday, 0 h) to 167", "example": [18, 19, 20]},
    )  # fmt: skip


class Week(ma.Schema):
    slots = ma.fields.List(
        ma.fields.Integer(), allow_none=True, metadata={"description": "null: always free"}
    )
    given = ma.fields.DateTime(allow_none=True)
    version = ma.fields.Integer(metadata={"description": "for If-Match; 0 before the first time"})


class Cells(ma.Schema):
    cells = ma.fields.List(ma.fields.String(validate=ma.validate.Regexp(r"[0-6]\.[a-z]+")))
    fill = ma.fields.String(load_default=None, validate=ma.validate.OneOf(FILLS))
    version = ma.fields.Integer(load_default=None)


class Reason(ma.Schema):
    reason = Text(1000, load_default="")


class SeatLine(ma.Schema):
    person = ma.fields.String()
    state = ma.fields.String()
    captain = ma.fields.Boolean()


class Coverage(ma.Schema):
    skill = ma.fields.String()
    name = ma.fields.String()
    level = ma.fields.Integer()
    quality = ma.fields.Float()


class Proposal(ma.Schema):
    id = ma.fields.String()
    brief = ma.fields.String()
    title = ma.fields.String()
    organisation = ma.fields.String()
    state = ma.fields.String()
    revision = ma.fields.Integer()
    opened = ma.fields.DateTime()
    seat = ma.fields.String(metadata={"description": "mine: asked, accepted, declined, expired, released"})
    until = ma.fields.DateTime(allow_none=True, metadata={"description": "I answer until then"})
    confirm_until = ma.fields.DateTime(allow_none=True)
    members = ma.fields.List(ma.fields.Nested(SeatLine))
    coverage = ma.fields.List(ma.fields.Nested(Coverage))
    common_slots = ma.fields.List(ma.fields.Integer())
    reasons = ma.fields.List(ma.fields.Nested(Message))
    team = ma.fields.List(ma.fields.Nested(Message))
    first_bid = ma.fields.Nested(Message, allow_none=True)
    graph = ma.fields.String(
        metadata={"description": "version of the skill graph that it was worked out with"}
    )
    ended = ma.fields.Nested(Message, allow_none=True)
    round = ma.fields.String(allow_none=True)
    would = ma.fields.Dict(allow_none=True, metadata={"description": "what would have changed it"})
    contest = ma.fields.Dict(allow_none=True)


class Proposals(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(Proposal))
    next = ma.fields.String(allow_none=True)


class Contest(ma.Schema):
    text = Text(2000, required=True)


class ContestLine(ma.Schema):
    id = ma.fields.String(attribute="_id")
    proposal = ma.fields.String()
    person = ma.fields.String()
    state = ma.fields.String(metadata={"description": "open, moved, kept"})
    text = ma.fields.String()
    reason = ma.fields.String()
    at = ma.fields.DateTime()


class Contests(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(ContestLine))


class Decision(ma.Schema):
    to = Line(
        64, load_default="", metadata={"description": "a proposal of the round; empty: the place stands"}
    )
    reason = Text(1000, required=True)
