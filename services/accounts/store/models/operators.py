"""What operators open, and why."""

from mongoengine import BooleanField, DateTimeField, Document, IntField, StringField

from services.accounts.store.models.meta import meta_of


class Access(Document):
    meta = meta_of(
        "accesses",
        {"name": "operator", "fields": ["operator", "until", "id"]},
        {"name": "person", "fields": ["person", "-since", "id"]},
    )
    id = StringField(primary_key=True)
    schema_version = IntField(default=1)
    version = IntField(required=True)
    operator = StringField(required=True)
    person = StringField(required=True)
    reason = StringField(required=True, max_length=300)
    since = DateTimeField(required=True)
    until = DateTimeField(required=True)
    ended = DateTimeField()
    read = BooleanField()
