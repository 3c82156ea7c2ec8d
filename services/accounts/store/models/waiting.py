"""What waits for people, and what reviewers sign."""

from mongoengine import DateTimeField, DictField, Document, IntField, ListField, StringField

from services.accounts.store.models.meta import meta_of


class SigningRequest(Document):
    meta = meta_of(
        "signing_requests",
        {"name": "reviewer", "fields": ["reviewer", "id"]},
        {"name": "person", "fields": ["records.person", "id"]},
        {"name": "expires", "fields": ["expires"]},
    )
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
    meta = meta_of("keys", {"name": "person", "fields": ["person", "id"]})
    id = StringField(primary_key=True)
    schema_version = IntField(default=1)
    version = IntField(required=True)
    person = StringField(required=True)
    public_key = StringField(required=True)
    sealed = DictField(required=True)
    valid_from = DateTimeField(required=True)
    valid_until = DateTimeField()
    compromised_at = DateTimeField()


class Item(Document):
    meta = meta_of(
        "items",
        {"name": "person", "fields": ["person", "state", "due", "id"]},
        {"name": "role", "fields": ["organisation", "role", "state", "due", "id"]},
        {"name": "person_closed", "fields": ["person", "closed", "id"]},
        {"name": "role_closed", "fields": ["organisation", "role", "closed", "id"]},
        {"name": "taken", "fields": ["taken_by", "id"]},
        {"name": "kind", "fields": ["kind", "state", "due", "id"]},
        {"name": "closed", "fields": ["closed"]},
        {"name": "awaited_by", "fields": ["awaited_by", "state", "due", "id"]},
        {"name": "awaited_in", "fields": ["awaited_in", "state", "due", "id"]},
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
    awaited_by = ListField(StringField())
    awaited_in = StringField()
    followed_at = StringField()
    default = StringField()
    url = StringField(required=True)
    due = DateTimeField()
    moved_from = DateTimeField()
    remind = DateTimeField()
    reminded = DateTimeField()
    opened = DateTimeField(required=True)
    taken_by = StringField()
    state = StringField(required=True)
    closed_by = StringField()
    closed = DateTimeField()
