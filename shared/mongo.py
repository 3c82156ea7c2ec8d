"""MongoDB: one connection a process, use cases as transactions, writes with a version.

MongoEngine declares schema and indexes. Its ``save()`` is never used: it forgets after the first call what it
has to write, so that a transaction that is tried again would silently write nothing.
"""

import functools
import logging
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import fields
from datetime import datetime
from typing import Any, ParamSpec, TypeVar
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import cattrs
import mongoengine
import pymongo
from bson.codec_options import CodecOptions
from mongoengine.errors import NotUniqueError, OperationError
from pymongo.client_session import ClientSession
from pymongo.collection import Collection
from pymongo.database import Database
from pymongo.errors import (
    AutoReconnect,
    ConnectionFailure,
    DuplicateKeyError,
    PyMongoError,
    ServerSelectionTimeoutError,
)
from pymongo.read_concern import ReadConcern
from pymongo.synchronous.mongo_client import MongoClient
from pymongo.write_concern import WriteConcern

from shared.config import Settings
from shared.errors import Conflict, Stale
from shared.turns import Turn

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")

log = logging.getLogger(__name__)

# bind() fails when the URI sets these for every operation
_REFUSED_IN_TRANSACTIONS = frozenset(
    {"w", "journal", "j", "wtimeoutms", "readpreference", "readpreferencetags"}
)

_AWARE: CodecOptions[dict[str, Any]] = CodecOptions(tz_aware=True)
_bound: ContextVar[ClientSession | None] = ContextVar("session of the running transaction", default=None)
_serving: ContextVar[str | None] = ContextVar("service whose database is meant", default=None)
_connected: dict[str, Database] = {}
_timeouts: dict[str, float] = {}

Indexes = dict[str, list[pymongo.IndexModel]]

SELECTION_SECONDS = 1.0
LOST_SECONDS = 1.0
_SNAPSHOT_UNAVAILABLE = 246

converter = cattrs.Converter()
converter.register_structure_hook(datetime, lambda value, _: value)
converter.register_unstructure_hook(datetime, lambda value: value)


class _Client(MongoClient):
    """Waits for a lost server once, not at each request: otherwise eight threads would keep a queue waiting."""

    lost_at = float("-inf")

    def _select_server(self, *args: Any, **kwargs: Any) -> Any:
        lost = time.monotonic() - self.lost_at < LOST_SECONDS
        if lost and not self.topology_description.has_writable_server():
            time.sleep(0.02)  # whoever tries again at once must not spin
            raise ServerSelectionTimeoutError("the database was away a moment ago")
        try:
            with pymongo.timeout(SELECTION_SECONDS):  # timeoutMS alone would be waited for in full
                return super()._select_server(*args, **kwargs)
        except ServerSelectionTimeoutError:
            self.lost_at = time.monotonic()
            raise


def connect(settings: Settings) -> Database:
    """Connect this process (mongoengine's alias is the service's name). Needs no server to be there yet."""
    timeout = settings.database_timeout_ms
    mongoengine.connect(
        settings.database_name,
        alias=settings.service,
        host=transactional_uri(settings.mongodb_uri),
        mongo_client_class=_Client,
        tz_aware=True,
        timeoutMS=timeout,
        serverSelectionTimeoutMS=int(SELECTION_SECONDS * 1000),
        connectTimeoutMS=2000,
        waitQueueTimeoutMS=2000,
        maxPoolSize=50,
        uuidRepresentation="standard",
    )
    database = mongoengine.get_db(settings.service)
    _connected[settings.service] = database
    _collection.cache_clear()  # a database equals that of a closed client at the same address
    _timeouts[settings.service] = timeout / 1000
    return database


def transactional_uri(uri: str) -> str:
    """``uri`` without the options under which no session can be bound; says which it left out."""
    parts = urlsplit(uri)
    options = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(name, value) for name, value in options if name.lower() not in _REFUSED_IN_TRANSACTIONS]
    left_out = sorted({name for name, _ in options} - {name for name, _ in kept})
    if left_out:
        log.info("MONGODB_URI: %s left out; transactions use majority and the primary", ", ".join(left_out))
    return urlunsplit(parts._replace(query=urlencode(kept)))


def meta_of(service: str, collection: str, *indexes: dict[str, Any]) -> dict[str, Any]:
    """A document's ``meta`` for MongoEngine: its indexes are made by the command, not by a first query, and fields of a
    newer version are passed over."""
    return {
        "db_alias": service,
        "collection": collection,
        "indexes": list(indexes),
        "auto_create_index": False,
        "strict": False,
    }


def in_transaction() -> bool:
    return _bound.get() is not None


@contextmanager
def serving(service: str) -> Iterator[None]:
    """Mean this service's database, where one process holds several."""
    token = _serving.set(service)
    try:
        yield
    finally:
        _serving.reset(token)


def current_service() -> str:
    """The service whose database is meant: the one being served, or the only one connected."""
    name = _serving.get()
    if name is None:
        if len(_connected) != 1:
            raise RuntimeError(f"say which service with mongo.serving(): {sorted(_connected)} are connected")
        name = next(iter(_connected))
    return name


