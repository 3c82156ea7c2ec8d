"""A broker in this process, for tests of single services. It passes the tests of the real ones."""

import threading
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shared.messaging.transport import Message, Record

MOST_AT_ONCE = 200


class MemoryBroker:
    """Topics of one partition as lists; groups remember what they committed, and one member of each reads."""

    def __init__(self, cluster: str = "memory-1") -> None:
        self.cluster = cluster
        self.topics: dict[str, list[Message]] = {}
        self.committed: dict[tuple[str, str], int] = defaultdict(int)
        self.members: dict[str, list[MemoryConsumer]] = defaultdict(list)
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

    def close(self) -> None:
        pass


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
                    headers = dict(record.headers)
                    queue.append(Message(record.topic, 0, len(queue), record.key, headers, record.value))
            self.broker.lock.notify_all()
            return kept

    def close(self) -> None:
        pass


class MemoryConsumer:
    def __init__(self, broker: MemoryBroker, group: str, topics: list[str]) -> None:
        self.broker, self.group, self.topics = broker, group, topics
        self.cluster = ""
        self.positions: dict[str, int] = {}

    def poll(self, seconds: float) -> list[Message]:
        with self.broker.lock:
            if self not in self.broker.members[self.group]:
                self.broker.members[self.group].append(self)
            self.broker.lock.wait_for(self._waiting, timeout=seconds)
            found = self._waiting()
            for message in found:
                self.positions[message.topic] = message.offset + 1
            return found

    def _waiting(self) -> list[Message]:
        if self.broker.members[self.group][0] is not self:
            return []
        if self.cluster != self.broker.cluster or not self.positions:
            self.cluster = self.broker.cluster
            self.positions = {name: self.broker.committed[self.group, name] for name in self.topics}
        found: list[Message] = []
        for name in self.topics:
            queue, start = self.broker.topics.get(name, []), self.positions[name]
            found += queue[start : start + MOST_AT_ONCE - len(found)]
        return found

    def commit(self, finished: Sequence[Message]) -> None:
        with self.broker.lock:
            for message in finished:
                if self.cluster == self.broker.cluster:
                    self.broker.committed[self.group, message.topic] = message.offset + 1

    def rejoin_if_stuck(self, seconds: float) -> bool:  # noqa: ARG002
        return False

    def close(self) -> None:
        with self.broker.lock:
            self.positions = {}
            if self in self.broker.members[self.group]:
                self.broker.members[self.group].remove(self)
            self.broker.lock.notify_all()
