"""Shapes of what comes in and goes out, for pages and API alike."""

from typing import Any

import marshmallow as ma

from services.matching.domain.bidding import MOST as MOST_BIDS
from services.matching.domain.briefs import APPROVED, PLACES
from services.matching.domain.held import MOST as MOST_SKILLS
from services.matching.domain.week import FILLS, HOURS
from shared.messages import N_
from shared.paging import MOST_ROWS, ROWS
from shared.text import Line, Text
from shared.web.i18n import LANGUAGES

SORTS = ("fit", "ends", "weeks")
MOST_TEXT = 20_000
URI = "urn:shixun:skill:livestream-selling"


class SkillQuery(ma.Schema):
    q = Line(100, required=True, metadata={"example": "fault finding"})
    language = ma.fields.String(
        load_default=None, validate=ma.validate.OneOf([*LANGUAGES, "zh_Hans", "zh_Hant"])
    )
    limit = ma.fields.Integer(load_default=20, validate=ma.validate.Range(1, 50))


class FoundSkill(ma.Schema):
    uri = ma.fields.String(metadata={"example": URI})
    name = ma.fields.String()
    kind = ma.fields.String()
    matched = ma.fields.String(metadata={"description": "the name that was found"})


class FoundSkills(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(FoundSkill))


class Claim(ma.Schema):
    uri = Line(200, required=True, metadata={"example": URI})
    level = ma.fields.Integer(required=True, strict=True, validate=ma.validate.Range(1, 5))


class Claims(ma.Schema):
    skills = ma.fields.List(
        ma.fields.Nested(Claim), required=True, validate=ma.validate.Length(1, MOST_SKILLS)
    )


class OneClaim(Claim):
    """A form's: text that is a number will do."""

    level = ma.fields.Integer(required=True, validate=ma.validate.Range(1, 5))


class SomeClaims(ma.Schema):
    """What a page offered: rows without a level were left out."""

    skills = ma.fields.List(
        ma.fields.Nested(OneClaim), required=True,
        validate=ma.validate.Length(1, MOST_SKILLS, error=N_("Give a level to at least one skill.")),
    )  # fmt: skip

    @ma.pre_load
    def with_level(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return data | {"skills": [row for row in data.get("skills", ()) if row.get("level")]}


class Pasted(ma.Schema):
    text = Text(MOST_TEXT, required=True, metadata={"example": "熟悉数控编程 and PLC"})


class Mention(ma.Schema):
    uri = ma.fields.String(metadata={"example": URI})
    name = ma.fields.String()
    before = ma.fields.String()
    words = ma.fields.String(metadata={"description": "what names it in the text"})
    after = ma.fields.String()


class Mentions(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(Mention))


class HeldSkill(ma.Schema):
    id = ma.fields.String()
    uri = ma.fields.String(attribute="skill")
    name = ma.fields.String()
    level = ma.fields.Float()
    confidence = ma.fields.Float()
    source = ma.fields.String()
    shown = ma.fields.DateTime(metadata={"description": "when it was last claimed or shown"})


class HeldSkills(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(HeldSkill))


class Done(ma.Schema):
    """Nothing more to say."""


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
    bids = ma.fields.Integer()
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
    ip = ma.fields.String()
    nda = ma.fields.Boolean()
    programmes_min = ma.fields.Integer()
    fit = ma.fields.Nested(Fit)


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
    ended = ma.fields.Nested(Message, allow_none=True)


class Proposals(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(Proposal))
    next = ma.fields.String(allow_none=True)
