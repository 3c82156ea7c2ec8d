"""Lists of students are taken in apart from the request; whom the school invites gets a mail that opens the account."""

from datetime import datetime
from functools import partial
from typing import Any

from services.accounts import mailer
from services.accounts.domain.organisation import INVITATION_LIFE
from services.accounts.store import organisations, people
from services.accounts.usecases import class_lists, mailed, throttling
from shared import directory
from shared.config import Settings
from shared.errors import TooMany
from shared.messages import N_
from shared.messaging.jobs import Job, Kinds, Work

WELCOME = [
    N_("Hello %(name)s,"),
    N_("%(organisation)s has made an account for you on Shixun, where practical training is found and done."),
    N_("Open this link to choose a password. It works once, for two weeks. Hand it to nobody."),
    "%(link)s",
    N_("If you do not belong to this school, do nothing: without the link the address is not used."),
]


def kinds(settings: Settings) -> Kinds:
    return {
        class_lists.TAKE: Work(class_lists.take_in, _taken),
        class_lists.WELCOME_MAIL: Work(partial(_welcome, settings), _sent),
    }


def _taken(job: Job, result: None, now: datetime) -> None:  # noqa: ARG001
    class_lists.taken(job.subject, now)


def _welcome(settings: Settings, job: Job, now: datetime) -> None:
    """Nothing to whoever came in meanwhile, or no longer belongs there; nor to an address that was asked often enough
    today, in however many lists it stands."""
    person, school = people.person(job.subject), job.params["organisation"]
    waits = person.mail and not person.mail_confirmed and person.password is None and not person.suspended
    if not waits or organisations.membership_in(school, person.id) is None:
        return
    if job.attempt == 1 and not _may_ask(person.mail, now):
        return
    secret = mailed.make_link(person.id, "confirm", now, life=INVITATION_LIFE)
    params: dict[str, Any] = {
        "name": person.name, "organisation": organisations.organisations_by_id([school])[0].name,
        "link": f"{settings.public_url}/accounts/confirm/{secret}",
    }  # fmt: skip
    subject = N_("Your account at %(organisation)s")
    mailer.send(
        mailer.compose(
            person.mail, subject, WELCOME, person.language, settings, job.id, now,
            run_by=directory.platform(), **params,
        ),
        settings,
    )  # fmt: skip


def _may_ask(mail: str, now: datetime) -> bool:
    try:
        throttling.mailbox(mail, now)
    except TooMany:
        return False
    return True


def _sent(job: Job, result: None, now: datetime) -> None:
    """The mail is out; there is nothing to write."""
