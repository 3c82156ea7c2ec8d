"""Shapes of lists of students: what is sent, and which column says what."""

import marshmallow as ma

from services.accounts.domain.class_list import OUTCOMES
from services.accounts.domain.table import ENCODINGS
from shared.paging import MOST_ROWS, ROWS


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


class NewList(ma.Schema):
    rows = ma.fields.String(required=True, validate=ma.validate.Length(1, 200_000))
    into = ma.fields.String(load_default="", metadata={"description": "the class of rows that name none"})


class ClassList(ma.Schema):
    id = ma.fields.String()
    school = ma.fields.String()
    state = ma.fields.String(metadata={"description": "read, running, taken or stopped"})
    uploaded = ma.fields.AwareDateTime()
    encoding = ma.fields.String()
    heading = ma.fields.Boolean()
    columns = ma.fields.Dict(values=ma.fields.Integer())
    into = ma.fields.String()
    rows = ma.fields.Integer()
    done = ma.fields.Integer()
    counts = ma.fields.Dict(values=ma.fields.Integer())
    invited = ma.fields.AwareDateTime(allow_none=True)
    version = ma.fields.Integer()


class RowQuery(ma.Schema):
    after = ma.fields.Integer(load_default=0, metadata={"description": "`next` of the page before"})
    limit = ma.fields.Integer(load_default=ROWS, validate=ma.validate.Range(1, MOST_ROWS))
    outcome = ma.fields.String(load_default=None, validate=ma.validate.OneOf(OUTCOMES))


class ListRow(ma.Schema):
    line = ma.fields.Integer()
    outcome = ma.fields.String(metadata={"description": "new, confirmed, moved, there or bad"})
    reason = ma.fields.String(allow_none=True)
    name = ma.fields.String()
    number = ma.fields.String()
    mail = ma.fields.String()
    school_class = ma.fields.String()
    programme = ma.fields.String()


class ListRows(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(ListRow))
    next = ma.fields.Integer(allow_none=True)
