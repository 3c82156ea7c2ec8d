"""Shapes of classes."""

import marshmallow as ma

from services.accounts.domain.organisation import MOST_SEATS
from services.accounts.schemas.organisations import Member
from shared.text import Line


class ClassChanges(ma.Schema):
    name = Line(100, validate=ma.validate.Length(min=1, max=100), metadata={"example": "机电 2401 班"})
    programme = Line(
        100,
        metadata={"example": "460301", "description": "code or name of the school's list, where it has one"},
    )
    term = Line(60, metadata={"example": "2026 秋"})
    begins = ma.fields.Date(allow_none=True, metadata={"example": "2026-09-01"})
    ends = ma.fields.Date(allow_none=True, metadata={"example": "2027-01-15"})
    teachers = ma.fields.List(ma.fields.String(), metadata={"description": "person ids"})

    @ma.post_load
    def _days_as_text(self, data: dict, **_: object) -> dict:
        days = {
            name: data[name].isoformat() if data[name] else "" for name in ("begins", "ends") if name in data
        }
        return data | days


class NewClass(ClassChanges):
    name = Line(100, required=True, metadata={"example": "机电 2401 班"})


class NewClassAt(NewClass):
    school = ma.fields.String(required=True)


class Seats(ma.Schema):
    seats = ma.fields.Integer(required=True, validate=ma.validate.Range(1, MOST_SEATS))


class JoinCode(ma.Schema):
    code = Line(80, required=True)


class Move(ma.Schema):
    school_class = ma.fields.String(required=True, metadata={"description": "empty: out of any class"})


class SchoolClass(ma.Schema):
    id = ma.fields.String()
    school = ma.fields.String()
    name = ma.fields.String()
    programme = ma.fields.String()
    programme_code = ma.fields.String()
    term = ma.fields.String()
    begins = ma.fields.String()
    ends = ma.fields.String()
    teachers = ma.fields.List(ma.fields.String())
    closed = ma.fields.AwareDateTime(allow_none=True)
    version = ma.fields.Integer()
    code = ma.fields.String(metadata={"description": "the join code, shown once"})
    students = ma.fields.List(ma.fields.Nested(Member))


class Classes(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(SchoolClass))
    next = ma.fields.String(allow_none=True)
