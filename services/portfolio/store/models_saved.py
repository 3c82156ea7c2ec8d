"""Schema of saved searches."""

from mongoengine import BooleanField, DateTimeField, Document, IntField, ListField, StringField

from services.portfolio.store.models import meta_of


class SavedSearch(Document):
    meta = meta_of(
        "saved_searches",
        {"name": "search", "fields": ["person", "skill", "level"], "unique": True},
        {"name": "known", "fields": ["known", "id"]},
    )
    id = StringField(primary_key=True)
    schema_version = IntField(default=1)
    version = IntField(required=True)
    person = StringField(required=True)
    skill = StringField(required=True)
    label = StringField(required=True)
    level = IntField(required=True)
    created = DateTimeField(required=True)
    known = ListField(StringField())
    news = BooleanField()
