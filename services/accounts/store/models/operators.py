"""What operators open, and why; what they are asked to decide."""

from mongoengine import BooleanField, DateTimeField, Document, IntField, ListField, StringField

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


class Report(Document):
    meta = meta_of(
        "reports",
        {"name": "state", "fields": ["state", "at", "id"]},
        {"name": "object", "fields": ["object", "state", "id"]},
        {"name": "by", "fields": ["by", "id"]},
        {"name": "decided_by", "fields": ["decided_by", "id"]},
        {"name": "told", "fields": ["told", "id"]},
        {"name": "decided", "fields": ["-decided", "-id"]},
    )
    id = StringField(primary_key=True)
    schema_version = IntField(default=1)
    version = IntField(required=True)
    kind = StringField(required=True)
    object = StringField(required=True)
    place = StringField(required=True, max_length=200)
    category = StringField(required=True)
    text = StringField(max_length=1000)
    by = StringField()
    at = DateTimeField(required=True)
    state = StringField(required=True)
    decided_by = StringField()
    decided = DateTimeField()
    reason = StringField(max_length=300)
    told = ListField(StringField())
