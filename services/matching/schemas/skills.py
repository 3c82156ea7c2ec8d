"""Shapes of skills: found by a search or in a text, claimed, held."""

from typing import Any

import marshmallow as ma

from services.matching.domain.held import MOST as MOST_SKILLS
from shared.messages import N_
from shared.text import Line, Text
from shared.web.i18n import LANGUAGES

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
