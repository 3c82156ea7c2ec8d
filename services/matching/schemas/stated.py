"""Shapes of groups that a student states for a round's fairness report."""

import marshmallow as ma

from shared.text import Line

GROUPS = ma.fields.Dict(
    keys=Line(40), values=Line(40), load_default=dict, validate=ma.validate.Length(max=20),
    metadata={"description": "kind to group, of those offered; left out or empty: rather not say",
              "example": {"sex": "female"}},
)  # fmt: skip


class Stating(ma.Schema):
    groups = GROUPS
    consent = ma.fields.Boolean(
        load_default=False,
        metadata={
            "description": "to counting them in this round's report, for which alone they are kept",
            "example": True,
        },
    )


class OfferedGroup(ma.Schema):
    key = ma.fields.String()
    name = ma.fields.String()


class OfferedKind(ma.Schema):
    key = ma.fields.String()
    name = ma.fields.String()
    source = ma.fields.String(metadata={"description": "the law that protects it"})
    groups = ma.fields.List(ma.fields.Nested(OfferedGroup))


class StatedGroups(ma.Schema):
    round = ma.fields.String()
    offered = ma.fields.List(ma.fields.Nested(OfferedKind))
    stated = ma.fields.Dict(metadata={"description": "kind to group; empty where nothing is kept"})
    at = ma.fields.DateTime(allow_none=True)
    open = ma.fields.Boolean(metadata={"description": "false: the plan is published, nothing more comes in"})
