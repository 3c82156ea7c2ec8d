"""The broker as the rest sees it, Kafka behind it, and one in memory for tests of single services.

All three (memory, the embedded broker, Apache Kafka) pass the same contract tests. Only this file knows kafka.
"""

import contextlib
import logging
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import KafkaAdminClient, NewTopic
from kafka.errors import CommitFailedError, IllegalStateError, KafkaError, TopicAlreadyExistsError
from kafka.structs import OffsetAndMetadata

log = logging.getLogger(__name__)

PARTITIONS = 6
_DAY_MS = 24 * 3600 * 1000
TRANSPORT = {"retention.ms": str(7 * _DAY_MS), "segment.ms": str(_DAY_MS)}
COMPACTED = {"cleanup.policy": "compact", "max.compaction.lag.ms": str(_DAY_MS), "segment.ms": str(_DAY_MS)}


class BrokerAway(Exception):
    """The broker cannot be reached or has not taken the record; try again later."""


@dataclass(frozen=True)
class Record:
    topic: str
    key: str
    headers: dict[str, str]
    value: bytes | None


@dataclass(frozen=True)
class Message:
    topic: str
    partition: int
    offset: int
    key: str
    headers: dict[str, str]
    value: bytes


class Producer(Protocol):
    def send(self, records: Sequence[Record]) -> list[bool]:
        """Send in order, pipelined; True for each record that the broker keeps. Raises BrokerAway."""

    def close(self) -> None: ...


class Consumer(Protocol):
    def poll(self, seconds: float) -> list[Message]:
        """Next messages, in order within a partition. Raises BrokerAway."""

    def commit(self, finished: Sequence[Message]) -> None:
        """Everything up to these messages is done; an aborted commit is only a second delivery."""

    def rejoin_if_stuck(self, seconds: float) -> bool:
        """Rejoin the group when the own position has stood still that long though there is more."""

    def close(self) -> None: ...


class Broker(Protocol):
    def cluster_id(self) -> str:
        """Names this very broker's memory: another id means that it came back empty. Raises BrokerAway."""

    def create_topics(self, topics: Iterable[str], compacted: Iterable[str]) -> None:
        """Create those that are missing, with partitions and retention."""

    def missing(self, topics: Iterable[str]) -> set[str]: ...

    def producer(self) -> Producer: ...

    def consumer(self, group: str, topics: Sequence[str]) -> Consumer: ...


@contextlib.contextmanager
def _away() -> Any:
    try:
        yield
    except (KafkaError, OSError, IllegalStateError) as error:
        raise BrokerAway(f"{type(error).__name__}: {error}") from error


@dataclass
class KafkaBroker:
    servers: str

    def cluster_id(self) -> str:
        with _away(), contextlib.closing(self._admin()) as admin:
            return str(admin.describe_cluster()["cluster_id"])

    def create_topics(self, topics: Iterable[str], compacted: Iterable[str]) -> None:
        compact = set(compacted)
        with _away(), contextlib.closing(self._admin()) as admin:
            for name in sorted(set(topics) - set(admin.list_topics())):
                settings = COMPACTED if name in compact else TRANSPORT
                topic = NewTopic(
                    name, num_partitions=PARTITIONS, replication_factor=1, topic_configs=settings
                )
                with contextlib.suppress(TopicAlreadyExistsError):
                    admin.create_topics([topic])

    def missing(self, topics: Iterable[str]) -> set[str]:
        with _away(), contextlib.closing(self._admin()) as admin:
            return set(topics) - set(admin.list_topics())

    def producer(self) -> "KafkaEventProducer":
        with _away():
            return KafkaEventProducer(
                KafkaProducer(
                    bootstrap_servers=self.servers, enable_idempotence=True, acks="all", linger_ms=2,
                    allow_auto_create_topics=False, max_block_ms=5000, delivery_timeout_ms=10_000,
                    request_timeout_ms=5000, bootstrap_timeout_ms=5000,
                )
            )  # fmt: skip

    def consumer(self, group: str, topics: Sequence[str]) -> "KafkaEventConsumer":
        return KafkaEventConsumer(lambda: self._consumer(group, topics))

    def _consumer(self, group: str, topics: Sequence[str]) -> KafkaConsumer:
        with _away():
            consumer = KafkaConsumer(
                bootstrap_servers=self.servers, group_id=group, enable_auto_commit=False,
                auto_offset_reset="earliest", session_timeout_ms=6000, heartbeat_interval_ms=2000,
                max_poll_records=500, fetch_max_wait_ms=100, metadata_max_age_ms=30_000,
                allow_auto_create_topics=False, bootstrap_timeout_ms=5000,
            )  # fmt: skip
            consumer.subscribe(list(topics))
            return consumer

    def _admin(self) -> KafkaAdminClient:
        return KafkaAdminClient(
            bootstrap_servers=self.servers, request_timeout_ms=5000, bootstrap_timeout_ms=3000
        )


@dataclass
class KafkaEventProducer:
    producer: KafkaProducer

    def send(self, records: Sequence[Record]) -> list[bool]:
        with _away():
            futures = [
                self.producer.send(
                    record.topic,
                    key=record.key.encode(),
                    value=record.value,
                    headers=[(name, value.encode()) for name, value in record.headers.items()],
                )
                for record in records
            ]
            self.producer.flush(timeout=10)
        failed = next((future.exception for future in futures if future.failed()), None)
        if failed is not None:
            log.warning("the broker refused a record", extra={"error": type(failed).__name__})
        return [future.succeeded() for future in futures]

    def close(self) -> None:
        with contextlib.suppress(KafkaError, OSError):
            self.producer.close(timeout=2)


