"""Who people are, and how they come in."""

from mongoengine import BooleanField, DateTimeField, DictField, Document, IntField, ListField, StringField

from services.accounts.store.models.meta import meta_of


class Person(Document):
    meta = meta_of(
        "people",
        {"name": "newest_of_mail", "fields": ["mail", "mail_confirmed", "id"]},
        {
            "name": "confirmed_mail",
            "fields": ["mail"],
            "unique": True,
            "partialFilterExpression": {"mail_confirmed": True},
        },
        {
            "name": "unconfirmed",
            "fields": ["created", "id"],
            "partialFilterExpression": {"mail_confirmed": False},
        },
    )
    id = StringField(primary_key=True)
    schema_version = IntField(default=1)
    version = IntField(required=True)
    name = StringField(required=True, max_length=100)
    latin_name = StringField(max_length=100)
    mail = StringField(max_length=254)
    mail_confirmed = BooleanField()
    new_mail = StringField(max_length=254)
    password = StringField()
    second_factor = BooleanField()
    language = StringField(required=True)
    zone = StringField(required=True)
    theme = StringField()
    reminders = StringField()
    news = StringField()
    bounced = DateTimeField()
    suspended = BooleanField()
    created = DateTimeField(required=True)


class Session(Document):
    meta = meta_of(
        "sessions",
        {"name": "secret", "fields": ["secret"]},
        {"name": "person", "fields": ["person", "id"]},
        {"name": "seen", "fields": ["seen"]},
    )
    id = StringField(primary_key=True)
    schema_version = IntField(default=1)
    version = IntField(required=True)
    person = StringField(required=True)
    secret = StringField(required=True)
    auth_time = DateTimeField(required=True)
    seen = DateTimeField(required=True)
    agent = StringField(max_length=200)
    proven = BooleanField()
    ended = BooleanField()
    before = DateTimeField()


class AccessToken(Document):
    meta = meta_of(
        "tokens", {"name": "person", "fields": ["person", "id"]}, {"name": "expires", "fields": ["expires"]}
    )
    id = StringField(primary_key=True)
    schema_version = IntField(default=1)
    version = IntField(required=True)
    person = StringField(required=True)
    name = StringField(required=True, max_length=60)
    scopes = ListField(StringField())
    created = DateTimeField(required=True)
    expires = DateTimeField(required=True)
    revoked = BooleanField()


class Link(Document):
    meta = meta_of(
        "links",
        {"name": "person", "fields": ["person", "id"]},
        {"name": "expires", "fields": ["expires"]},
        {"name": "mail", "fields": ["mail", "id"]},
    )
    id = StringField(primary_key=True)
    schema_version = IntField(default=1)
    version = IntField(required=True)
    person = StringField(required=True)
    purpose = StringField(required=True)
    item = StringField()
    mail = StringField(max_length=254)
    before = DictField()
    expires = DateTimeField(required=True)
    used = BooleanField()


class Visit(Document):
    meta = meta_of(
        "visits",
        {"name": "secret", "fields": ["secret"], "unique": True},
        {"name": "person", "fields": ["person", "id"]},
        {"name": "item", "fields": ["item", "id"]},
        {"name": "until", "fields": ["until"]},
    )
    id = StringField(primary_key=True)
    schema_version = IntField(default=1)
    version = IntField(required=True)
    person = StringField(required=True)
    secret = StringField(required=True)
    item = StringField(required=True)
    team = StringField(required=True)
    milestone = StringField(required=True)
    page = StringField(required=True)
    until = DateTimeField(required=True)
    ended = BooleanField()


class SecondFactor(Document):
    meta = meta_of("second_factors")
    id = StringField(primary_key=True)
    schema_version = IntField(default=1)
    version = IntField(required=True)
    offered = DictField()
    offered_at = DateTimeField()
    offered_in = StringField()
    sealed = DictField()
    since = DateTimeField()
    step = IntField()
    recovery = ListField(StringField())


class Slip(Document):
    meta = meta_of(
        "slips",
        {"name": "person", "fields": ["person", "used", "id"]},
        {"name": "expires", "fields": ["expires"]},
    )
    id = StringField(primary_key=True)
    schema_version = IntField(default=1)
    version = IntField(required=True)
    person = StringField(required=True)
    organisation = StringField(required=True)
    by = StringField(required=True)
    made = DateTimeField(required=True)
    expires = DateTimeField(required=True)
    used = BooleanField()
