"""A mongod that tests may hurt."""

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pymongo

from deploy.local import mongod
from deploy.local.process import Running, free_port
from tests.contract.desk import Desk


@dataclasses.dataclass
class Failing:
    """A mongod that fails when it is told to, and a desk over it."""

    folder: Path
    port: int
    running: Running
    desk: Desk

    def next_commit_fails(self, how: str) -> None:
        """Once: ``refused`` with TransientTransactionError, or ``unknown`` because the connection breaks."""
        refused = {"errorCode": 251, "errorLabels": ["TransientTransactionError"]}
        what = {"closeConnection": True} if how == "unknown" else refused
        with pymongo.MongoClient(self.uri) as client:
            client.admin.command(
                "configureFailPoint", "failCommand", mode={"times": 1},
                data={"failCommands": ["commitTransaction"], **what},
            )  # fmt: skip

    @property
    def uri(self) -> str:
        return mongod.uri(self.port)

    def reopened(self, options: str) -> Desk:
        self.desk = Desk.open(self.uri + options, self.folder)
        return self.desk


def start(folder: Path, port: int | None = None) -> tuple[int, Running]:
    """A mongod with test commands; its data in ``folder``."""
    chosen = port or free_port()
    part = mongod.part(folder / "mongo", chosen, folder / "log" / "mongod.log")
    part = dataclasses.replace(part, command=[*part.command, "--setParameter", "enableTestCommands=1"])
    return chosen, Running.start(part, lambda: mongod.is_primary(chosen, folder / "mongo"))


@contextmanager
def failing(folder: Path) -> Iterator[Failing]:
    port, running = start(folder)
    server = Failing(folder, port, running, Desk.open(mongod.uri(port), folder))
    try:
        yield server
    finally:
        server.running.stop()
