"""Work apart from requests: mails. Their links are made when they are written, so that no job row holds a secret."""

import dataclasses
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from services.accounts import mailer, takeaway
from services.accounts.domain.person import Person
from services.accounts.jobs import (
    channels,
    class_lists,
    deputies,
    erasure,
    logo,
    mail_domains,
    merging,
    reminders,
    suspension,
)
from services.accounts.store import access, minorities, organisations, people
from services.accounts.usecases import mailed, newcomers, programmes
from shared import directory
from shared.config import Settings
from shared.ids import digest, new_secret
from shared.messages import N_
from shared.messaging.jobs import Job, Kinds, Work
from shared.mongo import transactional
from shared.web.i18n import LANGUAGES, written_moment

CONFIRM = [
    N_("Hello %(name)s,"),
    N_("Open this link to confirm your address and choose a password. It works once, until tomorrow."),
    "%(link)s",
    N_(
        "If you did not ask for this, do nothing: without the link the address is not used. Hand the link to nobody."
    ),
]
RESET = [
    N_("Hello %(name)s,"),
    N_("Open this link to choose a new password. It works once, until tomorrow."),
    "%(link)s",
    N_("If you did not ask for this, do nothing: your password stays as it is. Hand the link to nobody."),
]
ADDRESS = [
    N_("Hello %(name)s,"),
    N_(
        "Open this link to use this address for your account. Sign in when asked. It works once, until tomorrow."
    ),
    "%(link)s",
    N_("If you did not ask for this, do nothing: nothing changes. Hand the link to nobody."),
]
TOLD = [
    N_("Hello %(name)s,"),
    N_(
        "Somebody who knows your password has asked to use another mail address for your account. "
        "Nothing changes until the link in the mail to that address is opened."
    ),
    N_("If it was not you, choose another password at once, and sign out everywhere:"),
    "%(link)s",
]
STEP_GONE = [
    N_("Hello %(name)s,"),
    N_(
        "The operator of the platform has taken the second step away from your sign-in, since phone and recovery codes "
        "were lost. Where your role needs one, you set it up anew at your next sign-in."
    ),
    N_("If you did not ask for this, choose another password at once and tell the operator:"),
    "%(link)s",
]
INVITE = [
    N_("%(by)s invites you to join %(organisation)s on Shixun."),
    N_("Open this link to accept. It works once, for two weeks."),
    "%(link)s",
]
GUARDIAN = [
    N_("Hello %(name)s,"),
    N_("%(school)s asks for your consent for %(student)s, who is under age."),
    N_(
        "Open this link to read what it is about and to answer. It works for two weeks, with the code from the school."
    ),
    "%(link)s",
]
OPENED = [
    N_("Hello %(name)s,"),
    N_("an operator of Shixun, %(by)s, opened your data at %(day)s, until %(until)s. The reason given:"),
    "%(reason)s",
    N_("Nothing is asked of you. Every such look stands on your page of your data:"),
    "%(link)s",
]


def kinds(settings: Settings) -> Kinds:
    performers = {
        "confirmation_mail": partial(
            _to_person, "confirm", N_("Confirm your mail address"), CONFIRM, settings
        ),
        "reset_mail": partial(_to_person, "reset", N_("Choose a new password"), RESET, settings),
        "address_mail": partial(_address, settings),
        "address_told_mail": partial(_address_told, settings),
        "second_step_gone_mail": partial(_step_gone, settings),
        "invitation_mail": partial(_invitation, settings),
        "guardian_mail": partial(_guardian, settings),
        "access_mail": partial(_opened, settings),
    }
    found = {kind: Work(perform, _nothing_more) for kind, perform in performers.items()}
    found[programmes.RENAME] = Work(programmes.carry_name, _nothing_more)
    found[newcomers.LOOK] = Work(_nothing_before, _newcomers)
    more = (
        channels, class_lists, erasure, reminders, takeaway, deputies, suspension, merging, mail_domains, logo,
    )  # fmt: skip
    found |= {kind: work for one in more for kind, work in one.kinds(settings).items()}
    return {kind: Work(partial(_noting_bounces, work.perform), work.finish) for kind, work in found.items()}


def _noting_bounces(perform: Callable[[Job, datetime], Any], job: Job, now: datetime) -> Any:
    """A person's address that takes no mail is marked, and the job is done: trying again would change nothing. Others,
    such as a guest's, end among the jobs that failed, where operators see them."""
    try:
        return perform(job, now)
    except mailer.Refused as refused:
        if not people.note_bounce(refused.to, now):
            raise
        return None


