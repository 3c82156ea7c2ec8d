"""Robots in chats."""

from mongoengine import DateTimeField, DictField, Document, IntField, StringField

from services.accounts.store.models.meta import meta_of


class Channel(Document):
    meta = meta_of(
        "channels",
        {"name": "person", "fields": ["person", "id"]},
        {"name": "organisation", "fields": ["organisation", "id"]},
    )
    id = StringField(primary_key=True)
    schema_version = IntField(default=1)
    version = IntField(required=True)
    form = StringField(required=True)
    host = StringField(required=True, max_length=260)
    person = StringField()
    organisation = StringField()
    by = StringField(required=True)
    made = DateTimeField(required=True)
    language = StringField(required=True)
    sealed = DictField(required=True)
    reminders = StringField()
    news = StringField()
    sent = DateTimeField()
    failed = DateTimeField()
    reason = StringField(max_length=200)
    code = StringField(max_length=12)
    proven = DateTimeField()
    asked = DateTimeField()
