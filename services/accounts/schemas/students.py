"""Shapes of students' accounts without a mail address, and of their slips."""

import marshmallow as ma

from services.accounts.domain.slip import MOST_ROWS
from shared.text import Line, Text


class NewStudent(ma.Schema):
    name = Line(100, required=True)
    number = Line(40, required=True)
    programme = Line(100, load_default="")


class NewStudents(ma.Schema):
    students = ma.fields.List(
        ma.fields.Nested(NewStudent), required=True, validate=ma.validate.Length(1, MOST_ROWS)
    )


class StudentsMade(ma.Schema):
    made = ma.fields.Integer()


class StudentList(ma.Schema):
    list = Text(40_000, required=True)


class Student(ma.Schema):
    membership = ma.fields.String()
    person = ma.fields.String()
    name = ma.fields.String()
    number = ma.fields.String()
    programme = ma.fields.String()
    state = ma.fields.String(
        metadata={"description": "waiting for the first sign-in, in, or mail: an own address"}
    )


class Students(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(Student))
    next = ma.fields.String(allow_none=True)


class ForSlips(ma.Schema):
    membership = ma.fields.String(
        load_default=None,
        allow_none=True,
        metadata={"description": "one student; without it all who have not come in yet"},
    )


class Slip(ma.Schema):
    student = ma.fields.Nested(Student)
    code = ma.fields.String(metadata={"description": "shown once"})


class Slips(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(Slip))
