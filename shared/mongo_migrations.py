"""Collections, named indexes and migrations of one service's database, made by one process at a time.

Everything here may be done again: a run that was killed is simply repeated. In real time, whatever the product's
clock says.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import mongoengine
import pymongo
from pymongo.database import Database
from pymongo.errors import PyMongoError

from shared import mongo
from shared.errors import Conflict
from shared.ids import new_id
from shared.messaging import lease

LEASE_SECONDS = 6.0
PATIENCE_SECONDS = 60.0
_LONGEST_STEP_SECONDS = 24 * 3600


@dataclass(frozen=True)
class Migration:
    """A step that brings a database to ``number``; done again it changes nothing."""

    number: int
    name: str
    run: Callable[[Database], None]


def migrate(
    models: list[type[mongoengine.Document]],
    indexes: mongo.Indexes,
    migrations: list[Migration],
    now: datetime,
    patience: float = PATIENCE_SECONDS,
) -> None:
    """Create what is missing, then run the migrations that were not run yet.

    Waits ``patience`` seconds for another process that is at it. Raises Conflict when that takes longer.
    """
    marks = mongo.database()["migrations"]
    with _alone(patience), pymongo.timeout(_LONGEST_STEP_SECONDS):
        _create(models, indexes)
        for step in sorted(migrations, key=lambda step: step.number):
            if marks.find_one({"_id": step.number}) is None:
                step.run(mongo.database())
                marks.insert_one({"_id": step.number, "name": step.name, "at": now})


@contextmanager
def _alone(patience: float) -> Iterator[None]:
    """Hold the lease, renewed by a thread, so that a killed process holds up nobody for long."""
    holder, deadline, done = new_id(), time.monotonic() + patience, threading.Event()
    while not lease.take("migrate", holder, LEASE_SECONDS):
        if time.monotonic() > deadline:
            raise Conflict("Another process is migrating this database; wait until it is done.")
        time.sleep(0.1)
    beat = threading.Thread(target=_renew, args=(holder, mongo.current_service(), done), daemon=True)
    beat.start()
    try:
        yield
    finally:
        done.set()
        beat.join()
        lease.give_back("migrate", holder)


def _renew(holder: str, service: str, done: threading.Event) -> None:
    with mongo.serving(service):
        while not done.wait(LEASE_SECONDS / 3):
            try:
                lease.take("migrate", holder, LEASE_SECONDS)
            except PyMongoError:
                continue  # away for a moment: the next beat tries again


def _create(models: list[type[mongoengine.Document]], indexes: mongo.Indexes) -> None:
    database = mongo.database()
    existing = set(database.list_collection_names())
    for name in [model._get_collection_name() for model in models] + list(indexes):
        if name not in existing:
            database.create_collection(name)
            existing.add(name)
    for model in models:
        model.ensure_indexes()
    for name, wanted in indexes.items():
        if wanted:
            database[name].create_indexes(wanted)
