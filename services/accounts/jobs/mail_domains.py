"""Mails about a mail domain: the link to the address there, and to who asked that it was opened."""

from datetime import datetime
from functools import partial
from typing import Any

from services.accounts import mailer
from services.accounts.domain import mail_domain as rules
from services.accounts.store import organisations, people
from services.accounts.usecases import mail_domains
from services.accounts.usecases.mailed import make_link
from shared import directory
from shared.config import Settings
from shared.messages import N_
from shared.messaging.jobs import Job, Kinds, Work

LINES = [
    N_("%(by)s asks for %(organisation)s on Shixun: is %(domain)s its mail domain?"),
    N_(
        "Open this link to read what is confirmed by it. It works once, until tomorrow; nobody needs to sign in."
    ),
    "%(link)s",
    N_("If you do not belong to that organisation, do nothing: nothing is shown. Hand the link to nobody."),
]
TOLD = [
    N_("Hello %(name)s,"),
    N_("The link that you asked for was opened: %(domain)s is shown as a mail domain of %(organisation)s."),
    N_("It stands among the checks, with the day and by which way:"),
    "%(link)s",
]


def kinds(settings: Settings) -> Kinds:
    return {
        mail_domains.MAIL: Work(partial(_link, settings), _sent),
        mail_domains.TOLD: Work(partial(_told, settings), _sent),
    }


def _link(settings: Settings, job: Job, now: datetime) -> None:
    """Nothing where the wish was given up, taken over by another, or can be fulfilled no more. The domain as the name
    system knows it: no server of mails need know another form."""
    wish = people.asked_link(job.subject)
    asked = mail_domains.read(wish, now) if wish else None
    if wish is None or asked is None:
        return
    secret = make_link(wish.person, mail_domains.PURPOSE, now, wish.mail, item=wish.item)
    name, domain = rules.split(wish.mail)
    params: dict[str, Any] = {
        "by": asked.by, "organisation": asked.organisation.name, "domain": rules.readable(domain),
        "link": f"{settings.public_url}/accounts/mail-domain/{secret}",
    }  # fmt: skip
    language = people.person(wish.person).language
    # the subject holds no word of theirs: whoever gets it has asked for nothing
    subject = N_("A question about a mail domain, on Shixun")
    to, run_by = f"{name}@{domain}", directory.platform()
    mailer.send(
        mailer.compose(to, subject, LINES, language, settings, job.id, now, run_by=run_by, **params), settings
    )


def _told(settings: Settings, job: Job, now: datetime) -> None:
    """To the administrator, at their own address; the one that was proven is not said."""
    if not people.exists(job.subject):
        return
    person = people.person(job.subject)
    found = organisations.organisations_by_id([job.params["organisation"]])
    if not person.mail_confirmed or not found:
        return
    params: dict[str, Any] = {
        "name": person.name, "organisation": found[0].name, "domain": rules.readable(job.params["domain"]),
        "link": f"{settings.public_url}/accounts/orgs/{found[0].id}/checks",
    }  # fmt: skip
    subject = N_("The mail domain %(domain)s is shown")
    message = mailer.compose(
        person.mail,
        subject,
        TOLD,
        person.language,
        settings,
        job.id,
        now,
        run_by=directory.platform(),
        **params,
    )
    mailer.send(message, settings)


def _sent(job: Job, result: None, now: datetime) -> None:
    """The mail is out; there is nothing to write."""
