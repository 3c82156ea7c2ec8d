"""Shapes of programmes."""

import marshmallow as ma

from shared.text import Line


class NewName(ma.Schema):
    name = Line(100, required=True, metadata={"example": "机电一体化技术"})


class NewProgramme(NewName):
    code = Line(20, required=True, metadata={"example": "460301"})


class Programme(ma.Schema):
    id = ma.fields.String()
    school = ma.fields.String()
    code = ma.fields.String()
    name = ma.fields.String()
    created = ma.fields.AwareDateTime()
    closed = ma.fields.AwareDateTime(allow_none=True)
    version = ma.fields.Integer()


class Programmes(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(Programme))
