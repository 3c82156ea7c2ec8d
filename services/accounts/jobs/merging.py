"""Carrying the people of a duplicate over, some at a time, and the mails to who administers either of the two."""

from datetime import datetime
from functools import partial
from typing import Any

from services.accounts import mailer
from services.accounts.store import audit, organisations, people
from services.accounts.store import merging as store
from services.accounts.usecases import merging
from shared import directory
from shared.config import Settings
from shared.messages import N_
from shared.messaging.jobs import Job, Kinds, Work

LINES = [
    N_("Hello %(name)s,"),
    N_(
        "An operator of Shixun has merged %(duplicate)s into %(organisation)s, since both are the same. "
        "The reason given:"
    ),
    "%(reason)s",
    N_(
        "Its people, classes and invitations belong to %(organisation)s now, and so do its briefs and teams. "
        "Credentials and agreements that name %(duplicate)s stay valid as they are. "
        "What was done stands in the history:"
    ),
    "%(link)s",
]


def kinds(settings: Settings) -> Kinds:
    return {
        merging.CARRY: Work(_carry, _done),
        merging.MAIL: Work(partial(_mail, settings), _done),
    }


def _carry(job: Job, now: datetime) -> None:
    carried = 0
    while moved := merging.carry_over(job.subject, job.params["into"], now):
        carried += moved
        job.progress(carried, carried)


def _mail(settings: Settings, job: Job, now: datetime) -> None:
    person, duplicate = people.person(job.subject), store.organisation(job.params["organisation"])
    if not person.mail_confirmed or duplicate is None:
        return
    survivor = organisations.organisations_by_id([job.params["into"]])[0]
    reason = next(
        (str(row["params"]["reason"]) for row in audit.history(duplicate.id) if "into" in row["params"]), "–"
    )
    params: dict[str, Any] = {
        "name": person.name, "duplicate": duplicate.name, "organisation": survivor.name, "reason": reason,
        "link": f"{settings.public_url}/accounts/orgs/{survivor.id}/history",
    }  # fmt: skip
    subject = N_("%(duplicate)s is now %(organisation)s")
    message = mailer.compose(
        person.mail, subject, LINES, person.language, settings, job.id, now,
        run_by=directory.platform(), **params,
    )  # fmt: skip
    mailer.send(message, settings)


def _done(job: Job, result: None, now: datetime) -> None:
    """There is nothing more to write."""
