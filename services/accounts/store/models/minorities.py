"""Who is under age, and what their guardians answered."""

from mongoengine import DateTimeField, DictField, Document, IntField, StringField

from services.accounts.store.models.meta import meta_of


class Minority(Document):
    meta = meta_of("minorities", {"name": "secret", "fields": ["secret"], "sparse": True})
    id = StringField(primary_key=True)
    schema_version = IntField(default=1)
    version = IntField(required=True)
    school = StringField(required=True)
    acts_alone = DictField(required=True)
    state = StringField(required=True)
    guardian = StringField(max_length=100)
    mail = StringField(max_length=254)
    secret = StringField()
    code = StringField()
    expires = DateTimeField()
    answered = DateTimeField()
    seen_by = StringField()
    question = StringField(max_length=1000)
