"""Shapes of what waits and of what is signed."""

import marshmallow as ma


class Item(ma.Schema):
    id = ma.fields.String()
    service = ma.fields.String()
    kind = ma.fields.String()
    subject = ma.fields.String()
    message = ma.fields.String()
    params = ma.fields.Dict()
    people = ma.fields.Dict()
    default = ma.fields.String()
    url = ma.fields.String()
    due = ma.fields.AwareDateTime(allow_none=True)
    moved_from = ma.fields.AwareDateTime(
        allow_none=True,
        metadata={"description": "when it would be due, were that a working day of the school"},
    )
    person = ma.fields.String(allow_none=True)
    organisation = ma.fields.String(allow_none=True)
    role = ma.fields.String(allow_none=True)
    taken_by = ma.fields.String(allow_none=True)
    followed_at = ma.fields.String()
    state = ma.fields.String()
    late = ma.fields.Boolean()
    version = ma.fields.Integer()


class Items(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(Item))


class RecordToSign(ma.Schema):
    contribution = ma.fields.String()
    hash = ma.fields.String()
    record = ma.fields.Dict()


class SigningRequest(ma.Schema):
    id = ma.fields.String()
    review = ma.fields.String()
    role = ma.fields.String()
    brief_title = ma.fields.String()
    milestone_title = ma.fields.String()
    expires = ma.fields.AwareDateTime()
    state = ma.fields.String()
    records = ma.fields.List(ma.fields.Nested(RecordToSign))


class Signed(ma.Schema):
    event = ma.fields.String()
