"""What happens by itself at a time."""

from datetime import datetime

from services.portfolio.usecases import (
    accepting,
    anchoring,
    appeals,
    applying,
    contacts,
    erasing,
    hires,
    issuing,
    receiving,
    reissuing,
    saved,
    schoolkeys,
    standing,
)
from shared.erasing import AGAIN
from shared.messaging.timers import Handlers, Timer


def _overdue(timer: Timer, now: datetime) -> None:
    accepting.overdue(timer.subject, now)


def _refresh(timer: Timer, now: datetime) -> None:
    issuing.refresh(timer.params["list"], now)


def _anchor(timer: Timer, now: datetime) -> None:  # noqa: ARG001 -- there is one log
    anchoring.due(now)


def _to_the_school(timer: Timer, now: datetime) -> None:
    applying.escalate(timer.subject, "school_admin", now)


def _to_the_operators(timer: Timer, now: datetime) -> None:
    applying.escalate(timer.subject, "operator", now)


def _contact_lapses(timer: Timer, now: datetime) -> None:
    contacts.lapse(timer.subject, now)


def _not_appealed(timer: Timer, now: datetime) -> None:
    standing.silent(timer.subject, now)


def _replacement_known(timer: Timer, now: datetime) -> None:
    reissuing.known(timer.subject, now)


def _appeal_to_the_school(timer: Timer, now: datetime) -> None:
    appeals.escalate(timer.subject, "school_admin", now)


def _appeal_to_the_operators(timer: Timer, now: datetime) -> None:
    appeals.escalate(timer.subject, "operator", now)


def _hire_lapses(timer: Timer, now: datetime) -> None:
    hires.lapse(timer.subject, now)


def _look_through(timer: Timer, now: datetime) -> None:
    saved.look_through(timer.subject, now)


def _share_is_over(timer: Timer, now: datetime) -> None:
    receiving.over(timer.subject, now)


def _look_at_the_domain(timer: Timer, now: datetime) -> None:
    schoolkeys.due(timer.subject, bool(timer.params.get("pressed")), now)


def _not_published(timer: Timer, now: datetime) -> None:
    schoolkeys.lapse(timer.subject, now)


HANDLERS: Handlers = {
    accepting.OVERDUE_TIMER: _overdue,
    issuing.REFRESH: _refresh,
    anchoring.ANCHOR: _anchor,
    AGAIN: erasing.again,
    contacts.DUE: _contact_lapses,
    standing.DUE: _not_appealed,
    reissuing.DUE: _replacement_known,
    appeals.DUE: _appeal_to_the_school,
    appeals.ESCALATE: _appeal_to_the_operators,
    hires.DUE: _hire_lapses,
    saved.LOOK: _look_through,
    f"{receiving.KIND}.due": _share_is_over,
    schoolkeys.LOOK: _look_at_the_domain,
    schoolkeys.LAPSES: _not_published,
    f"{applying.KIND}.due": _to_the_school,
    f"{applying.KIND}.escalate": _to_the_operators,
}
