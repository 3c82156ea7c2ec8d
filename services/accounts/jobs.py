"""Work apart from requests: mails. Their links are made when they are written, so that no job row holds a secret."""

import dataclasses
from datetime import datetime
from pathlib import Path
from typing import Any

from services.accounts import mailer
from services.accounts.store import organisations, people
from services.accounts.usecases import starting
from shared.config import Settings
from shared.ids import digest, new_secret
from shared.messages import N_
from shared.messaging.jobs import Job, Kinds, Work
from shared.mongo import transactional
from shared.web.i18n import LANGUAGES, catalogue

_DIRECTORIES = (Path(__file__).parent / "translations",)

CONFIRM = [
    N_("Hello %(name)s,"),
    N_("Open this link to confirm your address and choose a password. It works once, until tomorrow."),
    "%(link)s",
    N_("If you did not ask for this, do nothing: without the link the address is not used."),
]
RESET = [
    N_("Hello %(name)s,"),
    N_("Open this link to choose a new password. It works once, until tomorrow."),
    "%(link)s",
    N_("If you did not ask for this, do nothing: your password stays as it is."),
]
INVITE = [
    N_("%(by)s invites you to join %(organisation)s on Shixun."),
    N_("Open this link to accept. It works once, for two weeks."),
    "%(link)s",
]


def kinds(settings: Settings) -> Kinds:
    def to_person(purpose: str, subject: str, lines: list[str]) -> Any:
        def perform(job: Job, now: datetime) -> None:
            if job.subject:
                _to_person(job, purpose, subject, lines, settings, now)

        return perform

    def invitation(job: Job, now: datetime) -> None:
        _invitation(job, settings, now)

    return {
        "confirmation_mail": Work(
            to_person("confirm", N_("Confirm your mail address"), CONFIRM), _nothing_more
        ),
        "reset_mail": Work(to_person("reset", N_("Choose a new password"), RESET), _nothing_more),
        "invitation_mail": Work(invitation, _nothing_more),
    }


def _to_person(
    job: Job, purpose: str, subject: str, lines: list[str], settings: Settings, now: datetime
) -> None:
    person = people.person(job.subject)
    secret = starting.make_link(person.id, purpose, now)
    link = f"{settings.public_url}/accounts/{purpose}/{secret}"
    words = catalogue(_DIRECTORIES, LANGUAGES[person.language])
    mail = mailer.compose(
        person.mail, subject, lines, words, settings, job.id, now, name=person.name, link=link
    )
    mailer.send(mail, settings)


def _invitation(job: Job, settings: Settings, now: datetime) -> None:
    secret = new_secret()
    invitation = organisations.invitation(job.subject)
    if invitation is None or invitation.withdrawn:
        return
    organisation = organisations.organisations_by_id([invitation.organisation])[0]
    by = people.person(invitation.by)
    organisations.save_invitation(dataclasses.replace(invitation, secret=digest(secret)))
    words = catalogue(_DIRECTORIES, LANGUAGES[by.language])
    link = f"{settings.public_url}/accounts/join/{secret}"
    params = {"by": by.name, "organisation": organisation.name, "link": link}
    subject = N_("An invitation to %(organisation)s")
    mailer.send(
        mailer.compose(invitation.mail, subject, INVITE, words, settings, job.id, now, **params), settings
    )


@transactional
def _nothing_more(job: Job, result: None, now: datetime) -> None:
    """The mail is out; there is nothing to write."""
