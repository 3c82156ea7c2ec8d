"""An operator asks a service to do again what it put aside."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from services.accounts.store import audit, troubles
from shared.errors import Invalid
from shared.events import accounts as events
from shared.ids import new_id
from shared.messages import N_
from shared.messaging import outbox
from shared.mongo import transactional
from shared.viewer import Viewer


@transactional
def one(fault_id: str, viewer: Viewer, now: datetime) -> str:
    """A parked event or a job that was given up; returns the event's id."""
    found = troubles.fault(fault_id, viewer)
    troubles.asked({"_id": fault_id}, now, viewer.person)
    audit.record(N_("Replay asked"), fault_id, viewer.person, now, operator=True, service=found["service"])
    asked = events.ReplayAsked(ask=new_id(), by=viewer.person, service=found["service"], faults=[fault_id])
    return outbox.append(asked, now)


@transactional
def stretch(span: Mapping[str, Any], viewer: Viewer, now: datetime) -> str:
    """Every parked event of a service from ``first`` to ``last`` of a partition of a topic."""
    if span["last"] < span["first"]:
        raise Invalid({"last": N_("The last offset is not below the first.")})
    names = ("service", "topic", "partition", "first", "last")
    facts = {name: span[name] for name in names}
    place = {name: span[name] for name in ("service", "topic", "partition")}
    troubles.asked(place | {"offset": {"$gte": span["first"], "$lte": span["last"]}}, now, viewer.person)
    ask = new_id()
    audit.record(N_("Replay of a range asked"), ask, viewer.person, now, operator=True, **facts)
    return outbox.append(events.ReplayAsked(ask=ask, by=viewer.person, faults=[], **facts), now)
