"""Duties of teachers are given and ended; whoever has one in these days is asked first about the class."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from services.accounts.domain.duty import Duty
from services.accounts.store import audit, duties, organisations
from services.accounts.usecases import classes
from shared.events import accounts as events
from shared.ids import new_id
from shared.messages import N_
from shared.messaging import outbox
from shared.mongo import transactional
from shared.viewer import Viewer


@transactional
def give(class_id: str, facts: Mapping[str, Any], viewer: Viewer, now: datetime) -> Duty:
    """``facts``: person, kind, begins, ends."""
    found = classes.mine(class_id, viewer)
    found.check_open()
    made = Duty(new_id(), found.school, found.id, **facts)
    made.check(organisations.holders("teacher", found.school), duties.of_class(found.id))
    duties.add(made)
    _publish(made, now)
    audit.record(N_("Duty given: %(member)s"), found.school, viewer.person, now, to=made.person)
    return made


@transactional
def end(duty_id: str, viewer: Viewer, now: datetime) -> Duty:
    found = duties.one(duty_id, viewer)
    classes.mine(found.school_class, viewer)
    found.end()
    duties.save(found)
    _publish(found, now)
    audit.record(N_("Duty ended: %(member)s"), found.school, viewer.person, now, to=found.person)
    return found


def _publish(duty: Duty, now: datetime) -> None:
    names = ("school", "school_class", "person", "kind", "begins", "ends", "over")
    outbox.append(events.DutyChanged(duty=duty.id, **{name: getattr(duty, name) for name in names}), now)
