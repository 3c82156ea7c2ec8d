"""Kafka as our broker: Apache Kafka, or one that speaks its protocol. The only file that knows kafka-python.

The embedded broker, Apache Kafka and ``MemoryBroker`` pass the same contract tests.
"""

import contextlib
import functools
import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import KafkaAdminClient, NewTopic
from kafka.errors import (
    IllegalStateError,
    KafkaError,
    KafkaTimeoutError,
    MessageSizeTooLargeError,
    TopicAlreadyExistsError,
)
from kafka.net.compat import KafkaNetClient
from kafka.structs import OffsetAndMetadata

from shared.messaging.memory import MemoryBroker
from shared.messaging.transport import Broker, BrokerAway, Consumer, Message, Producer, Record

__all__ = ["Broker", "BrokerAway", "Consumer", "KafkaBroker", "MemoryBroker", "Message", "Producer", "Record"]

T = TypeVar("T")

log = logging.getLogger(__name__)

# what the embedded broker gives a topic that somebody names before it was created, so that both ways end the same
PARTITIONS = 4
_AS_THE_BROKER_IS_SET = -1
_DAY_MS = 24 * 3600 * 1000
TRANSPORT = {"retention.ms": str(7 * _DAY_MS), "segment.ms": str(_DAY_MS)}
COMPACTED = {"cleanup.policy": "compact", "max.compaction.lag.ms": str(_DAY_MS), "segment.ms": str(_DAY_MS)}

ASK_MS, CONNECT_MS = 3000, 5000
DELIVERY_MS, REQUEST_MS = 10_000, 5000
CHECK_SECONDS = 0.5
TOPICS_SECONDS = 10.0


@contextlib.contextmanager
def _away() -> Iterator[None]:
    try:
        yield
    except (KafkaError, OSError, IllegalStateError) as error:
        raise BrokerAway(f"{type(error).__name__}: {error}") from error


@contextlib.contextmanager
def _connecting() -> Iterator[tuple[Callable[..., KafkaNetClient], list[KafkaNetClient]]]:
    """What a client shall connect with, and what it has. When the client cannot be made its connection is ended here:
    kafka-python begins a thread before it asks whether the broker answers, and nobody else would end it."""
    begun: list[KafkaNetClient] = []

    def connect(**settings: Any) -> KafkaNetClient:
        begun.append(KafkaNetClient(**settings))
        return begun[-1]

    with _away():
        try:
            yield connect, begun
        except BaseException:
            for one in begun:
                one.close()
            raise


