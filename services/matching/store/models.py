"""Schemas and indexes of the collections."""

from functools import partial

from mongoengine import (
    BooleanField,
    DateTimeField,
    DictField,
    Document,
    EmbeddedDocument,
    EmbeddedDocumentListField,
    FloatField,
    IntField,
    ListField,
    StringField,
)
from pymongo import ASCENDING, DESCENDING, IndexModel

from shared import mongo

PLAIN_INDEXES = {
    "audit": [
        IndexModel([("at", DESCENDING), ("_id", ASCENDING)], name="newest"),
        IndexModel([("object", ASCENDING), ("at", DESCENDING), ("_id", ASCENDING)], name="object"),
        IndexModel([("by", ASCENDING), ("at", DESCENDING), ("_id", ASCENDING)], name="by"),
    ],
    "briefs": [
        IndexModel([("state", ASCENDING), ("region", ASCENDING), ("_id", ASCENDING)], name="state"),
        IndexModel([("words", ASCENDING), ("_id", ASCENDING)], name="words"),
    ],
    "approvals": [
        IndexModel(
            [("school", ASCENDING), ("decision", ASCENDING), ("brief", ASCENDING), ("_id", ASCENDING)],
            name="school",
        ),
        IndexModel([("brief", ASCENDING), ("_id", ASCENDING)], name="brief"),
    ],
    "bids": [
        IndexModel([("person", ASCENDING), ("brief", ASCENDING)], name="person", unique=True),
        IndexModel([("brief", ASCENDING), ("_id", ASCENDING)], name="brief"),
    ],
    "bid_turns": [],
    "evidence": [IndexModel([("person", ASCENDING), ("_id", ASCENDING)], name="person")],
    "engagements": [IndexModel([("proposal", ASCENDING), ("_id", ASCENDING)], name="proposal")],
    "graphs": [],
    "round_students": [
        IndexModel([("round", ASCENDING), ("person", ASCENDING), ("_id", ASCENDING)], name="round"),
        IndexModel([("person", ASCENDING), ("_id", ASCENDING)], name="person"),
    ],
    "round_reports": [],
    "round_contests": [
        IndexModel([("round", ASCENDING), ("_id", ASCENDING)], name="round"),
        IndexModel([("seat", ASCENDING), ("_id", ASCENDING)], name="seat"),
        IndexModel([("person", ASCENDING), ("_id", ASCENDING)], name="person"),
    ],
    "round_inputs": [
        IndexModel([("round", ASCENDING), ("sha256", ASCENDING), ("_id", ASCENDING)], name="round"),
        IndexModel([("people", ASCENDING), ("_id", ASCENDING)], name="people"),
    ],
    "reserve": [
        IndexModel([("proposal", ASCENDING), ("place", ASCENDING), ("_id", ASCENDING)], name="proposal"),
        IndexModel([("person", ASCENDING), ("brief", ASCENDING), ("_id", ASCENDING)], name="person"),
    ],
}


meta_of = partial(mongo.meta_of, "matching")


class Held(Document):
    meta = meta_of("holdings", {"name": "person", "fields": ["person", "skill"], "unique": True})
    id = StringField(primary_key=True)
    schema_version = IntField(default=1)
    version = IntField(required=True)
    person = StringField(required=True)
    skill = StringField(required=True, max_length=200)
    level = FloatField(required=True, min_value=1, max_value=5)
    confidence = FloatField(required=True, min_value=0, max_value=1)
    source = StringField(required=True)
    shown = DateTimeField(required=True)
    own_level = FloatField()
    own_at = DateTimeField()


class Week(Document):
    meta = meta_of("weeks")
    id = StringField(primary_key=True)
    schema_version = IntField(default=1)
    version = IntField(required=True)
    given = DateTimeField(required=True)
    slots = ListField(IntField(min_value=0, max_value=167), max_length=168)


