"""Schema of who was taken on."""

from mongoengine import DateTimeField, Document, IntField, StringField

from services.portfolio.store.models import meta_of


class Hire(Document):
    meta = meta_of(
        "hires",
        {"name": "once", "fields": ["person", "organisation", "kind", "begins"], "unique": True},
        {"name": "organisation", "fields": ["organisation", "-created", "-id"]},
    )
    id = StringField(primary_key=True)
    schema_version = IntField(default=1)
    version = IntField(required=True)
    person = StringField(required=True)
    organisation = StringField(required=True)
    kind = StringField(required=True)
    begins = StringField(required=True)
    created = DateTimeField(required=True)
    due = DateTimeField(required=True)
    state = StringField(required=True)
    confirmed_by = StringField()
