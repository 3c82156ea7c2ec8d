"""The three brokers under one suite, each with a way to come back without its memory."""

import os
import shutil
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import pytest

from deploy.local.broker import LocalBroker, start_apache, start_tansu
from deploy.local.errors import StackError
from deploy.local.mongod import Mongod
from deploy.local.process import free_port
from shared.messaging.broker import Broker, Consumer, KafkaBroker, MemoryBroker, Message, Producer, Record
from tests.contract.desk import Desk
from tests.contract.servers import Failing
from tests.contract.servers import failing as failing_mongod
from tests.contract.waiting import until


def pytest_configure(config: pytest.Config) -> None:
    """kafka-python 3.0.12 leaves sockets of connections that failed to the collector, whenever that runs."""
    config.addinivalue_line("filterwarnings", "ignore:unclosed <socket:ResourceWarning")


class Server(Protocol):
    """A broker that tests may use, and may take away."""

    name: str

    def broker(self) -> Broker: ...

    def come_back_empty(self) -> None: ...

    def stop(self) -> None: ...


@dataclass
class Memory:
    name: str = "memory"
    one: MemoryBroker = field(default_factory=MemoryBroker)

    def broker(self) -> Broker:
        return self.one

    def come_back_empty(self) -> None:
        self.one.wipe(str(uuid.uuid4()))

    def stop(self) -> None:
        pass


@dataclass
class Kafka:
    """Tansu or Apache Kafka, at one port for its whole life."""

    name: str
    folder: Path
    port: int = field(default_factory=free_port)
    running: LocalBroker | None = None

    def start(self) -> "Kafka":
        self.running = (start_tansu if self.name == "tansu" else start_apache)(self.folder, self.port)
        until(lambda: _answers(self.broker()), "the broker answers")
        return self

    def broker(self) -> Broker:
        return KafkaBroker(f"127.0.0.1:{self.port}")

    def come_back_empty(self) -> None:
        self.stop()
        shutil.rmtree(self.folder / "kafka", ignore_errors=True)
        self.start()

    def stop(self) -> None:
        if self.running is not None:
            self.running.stop()
            self.running = None


def _answers(broker: Broker) -> bool:
    try:
        return bool(broker.cluster_id())
    finally:
        broker.close()


APACHE = pytest.param("apache", marks=[pytest.mark.kafka, pytest.mark.xdist_group("apache")])
KINDS = ["memory", "tansu", APACHE]


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Server]]:
    """Those that were needed so far in this process."""
    running: dict[str, Server] = {}
    yield running
    for server in running.values():
        server.stop()


@pytest.fixture(params=KINDS)
def server(
    request: pytest.FixtureRequest, servers: dict[str, Server], tmp_path_factory: pytest.TempPathFactory
) -> Server:
    """Each of the three in turn."""
    kind = request.param
    if kind not in servers:
        servers[kind] = start(kind, tmp_path_factory.mktemp(kind))
    return servers[kind]


def start(kind: str, folder: Path) -> Server:
    if kind == "memory":
        return Memory()
    try:
        return Kafka(kind, folder).start()
    except StackError as error:
        if kind == "apache" and not os.environ.get("REQUIRE_KAFKA"):
            pytest.skip(str(error))
        raise


@dataclass
class Post:
    """A topic of its own, what is sent to it and who reads it."""

    server: Server
    broker: Broker
    topic: str
    group: str
    opened: list[Producer | Consumer] = field(default_factory=list)

    def send(self, *records: Record) -> list[bool]:
        """Through a producer of its own, one after the other."""
        producer = self.broker.producer()
        try:
            return [producer.send([record])[0] for record in records]
        finally:
            producer.close()

    def record(self, key: str, text: str, topic: str | None = None) -> Record:
        return Record(topic or self.topic, key, {"ce_id": text}, text.encode())

    def consumer(self, group: str | None = None, topics: Sequence[str] = ()) -> Consumer:
        made = self.broker.consumer(group or self.group, list(topics) or [self.topic])
        self.opened.append(made)
        return made

    def read(self, consumer: Consumer, count: int) -> list[Message]:
        """At least ``count`` messages, as they come."""
        found: list[Message] = []

        def enough() -> bool:
            found.extend(consumer.poll(0.2))
            return len(found) >= count

        until(enough, lambda: f"{count} messages came; there are {texts(found)}")
        return found


def texts(messages: Sequence[Message]) -> list[str]:
    return [(message.value or b"").decode() for message in messages]


@pytest.fixture
def post(server: Server) -> Iterator[Post]:
    """An empty topic of the broker at hand."""
    name = uuid.uuid4().hex[:12]
    broker = server.broker()
    made = Post(server, broker, f"t.{name}", f"g.{name}")
    broker.create_topics([made.topic], [])
    yield made
    for one in (*made.opened, broker):
        one.close()


@pytest.fixture(scope="session")
def _folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("desk")


@pytest.fixture
def desk(mongod: Mongod, _folder: Path) -> Iterator[Desk]:
    """The tests' own small service, empty, and meant by everything that asks for a database."""
    opened = Desk.open(mongod.uri, _folder)
    with opened.serving():
        yield opened


@pytest.fixture(scope="module")
def _failing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Failing]:
    with failing_mongod(tmp_path_factory.mktemp("failing")) as server:
        yield server


@pytest.fixture
def failing(_failing: Failing) -> Iterator[Failing]:
    """A mongod that fails when it is told to; its desk is empty and meant."""
    _failing.reopened("")
    with _failing.desk.serving():
        yield _failing
