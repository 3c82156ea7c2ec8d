"""Schema of appeals."""

from mongoengine import DateTimeField, Document, IntField, StringField

from services.portfolio.store.models import meta_of


class Appeal(Document):
    meta = meta_of(
        "appeals",
        {"name": "change", "fields": ["credential", "-change"], "unique": True},
        {"name": "person", "fields": ["person", "id"]},
        {"name": "decided_by", "fields": ["decided_by", "id"]},
    )
    id = StringField(primary_key=True)
    schema_version = IntField(default=1)
    version = IntField(required=True)
    credential = StringField(required=True)
    change = IntField(required=True)
    against = StringField(required=True)
    changed_by = StringField()
    person = StringField(required=True)
    school = StringField(required=True)
    text = StringField(required=True)
    created = DateTimeField(required=True)
    due = DateTimeField(required=True)
    state = StringField(required=True)
    reason = StringField()
    decided_by = StringField()
    decided_at = DateTimeField()
