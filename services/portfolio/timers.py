"""What happens by itself at a time."""

from datetime import datetime

from services.portfolio.usecases import accepting, anchoring, applying, erasing, issuing
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


HANDLERS: Handlers = {
    accepting.OVERDUE_TIMER: _overdue,
    issuing.REFRESH: _refresh,
    anchoring.ANCHOR: _anchor,
    AGAIN: erasing.again,
    f"{applying.KIND}.due": _to_the_school,
    f"{applying.KIND}.escalate": _to_the_operators,
}
