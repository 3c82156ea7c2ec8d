"""Shapes of deputies."""

import marshmallow as ma


class NewDeputy(ma.Schema):
    """From the first day to the last, both included, in the organisation's time zone."""

    organisation = ma.fields.String(required=True)
    deputy = ma.fields.String(
        required=True, metadata={"description": "person id of a colleague with the same roles"}
    )
    begins = ma.fields.Date(required=True, metadata={"example": "2027-02-01"})
    ends = ma.fields.Date(required=True, metadata={"example": "2027-02-12"})


class Deputy(ma.Schema):
    id = ma.fields.String()
    person = ma.fields.String()
    deputy = ma.fields.String()
    organisation = ma.fields.String()
    begins = ma.fields.AwareDateTime()
    ends = ma.fields.AwareDateTime()
    ended = ma.fields.AwareDateTime(allow_none=True)
    version = ma.fields.Integer()


class Deputies(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(Deputy))
