"""What people agreed to: append-only."""

from mongoengine import BooleanField, DateTimeField, Document, IntField, ListField, StringField

from services.accounts.store.models.meta import meta_of


class Consent(Document):
    meta = meta_of(
        "consents",
        {"name": "person", "fields": ["person", "purpose", "about", "-at", "id"]},
        {"name": "newest", "fields": ["person", "-at", "id"]},
    )
    id = StringField(primary_key=True)
    schema_version = IntField(default=1)
    version = IntField(required=True)
    person = StringField(required=True)
    purpose = StringField(required=True)
    about = StringField(required=True)
    given = BooleanField(required=True)
    at = DateTimeField(required=True)
    edition = StringField(required=True, max_length=10)
    language = StringField(required=True)
    until = DateTimeField()
    audience = StringField(max_length=100)
    fields = ListField(StringField())
    kind = StringField()
