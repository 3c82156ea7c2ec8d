"""Exports that were asked for."""

from mongoengine import DateTimeField, DictField, Document, IntField, ListField, StringField

from services.accounts.store.models.meta import meta_of


class Export(Document):
    meta = meta_of(
        "exports",
        {"name": "person", "fields": ["person", "-asked", "id"]},
        {"name": "asked", "fields": ["state", "asked"]},
    )
    id = StringField(primary_key=True)
    schema_version = IntField(default=1)
    version = IntField(required=True)
    person = StringField(required=True)
    asked = DateTimeField(required=True)
    came = ListField(DictField())
    state = StringField(required=True)
    sha256 = StringField()
    size = IntField()
    until = DateTimeField()
