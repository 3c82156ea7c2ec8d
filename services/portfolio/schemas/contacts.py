"""Shapes of requests for contact."""

import marshmallow as ma

from services.portfolio.domain.contacts import WORDS
from shared.text import Line, Text
from shared.web.api import PageQuery

SIDES = ("received", "sent")


class AskContact(ma.Schema):
    purpose = ma.fields.String(required=True, validate=ma.validate.OneOf(tuple(WORDS)))
    text = Text(1000, required=True)
    organisation = ma.fields.String(
        load_default="", metadata={"description": "of mine; may be left out by who has one"}
    )


class NewContact(AskContact):
    person = ma.fields.String(required=True)


class KeepTouch(ma.Schema):
    person = ma.fields.String(required=True)
    text = Text(1000, required=True)
    organisation = ma.fields.String(load_default="")


class FormerMember(ma.Schema):
    person = ma.fields.String()
    name = ma.fields.String()


class FormerMembers(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(FormerMember))


class ContactAnswer(ma.Schema):
    answer = ma.fields.String(required=True, validate=ma.validate.OneOf(("accepted", "refused")))
    means = Line(200, load_default="", metadata={"description": "how the company reaches me; when accepted"})


class ContactQuery(PageQuery):
    side = ma.fields.String(load_default="received", validate=ma.validate.OneOf(SIDES))


class Contact(ma.Schema):
    """``state``: for whoever asked, what was not accepted is "closed", and only once it is due.

    ``name`` and ``means`` are there for the company while the contact stands.
    """

    id = ma.fields.String()
    person = ma.fields.String()
    organisation = ma.fields.String()
    by = ma.fields.String()
    purpose = ma.fields.String()
    text = ma.fields.String()
    created = ma.fields.AwareDateTime()
    due = ma.fields.AwareDateTime()
    state = ma.fields.String()
    name = ma.fields.String()
    means = ma.fields.String()


class Contacts(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(Contact))
    next = ma.fields.String(allow_none=True)
