"""The four services in one process: real MongoDB, a broker in memory, a clock that tests set, HTTP by their apps.

``settle()`` carries events, jobs and due timers until nothing is left to do, so that a test reads like a story.
"""

import shutil
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.test import Client

from services.accounts import app as accounts
from services.accounts import passwords
from services.accounts import service as accounts_service
from services.accounts.usecases import installing
from services.matching import app as matching
from services.matching import service as matching_service
from services.portfolio import app as portfolio
from services.portfolio import service as portfolio_service
from services.projects import app as projects
from services.projects import service as projects_service
from shared import audit, clock, commands, directory, mongo
from shared.config import SERVICES, Settings
from shared.messaging import jobs
from shared.messaging.broker import MemoryBroker
from shared.messaging.consuming import Consuming
from shared.messaging.relay import Relay
from shared.messaging.worker import fire_due, sweep
from shared.service import COMPACTED_TOPICS, Service
from tests import written
from tests.browsing import Browser, Heard

MODULES = {"accounts": accounts, "projects": projects, "matching": matching, "portfolio": portfolio}
MADE = {
    "accounts": accounts_service.service, "projects": projects_service.service,
    "matching": matching_service.service, "portfolio": portfolio_service.service,
}  # fmt: skip
QUEUES = ("outbox", "audit", "jobs", "timers")
"""What a service works off by itself; in them something becomes due as time passes, too."""


