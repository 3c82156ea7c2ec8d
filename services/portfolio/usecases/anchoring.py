"""Once a day, when the log has grown, its last checkpoint is stamped outside, where the operator has named an
authority for that."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.portfolio.stamping import Authority, authority
from services.portfolio.store import ledger
from shared.config import Settings
from shared.messaging import jobs, timers
from shared.messaging.jobs import Job, Work

ANCHOR, LOG = "log.anchor", "log"
EVERY = timedelta(days=1)


@dataclass(frozen=True)
class Stamped:
    size: int
    stamp: bytes
    at: datetime


def plan(settings: Settings, now: datetime) -> None:
    """In the transaction in which the log grows."""
    if settings.tsa_url and not timers.waits(LOG, ANCHOR):
        timers.put(LOG, ANCHOR, now + EVERY)


def due(now: datetime) -> None:
    """The timer; the next growth sets it anew."""
    jobs.add(ANCHOR, LOG, now)


def kinds(settings: Settings) -> jobs.Kinds:
    return work(lambda: authority(settings))


def work(by: Callable[[], Authority | None]) -> jobs.Kinds:
    def perform(job: Job, now: datetime) -> Stamped | None:  # noqa: ARG001 -- there is one log
        return _stamp(by())

    return {ANCHOR: Work(perform, _stamped)}


def _stamp(by: Authority | None) -> Stamped | None:
    head = ledger.head()
    last = ledger.checkpoint(head["size"]) if head else None
    if by is None or last is None or "stamp" in last:
        return None
    stamp = by.stamp(last["note"])
    return Stamped(last["_id"], stamp, by.check(stamp, last["note"]))


def _stamped(job: Job, made: Stamped | None, now: datetime) -> None:  # noqa: ARG001
    if made is not None:
        ledger.keep_stamp(made.size, made.stamp, made.at)