@dataclass
class KafkaBroker:
    servers: str
    admin: KafkaAdminClient | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def cluster_id(self) -> str:
        return self._ask(lambda admin: str(admin.describe_cluster()["cluster_id"]))

    def create_topics(self, topics: Iterable[str], compacted: Iterable[str]) -> None:
        compact = set(compacted)
        for name in sorted(self.missing(topics)):
            settings = COMPACTED if name in compact else TRANSPORT
            topic = NewTopic(name, PARTITIONS, _AS_THE_BROKER_IS_SET, topic_configs=settings)
            with contextlib.suppress(_Exists):
                self._ask(functools.partial(_create, topic=topic))

    def missing(self, topics: Iterable[str]) -> set[str]:
        return set(topics) - set(self._ask(lambda admin: admin.list_topics()))

    def producer(self) -> "KafkaEventProducer":
        cluster = self.cluster_id()
        with _connecting() as (connect, _):
            producer = KafkaProducer(
                bootstrap_servers=self.servers, enable_idempotence=True, acks="all", linger_ms=2,
                batch_size=64 * 1024, allow_auto_create_topics=False, max_block_ms=5000,
                delivery_timeout_ms=DELIVERY_MS, request_timeout_ms=REQUEST_MS,
                bootstrap_timeout_ms=CONNECT_MS, kafka_client=connect,
            )  # fmt: skip
        return KafkaEventProducer(producer, self, cluster)

    def consumer(self, group: str, topics: Sequence[str]) -> "KafkaEventConsumer":
        return KafkaEventConsumer(self, group, list(topics))

    def join(self, group: str, topics: Sequence[str]) -> tuple[KafkaConsumer, KafkaNetClient]:
        """The consumer and its connection."""
        with _connecting() as (connect, begun):
            consumer = KafkaConsumer(
                bootstrap_servers=self.servers, group_id=group, enable_auto_commit=False,
                auto_offset_reset="earliest", session_timeout_ms=6000, heartbeat_interval_ms=2000,
                max_poll_records=500, max_poll_interval_ms=600_000, fetch_max_wait_ms=250,
                metadata_max_age_ms=5000, allow_auto_create_topics=False, bootstrap_timeout_ms=CONNECT_MS,
                kafka_client=connect,
            )  # fmt: skip
            consumer.subscribe(list(topics))
            # a leader that does not know a topic's partitions yet gives them to nobody, and nobody asks again
            for topic in topics:
                consumer.partitions_for_topic(topic)
            return consumer, begun[-1]

    def close(self) -> None:
        with self.lock:
            if self.admin is not None:
                self.admin.close()
                self.admin = None

    def _ask(self, question: Callable[[KafkaAdminClient], T]) -> T:
        """One connection for all questions, made anew after a failure."""
        with self.lock, _away():
            if self.admin is None:
                self.admin = self._asker()
            try:
                return question(self.admin)
            except (KafkaError, OSError, IllegalStateError):
                broken, self.admin = self.admin, None
                broken.close()
                raise

    def _asker(self) -> KafkaAdminClient:
        with _connecting() as (connect, _):
            return KafkaAdminClient(
                bootstrap_servers=self.servers, request_timeout_ms=5000,
                bootstrap_timeout_ms=ASK_MS, kafka_client=connect,
            )  # fmt: skip


class _Exists(Exception):
    """Another process was faster with the topic."""


def _create(admin: KafkaAdminClient, topic: NewTopic) -> None:
    try:
        admin.create_topics([topic])
    except TopicAlreadyExistsError as error:
        raise _Exists from error


@dataclass
class KafkaEventProducer:
    """Of one broker's life: what is on its way to a broker that came back empty is given up, not waited for."""

    producer: KafkaProducer
    broker: KafkaBroker
    cluster: str
    lost: bool = False

    def send(self, records: Sequence[Record]) -> list[bool]:
        with _away():
            futures = [self._begin(record) for record in records]
        self._wait()
        failed = [future.exception for future in futures if future is not None and future.failed()]
        if failed:
            log.warning(
                "the broker refused records",
                extra={"error": type(failed[0]).__name__, "records": len(failed)},
            )
        return [future is not None and future.succeeded() for future in futures]

    def _wait(self) -> None:
        """Until all is taken or refused; asks meanwhile whether it is the same broker still."""
        ends = time.monotonic() + DELIVERY_MS / 1000
        while True:
            try:
                self.producer.flush(timeout=CHECK_SECONDS)
                return
            except KafkaTimeoutError as error:
                self.lost = time.monotonic() >= ends or self._is_of_another()
                if self.lost:
                    raise BrokerAway("what was on its way was not taken") from error
            except (KafkaError, OSError, IllegalStateError) as error:
                raise BrokerAway(f"{type(error).__name__}: {error}") from error

    def _is_of_another(self) -> bool:
        """One that does not answer may be the same again when it does."""
        try:
            return self.broker.cluster_id() != self.cluster
        except BrokerAway:
            return False

    def _begin(self, record: Record) -> Any:
        """None for a record that no broker would take; it must not hold up the others."""
        headers = [(name, value.encode()) for name, value in record.headers.items()]
        try:
            return self.producer.send(
                record.topic, key=record.key.encode(), value=record.value, headers=headers
            )
        except MessageSizeTooLargeError as error:
            log.error("a record is too large", extra={"topic": record.topic, "error": type(error).__name__})
            return None

    def close(self) -> None:
        """One whose records nobody takes ends by itself, when those have waited out their time: until then
        kafka-python cannot end it."""
        if self.lost:
            threading.Thread(target=self._end, args=(2 * DELIVERY_MS / 1000,), daemon=True).start()
        else:
            self._end(2.0)

    def _end(self, seconds: float) -> None:
        with contextlib.suppress(KafkaError, OSError):
            self.producer.close(timeout=seconds)


