"""Messages from Kafka as a member of a group, and the ways in which a group loses a member."""

import contextlib
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from kafka import KafkaConsumer, TopicPartition
from kafka.net.compat import KafkaNetClient
from kafka.structs import OffsetAndMetadata

from shared.messaging.kafka_connecting import TROUBLES, away
from shared.messaging.transport import Broker, Message

CHECK_SECONDS = 0.5
TOPICS_SECONDS = 10.0

Join = Callable[[str, Sequence[str]], tuple[KafkaConsumer, KafkaNetClient]]
"""Joins a group for topics: the consumer and its connection."""

log = logging.getLogger(__name__)


@dataclass
class KafkaEventConsumer:
    """A member of a group whose name carries the cluster's id: what was committed to another broker's memory does
    not count, so that nothing is skipped when the broker came back empty."""

    broker: Broker
    join: Join
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
        with away():
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
            except TROUBLES as error:
                log.info("not committed; these events come again", extra={"error": type(error).__name__})

    def rejoin_if_stuck(self, seconds: float) -> bool:
        if self.consumer is None or time.monotonic() - self.moved_at < seconds:
            return False
        self.moved_at = time.monotonic()
        with away():
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
            with contextlib.suppress(*TROUBLES):
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
            self.consumer, self.connection = self.join(f"{self.group}.{self.cluster}", there)
            self.moved_at = time.monotonic()


def _message(record: Any) -> Message:
    headers = {name: (value or b"").decode("utf-8", "replace") for name, value in record.headers}
    key = (record.key or b"").decode("utf-8", "replace")
    return Message(record.topic, record.partition, record.offset, key, headers, record.value)
