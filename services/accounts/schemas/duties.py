"""Shapes of teachers' duties."""

import marshmallow as ma

from services.accounts.domain.duty import KINDS


class NewDuty(ma.Schema):
    person = ma.fields.String(required=True)
    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(KINDS))
    begins = ma.fields.Date(required=True)
    ends = ma.fields.Date(load_default=None)

    @ma.post_load
    def _days_as_text(self, data: dict, **_: object) -> dict:
        return data | {name: data[name].isoformat() if data[name] else "" for name in ("begins", "ends")}


class Duty(ma.Schema):
    id = ma.fields.String()
    school = ma.fields.String()
    school_class = ma.fields.String()
    person = ma.fields.String()
    kind = ma.fields.String()
    begins = ma.fields.String()
    ends = ma.fields.String(metadata={"description": "empty: until it is ended"})
    over = ma.fields.Boolean()


class Duties(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(Duty))
