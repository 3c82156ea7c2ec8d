"""Schemas of what companies ask of people."""

from mongoengine import DateTimeField, Document, IntField, StringField

from services.portfolio.store.models import meta_of


class Contact(Document):
    meta = meta_of(
        "contacts",
        {"name": "person", "fields": ["person", "-created", "-id"]},
        {"name": "organisation", "fields": ["organisation", "-created", "-id"]},
        {"name": "pair", "fields": ["organisation", "person", "-day"], "unique": True},
        {"name": "by", "fields": ["by", "id"]},
        {"name": "due", "fields": ["due"]},
    )
    id = StringField(primary_key=True)
    schema_version = IntField(default=1)
    version = IntField(required=True)
    person = StringField(required=True)
    organisation = StringField(required=True)
    by = StringField(required=True)
    purpose = StringField(required=True)
    text = StringField()
    day = StringField(required=True)
    created = DateTimeField(required=True)
    due = DateTimeField(required=True)
    state = StringField(required=True)
    means = StringField()
    answered = DateTimeField()
