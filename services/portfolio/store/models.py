"""Schemas and indexes of the collections."""

from functools import partial

from mongoengine import BooleanField, DateTimeField, DictField, Document, IntField, ListField, StringField
from pymongo import ASCENDING, DESCENDING, IndexModel

from shared import mongo

PLAIN_INDEXES = {
    # copies of others' facts
    "keys": [IndexModel([("public_key", ASCENDING), ("_id", ASCENDING)], name="public_key")],
    "membership_moments": [
        IndexModel([("person", ASCENDING), ("organisation", ASCENDING), ("_id", ASCENDING)], name="person")
    ],
    "teams": [],
    "briefs": [],
    "approvals": [IndexModel([("brief", ASCENDING), ("school", ASCENDING), ("_id", ASCENDING)], name="brief")],
    # statuses and the log
    "status_places": [
        IndexModel([("list", ASCENDING), ("status", ASCENDING), ("_id", ASCENDING)], name="list")
    ],
    "status_lists": [],
    "status_changes": [],
    "log_head": [],
    "log_tiles": [],
    "log_commitments": [],
    "log_checkpoints": [],
    "log_entries": [IndexModel([("credential", ASCENDING), ("_id", ASCENDING)], name="credential")],
    "settings": [],
    # what employers find and who looked
    "confirmed": [
        IndexModel([("person", ASCENDING), ("_id", ASCENDING)], name="person"),
        IndexModel(
            [("published", ASCENDING), ("region", ASCENDING), ("uri", ASCENDING), ("level", DESCENDING),
             ("evidence", DESCENDING), ("_id", ASCENDING)], name="skill",
        ),
        IndexModel(
            [("published", ASCENDING), ("region", ASCENDING), ("words", ASCENDING), ("_id", ASCENDING)],
            name="words",
        ),
    ],
    "views": [
        IndexModel([("person", ASCENDING), ("at", DESCENDING), ("_id", ASCENDING)], name="person"),
        IndexModel([("share", ASCENDING), ("at", DESCENDING), ("_id", ASCENDING)], name="share"),
        IndexModel([("at", ASCENDING)], name="at"),
    ],
    "searches": [
        IndexModel([("person", ASCENDING), ("at", DESCENDING), ("_id", ASCENDING)], name="person"),
        IndexModel([("at", ASCENDING)], name="at"),
    ],
    "audit": [
        IndexModel([("object", ASCENDING), ("at", DESCENDING), ("_id", ASCENDING)], name="object"),
        IndexModel([("by", ASCENDING), ("at", DESCENDING), ("_id", ASCENDING)], name="by"),
    ],
    "throttles": [IndexModel([("until", ASCENDING)], name="until", expireAfterSeconds=0)],
}  # fmt: skip


meta_of = partial(mongo.meta_of, "portfolio")


class Claim(Document):
    meta = meta_of(
        "claims",
        {"name": "reviewer", "fields": ["reviewer_organisation", "state", "id"]},
        {"name": "team", "fields": ["team", "state", "id"]},
        {"name": "key", "fields": ["key", "state", "id"]},
        {"name": "state", "fields": ["state", "received", "id"]},
        {"name": "person", "fields": ["person", "state", "id"]},
    )
    id = StringField(primary_key=True)
    schema_version = IntField(default=1)
    version = IntField(required=True)
    person = StringField(required=True)
    team = StringField(required=True)
    brief = StringField(required=True)
    milestone = StringField(required=True)
    company = StringField(required=True)
    school = StringField(required=True)
    reviewer = StringField(required=True)
    reviewer_organisation = StringField(required=True)
    reviewer_role = StringField(required=True)
    record = DictField(required=True)
    record_hash = StringField(required=True)
    endorsement = DictField(required=True)
    key = StringField(required=True, max_length=100)
    accepted_at = DateTimeField(required=True)
    received = DateTimeField(required=True)
    state = StringField(required=True)
    lacks = ListField(StringField())
    reason = StringField()


class Credential(Document):
    meta = meta_of(
        "credentials",
        {
            "name": "standing",
            "fields": ["contribution"],
            "unique": True,
            "partialFilterExpression": {"status": {"$in": ["valid", "suspended"]}},
        },
        {"name": "person", "fields": ["person", "-issued_at", "id"]},
        {"name": "team", "fields": ["person", "team", "status", "accepted_at", "id"]},
        {"name": "school", "fields": ["school", "-issued_at", "id"]},
        {"name": "company", "fields": ["company", "status", "-accepted_at", "id"]},
        {"name": "place", "fields": ["status_list", "place"], "unique": True},
    )
    id = StringField(primary_key=True)
    schema_version = IntField(default=1)
    version = IntField(required=True)
    contribution = StringField(required=True)
    person = StringField(required=True)
    team = StringField(required=True)
    brief = StringField(required=True)
    company = StringField(required=True)
    school = StringField(required=True)
    reviewer = StringField(required=True)
    reviewer_organisation = StringField(required=True)
    reviewer_role = StringField(required=True)
    title = StringField(required=True)
    record = DictField(required=True)
    document = DictField(required=True)
    jwt = StringField(required=True)
    status_list = IntField(required=True)
    place = IntField(required=True)
    accepted_at = DateTimeField(required=True)
    issued_at = DateTimeField(required=True)
    demo = BooleanField()
    status = StringField(required=True)
    reason = StringField()
    changed_by = StringField()