def database() -> Database:
    return _connected[current_service()]


def collection(name: str) -> Collection:
    """A collection that every service has: outbox, inbox, jobs, timers, directory …"""
    return _collection(database(), name)


def highest(name: str, wanted: Mapping[str, Any], field: str) -> Any:
    """The highest value of ``field`` among the documents wanted, None where there is none; outside transactions.

    For what is read at each request: a command without the cursor that ``find_one`` makes takes the client two thirds
    of the time.
    """
    command = {
        "find": name, "filter": wanted, "projection": {field: 1, "_id": 0}, "sort": {field: -1}, "limit": 1,
        "singleBatch": True,
    }  # fmt: skip
    found = database().command(command, codec_options=_AWARE)["cursor"]["firstBatch"]
    return found[0][field] if found else None


@functools.lru_cache(maxsize=1000)
def _collection(database: Database, name: str) -> Collection:
    return database.get_collection(name, codec_options=_AWARE)


def transactional(use_case: Callable[P, R]) -> Callable[P, R]:
    """Run the whole use case in one transaction, again from its start when MongoDB says "try again".

    Everything is loaded, built and changed inside; nothing mutable comes in. Inside another transaction it joins.
    """

    @functools.wraps(use_case)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        return run_in_transaction(lambda: use_case(*args, **kwargs))

    return run


def run_in_transaction(work: Callable[[], R]) -> R:
    """What ``transactional`` does, for work that is no function of its own."""
    if _bound.get() is not None:
        return work()
    service, turn = current_service(), Turn()

    def attempt(session: ClientSession) -> R:
        turn.take()
        token = _bound.set(session)
        try:
            with session.bind(end_session=False):
                return work()
        except ServerSelectionTimeoutError as error:
            # marked as transient it would be tried again until the time is up, while others wait in a queue
            raise AutoReconnect(str(error)) from error
        except OperationError as error:
            # MongoEngine hides what with_transaction must see to try again
            if isinstance(error.__context__, PyMongoError) and not isinstance(error, NotUniqueError):
                raise error.__context__ from error
            raise
        finally:
            _bound.reset(token)

    with turn, pymongo.timeout(_timeouts[service]), database().client.start_session() as session:
        return session.with_transaction(
            attempt, read_concern=ReadConcern("snapshot"), write_concern=WriteConcern("majority")
        )


@contextmanager
def apart() -> Iterator[ClientSession | None]:
    """A session for what counts although the running transaction may be given up; None where there is none."""
    if not in_transaction():
        yield None
        return
    with database().client.start_session() as session:
        yield session


def insert(model: type[mongoengine.Document], aggregate: Any) -> None:
    """Write a new aggregate (a dataclass with ``id`` and ``version`` 0), checked by the model's schema."""
    try:
        model._get_collection().insert_one(_document(model, aggregate, version=1))
    except DuplicateKeyError as error:
        raise Conflict("This exists already.") from error


def replace(model: type[mongoengine.Document], aggregate: Any) -> None:
    """Write a changed aggregate over the version that was read. Raises Stale when somebody was faster."""
    document = _document(model, aggregate, version=aggregate.version + 1)
    found = {"_id": aggregate.id, "version": aggregate.version}
    try:
        replaced = model._get_collection().replace_one(found, document)
    except DuplicateKeyError as error:
        raise Conflict("This exists already.") from error
    if replaced.matched_count == 0:
        raise Stale("Somebody else changed this meanwhile. Read it again before you change it.")


def expect_version(aggregate: Any, expected: int | None) -> None:
    """Raises Stale unless the aggregate still is what the caller has read (None: the caller does not say)."""
    if expected is not None and aggregate.version != expected:
        raise Stale("Somebody else changed this meanwhile. Read it again before you change it.")


def load(cls: type[T], document: Mapping[str, Any]) -> T:
    """The aggregate that ``insert`` or ``replace`` wrote; fields that it does not know are left out."""
    names = {field.name for field in fields(cls)}  # type: ignore[arg-type]
    values = {name: value for name, value in document.items() if name in names}
    if "_id" in document and "id" in names:
        values["id"] = document["_id"]
    return converter.structure(values, cls)


def _document(model: type[mongoengine.Document], aggregate: Any, version: int) -> dict[str, Any]:
    values = converter.unstructure(aggregate)
    values["version"] = version
    checked = model(**values)
    checked.validate()
    return dict(checked.to_mongo())


def is_away(error: Exception) -> bool:
    """Whether trying again later may help: the server is away, overloaded or busy with the same documents.

    Everything else (a unique key twice, a wrong query) is a fault of what was asked and stays one.
    """
    return isinstance(error, PyMongoError) and (
        isinstance(error, ConnectionFailure)
        or error.timeout
        or error.has_error_label("TransientTransactionError")
        or error.has_error_label("UnknownTransactionCommitResult")
        or error.has_error_label("RetryableWriteError")
        or getattr(error, "code", None) == _SNAPSHOT_UNAVAILABLE
    )


def ping() -> None:
    """Raises PyMongoError when the database is away."""
    with pymongo.timeout(1):
        database().command("ping")
