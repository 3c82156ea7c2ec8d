"""Work apart from events and requests: forming teams and filling seats."""

from datetime import datetime

from services.matching.usecases import bidding, forming, proposing
from services.matching.usecases.forming import Formed
from shared.messaging.jobs import Job, Kinds, Work


def _form(job: Job, now: datetime) -> list[Formed]:
    return forming.form(job.subject, now)


def _formed(job: Job, found: list[Formed], now: datetime) -> None:
    proposing.formed(job.subject, found, now)


def _fill(job: Job, now: datetime) -> Formed | None:
    return forming.fill(job.subject, now)


def _filled(job: Job, found: Formed | None, now: datetime) -> None:
    proposing.filled(job.subject, found, now)


def _nothing(job: Job, now: datetime) -> None:
    """Counting is all done in its transaction."""


def _count(job: Job, found: None, now: datetime) -> None:  # noqa: ARG001
    bidding.count(job.subject, now)


def kinds() -> Kinds:
    return {
        proposing.FORM: Work(_form, _formed),
        proposing.FILL: Work(_fill, _filled),
        bidding.COUNT: Work(_nothing, _count),
    }
