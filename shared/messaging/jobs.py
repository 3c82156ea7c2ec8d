"""Durable jobs: long or outside work. Its row is written in the transaction that wants it; a thread apart from the
consumer takes it under a lease with a heartbeat, works without a transaction and writes the result in a short one.
"""

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from pymongo import ASCENDING, IndexModel, ReturnDocument
from pymongo.errors import PyMongoError

from shared import mongo
from shared.ids import new_id
from shared.logs import request_id
from shared.messaging import faults

log = logging.getLogger(__name__)

LEASE_SECONDS = 30
BACKOFF_SECONDS = (2, 10, 60, 300, 1800)
KEEP_DAYS = 30

INDEXES = {
    "jobs": [
        IndexModel([("state", ASCENDING), ("at", ASCENDING), ("_id", ASCENDING)], name="next"),
        IndexModel([("kind", ASCENDING), ("subject", ASCENDING), ("_id", ASCENDING)], name="subject"),
        IndexModel([("subject", ASCENDING), ("_id", ASCENDING)], name="whose"),
        IndexModel(
            [("params.person", ASCENDING), ("_id", ASCENDING)],
            name="person",
            partialFilterExpression={"params.person": {"$exists": True}},
        ),
    ]
}


class TakerDied(Exception):
    """Whoever took the job died each time, so that nothing else is known of it."""


class Cancelled(Exception):
    """The job was cancelled while it ran; raised out of ``Job.progress``."""


class NotNow(Exception):
    """It cannot be done yet, and that is no fault of it: it is tried again after ``seconds`` for as long as that lasts,
    and none of its attempts is used up."""

    def __init__(self, reason: str, seconds: float = 60) -> None:
        super().__init__(reason)
        self.seconds = seconds


@dataclass
class Job:
    """``params`` hold ids only. ``progress(done, of)`` tells how far it is and notices a cancellation."""

    id: str
    kind: str
    subject: str
    params: dict[str, Any]
    attempt: int
    holder: str
    request_id: str = "-"

    def progress(self, done: int, of: int) -> None:
        values = {"progress": {"done": done, "of": of}, "until": _lease_end()}
        found = mongo.collection("jobs").update_one(
            {"_id": self.id, "holder": self.holder, "cancel": False}, {"$set": values}
        )
        if found.matched_count == 0:
            raise Cancelled(self.id)


@dataclass(frozen=True)
class Work:
    """``perform`` does the work without a transaction; ``finish`` writes its result within one. ``slow``: it may take
    minutes, so that one thread of a worker does no work of this kind."""

    perform: Callable[[Job, datetime], Any]
    finish: Callable[[Job, Any, datetime], None]
    slow: bool = False


Kinds = Mapping[str, Work]


def add(kind: str, subject: str, now: datetime, **params: Any) -> str:
    """Write the job's row; only inside the transaction that wants the work."""
    if not mongo.in_transaction():
        raise RuntimeError(f"the job {kind} was added outside the transaction that wants it")
    job_id = new_id()
    mongo.collection("jobs").insert_one(
        {
            "_id": job_id, "schema_version": 1, "kind": kind, "subject": subject, "params": params,
            "state": "waiting", "at": now, "attempts": 0, "cancel": False, "holder": None, "until": None,
            "progress": None, "reason": None, "request_id": request_id.get(),
        }
    )  # fmt: skip
    return job_id


def take(kinds: Kinds, now: datetime) -> Job | None:
    """The next job that is due, under a lease; also one whose holder died."""
    jobs, holder = mongo.collection("jobs"), new_id()
    mine = {"$set": {"state": "running", "holder": holder, "until": _lease_end()}, "$inc": {"attempts": 1}}
    names = {"kind": {"$in": list(kinds)}}
    waiting = {"state": "waiting", "at": {"$lte": now}, **names}
    abandoned = {"state": "running", "until": {"$lte": datetime.now(UTC)}, **names}
    for wanted in (waiting, abandoned):
        found = jobs.find_one_and_update(
            wanted, mine, sort=[("at", 1), ("_id", 1)], return_document=ReturnDocument.AFTER
        )
        if found is not None:
            names_of_job = ("kind", "subject", "params", "holder", "request_id")
            facts = {name: found[name] for name in names_of_job}
            return Job(id=found["_id"], attempt=found["attempts"], **facts)
    return None


def run(job: Job, kinds: Kinds, now: Callable[[], datetime]) -> None:
    """Perform the job under a heartbeat and write its result; on failure, later again, in the end parked.

    Raises PyMongoError when the database is away: then the lease runs out and the job is taken again.
    """
    if job.attempt > len(BACKOFF_SECONDS) + 1:
        _give_up(job, TakerDied("whoever took it died each time"), now())
        return
    stop, token = threading.Event(), request_id.set(job.request_id)
    beat = threading.Thread(target=_heartbeat, args=(job, mongo.current_service(), stop), daemon=True)
    beat.start()
    try:
        result = kinds[job.kind].perform(job, now())
        _finish(job, kinds[job.kind], result, now())
        log.info("a job was done", extra={"job": job.id, "kind": job.kind})
    except Cancelled:
        _leave(job, {"state": "cancelled"})
    except NotNow as error:
        log.warning("a job waits", extra={"job": job.id, "kind": job.kind, "error": str(error)})
        _wait(job, error, now())
    except Exception as error:
        log.exception("a job failed", extra={"job": job.id, "kind": job.kind, "attempt": job.attempt})
        _fail(job, error, now())
    finally:
        stop.set()
        beat.join(timeout=5)
        request_id.reset(token)


