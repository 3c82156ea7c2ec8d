"""Schema of saved searches."""

from mongoengine import BooleanField, DateTimeField, Document, IntField, ListField, StringField

from services.portfolio.store.models import meta_of


class SavedSearch(Document):
    meta = meta_of(
        "saved_searches",
        {"name": "wanted", "fields": ["person", "skill", "level", "trade", "place", "by"], "unique": True},
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
    trade = StringField()
    place = StringField(max_length=40)
    by = StringField(max_length=10)
    known = ListField(StringField())
    news = BooleanField()
