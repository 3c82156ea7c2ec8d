"""Schemas and indexes of the collections."""

from mongoengine import (
    BooleanField,
    DateTimeField,
    DictField,
    Document,
    IntField,
    ListField,
    StringField,
)
from pymongo import ASCENDING, DESCENDING, IndexModel

PLAIN_INDEXES = {
    "audit": [
        IndexModel([("at", DESCENDING), ("_id", ASCENDING)], name="newest"),
        IndexModel([("object", ASCENDING), ("at", DESCENDING), ("_id", ASCENDING)], name="object"),
    ],
    "throttles": [IndexModel([("until", ASCENDING)], name="until", expireAfterSeconds=0)],
    "closed_items": [],
    "installation": [],
}


def _meta(collection: str, *indexes: dict) -> dict:
    return {
        "db_alias": "accounts",
        "collection": collection,
        "indexes": list(indexes),
        "auto_create_index": False,
        "strict": False,
    }


class Person(Document):
    meta = _meta(
        "people",
        {"name": "newest_of_mail", "fields": ["mail", "mail_confirmed", "id"]},
        {
            "name": "confirmed_mail",
            "fields": ["mail"],
            "unique": True,
            "partialFilterExpression": {"mail_confirmed": True},
        },
    )
    id = StringField(primary_key=True)
    schema_version = IntField(default=1)
    version = IntField(required=True)
    name = StringField(required=True, max_length=100)
    latin_name = StringField(max_length=100)
    mail = StringField(max_length=254)
    mail_confirmed = BooleanField()
    password = StringField()
    language = StringField(required=True)
    zone = StringField(required=True)
    theme = StringField()
    suspended = BooleanField()
    created = DateTimeField(required=True)


class Session(Document):
    meta = _meta(
        "sessions", {"name": "secret", "fields": ["secret"]}, {"name": "person", "fields": ["person", "id"]}
    )
    id = StringField(primary_key=True)
    schema_version = IntField(default=1)
    version = IntField(required=True)
    person = StringField(required=True)
    secret = StringField(required=True)
    auth_time = DateTimeField(required=True)
    seen = DateTimeField(required=True)
    agent = StringField(max_length=200)
    ended = BooleanField()


class AccessToken(Document):
    meta = _meta("tokens", {"name": "person", "fields": ["person", "id"]})
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
    meta = _meta("links", {"name": "person", "fields": ["person", "id"]})
    id = StringField(primary_key=True)
    schema_version = IntField(default=1)
    version = IntField(required=True)
    person = StringField(required=True)
    purpose = StringField(required=True)
    expires = DateTimeField(required=True)
    used = BooleanField()


class Organisation(Document):
    meta = _meta("organisations", {"name": "name", "fields": ["name", "id"]})
    id = StringField(primary_key=True)
    schema_version = IntField(default=1)
    version = IntField(required=True)
    name = StringField(required=True, max_length=120)
    kind = StringField(required=True)
    region = StringField(required=True)
    time_zone = StringField(required=True)
    code = StringField(max_length=60)
    trades = ListField(StringField())
    staff = IntField()
    checks = ListField(DictField())
    demo = BooleanField()
    suspended = BooleanField()
    created = DateTimeField(required=True)


class Membership(Document):
    meta = _meta(
        "memberships",
        {"name": "person", "fields": ["person", "id"]},
        {"name": "organisation", "fields": ["organisation", "id"]},
        {"name": "role", "fields": ["roles", "organisation", "id"]},
    )
    id = StringField(primary_key=True)
    schema_version = IntField(default=1)
    version = IntField(required=True)
    person = StringField(required=True)
    organisation = StringField(required=True)
    roles = ListField(StringField())
    state = StringField(required=True)
    programme = StringField(max_length=100)
    since = DateTimeField(required=True)


class Invitation(Document):
    meta = _meta(
        "invitations",
        {"name": "organisation", "fields": ["organisation", "id"]},
        {"name": "secret", "fields": ["secret"], "unique": True},
    )
    id = StringField(primary_key=True)
    secret = StringField(required=True)
    schema_version = IntField(default=1)
    version = IntField(required=True)
    organisation = StringField(required=True)
    kind = StringField(required=True)
    roles = ListField(StringField())
    programme = StringField(max_length=100)
    mail = StringField(max_length=254)
    by = StringField(required=True)
    seats = IntField(required=True)
    used = IntField()
    withdrawn = BooleanField()
    created = DateTimeField(required=True)
    expires = DateTimeField(required=True)


class SigningRequest(Document):
    meta = _meta("signing_requests", {"name": "reviewer", "fields": ["reviewer", "id"]})
    id = StringField(primary_key=True)
    schema_version = IntField(default=1)
    version = IntField(required=True)
    review = StringField(required=True)
    team = StringField(required=True)
    reviewer = StringField(required=True)
    organisation = StringField(required=True)
    role = StringField(required=True)
    brief_title = StringField(required=True)
    milestone_title = StringField(required=True)
    records = ListField(DictField())
    state = StringField(required=True)
    expires = DateTimeField(required=True)


class ReviewerKey(Document):
    meta = _meta("keys", {"name": "person", "fields": ["person", "id"]})
    id = StringField(primary_key=True)
    schema_version = IntField(default=1)
    version = IntField(required=True)
    person = StringField(required=True)
    public_key = StringField(required=True)
    sealed = DictField(required=True)
    valid_from = DateTimeField(required=True)
    valid_until = DateTimeField()


class Item(Document):
    meta = _meta(
        "items",
        {"name": "person", "fields": ["person", "state", "due", "id"]},
        {"name": "role", "fields": ["organisation", "role", "state", "due", "id"]},
        {"name": "person_closed", "fields": ["person", "closed", "id"]},
        {"name": "role_closed", "fields": ["organisation", "role", "closed", "id"]},
    )
    id = StringField(primary_key=True)
    schema_version = IntField(default=1)
    version = IntField(required=True)
    service = StringField(required=True)
    kind = StringField(required=True)
    subject = StringField()
    person = StringField()
    organisation = StringField()
    role = StringField()
    message = StringField(required=True)
    params = DictField()
    people = DictField()
    default = StringField()
    url = StringField(required=True)
    due = DateTimeField()
    remind = DateTimeField()
    opened = DateTimeField(required=True)
    taken_by = StringField()
    state = StringField(required=True)
    closed_by = StringField()
    closed = DateTimeField()
