"""What one service consists of: the worker, the commands and the tests are built from this description."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import mongoengine

from shared import audit, mongo, waiting
from shared.config import Settings
from shared.events import accounts, base
from shared.keychain import Purpose
from shared.messaging import consuming, erased, inbox, jobs, lease, outbox, timers
from shared.mongo_migrations import Migration
from shared.retention import Kept
from shared.web import idempotency

COMPACTED_TOPICS = frozenset({accounts.PersonChanged.TOPIC})

SHARED_INDEXES: mongo.Indexes = (
    outbox.INDEXES | inbox.INDEXES | jobs.INDEXES | timers.INDEXES | lease.INDEXES
    | audit.INDEXES    | waiting.INDEXES | idempotency.INDEXES | erased.INDEXES
)  # fmt: skip


@dataclass(frozen=True)
class Service:
    """``prepare`` makes the keys and other things that must be there before the first request.

    ``obeys``: what operators ask of the service, heard even while it stands still because too much was parked.
    ``keys``: what the command of that name lists and replaces. ``keeps``: how long rows stay; ``tidies``: what else
    goes when its time is over. All three are looked at every hour.
    """

    name: str
    models: Sequence[type[mongoengine.Document]]
    on_event: consuming.Handlers
    obeys: consuming.Handlers = field(default_factory=dict)
    on_timer: timers.Handlers = field(default_factory=dict)
    work: jobs.Kinds = field(default_factory=dict)
    indexes: mongo.Indexes = field(default_factory=dict)
    migrations: Sequence[Migration] = ()
    keeps: Sequence[Kept] = ()
    tidies: Callable[[datetime], None] = lambda now: None  # noqa: ARG005
    prepare: Callable[[Settings], None] = lambda settings: None  # noqa: ARG005
    keys: Sequence[Purpose] = ()

    @property
    def all_indexes(self) -> mongo.Indexes:
        """What every service has, and its own; a collection may have indexes of both."""
        names = SHARED_INDEXES | dict(self.indexes)
        return {name: [*SHARED_INDEXES.get(name, []), *self.indexes.get(name, [])] for name in names}

    @property
    def own_topics(self) -> frozenset[str]:
        return frozenset(
            event.TOPIC for event in base.REGISTER.values() if event.TYPE.startswith(f"{self.name}.")
        )

    @property
    def subscribed_topics(self) -> frozenset[str]:
        return frozenset(event.TOPIC for event in self.on_event)
