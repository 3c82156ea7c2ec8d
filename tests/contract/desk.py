"""A small service of the tests' own: letters are sent, and a reader files what it was told, once."""

import dataclasses
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import mongoengine

from shared import mongo, mongo_migrations
from shared.config import Settings
from shared.events.base import Event, Fact, Id
from shared.ids import new_id
from shared.messaging import outbox
from shared.messaging.broker import Broker, MemoryBroker
from shared.messaging.cloudevents import Delivery
from shared.messaging.consuming import Consuming, Handlers
from shared.messaging.relay import Relay
from shared.service import SHARED_INDEXES, Service

_opened: dict[str, str] = {}

NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)


class LetterSent(
    Event, type="letters.letter.sent.v1", topic="letters.letter", key="letter", personal=("text",)
):
    """``number`` counts the letters of one thread, so that tests see their order."""

    letter: Id
    number: Fact[int]


class NoteLeft(Event, type="letters.note.left.v1", topic="letters.note", key="note"):
    note: Id


class Thing(mongoengine.Document):
    meta = {"collection": "things", "db_alias": "letters", "auto_create_index": False, "strict": False}  # noqa: RUF012
    id = mongoengine.StringField(primary_key=True)
    version = mongoengine.IntField()
    schema_version = mongoengine.IntField(default=1)
    name = mongoengine.StringField(required=True, unique=True)
    words = mongoengine.ListField(mongoengine.StringField())
    at = mongoengine.DateTimeField()
    note = mongoengine.StringField()


@dataclass
class Item:
    """As a domain's aggregate is: plain, with id and version."""

    id: str
    name: str
    words: list[str] = field(default_factory=list)
    at: datetime | None = None
    note: str | None = None
    version: int = 0


def file_letter(delivery: Delivery, now: datetime) -> None:
    """Each time that it runs leaves a trace: twice done is seen."""
    mongo.collection("filed").insert_one(
        {"letter": delivery.event.letter, "number": delivery.event.number, "event": delivery.id, "at": now}
    )


FILING: Handlers = {LetterSent: file_letter}


@dataclass
class Desk:
    """The service over one database, emptied when it is opened."""

    settings: Settings
    broker: Broker = field(default_factory=MemoryBroker)

    @classmethod
    def open(cls, uri: str, folder: Path) -> "Desk":
        env = {
            "MONGODB_URI": uri, "KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1", "KEYS_DIR": str(folder),
            "DATABASE_TIMEOUT_MS": "20000", "NAME_PREFIX": "c_",
        }  # fmt: skip
        settings = dataclasses.replace(Settings.from_env("projects", env), service="letters")
        known = _opened.get("uri") == uri
        if not known:
            mongoengine.disconnect("letters")
            Thing._collection = None
            mongo.connect(settings)
            _opened["uri"] = uri
        desk = cls(settings)
        with desk.serving():
            if not known:
                mongo_migrations.migrate([Thing], SHARED_INDEXES | {"filed": []}, [], NOW)
        return desk.empty()

    def serving(self) -> AbstractContextManager[None]:
        return mongo.serving("letters")

    def empty(self) -> "Desk":
        self.broker = MemoryBroker()
        with self.serving():
            for name in mongo.database().list_collection_names():
                mongo.database()[name].delete_many({})
        return self

    def service(self, on_event: Handlers | None = None, **parts: Any) -> Service:
        return Service(
            name="letters", models=[Thing], on_event=FILING if on_event is None else on_event, **parts
        )

    @property
    def group(self) -> str:
        """The one that the worker joins."""
        return f"{self.settings.name_prefix}letters"

    def relay(self) -> Relay:
        return Relay(self.broker, self.settings.topic, self.service().own_topics, frozenset())

    def consuming(
        self, handlers: Handlers | None = None, now: Callable[[], datetime] = lambda: NOW
    ) -> Consuming:
        topics = [self.settings.topic("letters.letter"), self.settings.topic("letters.note")]
        self.broker.create_topics(topics, [])
        return Consuming(
            self.broker.consumer(self.group, topics), FILING if handlers is None else handlers, now
        )

    def sends(self, letter: str | None = None, number: int = 1, text: dict[str, str] | None = None) -> str:
        """Append one letter in a transaction of its own; returns the event's id. ``text``: person → what it says."""
        personal = {person: {"text": said} for person, said in (text or {}).items()}
        sent = LetterSent(letter=letter or new_id(), number=number, personal=personal)
        return mongo.run_in_transaction(lambda: outbox.append(sent, NOW))

    def on_the_broker(self) -> list[tuple[str, int]]:
        """(letter, number) in the order in which the broker got them."""
        assert isinstance(self.broker, MemoryBroker)
        messages = self.broker.topics[self.settings.topic("letters.letter")]
        return [(message.key, int(message.headers["ce_sequence"])) for message in messages]

    def filed(self) -> list[tuple[str, int]]:
        found = mongo.collection("filed").find().sort("_id", 1)
        return [(one["letter"], one["number"]) for one in found]

    def count(self, name: str, **wanted: Any) -> int:
        return mongo.collection(name).count_documents(wanted)


class Hands:
    """A clock that tests move by hand."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **time: float) -> None:
        self.now += timedelta(**time)
