"""Jobs and timers: each is done, by one, in the end; what cannot be done is put aside and said."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pymongo.errors import AutoReconnect

from shared import mongo
from shared.logs import request_id
from shared.messaging import jobs, timers
from shared.messaging.jobs import BACKOFF_SECONDS, Cancelled, Job, NotNow, Work
from shared.messaging.timers import Timer
from shared.messaging.worker import fire_due
from tests.contract.desk import NOW, Desk, Hands


class Copying:
    """Work that copies pages; it can be told to fail."""

    def __init__(self) -> None:
        self.failures: list[Exception] = []
        self.performed: list[str] = []

    @property
    def kinds(self) -> dict[str, Work]:
        return {"copy": Work(self._perform, self._finish)}

    def _perform(self, job: Job, now: datetime) -> int:
        assert not mongo.in_transaction(), "work is done without a transaction"
        self.performed.append(request_id.get())
        if self.failures:
            raise self.failures.pop()
        job.progress(1, 2)
        return 2

    def _finish(self, job: Job, result: Any, now: datetime) -> None:
        assert mongo.in_transaction(), "the result is written in one"
        mongo.collection("filed").insert_one({"job": job.id, "pages": result})


def test_a_job_is_written_by_the_transaction_that_wants_it(desk: Desk) -> None:
    with pytest.raises(RuntimeError, match="outside the transaction"):
        jobs.add("copy", "letter", NOW)


def test_a_job_is_done_once_and_carries_the_request_that_wanted_it(desk: Desk) -> None:
    work, token = Copying(), request_id.set("request-1")
    job_id = _added()
    request_id.reset(token)
    _run_all(work, Hands())
    assert desk.count("filed", job=job_id, pages=2) == 1
    assert work.performed == ["request-1"]
    assert _state(job_id) == ("done", None)
    assert jobs.take(work.kinds, NOW + timedelta(days=1)) is None


def test_two_workers_do_not_take_the_same_job(desk: Desk) -> None:
    for _ in range(10):
        _added()

    def take(_: int) -> str | None:
        with desk.serving():
            found = jobs.take(Copying().kinds, NOW)
            return found and found.id

    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(take, range(12)))
    assert len({one for one in taken if one}) == 10
    assert taken.count(None) == 2


def test_a_failed_job_waits_longer_each_time_and_is_parked_in_the_end(desk: Desk) -> None:
    work, hands = Copying(), Hands()
    job_id = _added()
    for seconds in BACKOFF_SECONDS:
        work.failures = [ValueError("the printer is on fire")]
        _run_all(work, hands)
        assert _state(job_id) == ("waiting", "ValueError: the printer is on fire")
        hands.pass_(seconds=seconds - 1)
        assert jobs.take(work.kinds, hands.now) is None, f"waits {seconds} s"
        hands.pass_(seconds=1)
    work.failures = [ValueError("the printer is on fire")]
    _run_all(work, hands)
    assert _state(job_id)[0] == "parked"
    assert jobs.parked() == [job_id]

    assert jobs.replay(job_id, hands.now)
    _run_all(work, hands)
    assert _state(job_id) == ("done", None)
    assert not jobs.replay(job_id, hands.now), "what is done is not done again"


def test_what_cannot_be_done_now_waits_for_as_long_as_it_takes_and_is_never_given_up(desk: Desk) -> None:
    work, hands = Copying(), Hands()
    job_id = _added()
    work.failures = [ValueError("the printer is on fire")]
    _run_all(work, hands)
    hands.pass_(seconds=BACKOFF_SECONDS[0])
    for _ in range(20):
        work.failures = [NotNow("the key is in the safe", seconds=40)]
        _run_all(work, hands)
        assert _state(job_id) == ("waiting", "NotNow: the key is in the safe")
        hands.pass_(seconds=39)
        assert jobs.take(work.kinds, hands.now) is None
        hands.pass_(seconds=1)
    for seconds in BACKOFF_SECONDS[1:]:
        work.failures = [ValueError("the printer is on fire")]
        _run_all(work, hands)
        assert _state(job_id)[0] == "waiting", "its other attempts are all left"
        hands.pass_(seconds=seconds)
    _run_all(work, hands)
    assert _state(job_id) == ("done", None)


def test_what_turns_out_not_to_go_now_while_its_result_is_written_leaves_nothing_behind(desk: Desk) -> None:
    job_id = _added()

    def finish(job: Job, result: Any, now: datetime) -> None:
        mongo.collection("filed").insert_one({"job": job.id})
        raise NotNow("the book is closed")

    kinds, hands = {"copy": Work(lambda job, now: None, finish)}, Hands()
    job = jobs.take(kinds, NOW)
    assert job is not None
    jobs.run(job, kinds, hands)
    assert _state(job_id)[0] == "waiting"
    assert desk.count("filed") == 0


def test_a_job_whose_holder_died_is_taken_over(desk: Desk) -> None:
    work = Copying()
    job_id = _added()
    died = jobs.take(work.kinds, NOW)
    assert died is not None
    assert jobs.take(work.kinds, NOW) is None, "its lease still runs"
    _lease_runs_out(job_id)
    again = jobs.take(work.kinds, NOW)
    assert again is not None
    assert (again.id, again.attempt) == (job_id, 2)
    jobs.run(again, work.kinds, Hands())

    with pytest.raises(Cancelled):
        died.progress(1, 2)
    jobs.run(died, work.kinds, Hands())
    assert desk.count("filed", job=job_id) == 1, "who lost the lease writes nothing"
    assert _state(job_id) == ("done", None)


def test_a_job_that_kills_its_worker_each_time_is_parked(desk: Desk) -> None:
    work = Copying()
    job_id = _added()
    for _ in range(len(BACKOFF_SECONDS) + 1):
        assert jobs.take(work.kinds, NOW) is not None
        _lease_runs_out(job_id)
    _run_all(work, Hands())
    assert _state(job_id) == ("parked", "whoever took it died each time")
    assert work.performed == []


def test_a_waiting_job_is_cancelled_at_once_and_a_running_one_at_its_next_step(desk: Desk) -> None:
    work = Copying()
    waiting = _added()
    jobs.cancel(waiting)
    assert jobs.take(work.kinds, NOW) is None

    running = _added()
    job = jobs.take(work.kinds, NOW)
    assert job is not None
    jobs.cancel(running)
    jobs.run(job, work.kinds, Hands())
    assert (_state(waiting)[0], _state(running)[0]) == ("cancelled", "cancelled")
    assert desk.count("filed") == 0


def test_a_cancelled_job_writes_no_result_even_if_it_never_asks(desk: Desk) -> None:
    job_id = _added()

    def deaf(job: Job, now: datetime) -> int:
        jobs.cancel(job.id)
        return 2

    kinds = {"copy": Work(deaf, lambda job, result, now: pytest.fail("it was cancelled"))}
    job = jobs.take(kinds, NOW)
    assert job is not None
    jobs.run(job, kinds, Hands())
    assert _state(job_id)[0] == "cancelled"


def test_progress_is_told(desk: Desk) -> None:
    job_id = _added()
    job = jobs.take(Copying().kinds, NOW)
    assert job is not None
    job.progress(3, 10)
    found = mongo.collection("jobs").find_one({"_id": job_id})
    assert found is not None
    assert found["progress"] == {"done": 3, "of": 10}


def test_jobs_that_are_over_are_swept_and_parked_ones_stay(desk: Desk) -> None:
    done, parked = _added(), _added()
    mongo.collection("jobs").update_one({"_id": done}, {"$set": {"state": "done"}})
    mongo.collection("jobs").update_one({"_id": parked}, {"$set": {"state": "parked"}})
    jobs.sweep(NOW + timedelta(days=29))
    assert desk.count("jobs") == 2
    jobs.sweep(NOW + timedelta(days=31))
    assert [job["_id"] for job in mongo.collection("jobs").find()] == [parked]


def test_the_lag_counts_what_is_due_and_parked(desk: Desk) -> None:
    _added()
    assert jobs.lag(NOW + timedelta(seconds=9)) == (1, 9.0, 0)


def test_a_timer_fires_when_it_is_due_and_once_with_two_workers(desk: Desk) -> None:
    _put("letter-1", "remind", NOW + timedelta(hours=1), to="someone")
    hands = Hands()
    assert fire_due(_noting(), hands) == 0
    hands.pass_(hours=1)

    def worker(_: int) -> int:
        with desk.serving():
            return fire_due(_noting(), hands)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(worker, range(2)))
    [fired] = mongo.collection("filed").find({}, {"_id": 0})
    assert fired == {"subject": "letter-1", "kind": "remind", "to": "someone"}
    assert desk.count("timers") == 0


def test_a_timer_that_is_set_again_moves_and_one_that_is_cancelled_is_gone(desk: Desk) -> None:
    for kind in ("remind", "due", "escalate"):
        _put("letter-1", kind, NOW)
    _put("letter-1", "remind", NOW + timedelta(days=1))
    mongo.run_in_transaction(lambda: timers.cancel("letter-1", "due"))
    fire_due(_noting(), Hands())
    assert [one["kind"] for one in mongo.collection("filed").find()] == ["escalate"]
    mongo.run_in_transaction(lambda: timers.cancel("letter-1"))
    assert desk.count("timers") == 0


def test_a_timer_that_fails_keeps_nothing_and_holds_back_no_other(desk: Desk) -> None:
    def breaks(timer: Timer, now: datetime) -> None:
        mongo.collection("filed").insert_one({"kind": "half"})
        raise ValueError("a fault of ours")

    _put("a", "breaks", NOW - timedelta(hours=1))
    _put("b", "unheard of", NOW - timedelta(hours=1))
    _put("c", "remind", NOW)
    fire_due(_noting() | {"breaks": breaks}, Hands())
    assert [one["kind"] for one in mongo.collection("filed").find()] == ["remind"]
    assert desk.count("timers", failed=1, at=NOW + timedelta(minutes=1)) == 2


def test_timers_wait_for_a_database_that_is_away(desk: Desk) -> None:
    def away(timer: Timer, now: datetime) -> None:
        raise AutoReconnect("gone")

    _put("a", "away", NOW)
    with pytest.raises(AutoReconnect):
        fire_due({"away": away}, Hands())
    assert desk.count("timers", failed=0, at=NOW) == 1


def _noting() -> dict[str, Any]:
    def remind(timer: Timer, now: datetime) -> None:
        mongo.collection("filed").insert_one({"subject": timer.subject, "kind": timer.kind, **timer.params})

    return dict.fromkeys(("remind", "due", "escalate"), remind)


def _put(subject: str, kind: str, at: datetime, **params: str) -> None:
    mongo.run_in_transaction(lambda: timers.put(subject, kind, at, **params))


def _added() -> str:
    return mongo.run_in_transaction(lambda: jobs.add("copy", "letter-1", NOW))


def _run_all(work: Copying, hands: Hands) -> None:
    while job := jobs.take(work.kinds, hands.now):
        jobs.run(job, work.kinds, hands)


def _state(job_id: str) -> tuple[str, str | None]:
    found = mongo.collection("jobs").find_one({"_id": job_id})
    assert found is not None
    return found["state"], found["reason"]


def _lease_runs_out(job_id: str) -> None:
    mongo.collection("jobs").update_one({"_id": job_id}, {"$set": {"until": datetime.now(UTC)}})
