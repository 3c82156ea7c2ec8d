"""The relay carries outbox rows to the broker: one process at a time, in order within an aggregate.

When the broker's cluster id changes or a topic of ours is missing, the broker has lost its memory: the epoch goes
up by one and every retained row is sent again; the inboxes drop what was done.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

from shared import mongo
from shared.ids import new_id
from shared.messaging import cloudevents, lease, outbox
from shared.messaging.broker import Broker, BrokerAway, Producer

log = logging.getLogger(__name__)

BATCH = 500
LEASE_SECONDS = 10.0
CHECK_SECONDS = 2.0


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

    def run_once(self) -> int:
        """Send one batch; returns how many rows the broker took. Raises BrokerAway."""
        if not lease.take("relay", self.holder, LEASE_SECONDS):
            self.close_producer()
            return 0
        if monotonic() - self.checked_at >= CHECK_SECONDS:
            self._look_at_the_broker()
            self.checked_at = monotonic()
        rows = outbox.unsent(self.epoch, BATCH)
        if not rows:
            return 0
        sent = self._send(rows)
        outbox.mark_sent(sent, self.epoch)
        if len(sent) < len(rows):
            raise BrokerAway(f"{len(rows) - len(sent)} of {len(rows)} records were not taken")
        return len(sent)

    def close(self) -> None:
        self.close_producer()
        lease.give_back("relay", self.holder)

    def close_producer(self) -> None:
        if self.producer is not None:
            self.producer.close()
            self.producer = None
            self.checked_at = float("-inf")

    def _send(self, rows: list[outbox.Row]) -> list[str]:
        """Ids of the rows that were taken, up to the first of each aggregate that was not."""
        if self.producer is None:
            self.producer = self.broker.producer()
        try:
            kept = self.producer.send([cloudevents.to_record(row, self.topic(row.topic)) for row in rows])
        except BrokerAway:
            self.close_producer()
            raise
        held_back = {
            row.aggregate: row.n for row, taken in reversed(list(zip(rows, kept, strict=True))) if not taken
        }
        if held_back:
            self.close_producer()
        return [row.id for row in rows if row.n < held_back.get(row.aggregate, row.n + 1)]

    def _look_at_the_broker(self) -> None:
        cluster = self.broker.cluster_id()
        topics = {self.topic(name) for name in self.own_topics}
        missing = self.broker.missing(topics)
        state = mongo.collection("messaging_state").find_one({"_id": "relay"}) or {
            "cluster": None,
            "epoch": 0,
        }
        self.epoch = int(state["epoch"])
        if cluster == state["cluster"] and not missing:
            return
        if state["cluster"] is not None:
            log.warning("the broker has lost its memory; all retained events go out again")
        self.close_producer()
        self.broker.create_topics(topics, {self.topic(name) for name in self.compacted})
        self.epoch += 1
        mongo.collection("messaging_state").update_one(
            {"_id": "relay"}, {"$set": {"cluster": cluster, "epoch": self.epoch}}, upsert=True
        )
