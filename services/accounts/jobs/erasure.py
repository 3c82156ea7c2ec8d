"""The last two mails to somebody who is erased: that it has begun, and that it is done. They name nobody."""

from datetime import datetime
from functools import partial
from typing import Any

from services.accounts import mailer
from services.accounts.domain.erasure import BACKUPS, KEPT_FOR, TRANSPORT, Erasure
from services.accounts.store import erasing as store
from services.accounts.usecases import erasing
from shared import directory
from shared.config import Settings
from shared.messages import N_
from shared.messaging.jobs import Job, Kinds, Work
from shared.web.i18n import LANGUAGES, written_day

BEGUN = [
    N_("As you asked, your account is erased: nobody can sign in with it any more."),
    N_("The other parts of the platform follow within three days. How far each of them is:"),
    "%(link)s",
    N_(
        "What is on its way between the parts is gone %(transport)s days later, backups %(backups)s days later."
    ),
]
DONE = [
    N_("What we held about you is erased from every part of the platform."),
    N_(
        "What was on its way between the parts is gone by %(transport)s at the latest, backups by %(backups)s."
    ),
    N_("What stays, and why, is said here until %(until)s:"),
    "%(link)s",
    N_("This is our last mail. With it your address is deleted too."),
]


def kinds(settings: Settings) -> Kinds:
    return {
        erasing.BEGUN_MAIL: Work(partial(_begun, settings), _begun_sent),
        erasing.DONE_MAIL: Work(partial(_done, settings), _done_sent),
    }


def _begun(settings: Settings, job: Job, now: datetime) -> None:
    """Mails that lie in the folder of local mode go first."""
    erasure = store.erasure(job.subject)
    if erasure is None or not erasure.mail:
        return
    mailer.forget(erasure.mail, settings)
    if erasure.tell:
        days = {"transport": str(TRANSPORT.days), "backups": str(BACKUPS.days)}
        _send(erasure, N_("Your account is being erased"), BEGUN, days, settings, job, now)


def _done(settings: Settings, job: Job, now: datetime) -> None:
    erasure = store.erasure(job.subject)
    if erasure is None or not erasure.mail:
        return
    moments = {
        "transport": erasure.transport_until, "backups": erasure.backups_until, "until": erasure.asked + KEPT_FOR,
    }  # fmt: skip
    written = {
        name: written_day(at, erasure.zone, LANGUAGES[erasure.language]) for name, at in moments.items()
    }
    _send(erasure, N_("Your data are erased"), DONE, written, settings, job, now)


def _send(
    erasure: Erasure, subject: str, lines: list[str], params: dict[str, Any], settings: Settings, job: Job,
    now: datetime,
) -> None:  # fmt: skip
    link = f"{settings.public_url}/accounts/erased/{erasing.new_link(erasure.id)}"
    message = mailer.compose(
        erasure.mail, subject, lines, erasure.language, settings, job.id, now,
        link=link, run_by=directory.platform(), **params,
    )  # fmt: skip
    mailer.send(message, settings)


def _begun_sent(job: Job, result: None, now: datetime) -> None:  # noqa: ARG001
    erasure = store.erasure(job.subject)
    if erasure is not None and not erasure.tell:
        erasing.forget_address(erasure.id, now)


def _done_sent(job: Job, result: None, now: datetime) -> None:  # noqa: ARG001
    erasing.forget_address(job.subject, now)
