"""The relay carries outbox rows to the broker: one process at a time, in order within an aggregate.

When the broker's cluster id changes or a topic of ours is missing, the broker has lost its memory: the epoch goes
up by one and every retained row is sent again; the inboxes drop what was done.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from time import monotonic

from shared import mongo
from shared.ids import new_id
from shared.messaging import cloudevents, lease, outbox
from shared.messaging.transport import Broker, BrokerAway, Producer, Record

log = logging.getLogger(__name__)

BATCH = 2000
LEASE_SECONDS = 6.0
CHECK_SECONDS, FRESH_SECONDS = 0.5, 0.05
"""How old what is known of the broker may be: while nothing is to be sent, and when something is."""


@dataclass
class Relay:
    broker: Broker
    topic: Callable[[str], str]
    own_topics: frozenset[str]
    compacted: frozenset[str]
    holder: str = field(default_factory=new_id)
    producer: Producer | None = None
    epoch: int = 0
    checked_at: float = float("-inf")
    renew_at: float = float("-inf")

    def run_once(self) -> int:
        """Send one batch; returns how many rows the broker took. Raises BrokerAway."""
        if not self._leads():
            self.close_producer()
            return 0
        self._look_at_the_broker(CHECK_SECONDS)
        rows = outbox.unsent(self.epoch, BATCH)
        if not rows:
            return 0
        if self._look_at_the_broker(FRESH_SECONDS):
            return self.run_once()
        sent: list[str] = []
        try:
            self._send(rows, sent)
        except BrokerAway:
            self.close_producer()
            raise
        finally:
            outbox.mark_sent(sent, self.epoch)
        if len(sent) < len(rows):
            self.close_producer()
            raise BrokerAway(f"{len(rows) - len(sent)} of {len(rows)} records were not taken")
        return len(sent)

    def close(self) -> None:
        self.close_producer()
        self.renew_at = float("-inf")
        lease.give_back("relay", self.holder)

    def close_producer(self) -> None:
        """Whatever happened to it or its broker: look again, and begin with a new one."""
        self.checked_at = float("-inf")
        if self.producer is not None:
            self.producer.close()
            self.producer = None

    def _leads(self) -> bool:
        begun = monotonic()
        if begun < self.renew_at:
            return True
        leads = lease.take("relay", self.holder, LEASE_SECONDS)
        self.renew_at = begun + LEASE_SECONDS / 3 if leads else float("-inf")
        return leads

    def _send(self, rows: list[outbox.Row], sent: list[str]) -> None:
        """Adds to ``sent`` the ids of the rows that were taken.

        A row goes out when the broker keeps the one before it in its aggregate: were both on their way at once, the
        first could fail and the second arrive. So a failure holds back that aggregate, and no other.
        """
        if self.producer is None:
            self.producer = self.broker.producer()
        held_back: set[str] = set()
        for wave in _waves(rows):
            going = [row for row in wave if row.aggregate not in held_back]
            kept = self.producer.send([cloudevents.to_record(row, self.topic(row.topic)) for row in going])
            for row, taken in zip(going, kept, strict=True):
                if taken:
                    sent.append(row.id)
                else:
                    held_back.add(row.aggregate)
            self._leads()
        self._forget_erased(rows)

    def _forget_erased(self, rows: list[outbox.Row]) -> None:
        """Compacted topics keep the last record of a key for ever: an erased person's is replaced by a tombstone."""
        erased = [row.aggregate for row in rows if row.type == outbox.ERASED]
        topics = [self.topic(name) for name in sorted(self.compacted & self.own_topics)]
        tombstones: list[Record] = [
            cloudevents.tombstone(topic, person) for person in erased for topic in topics
        ]
        if tombstones and self.producer is not None and not all(self.producer.send(tombstones)):
            raise BrokerAway("a tombstone was not taken")

    def _look_at_the_broker(self, seconds: float) -> bool:
        """Unless that was done within so many ``seconds``. Returns whether it has lost its memory."""
        if monotonic() - self.checked_at < seconds:
            return False
        cluster = self.broker.cluster_id()
        missing = self.broker.missing({self.topic(name) for name in self.own_topics})
        state = mongo.collection("messaging_state").find_one({"_id": "relay"}) or {
            "cluster": None,
            "epoch": 0,
        }
        self.epoch = int(state["epoch"])
        lost = cluster != state["cluster"] or bool(missing)
        if lost:
            if state["cluster"] is not None:
                log.warning("the broker has lost its memory; all retained events go out again")
            self._begin_anew(cluster)
        self.checked_at = monotonic()
        return lost

    def _begin_anew(self, cluster: str) -> None:
        self.close_producer()
        topics = {self.topic(name) for name in self.own_topics}
        self.broker.create_topics(topics, {self.topic(name) for name in self.compacted})
        self.epoch += 1
        state = {"cluster": cluster, "epoch": self.epoch}
        mongo.collection("messaging_state").update_one({"_id": "relay"}, {"$set": state}, upsert=True)


def _waves(rows: list[outbox.Row]) -> Iterator[list[outbox.Row]]:
    """The first row of every aggregate, then the second of every one that has more, and so on."""
    waves: list[list[outbox.Row]] = []
    seen: dict[str, int] = defaultdict(int)
    for row in rows:
        if seen[row.aggregate] == len(waves):
            waves.append([])
        waves[seen[row.aggregate]].append(row)
        seen[row.aggregate] += 1
    return iter(waves)
