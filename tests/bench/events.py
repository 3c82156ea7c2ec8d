"""Events a second from outbox to inbox, and how long a broker that lost its memory holds things up."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from deploy.local.broker import LocalBroker, start_tansu
from deploy.local.mongod import Mongod
from shared import clock, mongo
from shared.ids import new_id
from shared.messaging.broker import KafkaBroker
from shared.messaging.worker import Worker
from tests.bench import bare_messaging
from tests.contract.desk import NOW, Desk, LetterSent
from tests.contract.waiting import until

PER_LETTER = 10
TEXT = "x" * 400


@dataclass(frozen=True)
class Row:
    """One line of the table; ``at_least`` or ``at_most`` is what the product promises."""

    name: str
    value: float
    unit: str
    at_least: float | None = None
    at_most: float | None = None

    @property
    def held(self) -> bool:
        low = self.at_least is None or self.value >= self.at_least
        return low and (self.at_most is None or self.value <= self.at_most)


def rows(folder: Path, count: int = 3000, retained: int = 200_000) -> Iterator[Row]:
    server, broker = Mongod.start(folder), start_tansu(folder)
    try:
        yield from _throughput(server, broker, folder, count)
        yield from _recovery(server, broker, folder, retained)
    finally:
        broker.stop()
        server.stop()


def _throughput(server: Mongod, broker: LocalBroker, folder: Path, count: int) -> Iterator[Row]:
    sends = bare_messaging.sends_per_second(broker.servers, count, TEXT.encode())
    transactions = bare_messaging.transactions_per_second(server.uri, count)
    yield Row("bare kafka-python send", sends, "records/s")
    yield Row("bare transaction of two documents", transactions, "transactions/s")

    desk = _desk(server, broker, folder)
    with desk.serving():
        _append(desk, count, epoch=0)
        begun = time.monotonic()
        with _working(desk):
            # joining a group takes the embedded broker 3 s, whatever follows: not counted
            until(lambda: desk.count("inbox") > 0, "the first event is done", 60)
            first, joined = time.monotonic(), desk.count("inbox")
            until(lambda: desk.count("inbox") >= count, "all events are done", 300)
            seconds = time.monotonic() - first
    speed = (count - joined) / seconds
    yield Row("events through outbox, broker and inbox", speed, "events/s")
    yield Row("until the first event is done", first - begun, "s")
    yield Row("events against the slower part", speed / min(sends, transactions), "×", at_least=0.5)


def _recovery(server: Mongod, broker: LocalBroker, folder: Path, retained: int) -> Iterator[Row]:
    desk = _desk(server, broker, folder)
    with desk.serving():
        _append(desk, retained, epoch=1)
        with _working(desk) as worker:
            until(lambda: _relayed(desk) == 0, "the relay knows its broker", 300)
            until(lambda: worker is not None and _idle(desk), "the reader has seen all", 300)
            broker.stop()
            started = start_tansu(folder, broker.port)
            broker.running = started.running
            begun = time.monotonic()
            new = desk.sends(text={})
            until(lambda: desk.count("inbox", _id=new) == 1, "the new event is done", 120)
            yield Row(
                f"a new event after a wipe with {retained} retained", time.monotonic() - begun, "s", at_most=5
            )
            until(lambda: _relayed(desk) == 0, "all went out again", 300)
            until(lambda: _idle(desk), "all were read again", 300)
            yield Row("until all are through again", time.monotonic() - begun, "s", at_most=60)


def _relayed(desk: Desk) -> int:
    """Rows that the current epoch has yet to send."""
    state = mongo.collection("messaging_state").find_one({"_id": "relay"}) or {"epoch": 1}
    return mongo.collection("outbox").count_documents({"epoch": {"$lt": state["epoch"]}}, limit=1)


def _idle(desk: Desk) -> bool:
    """A last event goes the whole way; the reader of a partition passes what lies before it."""
    probes = [desk.sends(text={}) for _ in range(24)]
    return not until(lambda: desk.count("inbox", _id={"$in": probes}) == len(probes), "the probes", 300) < 0


@contextmanager
def _working(desk: Desk) -> Iterator[Worker]:
    worker = Worker(desk.service(), desk.settings, desk.broker, clock.now)
    thread = threading.Thread(target=worker.run)
    thread.start()
    try:
        yield worker
    finally:
        worker.stop.set()
        thread.join()


def _desk(server: Mongod, broker: LocalBroker, folder: Path) -> Desk:
    desk = Desk.open(server.uri, folder)
    desk.broker = KafkaBroker(broker.servers)
    return desk


def _append(desk: Desk, count: int, epoch: int) -> None:
    """Rows as ``outbox.append`` writes them; with an epoch also what the inbox keeps of them."""
    rows, done = [], []
    letters = [new_id() for _ in range(0, count, PER_LETTER)]
    for number in range(count):
        letter = letters[number // PER_LETTER]
        data = {"letter": letter, "number": number, "text": TEXT}
        row = {
            "_id": new_id(), "schema_version": 1, "type": LetterSent.TYPE, "topic": LetterSent.TOPIC,
            "aggregate": letter, "n": number % PER_LETTER + 1, "time": NOW + timedelta(milliseconds=number),
            "request_id": "-", "data": data, "personal": {}, "people": [], "epoch": epoch,
        }  # fmt: skip
        rows.append(row)
        done.append({"_id": row["_id"], "schema_version": 1, "type": row["type"], "made": NOW, "at": NOW})
    for start in range(0, count, 5000):
        mongo.collection("outbox").insert_many(rows[start : start + 5000])
        if epoch:
            mongo.collection("inbox").insert_many(done[start : start + 5000])
