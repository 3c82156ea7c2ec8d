"""Shapes of which mails a person gets."""

import marshmallow as ma

from services.accounts.domain.mails import CHOICES


class Mails(ma.Schema):
    """When mails of each kind come: at once, in one mail a day at 08:00 of one's zone, or never."""

    reminders = ma.fields.String(validate=ma.validate.OneOf(CHOICES))
    news = ma.fields.String(validate=ma.validate.OneOf(CHOICES))


class AlwaysSent(ma.Schema):
    mail = ma.fields.String()
    reason = ma.fields.String()


class MyMails(Mails):
    always = ma.fields.List(ma.fields.Nested(AlwaysSent))
    version = ma.fields.Integer()
