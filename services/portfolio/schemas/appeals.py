"""Shapes of appeals."""

import marshmallow as ma

from services.portfolio.domain.appeals import DECISIONS
from shared.text import Text


class NewAppeal(ma.Schema):
    text = Text(2000, required=True)


class AppealDecision(ma.Schema):
    decision = ma.fields.String(
        required=True,
        validate=ma.validate.OneOf(DECISIONS),
        metadata={"description": "revoked: refused, and what was suspended is revoked"},
    )
    reason = Text(2000, required=True)


class Appeal(ma.Schema):
    id = ma.fields.String()
    credential = ma.fields.String()
    against = ma.fields.String(metadata={"example": "suspended"})
    person = ma.fields.String()
    text = ma.fields.String()
    created = ma.fields.AwareDateTime()
    due = ma.fields.AwareDateTime()
    state = ma.fields.String(metadata={"example": "open"})
    reason = ma.fields.String()
    decided_by = ma.fields.String(allow_none=True)
    decided_at = ma.fields.AwareDateTime(allow_none=True)
