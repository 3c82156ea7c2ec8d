"""Organisations, who belongs to them, and who is asked in."""

from mongoengine import BooleanField, DateTimeField, DictField, Document, IntField, ListField, StringField

from services.accounts.store.models.meta import meta_of


class Organisation(Document):
    meta = meta_of(
        "organisations",
        {"name": "name", "fields": ["name", "id"]},
        {"name": "created", "fields": ["created", "id"]},
        {"name": "kind", "fields": ["kind", "demo", "id"]},
        {"name": "code", "fields": ["code", "id"]},
    )
    id = StringField(primary_key=True)
    schema_version = IntField(default=1)
    version = IntField(required=True)
    name = StringField(required=True, max_length=120)
    kind = StringField(required=True)
    region = StringField(required=True)
    time_zone = StringField(required=True)
    code = StringField(max_length=60)
    website = StringField(max_length=200)
    trades = ListField(StringField())
    staff = IntField()
    checks = ListField(DictField())
    limits = DictField()
    demo = BooleanField()
    suspended = BooleanField()
    merged_into = StringField()
    contact = StringField(max_length=120)
    legal = StringField(max_length=200)
    logo = StringField()
    created = DateTimeField(required=True)


class Membership(Document):
    meta = meta_of(
        "memberships",
        {"name": "person", "fields": ["person", "id"]},
        {"name": "organisation", "fields": ["organisation", "id"]},
        {"name": "present", "fields": ["organisation", "state", "id"]},
        {"name": "role", "fields": ["roles", "organisation", "id"]},
        {"name": "class", "fields": ["school_class", "id"]},
        {
            "name": "number",
            "fields": ["organisation", "number"],
            "unique": True,
            "partialFilterExpression": {"number": {"$gt": ""}},
        },
    )
    id = StringField(primary_key=True)
    schema_version = IntField(default=1)
    version = IntField(required=True)
    person = StringField(required=True)
    organisation = StringField(required=True)
    roles = ListField(StringField())
    state = StringField(required=True)
    programme = StringField(max_length=100)
    by = StringField()
    school_class = StringField()
    number = StringField(max_length=32)
    since = DateTimeField(required=True)


class Invitation(Document):
    meta = meta_of(
        "invitations",
        {"name": "organisation", "fields": ["organisation", "id"]},
        {"name": "secret", "fields": ["secret"], "unique": True},
        {"name": "mail", "fields": ["mail", "id"]},
        {"name": "expires", "fields": ["expires"]},
        {"name": "class", "fields": ["school_class", "id"]},
    )
    id = StringField(primary_key=True)
    secret = StringField(required=True)
    schema_version = IntField(default=1)
    version = IntField(required=True)
    organisation = StringField(required=True)
    kind = StringField(required=True)
    roles = ListField(StringField())
    programme = StringField(max_length=100)
    school_class = StringField()
    mail = StringField(max_length=254)
    by = StringField(required=True)
    seats = IntField(required=True)
    used = IntField()
    withdrawn = BooleanField()
    created = DateTimeField(required=True)
    expires = DateTimeField(required=True)
