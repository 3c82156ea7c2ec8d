"""Shapes of a company's look at who bids."""

import marshmallow as ma

from services.matching.schemas.briefs import Message


class Shown(ma.Schema):
    shown = ma.fields.Boolean(required=True, metadata={"description": "to the company, while bids are taken"})


class Candidate(ma.Schema):
    place = ma.fields.Integer()
    person = ma.fields.String()
    school = ma.fields.String()
    adds = ma.fields.Integer(metadata={"description": "to those above, in thousandths of the objective"})
    covers = ma.fields.Integer(metadata={"description": "of the whole brief by oneself, in per cent"})
    reasons = ma.fields.List(ma.fields.Nested(Message))


class Candidates(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(Candidate), metadata={"description": "ten at most"})
