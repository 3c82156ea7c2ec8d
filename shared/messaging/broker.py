"""Kafka as our broker: Apache Kafka, or one that speaks its protocol. Only this file and ``kafka_*`` know kafka-python.

The embedded broker, Apache Kafka and ``MemoryBroker`` pass the same contract tests.
"""

import contextlib
import functools
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from kafka import KafkaConsumer, KafkaProducer
from kafka.admin import KafkaAdminClient, NewTopic
from kafka.errors import TopicAlreadyExistsError
from kafka.net.compat import KafkaNetClient

from shared.messaging.kafka_connecting import TROUBLES, away, connecting
from shared.messaging.kafka_receiving import KafkaEventConsumer
from shared.messaging.kafka_sending import DELIVERY_MS, KafkaEventProducer
from shared.messaging.memory import MemoryBroker
from shared.messaging.transport import Broker, BrokerAway, Consumer, Message, Producer, Record

__all__ = ["Broker", "BrokerAway", "Consumer", "KafkaBroker", "MemoryBroker", "Message", "Producer", "Record"]

T = TypeVar("T")

# what the embedded broker gives a topic that somebody names before it was created, so that both ways end the same
PARTITIONS = 4
_AS_THE_BROKER_IS_SET = -1
_DAY_MS = 24 * 3600 * 1000
TRANSPORT = {"retention.ms": str(7 * _DAY_MS), "segment.ms": str(_DAY_MS)}
COMPACTED = {"cleanup.policy": "compact", "max.compaction.lag.ms": str(_DAY_MS), "segment.ms": str(_DAY_MS)}

ASK_MS, CONNECT_MS = 3000, 5000
REQUEST_MS = 5000
SESSION_MS = 6000
JOIN_SECONDS = SESSION_MS / 2 / 1000
"""How long the embedded broker waits for further members before it lets one in."""


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

    def producer(self) -> KafkaEventProducer:
        cluster = self.cluster_id()
        with connecting() as (connect, _):
            producer = KafkaProducer(
                bootstrap_servers=self.servers, enable_idempotence=True, acks="all", linger_ms=2,
                batch_size=64 * 1024, allow_auto_create_topics=False, max_block_ms=5000,
                delivery_timeout_ms=DELIVERY_MS, request_timeout_ms=REQUEST_MS,
                bootstrap_timeout_ms=CONNECT_MS, kafka_client=connect,
            )  # fmt: skip
        return KafkaEventProducer(producer, self, cluster)

    def consumer(self, group: str, topics: Sequence[str]) -> KafkaEventConsumer:
        return KafkaEventConsumer(self, self.join, group, list(topics))

    def join(self, group: str, topics: Sequence[str]) -> tuple[KafkaConsumer, KafkaNetClient]:
        """The consumer and its connection."""
        with connecting() as (connect, begun):
            consumer = KafkaConsumer(
                bootstrap_servers=self.servers, group_id=group, enable_auto_commit=False,
                auto_offset_reset="earliest", session_timeout_ms=SESSION_MS, heartbeat_interval_ms=2000,
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
        with self.lock, away():
            if self.admin is None:
                self.admin = self._asker()
            try:
                return question(self.admin)
            except TROUBLES:
                broken, self.admin = self.admin, None
                broken.close()
                raise

    def _asker(self) -> KafkaAdminClient:
        with connecting() as (connect, _):
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