@dataclass
class KafkaEventConsumer:
    connect: Callable[[], KafkaConsumer]
    consumer: KafkaConsumer | None = None
    positions: dict[TopicPartition, int] = field(default_factory=dict)
    moved_at: float = field(default_factory=time.monotonic)

    def poll(self, seconds: float) -> list[Message]:
        with _away():
            consumer = self._joined()
            batches = consumer.poll(timeout_ms=int(seconds * 1000))
        messages = [_message(record) for records in batches.values() for record in records]
        if messages:
            self.moved_at = time.monotonic()
        return messages

    def commit(self, finished: Sequence[Message]) -> None:
        offsets: dict[TopicPartition, OffsetAndMetadata] = {}
        for message in finished:
            offsets[TopicPartition(message.topic, message.partition)] = OffsetAndMetadata(
                message.offset + 1, "", -1
            )
        if offsets and self.consumer is not None:
            try:
                with _away():
                    self.consumer.commit(offsets)
            except BrokerAway as error:
                if not isinstance(error.__cause__, CommitFailedError):
                    raise
                log.info("the group was rebalanced before a commit; these events come again")

    def rejoin_if_stuck(self, seconds: float) -> bool:
        if self.consumer is None or time.monotonic() - self.moved_at < seconds:
            return False
        self.moved_at = time.monotonic()
        with _away():
            assigned = list(self.consumer.assignment())
            ends = self.consumer.end_offsets(assigned) if assigned else {}
            stuck = not assigned or any(end > self.consumer.position(part) for part, end in ends.items())
        if stuck:
            self.close()
        return stuck

    def close(self) -> None:
        if self.consumer is not None:
            with contextlib.suppress(KafkaError, OSError, IllegalStateError):
                self.consumer.close(timeout_ms=2000)
            self.consumer = None

    def _joined(self) -> KafkaConsumer:
        if self.consumer is None:
            self.consumer = self.connect()
            self.moved_at = time.monotonic()
        return self.consumer


def _message(record: Any) -> Message:
    headers = {name: (value or b"").decode("utf-8", "replace") for name, value in record.headers}
    key = (record.key or b"").decode("utf-8", "replace")
    return Message(record.topic, record.partition, record.offset, key, headers, record.value or b"")


class MemoryBroker:
    """Topics as lists in this process; groups remember what they committed."""

    def __init__(self, cluster: str = "memory-1") -> None:
        self.cluster = cluster
        self.topics: dict[str, list[Message]] = {}
        self.committed: dict[tuple[str, str], int] = defaultdict(int)
        self.lock = threading.Condition()

    def cluster_id(self) -> str:
        return self.cluster

    def create_topics(self, topics: Iterable[str], compacted: Iterable[str]) -> None:  # noqa: ARG002
        with self.lock:
            for name in topics:
                self.topics.setdefault(name, [])

    def missing(self, topics: Iterable[str]) -> set[str]:
        return set(topics) - set(self.topics)

    def wipe(self, cluster: str) -> None:
        """Come back empty under another cluster id, as the embedded broker does after a restart."""
        with self.lock:
            self.cluster = cluster
            self.topics.clear()
            self.committed.clear()

    def producer(self) -> "MemoryProducer":
        return MemoryProducer(self)

    def consumer(self, group: str, topics: Sequence[str]) -> "MemoryConsumer":
        return MemoryConsumer(self, group, list(topics))


@dataclass
class MemoryProducer:
    broker: MemoryBroker

    def send(self, records: Sequence[Record]) -> list[bool]:
        with self.broker.lock:
            kept = []
            for record in records:
                queue = self.broker.topics.get(record.topic)
                kept.append(queue is not None)
                if queue is not None:
                    value = record.value or b""
                    queue.append(
                        Message(record.topic, 0, len(queue), record.key, dict(record.headers), value)
                    )
            self.broker.lock.notify_all()
            return kept

    def close(self) -> None:
        pass


class MemoryConsumer:
    def __init__(self, broker: MemoryBroker, group: str, topics: list[str]) -> None:
        self.broker, self.group, self.topics = broker, group, topics
        self.positions = {name: broker.committed[group, name] for name in topics}

    def poll(self, seconds: float) -> list[Message]:
        with self.broker.lock:
            self.broker.lock.wait_for(self._waiting, timeout=seconds)
            found = self._waiting()
            for message in found:
                self.positions[message.topic] = message.offset + 1
            return found

    def _waiting(self) -> list[Message]:
        return [
            message
            for name in self.topics
            for message in self.broker.topics.get(name, [])[self.positions[name] :]
        ][:500]  # fmt: skip

    def commit(self, finished: Sequence[Message]) -> None:
        for message in finished:
            key = (self.group, message.topic)
            self.broker.committed[key] = max(self.broker.committed[key], message.offset + 1)

    def rejoin_if_stuck(self, seconds: float) -> bool:  # noqa: ARG002
        return False

    def close(self) -> None:
        pass