@dataclass
class World:
    settings: dict[str, Settings]
    services: dict[str, Service]
    application: Any
    folder: Path
    broker: MemoryBroker = field(default_factory=MemoryBroker)
    relays: dict[str, Relay] = field(default_factory=dict)
    consuming: dict[str, Consuming] = field(default_factory=dict)
    obeying: dict[str, Consuming] = field(default_factory=dict)
    collections: dict[str, list[str]] = field(default_factory=dict)
    heard: list[Heard] = field(default_factory=list)
    used: set[written.Place] = field(default_factory=written.watch)
    moved: set[written.Place] = field(default_factory=written.watch)
    rested: dict[str, int] = field(default_factory=dict)
    settled_in: tuple[str, str, MemoryBroker] | None = None

    @classmethod
    def build(cls, uri: str, folder: Path) -> "World":
        env = {
            "MONGODB_URI": uri, "KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1", "FILES_DIR": str(folder / "files"),
            "KEYS_DIR": str(folder / "keys"), "MAIL_DIR": str(folder / "mail"), "LOG_LEVEL": "ERROR",
            "PUBLIC_URL": "http://127.0.0.1:8080", "TEST_CLOCK_FILE": str(folder / "clock"), "NAME_PREFIX": "t_",
            "DEMO_DIR": str(folder / "demo"), "DATABASE_TIMEOUT_MS": "20000", "TERMS_VERSION": "2040-01-01",
        }  # fmt: skip
        settings = {name: Settings.from_env(name, env) for name in SERVICES}
        used = written.watch()
        for one in settings.values():
            mongo.connect(one)
        services = {name: MADE[name](settings[name]) for name in SERVICES}
        for name in SERVICES:
            commands.prepare(services[name], settings[name])
        # argon2id with its smallest parameters: a hundred people come in during these tests
        passwords.HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        apps = {name: MODULES[name].create_app(settings[name]) for name in SERVICES}
        mounts = {f"/{name}": _whole_path(app, f"/{name}") for name, app in apps.items()}
        world = cls(settings, services, DispatcherMiddleware(apps["accounts"], mounts), folder, used=used)
        world.know_collections()
        return world

    def know_collections(self) -> None:
        """``migrate`` made them all; what it remembers is not a test's."""
        for name in SERVICES:
            with mongo.serving(name):
                self.collections[name] = sorted(
                    set(mongo.database().list_collection_names()) - {"migrations"}
                )

    def begin(self) -> None:
        self.heard.clear()
        directory.read_anew()
        clock.use_offset_file(self.folder / "clock")
        (self.folder / "clock").unlink(missing_ok=True)
        for mail in (self.folder / "mail").glob("*.eml"):
            mail.unlink()
        shutil.rmtree(self.folder / "demo", ignore_errors=True)
        for name in SERVICES:
            with mongo.serving(name):
                database = mongo.database()
                for collection in self.collections[name]:
                    if (database.name, collection) in self.used:
                        database[collection].delete_many({})
        self.used.clear()
        installing.forget_first_code(self.settings["accounts"])
        with mongo.serving("accounts"):
            self.services["accounts"].prepare(self.settings["accounts"])
        self._connect()

    def _connect(self) -> None:
        self.broker = MemoryBroker()
        self.broker.create_topics(
            [
                self.settings[name].topic(topic)
                for name in SERVICES
                for topic in self.services[name].own_topics
            ],
            [],
        )
        for name, service in self.services.items():
            topic = self.settings[name].topic
            self.relays[name] = Relay(self.broker, topic, service.own_topics, COMPACTED_TOPICS)
            consumer = self.broker.consumer(name, sorted(topic(one) for one in service.subscribed_topics))
            self.consuming[name] = Consuming(consumer, service.on_event, clock.now)
            asked = self.broker.consumer(f"{name}.asked", sorted(topic(one.TOPIC) for one in service.obeys))
            self.obeying[name] = Consuming(asked, service.obeys, clock.now, halts=False)

    def end(self) -> None:
        clock.use_offset_file(None)

    def client(self) -> Browser:
        """A new browser, or program, that nobody is signed in with."""
        return Browser(Client(self.application), self.heard)

    def settle(self) -> None:
        """Relay, consume, work and fire until nothing moves. Fails on an event that had to be parked, and on a timer
        that could do nothing."""
        restless = self._restless()
        seen = set(restless)
        while restless:
            for name in sorted(restless, key=SERVICES.index):
                if not self._step(name):
                    restless.discard(name)
                    self.rested[name] = self._lying(name)
            restless |= self._told()
            seen |= restless
        self.nothing_is_parked(seen)
        self.moved.clear()
        self.settled_in = self._circumstances()

    def _restless(self) -> set[str]:
        """Services that may have something to do: none that wrote nothing since all had settled and was told nothing,
        unless it is later or the broker is another."""
        databases = {self.settings[name].database_name: name for name in SERVICES}
        self._note_what_became_due()
        return self._told() | {databases[database] for database, _ in self.moved if database in databases}

    def _note_what_became_due(self) -> None:
        if self.settled_in != self._circumstances():
            databases = [self.settings[name].database_name for name in SERVICES]
            self.moved |= {(database, place) for database in databases for place in QUEUES}

    def _circumstances(self) -> tuple[str, str, MemoryBroker]:
        path = self.folder / "clock"
        return (path.read_text() if path.exists() else "", self.broker.cluster, self.broker)

    def _told(self) -> set[str]:
        return {name for name in SERVICES if self._lying(name) != self.rested.get(name)}

    def _lying(self, name: str) -> int:
        """How many messages lie in the topics that the service reads."""
        service, topic = self.services[name], self.settings[name].topic
        reads = {*service.subscribed_topics, *(one.TOPIC for one in service.obeys)}
        return sum(len(self.broker.topics.get(topic(one), ())) for one in reads)

    def steps(self, services: Iterable[str] = SERVICES) -> int:
        """One step of each of them; how much was done. Unlike ``settle`` it lets work wait."""
        self._note_what_became_due()
        return sum(self._step(name) for name in services)

    def _step(self, name: str) -> int:
        service = self.services[name]
        with mongo.serving(name):
            return (
                self._empties(name, "outbox", self.relays[name].run_once)
                + self.consuming[name].run_once(0)
                + self.obeying[name].run_once(0)
                + self._empties(name, "audit", lambda: audit.chain(clock.now()))
                + self._empties(name, "jobs", lambda: self.work(name))
                + self._empties(name, "timers", lambda: fire_due(service.on_timer, clock.now))
            )

    def _empties(self, name: str, queue: str, work: Callable[[], int]) -> int:
        """Nobody looks into a queue that nothing was written to since nothing was found in it."""
        place = (self.settings[name].database_name, queue)
        done = work() if place in self.moved else 0
        if not done:
            self.moved.discard(place)
        return done

    def work(self, name: str) -> int:
        """The jobs of one service, until none is due."""
        done = 0
        with mongo.serving(name):
            while job := jobs.take(self.services[name].work, clock.now()):
                jobs.run(job, self.services[name].work, clock.now)
                done += 1
        return done

    def nothing_is_parked(self, services: Iterable[str]) -> None:
        for name in services:
            with mongo.serving(name):
                parked = [f"{row['type']}: {row['reason']}" for row in self._rows(name, "parked", {})]
                assert not parked, f"{name} parked {parked}"
                late = self._rows(name, "timers", {"failed": {"$gt": 0}})
                failed = [row["_id"].partition(":")[2] for row in late]
                assert not failed, f"timers of {name} failed: {failed}"
                rows = self._rows(name, "jobs", {"reason": {"$ne": None}})
                failed = [f"{row['kind']}: {row['reason']}" for row in rows]
                assert not failed, f"{name} failed at {failed}"

    def _rows(self, name: str, collection: str, wanted: dict[str, Any]) -> Iterable[dict[str, Any]]:
        """Of a collection that this test wrote to."""
        there = (self.settings[name].database_name, collection) in self.used
        return mongo.collection(collection).find(wanted) if there else ()

    def at_the_start_of_a_quarter(self) -> None:
        """Tries are counted by the quarter of an hour: none of them ends while a test tries."""
        (self.folder / "clock").write_text(str(901 - time.time() % 900))

    def later(self, **passed: float) -> None:
        """Let time pass, with what becomes due in it."""
        self.sets_the_clock(**passed)
        self.settle()

    def sets_the_clock(self, **passed: float) -> None:
        """Forward, or back where that is negative; nothing is done yet."""
        path = self.folder / "clock"
        offset = float(path.read_text()) if path.exists() else 0.0
        path.write_text(str(offset + timedelta(**passed).total_seconds()))

    def sweeps(self) -> None:
        """What the worker does every hour: delete what has been kept long enough."""
        for name in SERVICES:
            with mongo.serving(name):
                sweep(self.services[name], self.settings[name], clock.now())
        self.settle()

    def mails(self) -> list[str]:
        """The mails of this test, oldest first."""
        found = sorted(
            (self.folder / "mail").glob("*.eml"), key=lambda path: (path.stat().st_mtime_ns, path.name)
        )
        return [path.read_text() for path in found]

    def first_code(self) -> str:
        return (self.settings["accounts"].keys_dir / "first-operator-code").read_text()

    def count(self, service: str, collection: str, wanted: dict | None = None) -> int:
        with mongo.serving(service):
            return mongo.database()[collection].count_documents(wanted or {})


def _whole_path(app: Any, prefix: str) -> Any:
    """The dispatcher cuts the prefix off; our routes carry it."""

    def call(environ: dict[str, Any], start_response: Any) -> Any:
        whole = environ | {"PATH_INFO": prefix + environ["PATH_INFO"], "SCRIPT_NAME": ""}
        return app(whole, start_response)

    return call