class ProjectRecord(Document):
    meta = meta_of(
        "project_records",
        {"name": "person", "fields": ["person", "-issued_at", "id"]},
        {"name": "place", "fields": ["status_list", "place"], "unique": True},
    )
    id = StringField(primary_key=True)
    schema_version = IntField(default=1)
    version = IntField(required=True)
    person = StringField(required=True)
    team = StringField(required=True)
    title = StringField(required=True)
    credentials = ListField(StringField())
    document = DictField(required=True)
    status_list = IntField(required=True)
    place = IntField(required=True)
    issued_at = DateTimeField(required=True)
    demo = BooleanField()
    status = StringField(default="valid", choices=["valid", "revoked"])


class Share(Document):
    meta = meta_of(
        "shares",
        {"name": "secret", "fields": ["secret"], "unique": True},
        {"name": "person", "fields": ["person", "-created", "id"]},
        {"name": "expires", "fields": ["expires"]},
        {"name": "organisation", "fields": ["organisation", "kind", "-created", "id"]},
        {"name": "reader", "fields": ["reader", "kind", "-created", "id"]},
    )
    id = StringField(primary_key=True)
    schema_version = IntField(default=1)
    version = IntField(required=True)
    person = StringField(required=True)
    kind = StringField(required=True)
    organisation = StringField()
    reader = StringField()
    addressed = DateTimeField()
    secret = StringField(required=True)
    credentials = ListField(StringField())
    fields = ListField(StringField())
    audience = StringField(max_length=100)
    created = DateTimeField(required=True)
    expires = DateTimeField(required=True)
    revoked_at = DateTimeField()
    views = IntField()


class Profile(Document):
    meta = meta_of("profiles")
    id = StringField(primary_key=True)
    schema_version = IntField(default=1)
    version = IntField(required=True)
    published = BooleanField()
    fields = ListField(StringField())
    since = DateTimeField()
    items = ListField(DictField())
    trades = ListField(StringField())
    places = ListField(StringField())
    available = StringField()


class Rule(Document):
    meta = meta_of("rules", {"name": "school", "fields": ["school", "state", "-created_at", "id"]})
    id = StringField(primary_key=True)
    schema_version = IntField(default=1)
    version = IntField(required=True)
    school = StringField(required=True)
    programme = StringField(max_length=100)
    number = IntField()
    state = StringField(required=True)
    title = StringField(max_length=200)
    basis = StringField(required=True)
    rows = ListField(DictField())
    rounding = DictField()
    caps = DictField()
    cap_total = StringField()
    cap_share = StringField()
    course_required = BooleanField()
    allowed_courses = ListField(StringField())
    excluded_course_types = ListField(StringField())
    evidence = ListField(DictField())
    pass_rule = DictField(default=None)
    named_members = IntField()
    rank_factors = DictField()
    own_mark = BooleanField()
    signatures = ListField(StringField())
    valid_from = StringField()
    valid_until = StringField()
    created_by = StringField(required=True)
    created_at = DateTimeField(required=True)
    published_by = StringField()
    published_at = DateTimeField()


class Use(Document):
    meta = meta_of("uses", {"name": "person", "fields": ["person", "id"]})
    id = StringField(primary_key=True)
    schema_version = IntField(default=1)
    version = IntField(required=True)
    person = StringField(required=True)
    state = StringField(required=True)
    application = StringField()


class Application(Document):
    meta = meta_of(
        "applications",
        {"name": "person", "fields": ["person", "-created", "id"]},
        {"name": "school", "fields": ["school", "state", "created", "id"]},
    )
    id = StringField(primary_key=True)
    schema_version = IntField(default=1)
    version = IntField(required=True)
    person = StringField(required=True)
    school = StringField(required=True)
    rule = StringField(required=True)
    rule_number = IntField(required=True)
    rule_title = StringField(required=True)
    credentials = ListField(StringField())
    results = ListField(StringField())
    lines = ListField(DictField())
    total = StringField(required=True)
    course = StringField()
    created = DateTimeField(required=True)
    due = DateTimeField()
    state = StringField(required=True)
    reason = StringField()
    decided_by = StringField()
    decided_at = DateTimeField()


class Blocked(Document):
    meta = meta_of(
        "blocked",
        {"name": "school", "fields": ["school", "-decided_at", "-id"]},
        {"name": "person", "fields": ["person", "id"]},
    )
    id = StringField(primary_key=True)
    schema_version = IntField(default=1)
    version = IntField(required=True)
    person = StringField(required=True)
    school = StringField(required=True)
    decided_at = DateTimeField(required=True)
    since = DateTimeField(required=True)
    record = DictField(required=True)
