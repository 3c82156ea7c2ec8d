"""The commands of a service: ``python -m services.NAME worker | migrate | indexes | replay | audit | keys``."""

import argparse
import dataclasses
import signal
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from shared import audit, clock, keychain, logs, mongo, mongo_migrations
from shared.config import Settings, SettingsError
from shared.messaging import consuming, inbox, jobs
from shared.messaging.broker import KafkaBroker
from shared.messaging.worker import Worker
from shared.secretfiles import KeysError
from shared.service import Service

PATIENCE_MS = 20_000
"""How long a command waits for the database: unlike a request, nobody is sitting in front of it."""


def run(name: str, make: Callable[[Settings], Service], arguments: Sequence[str] | None = None) -> int:
    """Exit status: 0 done, 1 something was left, 2 a setting or a key file is wrong."""
    chosen = _parser(name).parse_args(arguments)
    try:
        settings = Settings.from_env(name)
        service = make(settings)
        logs.to_stderr(name, settings.log_level)
        clock.use_offset_file(settings.test_clock_file)
        patient = max(settings.database_timeout_ms, PATIENCE_MS)
        mongo.connect(dataclasses.replace(settings, database_timeout_ms=patient))
        return _do(chosen, service, settings)
    except SettingsError as error:
        print(*error.problems, sep="\n", file=sys.stderr)
    except KeysError as error:
        print(f"{error}; see Keys in docs/operations.md", file=sys.stderr)
    return 2


def _parser(name: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"python -m services.{name}")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("worker", help="relay, consumer, jobs and timers, until SIGTERM")
    commands.add_parser("migrate", help="collections, indexes, keys and migrations; may be repeated")
    commands.add_parser("indexes", help="print every index there should be")
    replay = commands.add_parser("replay", help="do parked events and jobs again: those named, or all")
    replay.add_argument("ids", nargs="*", metavar="ID")
    trail = commands.add_parser("audit", help="check the chained trail; names the first row that is wrong")
    trail.add_argument(
        "--head", metavar="NUMBER:HASH", help="of an earlier report: it must still stand in it"
    )
    keys = commands.add_parser("keys", help="list them: id, purpose, age, state; or put a new one in force")
    acts = keys.add_subparsers(dest="act")
    acts.add_parser("rotate").add_argument("purpose", metavar="PURPOSE")
    declares = acts.add_parser("compromise", help="declare that somebody else may have a key")
    declares.add_argument("key", metavar="ID")
    declares.add_argument(
        "--since", type=_moment, required=True, metavar="DATE", help="day or moment, in UTC"
    )
    return parser


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _do(chosen: argparse.Namespace, service: Service, settings: Settings) -> int:
    if chosen.command == "worker":
        return work(service, settings)
    if chosen.command == "migrate":
        return prepare(service, settings)
    if chosen.command == "audit":
        return check_trail(chosen.head)
    if chosen.command == "keys":
        return _keys(chosen, service)
    return replay_parked(service, chosen.ids) if chosen.command == "replay" else print_indexes(service)


def _keys(chosen: argparse.Namespace, service: Service) -> int:
    if chosen.act == "compromise":
        return declare_compromised(service, chosen.key, chosen.since)
    return rotate_key(service, chosen.purpose) if chosen.act else list_keys(service)


def work(service: Service, settings: Settings) -> int:
    worker = Worker(service, settings, KafkaBroker(settings.kafka_bootstrap_servers), clock.now)
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: worker.stop.set())
    worker.run()
    return 0


def prepare(service: Service, settings: Settings) -> int:
    """Everything that must be there before the first request; also what the tests call."""
    with mongo.serving(service.name):
        mongo_migrations.migrate(
            list(service.models), service.all_indexes, list(service.migrations), clock.now()
        )
        service.prepare(settings)
    return 0


def replay_parked(service: Service, ids: Sequence[str]) -> int:
    left = 0
    for row in inbox.parked(list(ids) or None):
        try:
            consuming.replay(row, service.on_event, clock.now())
            print(f"{row['_id']} {row['type']}: done")
        except Exception as error:
            left += 1
            print(f"{row['_id']} {row['type']}: {type(error).__name__}: {error}")
    for job in list(ids) or jobs.parked():
        if jobs.replay(job, clock.now()):
            print(f"{job}: waits for the worker")
    return 1 if left else 0


def check_trail(known: str | None) -> int:
    """Exit status 1 when a row was changed, taken out or put in by hand."""
    report = audit.check(known)
    if report.broken is not None:
        found = report.broken
        print(f"broken at row {found.number} {found.row}: {found.what}")
        return 1
    print(f"{report.rows} rows in order, head {report.head}; {report.waiting} wait for the worker")
    return 0


def list_keys(service: Service) -> int:
    """Exit status 2 when one is missing or cannot be used."""
    for purpose in service.keys:
        for key in purpose.listed():
            age = f"{(clock.now() - key.made).days} days" if key.made else "given from outside"
            print(f"{key.id}  {key.purpose}  {age}  {key.state}")
    found = keychain.troubles(purpose.check for purpose in service.keys)
    print(*found, sep="\n", end="\n" if found else "", file=sys.stderr)
    return 2 if found else 0


def rotate_key(service: Service, name: str) -> int:
    known = {purpose.name: purpose for purpose in service.keys}
    if name not in known:
        names = ", ".join(known) or "none"
        print(f"{service.name} has no key for {name!r}; it has: {names}.", file=sys.stderr)
        return 2
    with mongo.serving(service.name):
        print(known[name].rotate(clock.now()))
    return 0


def declare_compromised(service: Service, key_id: str, since: datetime) -> int:
    since, now = since.replace(microsecond=0), clock.now()  # what is logged and signed tells whole seconds
    if since > now:
        print(f"{since.isoformat()} is still to come.", file=sys.stderr)
        return 2
    with mongo.serving(service.name):
        for purpose in service.keys:
            if (told := purpose.compromise(key_id, since, now)) is not None:
                print(told)
                return 0
    print(f"{service.name} has no key {key_id!r} of which that is declared.", file=sys.stderr)
    return 2


def print_indexes(service: Service) -> int:
    for name, wanted in sorted(service.all_indexes.items()):
        for index in wanted:
            print(f"{name}: {index.document['name']} {list(index.document['key'].items())}")
    for model in service.models:
        for spec in model._meta["index_specs"]:
            print(f"{model._get_collection_name()}: {spec.get('name', '')} {spec['fields']}")
    return 0