class Growth(Document):
    meta = meta_of("growths")
    id = StringField(primary_key=True)
    schema_version = IntField(default=1)
    version = IntField(required=True)
    hours = IntField(min_value=1, max_value=40)
    target = DictField()
    chosen = DateTimeField()
    gap = FloatField(min_value=0, max_value=1)
    dated = BooleanField()
    steps = ListField(DictField(), max_length=60)
    done = ListField(DictField(), max_length=100)
    dropped = ListField(StringField(), max_length=50)
    moved = DictField()
    choices = ListField(IntField(min_value=0, max_value=1), max_length=12)


class BidList(Document):
    meta = meta_of("bid_lists")
    id = StringField(primary_key=True)
    schema_version = IntField(default=1)
    version = IntField(required=True)
    order = ListField(StringField(), max_length=10)
    handed_in = DateTimeField()
    changed = BooleanField()


class Seat(EmbeddedDocument):
    meta = {"strict": False}  # noqa: RUF012 -- mongoengine's way to say it
    id = StringField(required=True)
    person = StringField(required=True)
    school = StringField(required=True)
    asked = DateTimeField(required=True)
    until = DateTimeField(required=True)
    state = StringField(required=True)
    score = FloatField()
    rank = IntField()
    reasons = ListField(DictField())
    brings = ListField(DictField())
    covers = ListField(DictField())
    first = DictField()
    would = DictField()
    programme = StringField()


class Proposal(Document):
    meta = meta_of(
        "proposals",
        {"name": "brief", "fields": ["brief", "id"]},
        {"name": "person", "fields": ["seats.person", "-opened", "id"]},
        {"name": "seat", "fields": ["seats.id"]},
        {"name": "round", "fields": ["round", "id"]},
        {"name": "organisation", "fields": ["organisation", "state", "id"]},
    )
    id = StringField(primary_key=True)
    schema_version = IntField(default=1)
    version = IntField(required=True)
    brief = StringField(required=True)
    title = StringField(required=True)
    organisation = StringField(required=True)
    region = StringField(required=True)
    number = IntField(required=True)
    size = IntField(required=True)
    opened = DateTimeField(required=True)
    state = StringField(required=True)
    revision = IntField(required=True)
    vacant = BooleanField()
    seats = EmbeddedDocumentListField(Seat)
    coverage = ListField(DictField())
    told = ListField(DictField())
    common_slots = ListField(IntField())
    confirm_until = DateTimeField()
    team = StringField()
    graph = StringField()
    ended = DictField()
    round = StringField()
    place = StringField()


class Round(Document):
    meta = meta_of(
        "rounds",
        {"name": "school", "fields": ["school", "-made", "id"]},
        {"name": "briefs", "fields": ["briefs", "id"]},
        {"name": "pairs_one", "fields": ["pairs.one", "id"]},
        {"name": "pairs_other", "fields": ["pairs.other", "id"]},
    )
    id = StringField(primary_key=True)
    schema_version = IntField(default=1)
    version = IntField(required=True)
    school = StringField(required=True)
    region = StringField(required=True)
    name = StringField(required=True, max_length=120)
    by = StringField(required=True)
    made = DateTimeField(required=True)
    state = StringField(required=True)
    closes = DateTimeField()
    until = DateTimeField()
    briefs = ListField(StringField())
    pairs = ListField(DictField())
    settings = DictField()
    plan = StringField()


class Plan(Document):
    meta = meta_of(
        "round_plans",
        {"name": "round", "fields": ["round", "-number", "id"]},
        {"name": "frozen", "fields": ["frozen", "id"]},
    )
    id = StringField(primary_key=True)
    schema_version = IntField(default=1)
    version = IntField(required=True)
    round = StringField(required=True)
    school = StringField(required=True)
    number = IntField(required=True)
    kind = StringField(required=True)
    by = StringField(required=True)
    made = DateTimeField(required=True)
    seconds = FloatField(required=True)
    state = StringField(required=True)
    job = StringField()
    frozen = StringField()
    of = StringField()
    result = DictField()
    figures = DictField()
    moves = ListField(DictField())
    why = DictField()
    carried = DateTimeField()
