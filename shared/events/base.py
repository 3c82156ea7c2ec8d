"""What an event is, and the register of all of them.

An event is declared once, as a frozen dataclass whose every field says what it is::

    class BriefClosed(Event, type="projects.brief.closed.v1", topic="projects.brief", key="brief"):
        brief: Id
        reason: Fact[str]

``Id`` is a random id, ``Fact`` says nothing of a person. What does (a name, a level, a mark, a text) stands in
``personal``, a map {person id: {field: value}}, whose fields the declaration names::

    class PersonChanged(Event, type=…, topic=…, key="person", personal=("name",)):

so that erasure can cut a person out of every retained event and leave a valid one.
"""

import json
from dataclasses import MISSING, dataclass, field, fields
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, TypeVar, get_args, get_origin, get_type_hints

import marshmallow as ma

T = TypeVar("T")
Id = Annotated[str, "id"]
OptionalId = Annotated[str | None, "id"]
Ids = Annotated[list[str], "id"]
Fact = Annotated[T, "fact"]
Personal = dict[str, dict[str, Any]]

REGISTER: dict[str, type["Event"]] = {}

MOST_BYTES = 900_000
"""Kafka takes 1 MiB with headers unless told otherwise. What is longer belongs into a file, not into an event."""


class EventError(Exception):
    """The event cannot be written or read: unknown shape, missing or wrong fields. Never holds a value."""


class _Moment(ma.fields.AwareDateTime):
    """ISO 8601 with milliseconds, always UTC."""

    def _serialize(self, value: datetime | None, *_: Any, **__: Any) -> str | None:
        return None if value is None else value.astimezone(UTC).isoformat(timespec="milliseconds")


_FIELDS: dict[Any, type[ma.fields.Field]] = {
    str: ma.fields.String, int: ma.fields.Integer, float: ma.fields.Float, bool: ma.fields.Boolean,
    datetime: _Moment, dict: ma.fields.Dict, Any: ma.fields.Raw,
}  # fmt: skip


class Event:
    TYPE: ClassVar[str]
    TOPIC: ClassVar[str]
    KEY: ClassVar[str]
    PERSONAL: ClassVar[tuple[str, ...]]
    SCHEMA: ClassVar[ma.Schema]

    personal: Personal

    if TYPE_CHECKING:
        __dataclass_fields__: ClassVar[dict[str, Any]]

        def __init__(self, **values: Any) -> None: ...

    def __init_subclass__(cls, *, type: str, topic: str, key: str, personal: tuple[str, ...] = ()) -> None:
        if type in REGISTER:
            raise TypeError(f"the event {type} is declared twice")
        cls.TYPE, cls.TOPIC, cls.KEY, cls.PERSONAL = type, topic, key, personal
        cls.personal = field(default_factory=dict, kw_only=True)
        cls.__annotations__["personal"] = Personal
        dataclass(frozen=True, kw_only=True)(cls)
        if classes(cls).get(key) != "id":
            raise TypeError(f"the key {key!r} of {type} is not one of its Ids")
        cls.SCHEMA = _schema(cls)
        REGISTER[type] = cls

    @property
    def aggregate(self) -> str:
        """The id of what this event is about; events of one aggregate arrive in order."""
        return str(getattr(self, self.KEY))

    def about(self, person: str | None, name: str, default: Any = None) -> Any:
        """A personal value, or ``default`` when the person's part has been scrubbed."""
        return self.personal.get(person or "", {}).get(name, default)

    def encode(self) -> dict[str, Any]:
        """As JSON-ready values.

        Raises EventError for what no reader could read: such an event would stop the relay, or be parked everywhere.
        """
        undeclared = {name for part in self.personal.values() for name in part} - set(self.PERSONAL)
        if undeclared:
            raise EventError(f"{self.TYPE} does not declare the personal fields {sorted(undeclared)}")
        if any(not person or person.startswith("$") or "." in person for person in self.personal):
            raise EventError(f"{self.TYPE} keys its personal part by something that is no person's id")
        try:
            data = dict(self.SCHEMA.dump(self))
            size = len(json.dumps(data, ensure_ascii=False, allow_nan=False).encode())
        except (TypeError, ValueError) as error:
            raise EventError(f"{self.TYPE} holds a value that JSON cannot hold") from error
        if size > MOST_BYTES:
            raise EventError(f"{self.TYPE} has {size} bytes; the most is {MOST_BYTES}")
        wrong = self.SCHEMA.validate(data)
        if wrong:
            raise EventError(f"{self.TYPE}: {wrong}")
        return data


def decode(event_type: str, data: Any) -> Event | None:
    """The event, or None for a type that nobody here has declared (an older or newer producer's)."""
    cls = REGISTER.get(event_type)
    if cls is None:
        return None
    try:
        return cls(**cls.SCHEMA.load(data))
    except (ma.ValidationError, TypeError) as error:
        raise EventError(f"{event_type}: {error}") from error


def classes(cls: type[Event]) -> dict[str, str]:
    """{field: id | fact}. Raises TypeError for a field that says nothing."""
    found = {}
    for name, hint in get_type_hints(cls, include_extras=True).items():
        if name == "personal" or get_origin(hint) is ClassVar:
            continue
        marks: tuple[Any, ...] = getattr(hint, "__metadata__", ())
        if len(marks) != 1 or marks[0] not in ("id", "fact"):
            raise TypeError(f"{cls.__name__}.{name} is neither Id nor Fact; personal values go into personal")
        found[name] = marks[0]
    return found


def _schema(cls: type[Event]) -> ma.Schema:
    members: dict[str, ma.fields.Field] = {}
    hints = get_type_hints(cls, include_extras=True)
    for declared in fields(cls):
        if declared.name != "personal":
            required = declared.default is MISSING and declared.default_factory is MISSING
            members[declared.name] = _field(get_args(hints[declared.name])[0], required)
    members["personal"] = ma.fields.Dict(
        keys=ma.fields.String(), values=ma.fields.Dict(keys=ma.fields.String()), load_default=dict
    )
    meta = type("Meta", (), {"unknown": ma.EXCLUDE})
    return type(f"{cls.__name__}Schema", (ma.Schema,), members | {"Meta": meta})()


def _field(hint: Any, required: bool) -> ma.fields.Field:
    options: dict[str, Any] = {"required": True} if required else {}
    inner = get_args(hint)
    if type(None) in inner:
        options["allow_none"] = True
        hint = next(part for part in inner if part is not type(None))
        inner = get_args(hint)
    if get_origin(hint) is list:
        return ma.fields.List(_field(inner[0], False), **options)
    return _FIELDS[get_origin(hint) or hint](**options)
