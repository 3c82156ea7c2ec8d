"""The worker in its threads: it outlives what it depends on, and ends in time."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from deploy.local.process import has_ended, kill_group
from shared import clock
from shared.messaging import jobs
from shared.messaging.broker import JOIN_SECONDS
from shared.messaging.cloudevents import Delivery
from shared.messaging.consuming import MAX_PARKED_IN_A_ROW
from shared.messaging.jobs import Job, Work
from shared.messaging.memory import MemoryBroker
from shared.messaging.transport import BrokerAway, Consumer, Producer
from shared.messaging.worker import POLL_SECONDS, Worker
from shared.mongo import run_in_transaction
from shared.service import Service
from tests.contract import servers
from tests.contract.desk import NOW, Desk, LetterSent, file_letter
from tests.contract.servers import Failing
from tests.contract.waiting import until


@dataclass
class Absent(MemoryBroker):
    """Can be away."""

    away: bool = False
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        MemoryBroker.__init__(self)

    def cluster_id(self) -> str:
        self._answer()
        return super().cluster_id()

    def producer(self) -> Producer:
        self._answer()
        return super().producer()

    def consumer(self, group: str, topics: object) -> Consumer:
        return super().consumer(group, topics)  # type: ignore[arg-type]

    def _answer(self) -> None:
        if self.away:
            self.asked.append("while away")
            raise BrokerAway("gone")


@contextmanager
def working(desk: Desk, service: Service | None = None) -> Iterator[Worker]:
    worker = Worker(service or desk.service(), desk.settings, desk.broker, clock.now)
    thread = threading.Thread(target=worker.run)
    thread.start()
    try:
        yield worker
    finally:
        worker.stop.set()
        thread.join(timeout=15)
        assert not thread.is_alive()


def test_events_flow_while_it_works_and_it_ends_quickly(desk: Desk) -> None:
    with working(desk) as worker:
        for number in range(20):
            desk.sends(number=number)
        until(lambda: len(desk.filed()) == 20, lambda: f"20 letters; {len(desk.filed())} are filed")
        begun = time.monotonic()
        worker.stop.set()
    assert time.monotonic() - begun < 10
    assert desk.count("leases") == 0, "it gives its leases back, so that the next one begins at once"


def test_a_broker_that_is_away_is_waited_for(desk: Desk) -> None:
    desk.broker = broker = Absent(away=True)
    with working(desk):
        desk.sends()
        until(lambda: len(broker.asked) > 2, "it asks again and again")
        assert desk.filed() == []
        broker.away = False
        until(lambda: len(desk.filed()) == 1, "the letter arrives when the broker is back")


def test_a_broker_that_came_back_empty_gets_everything_and_nothing_is_done_twice(desk: Desk) -> None:
    with working(desk):
        for number in range(5):
            desk.sends(number=number)
        until(lambda: len(desk.filed()) == 5, "all are filed")
        desk.broker.wipe("another memory")  # type: ignore[attr-defined]
        new = desk.sends(number=99)
        until(lambda: desk.count("inbox", _id=new) == 1, "a new letter arrives")
        until(lambda: len(desk.on_the_broker()) == 6, "all went out again")
    assert len(desk.filed()) == 6


def test_a_database_that_was_killed_is_waited_for(failing: Failing) -> None:
    desk = failing.desk
    with working(desk):
        desk.sends(number=1)
        until(lambda: len(desk.filed()) == 1, "the first is filed")
        kill_group(failing.running.process.pid)
        until(lambda: has_ended(failing.running.process), "it is dead")
        _, failing.running = servers.start(failing.folder, failing.port)
        until(lambda: bool(desk.sends(number=2)), "the database takes letters again")
        until(
            lambda: [number for _, number in desk.filed()] == [1, 2],
            lambda: f"both; filed are {desk.filed()}",
        )


def test_sigterm_lets_the_event_at_hand_finish_and_begins_no_other(desk: Desk) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(delivery: Delivery, now: datetime) -> None:
        begun.set()
        go_on.wait(timeout=20)
        file_letter(delivery, now)

    for number in range(3):
        desk.sends(number=number)
    relay = desk.relay()
    assert relay.run_once() == 3
    relay.close()
    with working(desk, desk.service({LetterSent: slow})) as worker:
        assert begun.wait(timeout=20)
        worker.stop.set()
        go_on.set()
    assert len(desk.filed()) == 1
    assert desk.consuming().run_once(0) == 2, "the others come again"


def test_a_job_that_does_not_end_does_not_hold_up_the_end(desk: Desk) -> None:
    begun, never = threading.Event(), threading.Event()

    def endless(job: Job, now: datetime) -> None:
        begun.set()
        never.wait(timeout=60)

    service = desk.service(work={"endless": Work(endless, lambda job, result, now: None)})
    run_in_transaction(lambda: jobs.add("endless", "x", NOW))
    worker = Worker(service, desk.settings, desk.broker, clock.now)
    thread = threading.Thread(target=worker.run)
    thread.start()
    assert begun.wait(timeout=20)
    stopped = time.monotonic()
    worker.stop.set()
    thread.join(timeout=15)
    assert time.monotonic() - stopped < 10
    never.set()
    until(lambda: desk.count("jobs", state="done") == 1, "the thread that was left ends")


def test_a_job_at_work_does_not_hold_up_events_nor_other_jobs(desk: Desk) -> None:
    go_on = threading.Event()

    def long(job: Job, now: datetime) -> None:
        go_on.wait(timeout=20)

    kinds = {
        "long": Work(long, lambda job, result, now: None),
        "short": Work(lambda job, now: None, lambda job, result, now: None),
    }
    with working(desk, desk.service(work=kinds)):
        run_in_transaction(lambda: jobs.add("long", "x", NOW))
        until(lambda: desk.count("jobs", kind="long", state="running") == 1, "the long one has begun")
        desk.sends()
        run_in_transaction(lambda: jobs.add("short", "x", NOW))
        until(lambda: desk.count("jobs", kind="short", state="done") == 1, "the short job is done meanwhile")
        until(lambda: len(desk.filed()) == 1, "the letter is filed meanwhile")
        go_on.set()


def test_slow_jobs_leave_a_thread_to_the_others(desk: Desk) -> None:
    """However many of them there are: they are done one after another."""
    go_on = threading.Event()

    def long(job: Job, now: datetime) -> None:
        go_on.wait(timeout=20)

    kinds = {
        "long": Work(long, lambda job, result, now: None, slow=True),
        "short": Work(lambda job, now: None, lambda job, result, now: None),
    }
    with working(desk, desk.service(work=kinds)):
        for subject in "xyz":
            run_in_transaction(lambda about=subject: jobs.add("long", about, NOW))
        until(lambda: desk.count("jobs", kind="long", state="running") == 1, "a long one has begun")
        run_in_transaction(lambda: jobs.add("short", "x", NOW))
        until(lambda: desk.count("jobs", kind="short", state="done") == 1, "the short job is done meanwhile")
        assert desk.count("jobs", kind="long", state="waiting") == 2
        go_on.set()
        until(lambda: desk.count("jobs", kind="long", state="done") == 3, "each has its turn")


def test_when_everything_fails_the_reader_stands_still_and_the_relay_goes_on(desk: Desk) -> None:
    def fails(delivery: Delivery, now: datetime) -> None:
        raise ValueError("a fault of ours")

    with working(desk, desk.service({LetterSent: fails})):
        for number in range(MAX_PARKED_IN_A_ROW + 5):
            desk.sends(number=number)
        until(lambda: len(desk.on_the_broker()) == MAX_PARKED_IN_A_ROW + 5, "the relay sends all")
        until(lambda: desk.count("parked") == MAX_PARKED_IN_A_ROW, "the reader parks so many")
    assert desk.count("parked") == MAX_PARKED_IN_A_ROW


def test_no_poll_ends_while_the_broker_lets_the_worker_into_its_group() -> None:
    """An answer between two polls is forgotten, and the worker waits for the next one, again and again."""
    into_the_poll = JOIN_SECONDS % POLL_SECONDS
    assert into_the_poll > 0.4, "a poll that has ended just before"
    assert POLL_SECONDS - into_the_poll > 0.3, "a poll that ends just then"