@dataclass
class KafkaEventConsumer:
    """A member of a group whose name carries the cluster's id: what was committed to another broker's memory does
    not count, so that nothing is skipped when the broker came back empty."""

    broker: KafkaBroker
    group: str
    topics: list[str]
    consumer: KafkaConsumer | None = None
    connection: KafkaNetClient | None = None
    cluster: str = ""
    absent: set[str] = field(default_factory=set)
    checked_at: float = float("-inf")
    moved_at: float = field(default_factory=time.monotonic)
    began_at: float = field(default_factory=time.monotonic)

    def poll(self, seconds: float) -> list[Message]:
        self._know_the_broker()
        if self.consumer is None:
            self._join()
        if self.consumer is None:
            time.sleep(min(seconds, 0.1))
            return []
        with _away():
            batches = self.consumer.poll(timeout_ms=int(seconds * 1000))
        messages = [_message(record) for records in batches.values() for record in records]
        if messages:
            self.moved_at = time.monotonic()
        return messages

    def commit(self, finished: Sequence[Message]) -> None:
        offsets: dict[TopicPartition, OffsetAndMetadata] = {}
        for message in finished:
            place = TopicPartition(message.topic, message.partition)
            offsets[place] = OffsetAndMetadata(message.offset + 1, "", -1)
        if offsets and self.consumer is not None:
            self.moved_at = time.monotonic()
            try:
                self.consumer.commit(offsets, timeout_ms=3000)
            except (KafkaError, OSError, IllegalStateError) as error:
                log.info("not committed; these events come again", extra={"error": type(error).__name__})

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
        """Leave the group; who is still on the way into it hangs up instead.

        Told to leave while it lets somebody in, the embedded broker lets nobody into that group any more.
        """
        if self.consumer is not None and self.connection is not None:
            with contextlib.suppress(KafkaError, OSError, IllegalStateError):
                if self.consumer.assignment():
                    self.consumer.close(timeout_ms=2000)
                else:
                    self.connection.close()
        self.consumer = self.connection = None

    def _know_the_broker(self) -> None:
        """Leave a group that belongs to a broker's lost memory, or that was joined before all topics were there."""
        if time.monotonic() - self.checked_at < CHECK_SECONDS:
            return
        cluster = self.broker.cluster_id()
        self.checked_at = time.monotonic()
        if cluster != self.cluster:
            self.close()
            self.cluster, self.began_at = cluster, time.monotonic()
        elif self.absent and self.broker.missing(self.absent) < self.absent:
            self.close()

    def _join(self) -> None:
        """Wait for all topics for a while, then begin with those that are there: a producer may be down for long.

        Who subscribes to a topic before it exists is given nothing of it later, though metadata are read again.
        """
        self.absent = self.broker.missing(self.topics)
        there = [topic for topic in self.topics if topic not in self.absent]
        patient = time.monotonic() - self.began_at <= TOPICS_SECONDS
        if there and not (self.absent and patient):
            self.consumer, self.connection = self.broker.join(f"{self.group}.{self.cluster}", there)
            self.moved_at = time.monotonic()


def _message(record: Any) -> Message:
    headers = {name: (value or b"").decode("utf-8", "replace") for name, value in record.headers}
    key = (record.key or b"").decode("utf-8", "replace")
    return Message(record.topic, record.partition, record.offset, key, headers, record.value)
