"""Shapes of shares, and of who looked."""

import marshmallow as ma

from services.portfolio.domain.showing import BY_DEFAULT, KINDS, MOST_CREDENTIALS, MOST_DAYS
from services.portfolio.schemas.evidence import FieldName, Id
from shared.messages import N_
from shared.text import Line


class NewShare(ma.Schema):
    credentials = ma.fields.List(
        Id(),
        required=True,
        validate=ma.validate.Length(1, MOST_CREDENTIALS, error=N_("Choose from one to fifty credentials.")),
    )
    fields = ma.fields.List(FieldName, load_default=lambda: list(BY_DEFAULT))  # type: ignore[assignment]
    kind = ma.fields.String(load_default="link", validate=ma.validate.OneOf(tuple(KINDS)))
    organisation = Line(
        200, load_default="", metadata={"description": "of a share for its staff: the id, or the whole name"}
    )
    audience = Line(100, load_default="")
    days = ma.fields.Integer(load_default=30, validate=ma.validate.Range(1, MOST_DAYS))


class ShareShown(ma.Schema):
    """``url``: of a link, shown once; of what is read signed in, its address, which opens nothing to others."""

    id = ma.fields.String()
    kind = ma.fields.String(metadata={"example": "link"})
    organisation = ma.fields.String(metadata={"description": "for whose staff; empty for others"})
    credentials = ma.fields.List(Id())
    fields = ma.fields.List(ma.fields.String())  # type: ignore[assignment]
    audience = ma.fields.String()
    created = ma.fields.AwareDateTime()
    expires = ma.fields.AwareDateTime()
    state = ma.fields.String()
    views = ma.fields.Integer()
    token = ma.fields.String(metadata={"description": "shown once"})
    url = ma.fields.String()
    version = ma.fields.Integer()


class Shares(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(ShareShown))
    next = ma.fields.String(allow_none=True)


class Received(ma.Schema):
    """What somebody shares with me; ``name``: theirs, where they show it; ``organisation``: of mine, with which."""

    id = ma.fields.String()
    name = ma.fields.String()
    organisation = ma.fields.String()
    created = ma.fields.AwareDateTime()
    expires = ma.fields.AwareDateTime()


class ReceivedShares(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(Received))


class OpenShare(ma.Schema):
    token = ma.fields.String(required=True, validate=ma.validate.Length(1, 100))


class View(ma.Schema):
    at = ma.fields.AwareDateTime()
    what = ma.fields.String(metadata={"description": "share or profile"})
    share = ma.fields.String()
    viewer = ma.fields.String(metadata={"description": "person id, of a signed-in viewer"})
    organisation = ma.fields.String(metadata={"description": "for which they read it, if for any"})


class Views(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(View))
