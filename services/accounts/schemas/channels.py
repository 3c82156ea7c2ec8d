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
