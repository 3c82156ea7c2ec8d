"""Placements of people under age, about which their guardians are asked."""

from mongoengine import DateTimeField, DictField, Document, IntField, StringField

from services.accounts.store.models.meta import meta_of


class Placement(Document):
    meta = meta_of("placements", {"name": "person", "fields": ["person", "state", "id"]})
    id = StringField(primary_key=True)
    schema_version = IntField(default=1)
    version = IntField(required=True)
    person = StringField(required=True)
    company = StringField(required=True)
    mentor = StringField()
    asked = DateTimeField(required=True)
    terms = DictField()
    state = StringField(required=True)
    answered = DateTimeField()
    seen_by = StringField()
