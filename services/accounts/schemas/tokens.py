"""Access tokens for programs."""

import marshmallow as ma

from services.accounts.domain.person import MOST_PASSWORD, SCOPES
from shared.text import Line, Secret


class _NewToken(ma.Schema):
    name = Line(60, required=True)
    scopes = ma.fields.List(
        ma.fields.String(validate=ma.validate.OneOf(SCOPES)), load_default=lambda: list(SCOPES)
    )


class NewToken(_NewToken):
    """``password`` where it was last given more than 15 minutes ago."""

    password = Secret(load_default="", validate=ma.validate.Length(max=MOST_PASSWORD))


class NewTokenPage(_NewToken):
    """The page has another form with a ``password``."""

    own_password = Secret(load_default="", validate=ma.validate.Length(max=MOST_PASSWORD))


class Token(ma.Schema):
    id = ma.fields.String()
    name = ma.fields.String()
    scopes = ma.fields.List(ma.fields.String())
    created = ma.fields.AwareDateTime()
    expires = ma.fields.AwareDateTime()
    revoked = ma.fields.Boolean()
    token = ma.fields.String(metadata={"description": "shown once"})


class Tokens(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(Token))
