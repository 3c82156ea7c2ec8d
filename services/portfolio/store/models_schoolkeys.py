"""Schema of schools' keys."""

from mongoengine import DateTimeField, DictField, Document, IntField, StringField

from services.portfolio.domain.schoolkeys import COMING, SIGNING
from services.portfolio.store.models import meta_of


def _one(states: tuple[str, ...]) -> dict[str, object]:
    return {"unique": True, "partialFilterExpression": {"state": {"$in": list(states)}}}


class SchoolKey(Document):
    meta = meta_of(
        "school_keys",
        {"name": "school", "fields": ["school", "-asked", "-id"]},
        {"name": "asked", "fields": ["-asked", "-id"]},
        {"name": "seen", "fields": ["seen", "id"]},
        {"name": "place", "fields": ["domain", "id"]},
        {"name": "coming", "fields": ["school"], **_one(COMING)},
        {"name": "signing", "fields": ["school"], **_one(SIGNING)},
        {"name": "domain", "fields": ["domain"], **_one(SIGNING)},
    )
    id = StringField(primary_key=True)
    schema_version = IntField(default=1)
    version = IntField(required=True)
    school = StringField(required=True)
    domain = StringField(required=True, max_length=200)
    public = StringField(required=True, max_length=100)
    sealed = DictField()
    asked_by = StringField(required=True)
    asked = DateTimeField(required=True)
    state = StringField(required=True)
    approved_by = StringField()
    approved = DateTimeField()
    confirmed = DateTimeField()
    looked = DateTimeField()
    seen = DateTimeField()
    failing_since = DateTimeField()
    problem = StringField()
    problem_params = DictField()
    ended = DateTimeField()
    ended_by = StringField()
    why = StringField()
    compromised_from = DateTimeField()
