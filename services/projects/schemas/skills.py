"""The shape of a skill that a brief needs: by its URI, or by any of its names."""

from typing import Any

import marshmallow as ma
from flask_babel import gettext

from services.projects import trades
from shared import skillnames
from shared.messages import N_
from shared.text import Line
from shared.web.i18n import language


def _no_such_skill(name: str) -> ma.ValidationError:
    found = skillnames.like(name, language())
    if not found:
        sentence = gettext("There is no skill by that name. Try a broader word, or the English one.")
        return ma.ValidationError(sentence, "label")
    names = ("、" if language().startswith("zh") else ", ").join(found)
    return ma.ValidationError(
        gettext("There is no skill by that name. Close to it: %(names)s", names=names), "label"
    )


class SkillQuery(ma.Schema):
    q = Line(
        100, required=True, metadata={"description": "words of a name, in any language", "example": "PLC"}
    )
    limit = ma.fields.Integer(load_default=12, validate=ma.validate.Range(1, 50))


class FoundSkill(ma.Schema):
    uri = ma.fields.String()
    name = ma.fields.String(metadata={"description": "in the reader's language"})
    label = ma.fields.String(metadata={"description": "ESCO's English one"})
    definition = ma.fields.String()


class FoundSkills(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(FoundSkill))


class Skill(ma.Schema):
    """By its URI, or by any of its names in any of the three languages."""

    uri = ma.fields.String(
        validate=ma.validate.Regexp(r"(https?://|urn:)[^\x00-\x20<>\"{}|^`\\]{1,300}$"),
        metadata={"example": "urn:shixun:skill:livestream-selling"},
    )
    label = Line(200)
    level = ma.fields.Integer(required=True, validate=ma.validate.Range(1, 5))
    weight = ma.fields.Float(load_default=1.0)

    @ma.post_load
    def name(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """A skill that the service knows needs its URI or a name, another one both."""
        if "uri" in data:
            data.setdefault("label", trades.label(data["uri"]))
        if not data.get("label"):
            raise ma.ValidationError(N_("Give the skill's name."), "label")
        if "uri" not in data:
            known = skillnames.named(data["label"])
            if known is None:
                raise _no_such_skill(data["label"])
            data |= {"uri": known["uri"], "label": known["en"]}
        return data


class PageSkill(Skill):
    """By its name. ``kept``: the URI of a skill that only the brief knows, as long as its name is still ``was``."""

    kept = ma.fields.String()
    was = ma.fields.String()

    @ma.pre_load
    def keep(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        row = {name: value for name, value in data.items() if name not in ("kept", "was")}
        same = "kept" in data and data.get("label") == data.get("was")
        return row | {"uri": data["kept"]} if same else row
