"""A stack that is killed, piece by piece, while it works."""

import gc
import random
import time
import warnings
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
from shared.messaging.broker import BrokerAway, KafkaBroker
from tests.actors import Actor, first_operator
from tests.actors_projects import API, brief_terms, may_have_many_briefs
from tests.contract.waiting import until
from tests.faults.ledger import COPIES, Books, Ledger
from tests.journey.stages import WholeStack, environment

INSIDE = ROOT / "tests" / "faults" / "inside"
VICTIMS = {
    "web": [f"{name}-web" for name in SERVICES], "worker": ["matching-worker", "portfolio-worker"],
    "relay holder": ["accounts-worker", "projects-worker"],
    "broker": ["broker"], "mongod": ["mongod"], "supervisor": ["supervisor"], "gateway": ["nginx"],
}  # fmt: skip
RIPE_SECONDS = 60.0
WAITING = 10
SETTLE_SECONDS = 300.0
PROBES = 100
HOPELESS_SECONDS = 150.0
MIDDLE_SECONDS = 5.0
BACKLOG_SECONDS = 40.0
ROUND, FIVE = 30, 5


@dataclass
class Faulty:
    """A stack, the client's ledger and a look into its databases."""

    stack: Stack
    ledger: Ledger
    books: Books
    broker: KafkaBroker
    chance: random.Random
    kills: int = 0

    def kill(self, kind: str) -> None:
        """One process of that kind, or of that name, while a request is in flight and an outbox row unsent."""
        time.sleep(self.chance.uniform(0.0, 0.5))
        self._ripen(kind)
        name = self.chance.choice(VICTIMS.get(kind, [kind]))
        if name.endswith("-worker") and name != "accounts-worker" and self.kills:
            # the first kill makes the backlog in whose middle the next ones strike
            seconds = MIDDLE_SECONDS if kind in VICTIMS else BACKLOG_SECONDS
            self._wait_for_the_middle(name.removesuffix("-worker"), seconds)
        until(lambda: self._killed(name), f"a living {kind}", RIPE_SECONDS)
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

    def _wait_for_the_middle(self, service: str, seconds: float) -> None:
        """Until it has done some of what waits for it, and not all; not for ever, since that may never come."""
        deadline, before = time.monotonic() + seconds, -1
        while time.monotonic() < deadline:
            try:
                done, made = self.books.progress(service)
            except PyMongoError:
                time.sleep(0.05)
                continue
            if 0 <= before < done <= made - WAITING:
                return
            before = done
            time.sleep(0.005)

    def settle(self, hopeless: float = HOPELESS_SECONDS) -> None:
        """Until everything has arrived, and what a broker that lost its memory got again was read again too.

        That shows by what is made now: in its partition it comes last.
        """
        if self._arrived(hopeless):
            enough = self.ledger.acknowledged() + PROBES
            with self.ledger.filling():
                until(lambda: self.ledger.acknowledged() >= enough, "commands after the last kill", 60)
            self._arrived(hopeless)

    def _arrived(self, hopeless: float) -> bool:
        """False when something is missing, and nothing has moved for that many seconds."""
        deadline, moved_at, before = time.monotonic() + SETTLE_SECONDS, time.monotonic(), 0
        while time.monotonic() < deadline and time.monotonic() - moved_at < hopeless:
            try:
                moved = sum(self.books.of(service)["effects"].count_documents({}) for service in COPIES)
                if not self.books.unsent(self.broker.cluster_id()) and not self.books.missing():
                    return True
            except (PyMongoError, BrokerAway):
                moved = before
            if moved != before:
                moved_at, before = time.monotonic(), moved
            time.sleep(0.3)
        return False


def faulty(folder: Path, seed: int, saboteur: str = "", **servers: str) -> Faulty:
    """A running stack with an operator and a company's mentor, whose access tokens the client uses.

    ``servers``: MONGODB_URI and KAFKA_BOOTSTRAP_SERVERS, where it shall not bring its own.
    """
    settings = environment(GATEWAY_RATE="5000", PYTHONPATH=str(INSIDE), SABOTEUR=saboteur, **servers)
    stack = Stack(folder, free_port(), settings)
    state = stack.up(tied_to_caller=True)
    stage = WholeStack(stack, patience=RIPE_SECONDS)
    operator = first_operator(stage.browser(), stage.first_code())
    mentor = Actor(stage.browser(), "周立", "zhou@hengrui.example").signs_up(
        "浙江衡锐智能装备有限公司（演示）"
    )
    mentor.confirms(stage.mail_to(mentor.mail))
    stage.until(
        lambda: mentor.http.call("GET", f"{API}/schools").status == 200, "a mentor whom projects knows"
    )
    may_have_many_briefs(operator, mentor.organisation)
    ledger = Ledger(stack.url, token_of(operator), token_of(mentor), brief_terms(mentor))
    direct = f"mongodb://127.0.0.1:{state.ports['mongod']}/?directConnection=true"
    uri = servers.get("MONGODB_URI", direct)
    books = Books(pymongo.MongoClient(uri, serverSelectionTimeoutMS=1000, timeoutMS=5000))
    broker = KafkaBroker(servers.get("KAFKA_BOOTSTRAP_SERVERS", f"127.0.0.1:{state.ports['broker']}"))
    return Faulty(stack, ledger, books, broker, random.Random(seed))


def token_of(actor: Actor) -> str:
    return str(
        actor.post("/accounts/api/v1/tokens", {"name": "faults", "scopes": ["read", "write"]})["token"]
    )


def end(one: Faulty) -> None:
    one.books.client.close()
    one.broker.close()
    one.stack.down()
    with warnings.catch_warnings():
        # kafka-python leaves its socket to the collector when the broker dies while it connects
        warnings.simplefilter("ignore")
        gc.collect()


def plan(chance: random.Random, kills: int) -> list[str]:
    """At least five of each kind, at random; the supervisor, which takes all with it, no more than that often.

    Thirty are five each of the six kinds that hold state or work; the gateway's turn comes where there are more.
    """
    few = max(FIVE, kills // 30)
    often = [kind for kind in VICTIMS if kind != "supervisor"]
    if few + FIVE * len(often) > kills:
        often.remove("gateway")
    chosen = ["supervisor"] * few + [kind for kind in often for _ in range(FIVE)]
    chosen += [chance.choice(often) for _ in range(kills - len(chosen))]
    chance.shuffle(chosen)
    return chosen


def go_through(one: Faulty, kinds: Sequence[str], hopeless: float = HOPELESS_SECONDS) -> list[str]:
    """Kill one after the other under load; returns what is wrong with the books, as soon as anything is.

    In rounds, after each of which everything has to arrive: workers that are killed all the time fall ever further
    behind clients that never rest. What is missing and has not moved for ``hopeless`` seconds is given up.
    """
    for start in range(0, len(kinds), ROUND):
        with one.ledger.filling():
            until(lambda: all(one.books.begun(service) for service in COPIES), "the first effects", 60)
            for kind in kinds[start : start + ROUND]:
                one.kill(kind)
        one.settle(hopeless)
        if faults := one.books.faults(one.ledger):
            return faults
    return []
