"""On the real embedded broker: who stands still while topics go on joins the group again, and reads on."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from deploy.local.broker import LocalBroker, start_tansu
from deploy.local.mongod import Mongod
from shared.messaging import inbox, worker
from shared.messaging.broker import KafkaBroker, Message, Record
from shared.messaging.kafka_receiving import KafkaEventConsumer
from tests.contract.desk import Desk
from tests.contract.test_worker import working
from tests.contract.waiting import until

SOON = 0.5


@dataclass
class Stalling(KafkaEventConsumer):
    """Its partitions give nothing any more from when ``stalls`` is set until it joins anew."""

    stalls: bool = False

    def poll(self, seconds: float) -> list[Message]:
        if self.stalls and self.consumer is not None:
            self.consumer.pause(*self.consumer.assignment())
            self.stalls = False
        return super().poll(seconds)


@dataclass
class Watched(KafkaBroker):
    """Knows the consumers that it gave out."""

    made: list[Stalling] = field(default_factory=list)

    def consumer(self, group: str, topics: Sequence[str]) -> Stalling:
        self.made.append(Stalling(self, self.join, group, list(topics)))
        return self.made[-1]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalBroker]:
    running = start_tansu(tmp_path_factory.mktemp("broker"))
    yield running
    running.stop()


@pytest.fixture
def broker(server: LocalBroker) -> Iterator[Watched]:
    made = Watched(server.servers)
    yield made
    for one in made.made:
        one.close()
    made.close()


@pytest.fixture
def topic(broker: Watched) -> str:
    name = f"t.{uuid.uuid4().hex[:12]}"
    broker.create_topics([name], [])
    return name


def send(broker: Watched, topic: str, *texts: str) -> None:
    """In one batch, where the broker makes one of them."""
    producer = broker.producer()
    records = [Record(topic, text[0], {"ce_id": text}, text.encode()) for text in texts]
    assert producer.send(records) == [True] * len(records)
    producer.close()


def read(consumer: Stalling, count: int) -> list[str]:
    """So many messages and what comes with them, each finished."""
    found: list[str] = []

    def enough() -> bool:
        messages = consumer.poll(0.2)
        consumer.commit(messages)
        found.extend((message.value or b"").decode() for message in messages)
        return len(found) >= count

    until(enough, lambda: f"{count} messages; there are {found}")
    return sorted(found)


def test_it_reads_on_where_it_stood(broker: Watched, topic: str) -> None:
    consumer = broker.consumer("g." + topic, [topic])
    send(broker, topic, "a1", "b1", "c1")
    assert read(consumer, 3) == ["a1", "b1", "c1"]
    consumer.stalls = True
    assert consumer.poll(0.1) == []
    send(broker, topic, "a2", "a3", "b2")
    assert consumer.poll(1.0) == [], "it stands still"

    until(lambda: consumer.rejoin_if_stuck(SOON), "somebody notices")

    assert read(consumer, 3) == ["a2", "a3", "b2"]


def test_who_has_read_everything_or_moves_is_left_alone(broker: Watched, topic: str) -> None:
    """However long nothing comes: each time that it joined again, all of its group would wait."""
    consumer = broker.consumer("g." + topic, [topic])
    send(broker, topic, "a1", "a2", "a3", "b1", "b2")
    read(consumer, 5)
    assert consumer.poll(0.2) == []
    joined = consumer.consumer
    assert not consumer.rejoin_if_stuck(0.0), "nothing waits for it"
    send(broker, topic, "a4")
    assert not consumer.rejoin_if_stuck(60.0), "what waits has not waited for long"
    assert read(consumer, 1) == ["a4"]
    assert consumer.consumer is joined


def test_who_is_given_no_partition_tries_again(broker: Watched, topic: str) -> None:
    consumer = broker.consumer("g." + topic, [topic])
    send(broker, topic, "a1")
    until(
        lambda: consumer.poll(0.0) == [] and consumer.consumer is not None, "it is on the way into its group"
    )
    assert consumer.rejoin_if_stuck(0.0)
    assert consumer.consumer is None
    assert read(consumer, 1) == ["a1"]


@pytest.fixture
def desk(mongod: Mongod, tmp_path: Path, broker: Watched) -> Iterator[Desk]:
    opened = Desk.open(mongod.uri, tmp_path)
    opened.broker = broker
    with opened.serving():
        yield opened


def test_a_worker_notices_it_counts_it_and_does_what_waited(
    desk: Desk, broker: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    with working(desk):
        desk.sends(number=1)
        until(lambda: len(desk.filed()) == 1, "the first letter", 60)
        [consumer] = broker.made
        consumer.stalls = True
        until(lambda: not consumer.stalls, "a standstill")
        for number in (2, 3):
            desk.sends(number=number)
        before = inbox.rejoined()
        with monkeypatch.context() as soon:  # and then it has the time that joining takes
            soon.setattr(worker, "STUCK_SECONDS", SOON)
            until(lambda: inbox.rejoined() > before, "the worker to notice")
        until(lambda: len(desk.filed()) == 3, lambda: f"the others; filed are {desk.filed()}", 60)
