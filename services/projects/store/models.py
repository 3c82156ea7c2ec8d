"""Schemas and indexes of the aggregates' collections."""

from functools import partial

from mongoengine import (
    BooleanField,
    DateTimeField,
    DictField,
    Document,
    DynamicField,
    IntField,
    ListField,
    StringField,
)

from shared import mongo

meta_of = partial(mongo.meta_of, "projects")


class Brief(Document):
    meta = meta_of(
        "briefs",
        {"name": "organisation", "fields": ["organisation", "-updated_at", "-id"]},
        {"name": "state", "fields": ["organisation", "state", "-updated_at", "-id"]},
        {"name": "reviewer", "fields": ["state", "reviewer", "due", "id"]},
        {"name": "title_zh", "fields": ["organisation", "title", "id"], "collation": {"locale": "zh"}},
        {
            "name": "title_zh_Hant",
            "fields": ["organisation", "title", "id"],
            "collation": {"locale": "zh_Hant"},
        },
        {"name": "offered", "fields": ["offered_to", "-updated_at", "-id"]},
    )
    id = StringField(primary_key=True)
    schema_version = IntField(default=1)
    version = IntField(required=True)
    organisation = StringField(required=True)
    region = StringField(required=True)
    created_by = StringField(required=True)
    created_at = DateTimeField(required=True)
    state = StringField(required=True)
    state_since = DateTimeField()
    edited_at = DateTimeField()
    updated_at = DateTimeField(required=True)
    due = DateTimeField()
    submitted_by = StringField()
    reviewer = StringField()
    reviewed_by = StringField()
    reason = StringField(max_length=2000)
    ended_by = StringField()
    taken_down = BooleanField()
    published_version = IntField()
    published_at = DateTimeField()
    bidding_until = DateTimeField()
    empty_rounds = IntField()
    lang = StringField(max_length=20)
    title = StringField(max_length=200)
    trade = StringField(max_length=60)
    kind = StringField(max_length=40)
    place = StringField(max_length=10)
    risk = StringField(max_length=10)
    problem = StringField(max_length=4000)
    deliverables = ListField(StringField(max_length=500))
    criteria = ListField(StringField(max_length=500))
    skills = ListField(DictField())
    milestones = ListField(DictField())
    weeks = IntField()
    hours_per_week = IntField()
    supervision_hours = IntField()
    paid = BooleanField()
    pay = StringField(max_length=1000)
    costs = StringField(max_length=1000)
    ip = StringField(max_length=2000)
    nda = BooleanField()
    nda_text = StringField(max_length=2000)
    data_access = StringField(max_length=2000)
    vulnerable = BooleanField()
    languages = ListField(StringField(max_length=20))
    team_min = IntField()
    team_max = IntField()
    teams = IntField()
    programmes_min = IntField()
    offered_to = ListField(StringField())


class Approval(Document):
    meta = meta_of(
        "approvals",
        {"name": "brief", "fields": ["brief", "school"], "unique": True},
        {"name": "school", "fields": ["school", "state", "due", "id"]},
    )
    id = StringField(primary_key=True)
    schema_version = IntField(default=1)
    version = IntField(required=True)
    brief = StringField(required=True)
    school = StringField(required=True)
    brief_version = IntField(required=True)
    state = StringField(required=True)
    state_since = DateTimeField(required=True)
    due = DateTimeField()
    decided_by = StringField()
    reason = StringField(max_length=2000)


class Team(Document):
    meta = meta_of(
        "teams",
        {"name": "brief", "fields": ["brief", "id"]},
        {"name": "proposal", "fields": ["proposal"], "unique": True},
        {"name": "person", "fields": ["members.person", "-state_since", "id"]},
        {"name": "school", "fields": ["members.school", "-state_since", "id"]},
        {"name": "organisation", "fields": ["organisation", "-state_since", "id"]},
    )
    id = StringField(primary_key=True)
    schema_version = IntField(default=1)
    version = IntField(required=True)
    brief = StringField(required=True)
    proposal = StringField(required=True)
    brief_version = IntField(required=True)
    organisation = StringField(required=True)
    region = StringField(required=True)
    kind = StringField(required=True)
    size = IntField(required=True)
    members = ListField(DictField())
    captain = StringField()
    mentor = StringField()
    state = StringField(required=True)
    state_since = DateTimeField(required=True)
    disputed = BooleanField()
    cancelled_by = StringField()
    reason = StringField(max_length=2000)
    start_on = StringField()
    confirmed_at = DateTimeField()
    vulnerable = BooleanField()


