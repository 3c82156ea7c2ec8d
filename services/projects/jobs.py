"""Work apart from events and requests: files that go from the disk."""

from datetime import datetime

from services.projects.usecases import erasing
from shared.config import Settings
from shared.files import Files
from shared.messaging.jobs import Job, Kinds, Work


def kinds(settings: Settings) -> Kinds:
    files = Files.of(settings)

    def remove(job: Job, now: datetime) -> None:  # noqa: ARG001
        erasing.remove_files(job, files)

    def removed(job: Job, result: None, now: datetime) -> None:  # noqa: ARG001
        erasing.files_removed(job, now)

    return {erasing.FILES: Work(remove, removed)}
