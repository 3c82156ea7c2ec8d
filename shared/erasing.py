"""What every service does alike when a person is erased, in the transaction that deletes what it alone knows of.

A transaction that began before and ends after it may still write about the person. So each service looks once more
when no such transaction can be running any longer (MongoDB ends them after a minute).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from shared import mongo, waiting
from shared.events.erasing import DONE
from shared.messaging import erased, inbox, jobs, outbox, timers
from shared.web import idempotency

AGAIN = "erasing.again"
AGAIN_AFTER = timedelta(minutes=2)


def forget(person: str, now: datetime) -> None:
    """Delete the person from the collections that every service has, and remember that they are gone."""
    erased.remember(person, now)
    waiting.withdraw_all(person, now)
    outbox.scrub(person)
    inbox.scrub(person)
    jobs.scrub(person, now)
    timers.cancel(person)
    idempotency.scrub(person)


def look_again(person: str, now: datetime) -> None:
    timers.put(person, AGAIN, now + AGAIN_AFTER)


def say_done(
    person: str, kept: Sequence[str], now: datetime, blocked: Sequence[Mapping[str, str]] = ()
) -> None:
    """``kept``: message keys; ``blocked``: see the event."""
    done = DONE[mongo.current_service()]
    outbox.append(done(person=person, kept=list(kept), blocked=[dict(one) for one in blocked]), now)
