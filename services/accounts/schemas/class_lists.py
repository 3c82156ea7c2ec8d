"""Shapes of lists of students: what is sent, and which column says what."""

import marshmallow as ma

from services.accounts.domain.table import ENCODINGS


class Sent(ma.Schema):
    """A file beside it, or rows that were pasted."""

    rows = ma.fields.String(load_default="", validate=ma.validate.Length(max=200_000))
    into = ma.fields.String(load_default="")


class Understood(ma.Schema):
    name = ma.fields.Integer(load_default=None)
    number = ma.fields.Integer(load_default=None)
    mail = ma.fields.Integer(load_default=None)
    school_class = ma.fields.Integer(load_default=None)
    programme = ma.fields.Integer(load_default=None)
    encoding = ma.fields.String(required=True, validate=ma.validate.OneOf(ENCODINGS))
    heading = ma.fields.Boolean(load_default=False)
    into = ma.fields.String(load_default="")
