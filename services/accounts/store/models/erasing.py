"""Erasures that were asked for."""

from mongoengine import BooleanField, DateTimeField, DictField, Document, IntField, ListField, StringField

from services.accounts.store.models.meta import meta_of


class Erasure(Document):
    meta = meta_of(
        "erasures",
        {"name": "secret", "fields": ["secrets"], "unique": True},
        {"name": "people", "fields": ["people", "id"]},
        {"name": "open", "fields": ["finished", "asked", "id"]},
    )
    id = StringField(primary_key=True)
    schema_version = IntField(default=1)
    version = IntField(required=True)
    secrets = ListField(StringField())
    people = ListField(StringField())
    asked = DateTimeField(required=True)
    language = StringField(required=True)
    zone = StringField(required=True)
    mail = StringField(max_length=254)
    tell = BooleanField()
    parts = ListField(DictField())
    finished = DateTimeField()
