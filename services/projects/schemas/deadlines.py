"""Shapes of the days that a school sets."""

import marshmallow as ma

from services.projects.waiting import LONGEST, OF_A_SCHOOL, SHORTEST

DAYS = ma.validate.Range(SHORTEST, LONGEST, error="Give whole days from 1 to 90.")


class OwnDays(ma.Schema):
    """What is left out is as everywhere."""

    due = ma.fields.Integer(validate=DAYS)
    reminder = ma.fields.Integer(validate=DAYS)
    ends = ma.fields.Integer(validate=DAYS, metadata={"description": "where it ends by itself"})


DeadlinesWhole = ma.Schema.from_dict(
    {key: ma.fields.Nested(OwnDays, load_default=dict) for key in OF_A_SCHOOL}, name="DeadlinesWhole"
)
"""By the key of what waits."""

DeadlinesForm = DeadlinesWhole.from_dict({"version": ma.fields.Integer(required=True)}, name="DeadlinesForm")


class UsualDays(ma.Schema):
    due = ma.fields.Integer()
    reminder = ma.fields.Integer()
    ends = ma.fields.Integer(allow_none=True)


class Deadline(ma.Schema):
    wait = ma.fields.String()
    text = ma.fields.String()
    due = ma.fields.Integer(metadata={"description": "days after it began to wait"})
    reminder = ma.fields.Integer()
    ends = ma.fields.Integer(allow_none=True, metadata={"description": "null: silence ends nothing"})
    usual = ma.fields.Nested(UsualDays)
    then = ma.fields.String(metadata={"description": "what happens when nobody acts"})


class Deadlines(ma.Schema):
    school = ma.fields.String()
    version = ma.fields.Integer(metadata={"description": "0 while all days are as everywhere"})
    items = ma.fields.List(ma.fields.Nested(Deadline))
