"""Classes of schools, lists of their students on the way in, and the calendar of their year."""

from mongoengine import (
    BinaryField,
    BooleanField,
    DateTimeField,
    DictField,
    Document,
    IntField,
    ListField,
    StringField,
)

from services.accounts.store.models.meta import meta_of


class SchoolClass(Document):
    meta = meta_of(
        "classes",
        {"name": "school", "fields": ["school", "closed", "name", "id"]},
        {"name": "teacher", "fields": ["teachers", "id"]},
    )
    id = StringField(primary_key=True)
    schema_version = IntField(default=1)
    version = IntField(required=True)
    school = StringField(required=True)
    name = StringField(required=True, max_length=100)
    programme = StringField(max_length=100)
    programme_code = StringField(max_length=20)
    term = StringField(max_length=60)
    created = DateTimeField(required=True)
    teachers = ListField(StringField())
    begins = StringField(max_length=10)
    ends = StringField(max_length=10)
    closed = DateTimeField()


class Programme(Document):
    meta = meta_of("programmes", {"name": "school", "fields": ["school", "code"], "unique": True})
    id = StringField(primary_key=True)
    schema_version = IntField(default=1)
    version = IntField(required=True)
    school = StringField(required=True)
    code = StringField(required=True, max_length=20)
    name = StringField(required=True, max_length=100)
    created = DateTimeField(required=True)
    closed = DateTimeField()


class ClassList(Document):
    meta = meta_of(
        "class_lists",
        {"name": "by", "fields": ["by", "id"]},
        {"name": "people", "fields": ["people", "id"]},
        {"name": "school", "fields": ["school", "id"]},
        {"name": "uploaded", "fields": ["uploaded"]},
    )
    id = StringField(primary_key=True)
    schema_version = IntField(default=1)
    version = IntField(required=True)
    school = StringField(required=True)
    by = StringField(required=True)
    uploaded = DateTimeField(required=True)
    content = BinaryField()
    encoding = StringField()
    heading = BooleanField()
    columns = DictField()
    into = StringField()
    state = StringField(required=True)
    rows = IntField()
    done = IntField()
    counts = DictField()
    people = ListField(StringField())
    bad = ListField(DictField())
    invited = DateTimeField()


class Calendar(Document):
    meta = meta_of("calendars")
    id = StringField(primary_key=True)
    schema_version = IntField(default=1)
    version = IntField(required=True)
    days = ListField(DictField())
    terms = ListField(DictField())


class Duty(Document):
    meta = meta_of(
        "duties",
        {"name": "class", "fields": ["school_class", "over", "begins", "id"]},
        {"name": "person", "fields": ["person", "id"]},
    )
    id = StringField(primary_key=True)
    schema_version = IntField(default=1)
    version = IntField(required=True)
    school = StringField(required=True)
    school_class = StringField(required=True)
    person = StringField(required=True)
    kind = StringField(required=True)
    begins = StringField(required=True, max_length=10)
    ends = StringField(max_length=10)
    over = BooleanField()
