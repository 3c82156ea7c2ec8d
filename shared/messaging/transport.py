"""The broker as the rest sees it: records out, messages in, groups that remember what they finished."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol


class BrokerAway(Exception):
    """The broker cannot be reached or has not taken the record; try again later."""


@dataclass(frozen=True)
class Record:
    """``value`` None is a tombstone: in a compacted topic it deletes what the key held."""

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
    value: bytes | None


class Producer(Protocol):
    def send(self, records: Sequence[Record]) -> list[bool]:
        """Send, pipelined; True for each record that the broker keeps. Raises BrokerAway.

        Records of one key arrive in their order when each is sent after the one before was kept.
        """

    def close(self) -> None: ...


class Consumer(Protocol):
    def poll(self, seconds: float) -> list[Message]:
        """Next messages, in order within a partition. Raises BrokerAway."""

    def commit(self, finished: Sequence[Message]) -> None:
        """Everything up to these messages is done; a commit that fails is only a second delivery."""

    def rejoin_if_stuck(self, seconds: float) -> bool:
        """Rejoin the group when the own position has stood still that long though there is more."""

    def close(self) -> None:
        """Leave the group; a later ``poll`` joins it again and begins after what was committed."""


class Broker(Protocol):
    def cluster_id(self) -> str:
        """Names this very broker's memory: another id means that it came back empty. Raises BrokerAway."""

    def create_topics(self, topics: Iterable[str], compacted: Iterable[str]) -> None:
        """Create those that are missing, with partitions and retention. Raises BrokerAway."""

    def missing(self, topics: Iterable[str]) -> set[str]:
        """Those that the broker does not know. Raises BrokerAway."""

    def producer(self) -> Producer: ...

    def consumer(self, group: str, topics: Sequence[str]) -> Consumer: ...

    def close(self) -> None: ...
