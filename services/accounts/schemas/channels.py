"""Shapes of robots in chats."""

import marshmallow as ma

from services.accounts.domain.channel import FORMS
from services.accounts.schemas.mails import Mails
from shared.messages import N_
from shared.text import Line, Secret


class NewChannel(ma.Schema):
    """A robot, by the address that its service shows; neither address nor secret is ever shown again."""

    form = ma.fields.String(required=True, validate=ma.validate.OneOf(FORMS))
    url = Secret(
        required=True,
        validate=ma.validate.Length(
            max=1000, error=N_("Paste the robot's whole address; it begins with https://.")
        ),
    )
    secret = Secret(load_default="", validate=ma.validate.Length(max=200))


class Phone(ma.Schema):
    """With its country, such as +86 138 0013 8000; a code goes there."""

    phone = Line(40, required=True)


class PhoneCode(ma.Schema):
    code = Line(12, required=True)


class ChannelChoices(Mails):
    """Which kinds of messages the robot brings, and when."""


class Channel(ma.Schema):
    id = ma.fields.String()
    form = ma.fields.String()
    host = ma.fields.String(metadata={"description": "all that is ever shown of its address"})
    organisation = ma.fields.String(allow_none=True)
    made = ma.fields.AwareDateTime()
    reminders = ma.fields.String()
    news = ma.fields.String()
    sent = ma.fields.AwareDateTime(allow_none=True, metadata={"description": "when the last message came"})
    failed = ma.fields.AwareDateTime(allow_none=True, metadata={"description": "since when none comes"})
    reason = ma.fields.String(allow_none=True)
    version = ma.fields.Integer()


class Channels(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(Channel))
