"""Schemas and indexes of teams that students form, of who names whom, and of who is asked to join."""

from mongoengine import DateTimeField, Document, IntField, ListField, StringField

from services.matching.store.models import meta_of


class Companions(Document):
    meta = meta_of(
        "companions",
        {"name": "member", "fields": ["brief", "members"], "unique": True},
        {"name": "person", "fields": ["members", "-made", "id"]},
        {"name": "secret", "fields": ["secret"]},
    )
    id = StringField(primary_key=True)
    schema_version = IntField(default=1)
    version = IntField(required=True)
    brief = StringField(required=True)
    members = ListField(StringField(), required=True)
    made = DateTimeField(required=True)
    state = StringField(required=True)
    secret = StringField()


class Wishes(Document):
    meta = meta_of(
        "companion_wishes",
        {"name": "willing", "fields": ["-willing", "id"]},
        {"name": "named", "fields": ["named", "id"]},
    )
    id = StringField(primary_key=True)
    schema_version = IntField(default=1)
    version = IntField(required=True)
    willing = DateTimeField()
    named = ListField(StringField())


class Ask(Document):
    meta = meta_of(
        "companion_asks",
        {"name": "companions", "fields": ["companions", "id"]},
        {"name": "person", "fields": ["person", "-asked", "id"]},
    )
    id = StringField(primary_key=True)
    schema_version = IntField(default=1)
    version = IntField(required=True)
    companions = StringField(required=True)
    brief = StringField(required=True)
    person = StringField(required=True)
    asked = DateTimeField(required=True)
    until = DateTimeField(required=True)
    state = StringField(required=True)