class Milestone(Document):
    meta = meta_of(
        "milestones",
        {"name": "team", "fields": ["team", "number"], "unique": True},
        {"name": "state", "fields": ["team", "state", "review_due", "id"]},
    )
    id = StringField(primary_key=True)
    schema_version = IntField(default=1)
    version = IntField(required=True)
    team = StringField(required=True)
    brief = StringField(required=True)
    number = IntField(required=True)
    title = StringField(max_length=200)
    deliverables = ListField(StringField(max_length=500))
    criteria = ListField(DictField())
    due = DateTimeField(required=True)
    last = BooleanField()
    rates_skills = BooleanField()
    state = StringField(required=True)
    state_since = DateTimeField(required=True)
    rounds = IntField()
    artefacts = ListField(DictField())
    delivered_by = StringField()
    delivered_at = DateTimeField()
    review_due = DateTimeField()
    open_to_teacher = BooleanField()
    reviewed_by = DynamicField()
    reviewed_at = DateTimeField()
    reason = StringField(max_length=2000)


class Contribution(Document):
    meta = meta_of(
        "contributions",
        {"name": "milestone", "fields": ["milestone", "person"], "unique": True},
        {"name": "team", "fields": ["team", "id"]},
    )
    id = StringField(primary_key=True)
    schema_version = IntField(default=1)
    version = IntField(required=True)
    team = StringField(required=True)
    milestone = StringField(required=True)
    brief = StringField(required=True)
    person = StringField(required=True)
    state = StringField(required=True)
    state_since = DateTimeField(required=True)
    statement = StringField(max_length=4000)
    share = StringField(max_length=400)
    percent = IntField()
    hours = StringField(max_length=10)
    artefacts = ListField(DictField())
    peers = DictField()
    objections = DictField()
    peers_due = DateTimeField()
    heard = BooleanField()
    rounds = IntField()
    ratings = ListField(DictField())
    reviewed_by = DynamicField()
    reviewed_at = DateTimeField()
    reason = StringField(max_length=2000)
    credential = StringField()


class Review(Document):
    """``records`` [{contribution, person, hash, record}] as they were asked to be signed."""

    meta = meta_of(
        "reviews",
        {"name": "milestone", "fields": ["milestone", "id"]},
        {"name": "request", "fields": ["request"], "unique": True},
    )
    id = StringField(primary_key=True)
    schema_version = IntField(default=1)
    version = IntField(required=True)
    request = StringField(required=True)
    team = StringField(required=True)
    milestone = StringField(required=True)
    round = IntField(required=True)
    reviewer = DictField(required=True)
    verdicts = ListField(DictField())
    ratings = ListField(DictField())
    records = ListField(DictField())
    at = DateTimeField(required=True)
    expires = DateTimeField(required=True)
    state = StringField(required=True)


class Dispute(Document):
    meta = meta_of(
        "disputes",
        {"name": "team", "fields": ["team", "state", "id"]},
        {"name": "contribution", "fields": ["contribution", "state", "id"]},
    )
    id = StringField(primary_key=True)
    schema_version = IntField(default=1)
    version = IntField(required=True)
    team = StringField(required=True)
    contribution = StringField(required=True)
    by = StringField(required=True)
    opened_at = DateTimeField(required=True)
    due = DateTimeField()
    state = StringField(required=True)
    decision = StringField()
    decided_by = StringField()
    decided_at = DateTimeField()
    reason = StringField(max_length=2000)


class Deadlines(Document):
    meta = meta_of("deadlines")
    id = StringField(primary_key=True)
    schema_version = IntField(default=1)
    version = IntField(required=True)
    days = DictField()


ALL = [Brief, Approval, Team, Milestone, Contribution, Review, Dispute, Deadlines]
