"""What happens by itself at a time."""

from datetime import datetime

from services.portfolio.usecases import accepting, issuing
from shared.messaging.timers import Handlers, Timer


def _overdue(timer: Timer, now: datetime) -> None:
    accepting.overdue(timer.subject, now)


def _refresh(timer: Timer, now: datetime) -> None:
    issuing.refresh(timer.params["list"], now)


HANDLERS: Handlers = {
    accepting.OVERDUE_TIMER: _overdue,
    issuing.REFRESH: _refresh,
}
