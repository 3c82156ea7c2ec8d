"""A stack that is killed, piece by piece, while it works."""

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pymongo
from pymongo.errors import PyMongoError

from deploy.gateway import ROOT
from deploy.local.errors import StackError
from deploy.local.process import free_port
from deploy.local.stack import Stack
from shared.config import SERVICES
from tests.actors import Network, first_operator
from tests.contract.waiting import until
from tests.faults.ledger import Books, Ledger
from tests.journey.stages import environment

INSIDE = ROOT / "tests" / "faults" / "inside"
WORKERS = [f"{name}-worker" for name in SERVICES]
VICTIMS = {
    "web": [f"{name}-web" for name in SERVICES], "worker": WORKERS[1:], "relay holder": ["accounts-worker"],
    "broker": ["broker"], "mongod": ["mongod"], "supervisor": ["supervisor"],
}  # fmt: skip
RIPE_SECONDS = 60.0
SETTLE_SECONDS = 90.0


@dataclass
class Faulty:
    """A stack, the client's ledger and a look into its databases."""

    stack: Stack
    ledger: Ledger
    books: Books
    chance: random.Random
    kills: int = 0

    def kill(self, kind: str) -> None:
        """One process of that kind, while a request is in flight and an outbox row unsent."""
        time.sleep(self.chance.uniform(0.0, 0.5))
        self._ripen(kind)
        until(lambda: self._killed(self.chance.choice(VICTIMS[kind])), f"a living {kind}", RIPE_SECONDS)
        self.kills += 1
        if kind == "supervisor":
            until(lambda: self.stack.running() is None, "the supervisor is dead")
            self.stack.up(tied_to_caller=True)

    def _killed(self, name: str) -> bool:
        """False while it is dead already, and on its way back."""
        try:
            self.stack.kill(name)
        except (StackError, ProcessLookupError):
            return False
        return True

    def _ripen(self, kind: str) -> None:
        deadline = time.monotonic() + RIPE_SECONDS
        while time.monotonic() < deadline:
            try:
                if self.ledger.in_flight and self.books.unsent():
                    return
            except PyMongoError:
                time.sleep(0.05)
            time.sleep(0.002)
        raise AssertionError(
            f"before killing {kind}: no request was in flight with an unsent row for {RIPE_SECONDS} s"
        )

    def settle(self) -> None:
        """Until everything has arrived, or nothing has moved for long."""
        deadline = time.monotonic() + SETTLE_SECONDS
        while time.monotonic() < deadline:
            try:
                if not self.books.unsent() and not self.books.missing():
                    return
            except PyMongoError:
                continue
            finally:
                time.sleep(0.3)


def faulty(folder: Path, seed: int, saboteur: str = "") -> Faulty:
    """A running stack with an operator and a first command that went all the way."""
    settings = environment(GATEWAY_RATE="5000", PYTHONPATH=str(INSIDE), SABOTEUR=saboteur)
    stack = Stack(folder, free_port(), settings)
    state = stack.up(tied_to_caller=True)
    operator = first_operator(Network(stack.url), (folder / "keys" / "first-operator-code").read_text())
    token = operator.post("/accounts/api/v1/tokens", {"name": "faults", "scopes": ["read", "write"]})["token"]
    uri = f"mongodb://127.0.0.1:{state.ports['mongod']}/?directConnection=true"
    books = Books(pymongo.MongoClient(uri, serverSelectionTimeoutMS=1000, timeoutMS=5000))
    return Faulty(stack, Ledger(stack.url, token), books, random.Random(seed))


def end(one: Faulty) -> None:
    one.books.client.close()
    one.stack.down()


def plan(chance: random.Random, kills: int) -> list[str]:
    """At least five of each kind, at random; the supervisor, which takes all with it, no more than that often."""
    often = [kind for kind in VICTIMS if kind != "supervisor"]
    few = max(5, kills // 30)
    chosen = ["supervisor"] * few + [kind for kind in often for _ in range(5)]
    chosen += [chance.choice(often) for _ in range(kills - len(chosen))]
    chance.shuffle(chosen)
    return chosen


def go_through(one: Faulty, kinds: Sequence[str]) -> list[str]:
    """Kill one after the other under load; returns what is wrong with the books in the end."""
    with one.ledger.filling():
        for kind in kinds:
            one.kill(kind)
    one.settle()
    return one.books.faults(one.ledger)
