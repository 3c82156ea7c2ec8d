"""Events that come in another order: what a service would have heard, had its topics been read at other speeds.

A story is told once. At each of its cuts every service's database is kept. From a cut on a service is told again what
it heard after it, in the order in which it was sent and in others; the databases must end alike.
"""

import random
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from bson import json_util

from shared import clock, directory, mongo
from shared.messaging.consuming import Consuming
from shared.messaging.transport import Message
from tests import written
from tests.kept import Documents, Kept
from tests.world import World

NOT_COMPARED = {"inbox", "outbox_heads", "messaging_state", "migrations", "leases", "throttles"}
"""Rows that say how events were carried, not what they did."""
CARRIED = {"n", "request_id"}
"""Of rows on their way: their number, and on account of which event they were written. Of two that are needed it is the
later one."""
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
State = dict[str, list[str]]


@dataclass
class Told:
    """``messages``: all that was sent, oldest first. ``now``: when it is told again. ``stands``: the cut at which
    each service's database was put back last."""

    world: World
    cuts: list[Documents]
    messages: list[Message]
    now: datetime
    stands: dict[str, int] = field(default_factory=dict)
    dirty: set[written.Place] = field(default_factory=written.watch)

    @classmethod
    def of(cls, world: World, cuts: Sequence[Kept]) -> "Told":
        sent = [one for queue in world.broker.topics.values() for one in queue if one.value is not None]
        sent.sort(key=lambda one: one.headers["ce_id"])  # ids sort by the time of their making
        return cls(world, [cut.documents for cut in cuts], sent, clock.now())

    def heard_by(self, service: str) -> dict[int, list[Message]]:
        """Per cut what the service heard after it, where that could have come in another order."""
        found: dict[int, list[Message]] = {}
        for cut in range(len(self.cuts)):
            heard = self.heard_after(cut, service)
            if len({(one.topic, one.key) for one in heard}) > 1:
                found[cut] = heard
        return found

    def heard_after(self, cut: int, service: str) -> list[Message]:
        """What came to the service after that cut. Without what speaks of things that the service made only then: it
        would not have been said, had the service stood still."""
        one, topic = self.world.services[service], self.world.settings[service].topic
        topics = {topic(name) for name in one.subscribed_topics}
        rows = self.cuts[cut][service]
        done, said = ({row["_id"] for row in rows[name]} for name in ("inbox", "outbox"))
        made = {
            thing
            for thing, first in self.first_said.items()
            if first.headers["ce_source"] == f"/{service}" and first.headers["ce_id"] not in said
        }
        return [
            message
            for message in self.messages
            if message.topic in topics and message.headers["ce_id"] not in done and not made & _ids(message)
        ]

    @cached_property
    def first_said(self) -> dict[str, Message]:
        """Of each thing the message that spoke of it first: its sender made it."""
        return {thing: message for message in reversed(self.messages) for thing in _ids(message)}

    def after(self, cut: int, service: str, messages: Sequence[Message]) -> State:
        """The service's database, as it was at the cut, after these messages; in canonical form."""
        known = set(UUID.findall(json_util.dumps(self.cuts[cut][service])))
        known = known.union(*map(_ids, messages))
        with mongo.serving(service):
            self._put_back(cut, service)
            consuming = Consuming(
                _Given(list(messages)), self.world.services[service].on_event, lambda: self.now
            )
            while consuming.run_once(0):
                pass
            database = mongo.database()
            names = sorted(set(self.world.collections[service]) - NOT_COMPARED)
            return {name: _canonical(name, list(database[name].find()), known) for name in names}

    def _put_back(self, cut: int, service: str) -> None:
        database = mongo.database()
        for name in self.world.collections[service]:
            if self.stands.get(service) != cut or (database.name, name) in self.dirty:
                database[name].delete_many({})
                if rows := self.cuts[cut][service].get(name):
                    database[name].insert_many(rows)
        self.stands[service] = cut
        self.dirty.difference_update({place for place in self.dirty if place[0] == database.name})
        directory.read_anew()


def _ids(message: Message) -> set[str]:
    return set(UUID.findall((message.value or b"").decode()))


@dataclass
class _Given:
    """A consumer of a list."""

    messages: list[Message]

    def poll(self, seconds: float) -> list[Message]:
        found, self.messages = self.messages, []
        return found

    def commit(self, finished: Sequence[Message]) -> None:
        """Nobody asks for them again."""

    def rejoin_if_stuck(self, seconds: float) -> bool:
        return False

    def close(self) -> None:
        """Nothing is held."""


def _canonical(name: str, rows: list[dict[str, Any]], known: set[str]) -> list[str]:
    """Sorted; ids that were made meanwhile are one word, since they are others each time. How often something was
    written, which is its version, is nobody's matter."""
    left_out = {"version"} | (CARRIED if name in ("outbox", "jobs") else set())
    texts = [
        json_util.dumps({key: row[key] for key in row if key not in left_out}, sort_keys=True) for row in rows
    ]
    return sorted(UUID.sub(lambda found: found[0] if found[0] in known else "new", text) for text in texts)


def shuffled(messages: Sequence[Message], chance: random.Random) -> list[Message]:
    """Another order, which within each aggregate is the same; one in ten comes once more, some time later.

    Half of the orders are mixed evenly; in the others whole aggregates come one after the other, so that the half that
    is missing is missing for long.
    """
    queues: dict[tuple[str, str], list[Message]] = defaultdict(list)
    for message in messages:
        queues[message.topic, message.key].append(message)
    places = [key for key, queue in queues.items() for _ in queue]
    if chance.random() < 0.5:
        chance.shuffle(places)
    else:
        turn = {key: chance.random() for key in queues}
        places.sort(key=turn.__getitem__)
    coming = {key: iter(queue) for key, queue in queues.items()}
    order = [next(coming[place]) for place in places]
    for message in chance.sample(order, len(order) // 10):
        order.insert(chance.randint(order.index(message) + 1, len(order)), replace(message))
    return order


def differences(wanted: State, found: State) -> list[str]:
    """Rows that only one of the two has."""
    return [
        f"{sign} {name}: {text}"
        for name in wanted
        for sign, one, other in (("-", wanted, found), ("+", found, wanted))
        for text in (Counter(one[name]) - Counter(other[name])).elements()
    ]
