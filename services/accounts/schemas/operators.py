"""Shapes of what operators do about what services could not do."""

import marshmallow as ma

from shared.config import SERVICES
from shared.text import Line
from shared.web.api import PageQuery

_MOST = 2**53 - 1


class Fault(ma.Schema):
    id = ma.fields.String()
    service = ma.fields.String()
    kind = ma.fields.String(metadata={"description": "event or job"})
    what = ma.fields.String(metadata={"description": "type of the event, or kind of the job"})
    error = ma.fields.String(metadata={"description": "class of the error; its text stays in the service"})
    names = ma.fields.List(ma.fields.String(), attribute="fields", data_key="fields")
    topic = ma.fields.String(allow_none=True)
    partition = ma.fields.Integer(allow_none=True)
    offset = ma.fields.Integer(allow_none=True)
    since = ma.fields.AwareDateTime()
    last = ma.fields.AwareDateTime()
    tries = ma.fields.Integer()
    asked = ma.fields.AwareDateTime(allow_none=True)


class Faults(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(Fault))
    next = ma.fields.String(allow_none=True)


class FaultQuery(PageQuery):
    service = ma.fields.String(load_default=None, validate=ma.validate.OneOf(SERVICES))


class Stretch(ma.Schema):
    """Every parked event of a service from ``first`` to ``last`` of a partition."""

    service = ma.fields.String(required=True, validate=ma.validate.OneOf(SERVICES))
    topic = Line(200, required=True)
    partition = ma.fields.Integer(required=True, validate=ma.validate.Range(0, _MOST))
    first = ma.fields.Integer(required=True, validate=ma.validate.Range(0, _MOST))
    last = ma.fields.Integer(required=True, validate=ma.validate.Range(0, _MOST))


class Asked(ma.Schema):
    event = ma.fields.String()
