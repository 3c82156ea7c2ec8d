"""A logo that was replaced is deleted."""

from datetime import datetime

from services.accounts.usecases import logo
from shared.config import Settings
from shared.files import Files
from shared.messaging.jobs import Job, Kinds, Work


def kinds(settings: Settings) -> Kinds:
    files = Files.of(settings)

    def remove(job: Job, now: datetime) -> None:  # noqa: ARG001
        logo.remove(job, files)

    def removed(job: Job, result: None, now: datetime) -> None:
        """There is nothing more to write."""

    return {logo.REMOVE: Work(remove, removed)}
