"""Shapes of who was taken on."""

import marshmallow as ma

from services.portfolio.domain.hires import KINDS


class NewHire(ma.Schema):
    organisation = ma.fields.String(required=True)
    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(tuple(KINDS)))
    begins = ma.fields.Date(required=True)


class Hire(ma.Schema):
    id = ma.fields.String()
    person = ma.fields.String()
    organisation = ma.fields.String()
    kind = ma.fields.String()
    begins = ma.fields.String(metadata={"example": "2027-03-01"})
    created = ma.fields.AwareDateTime()
    due = ma.fields.AwareDateTime()
    state = ma.fields.String(metadata={"example": "stated"})


class Hires(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(Hire))