@mongo.transactional
def _finish(job: Job, work: Work, result: Any, now: datetime) -> None:
    """Raises Cancelled when somebody cancelled it meanwhile, or took it after its lease had run out."""
    done = {"state": "done", "holder": None, "until": None, "reason": None, "done_at": now}
    mine = {"_id": job.id, "holder": job.holder, "cancel": False}
    if mongo.collection("jobs").update_one(mine, {"$set": done}).matched_count == 0:
        raise Cancelled(job.id)
    work.finish(job, result, now)


def _wait(job: Job, error: NotNow, now: datetime) -> None:
    again = now + timedelta(seconds=error.seconds)
    values = {
        "state": "waiting",
        "at": again,
        "attempts": job.attempt - 1,
        "reason": f"NotNow: {error}"[:300],
    }
    _leave(job, values)


def _fail(job: Job, error: Exception, now: datetime) -> None:
    reason = f"{type(error).__name__}: {error}"[:300]
    if job.attempt > len(BACKOFF_SECONDS):
        _give_up(job, error, now)
    else:
        again = now + timedelta(seconds=BACKOFF_SECONDS[job.attempt - 1])
        _leave(job, {"state": "waiting", "at": again, "reason": reason})


@mongo.transactional
def _give_up(job: Job, error: Exception, now: datetime) -> None:
    reason = str(error) if isinstance(error, TakerDied) else f"{type(error).__name__}: {error}"
    if _leave(job, {"state": "parked", "reason": reason[:300]}):
        faults.tell(job.id, "job", job.kind, error, now)


def _leave(job: Job, values: dict[str, Any]) -> bool:
    """False when somebody else has taken it meanwhile."""
    change = {"$set": values | {"holder": None, "until": None}}
    mine = {"_id": job.id, "holder": job.holder}
    return mongo.collection("jobs").update_one(mine, change).matched_count > 0


def cancel(job_id: str) -> None:
    """Cancel a waiting job at once, a running one at its next progress."""
    jobs = mongo.collection("jobs")
    jobs.update_one({"_id": job_id, "state": "waiting"}, {"$set": {"state": "cancelled", "cancel": True}})
    jobs.update_one({"_id": job_id, "state": "running"}, {"$set": {"cancel": True}})


def scrub(person: str, now: datetime) -> None:
    """Delete the person's jobs; one that runs is noticed to be gone when it writes its result."""
    jobs, whose = mongo.collection("jobs"), {"$or": [{"subject": person}, {"params.person": person}]}
    for row in jobs.find(whose | {"state": "parked"}, {"_id": 1}):
        faults.clear(row["_id"], "given_up", now)
    jobs.delete_many(whose)


def waits(kind: str, subject: str) -> bool:
    """Whether one of this kind on the subject is still to be taken."""
    wanted = {"kind": kind, "subject": subject, "state": "waiting"}
    return mongo.collection("jobs").find_one(wanted, {"_id": 1}) is not None


@mongo.transactional
def replay(job_id: str, now: datetime) -> bool:
    """Let a parked job wait again, with all its attempts."""
    change = {"$set": {"state": "waiting", "at": now, "attempts": 0, "reason": None}}
    found = mongo.collection("jobs").update_one({"_id": job_id, "state": "parked"}, change).matched_count > 0
    if found:
        faults.clear(job_id, "replayed", now)
    return found


def parked() -> list[str]:
    """Ids of the jobs that failed too often."""
    found = mongo.collection("jobs").find({"state": "parked"}, {"_id": 1}).sort([("at", 1), ("_id", 1)])
    return [job["_id"] for job in found.limit(10_000)]


def sweep(now: datetime) -> None:
    """Delete what is over; parked jobs stay until somebody looks."""
    old = {"$lt": now - timedelta(days=KEEP_DAYS)}
    mongo.collection("jobs").delete_many({"state": {"$in": ["done", "cancelled"]}, "at": old})


def lag(now: datetime) -> tuple[int, float, int]:
    """(jobs due, age in seconds of the oldest, jobs parked)."""
    jobs = mongo.collection("jobs")
    due = {"state": "waiting", "at": {"$lte": now}}
    oldest = jobs.find_one(due, {"at": 1}, sort=[("at", 1), ("_id", 1)])
    age = (now - oldest["at"]).total_seconds() if oldest else 0.0
    parked = jobs.count_documents({"state": "parked"}, limit=10_000)
    return jobs.count_documents(due, limit=10_000), age, parked


def _heartbeat(job: Job, service: str, stop: threading.Event) -> None:
    jobs = {"_id": job.id, "holder": job.holder}
    with mongo.serving(service):
        while not stop.wait(LEASE_SECONDS / 3):
            try:
                mongo.collection("jobs").update_one(jobs, {"$set": {"until": _lease_end()}})
            except PyMongoError:
                continue  # away for a moment: the next beat tries again


def _lease_end() -> datetime:
    return datetime.now(UTC) + timedelta(seconds=LEASE_SECONDS)