def _to_person(
    purpose: str, subject: str, lines: list[str], settings: Settings, job: Job, now: datetime
) -> None:
    """A job without subject is that of an address which nobody owns: the same work up to here."""
    if not job.subject:
        return
    person = people.person(job.subject)
    if person.suspended or (purpose == "confirm" and (person.mail_confirmed or not person.mail)):
        return
    link = f"{settings.public_url}/accounts/{purpose}/{mailed.make_link(person.id, purpose, now)}"
    _send(person, subject, lines, settings, job, now, name=person.name, link=link)


def _address(settings: Settings, job: Job, now: datetime) -> None:
    """To the new address. Nothing where it was given up meanwhile."""
    person = people.person(job.subject)
    if person.suspended or not person.new_mail:
        return
    secret = mailed.make_link(person.id, "address", now, person.new_mail)
    link = f"{settings.public_url}/accounts/address/{secret}"
    there = dataclasses.replace(person, mail=person.new_mail)
    _send(
        there, N_("Confirm your new mail address"), ADDRESS, settings, job, now, name=person.name, link=link
    )


def _address_told(settings: Settings, job: Job, now: datetime) -> None:
    person = people.person(job.subject)
    link = f"{settings.public_url}/accounts/security"
    _send(
        person,
        N_("Another mail address for your account"),
        TOLD,
        settings,
        job,
        now,
        name=person.name,
        link=link,
    )


def _step_gone(settings: Settings, job: Job, now: datetime) -> None:
    person = people.person(job.subject)
    if person.mail_confirmed:
        link = f"{settings.public_url}/accounts/security"
        subject = N_("The second step of your sign-in")
        _send(person, subject, STEP_GONE, settings, job, now, name=person.name, link=link)


def _send(
    person: Person, subject: str, lines: list[str], settings: Settings, job: Job, now: datetime, **params: Any
) -> None:
    message = mailer.compose(
        person.mail, subject, lines, person.language, settings, job.id, now,
        run_by=directory.platform(), **params,
    )  # fmt: skip
    mailer.send(message, settings)


def _invitation(settings: Settings, job: Job, now: datetime) -> None:
    secret = new_secret()
    invitation = organisations.invitation(job.subject)
    if invitation is None or not invitation.open(now) or not people.exists(invitation.by):
        return
    organisation = organisations.organisations_by_id([invitation.organisation])[0]
    by = people.person(invitation.by)
    organisations.save_invitation(dataclasses.replace(invitation, secret=digest(secret)))
    params: dict[str, Any] = {
        "by": by.name,
        "organisation": organisation.name,
        "link": f"{settings.public_url}/accounts/join/{secret}",
    }
    guest = dataclasses.replace(by, mail=invitation.mail)
    # the subject holds no word of theirs: whoever gets it has asked for nothing
    _send(guest, N_("An invitation to Shixun"), INVITE, settings, job, now, **params)


def _guardian(settings: Settings, job: Job, now: datetime) -> None:
    """The link alone: the code comes from the school, so that neither of the two is enough."""
    minority = minorities.of(job.subject)
    if minority is None or minority.state not in ("asked", "consented") or not minority.mail:
        return
    secret, student = new_secret(), people.person(minority.id)
    minorities.save(dataclasses.replace(minority, secret=digest(secret)))
    school = organisations.organisations_by_id([minority.school])[0]
    params: dict[str, Any] = {
        "name": minority.guardian,
        "student": student.name,
        "school": school.name,
        "link": f"{settings.public_url}/accounts/guardian/{secret}",
    }
    guardian = dataclasses.replace(student, mail=minority.mail)
    _send(guardian, N_("Your consent for %(student)s"), GUARDIAN, settings, job, now, **params)


def _opened(settings: Settings, job: Job, now: datetime) -> None:
    """Tells a person that an operator looks at their data, who it is, until when and why."""
    found = access.known(job.subject)
    if found is None:
        return
    person = people.person(found.person)
    locale = LANGUAGES[person.language]
    params: dict[str, Any] = {
        "name": person.name,
        "by": people.names([found.operator]).get(found.operator, ""),
        "day": written_moment(found.since, person.zone, locale),
        "until": written_moment(found.until, person.zone, locale),
        "reason": found.reason,
        "link": f"{settings.public_url}/accounts/privacy",
    }
    _send(person, N_("An operator opened your data"), OPENED, settings, job, now, **params)


def _nothing_before(job: Job, now: datetime) -> None:
    """All is done in its transaction."""


def _newcomers(job: Job, result: None, now: datetime) -> None:  # noqa: ARG001
    newcomers.look(job.subject, job.params["organisation"], job.params["by"], now)


@transactional
def _nothing_more(job: Job, result: None, now: datetime) -> None:
    """The mail is out; there is nothing to write."""
