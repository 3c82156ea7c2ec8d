"""Who stands in for whom."""

from mongoengine import DateTimeField, Document, IntField, StringField

from services.accounts.store.models.meta import meta_of


class Deputy(Document):
    meta = meta_of(
        "deputies",
        {"name": "person", "fields": ["person", "ends", "id"]},
        {"name": "deputy", "fields": ["deputy", "ends", "id"]},
    )
    id = StringField(primary_key=True)
    schema_version = IntField(default=1)
    version = IntField(required=True)
    person = StringField(required=True)
    deputy = StringField(required=True)
    organisation = StringField(required=True)
    begins = DateTimeField(required=True)
    ends = DateTimeField(required=True)
    made = DateTimeField(required=True)
    ended = DateTimeField()
