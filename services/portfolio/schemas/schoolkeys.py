"""Shapes of schools' keys."""

import marshmallow as ma

from services.portfolio.domain.schoolkeys import ENDS
from shared.text import Line


class NewSchoolKey(ma.Schema):
    domain = Line(200, required=True, metadata={"example": "school.example"})
    school = Line(36, load_default="", metadata={"description": "needed by who administers several"})


class DomainDecision(ma.Schema):
    confirmed = ma.fields.Boolean(required=True, metadata={"description": "that the domain is the school's"})


class Compromise(ma.Schema):
    since = ma.fields.Date(
        required=True,
        metadata={"description": "signatures from that day on, where the school is, do not count"},
    )


class ListedSchoolKey(ma.Schema):
    id = ma.fields.String()
    school = ma.fields.String()
    domain = ma.fields.String()
    did = ma.fields.String(metadata={"example": "did:web:school.example"})
    method = ma.fields.String()
    public = ma.fields.String(metadata={"description": "the public key as Multikey"})
    state = ma.fields.String(metadata={"description": "asked, waiting, confirmed, failing or ended"})
    asked = ma.fields.AwareDateTime()
    asked_by = ma.fields.String()
    approved = ma.fields.AwareDateTime(allow_none=True)
    approved_by = ma.fields.String(allow_none=True)
    confirmed = ma.fields.AwareDateTime(allow_none=True)
    looked = ma.fields.AwareDateTime(allow_none=True)
    seen = ma.fields.AwareDateTime(allow_none=True)
    failing_since = ma.fields.AwareDateTime(allow_none=True)
    problem = ma.fields.String(
        metadata={"description": "why it was not found at the last look; empty: it was"}
    )
    ended = ma.fields.AwareDateTime(allow_none=True)
    why = ma.fields.String(metadata={"description": f"of one that ended: {', '.join(ENDS)}"})
    compromised_from = ma.fields.AwareDateTime(allow_none=True)


class SchoolKey(ListedSchoolKey):
    document = ma.fields.Dict(metadata={"description": "what the school publishes at /.well-known/did.json"})


class SchoolKeys(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(ListedSchoolKey))
    next = ma.fields.String(allow_none=True)
