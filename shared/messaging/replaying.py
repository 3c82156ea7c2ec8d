"""An operator's press, carried by event: every service does again what it put aside.

It comes by a consumer of its own: the service's other one may stand still because too much was parked in a row.
"""

from datetime import datetime
from functools import partial
from typing import Any

from shared import mongo
from shared.events.accounts import ReplayAsked
from shared.messaging import consuming, faults, inbox, jobs
from shared.messaging.cloudevents import Delivery
from shared.messaging.consuming import Handlers
from shared.messaging.jobs import Job, Kinds, Work

REPLAY = "fault.replay"


def _asked(delivery: Delivery, now: datetime) -> None:
    """Each by a job of its own: what fails again holds back nothing."""
    event = delivery.event
    if event.service != mongo.current_service():
        return
    span = (event.topic, event.partition, event.first, event.last)
    for fault in inbox.parked_between(*span) if event.topic is not None else event.faults:
        jobs.add(REPLAY, fault, now)


HANDLERS: Handlers = {ReplayAsked: _asked}


def work(handlers: Handlers) -> Kinds:
    """``handlers``: the service's own, which do a parked event again."""
    return {REPLAY: Work(partial(_replay, handlers), _nothing_more)}


def _replay(handlers: Handlers, job: Job, now: datetime) -> None:
    """Once: what was done meanwhile is no longer there to be done."""
    rows = inbox.parked([job.subject])
    if not rows:
        _again_or_gone(job.subject, now)
        return
    try:
        consuming.replay(rows[0], handlers, now)
    except Exception as error:
        if mongo.is_away(error):
            raise
        _still(rows[0], error, now)


@mongo.transactional
def _again_or_gone(fault: str, now: datetime) -> None:
    """A job waits again; of what was done meanwhile, or is no longer kept, that is told once more."""
    if not jobs.replay(fault, now):
        faults.clear(fault, "replayed" if inbox.known([fault]) else "given_up", now)


@mongo.transactional
def _still(row: dict[str, Any], error: Exception, now: datetime) -> None:
    """It failed again, perhaps for another reason."""
    inbox.park_again(row["_id"], consuming.text_of(error))
    place = faults.Place(row["topic"], row["partition"], row["offset"])
    faults.tell(row["_id"], "event", row["type"], error, now, place)


def _nothing_more(job: Job, result: None, now: datetime) -> None:
    """The replay has written what there was to write."""
