"""Mails about a suspension and its end: to who can no longer sign in, to those who administer the organisation."""

from datetime import datetime
from functools import partial
from typing import Any

from services.accounts import mailer
from services.accounts.domain.person import Person
from services.accounts.store import audit, organisations, people
from services.accounts.usecases import organising
from services.accounts.usecases import people as accounts
from shared import directory
from shared.config import Settings
from shared.messages import N_
from shared.messaging.jobs import Job, Kinds, Work

LIFTED = N_("An operator of Shixun has lifted the suspension. The reason given:")
ACCOUNT = {
    True: (
        N_("Your account is suspended"),
        N_("An operator of Shixun has suspended your account. The reason given:"),
        N_("Nothing is deleted. Nobody can sign in with it until the suspension is lifted."),
    ),
    False: (N_("Your account can be used again"), LIFTED, N_("You can sign in as before.")),
}
ORGANISATION = {
    True: (
        N_("%(organisation)s is suspended"),
        N_("An operator of Shixun has suspended %(organisation)s. The reason given:"),
        N_("Nothing is deleted. The roles of its members do not count until the suspension is lifted."),
    ),
    False: (N_("%(organisation)s can be used again"), LIFTED, N_("The roles of its members count again.")),
}


def kinds(settings: Settings) -> Kinds:
    return {
        accounts.STANDING_MAIL: Work(partial(_account, settings), _sent),
        organising.STANDING_MAIL: Work(partial(_organisation, settings), _sent),
    }


def _account(settings: Settings, job: Job, now: datetime) -> None:
    person = people.person(job.subject)
    _send(person, person.id, ACCOUNT[person.suspended], settings, job, now)


def _organisation(settings: Settings, job: Job, now: datetime) -> None:
    found = organisations.organisations_by_id([job.params["organisation"]])[0]
    person = people.person(job.subject)
    _send(person, found.id, ORGANISATION[found.suspended], settings, job, now, organisation=found.name)


def _send(
    person: Person, object_id: str, said: tuple[str, str, str], settings: Settings, job: Job, now: datetime,
    **names: Any,
) -> None:  # fmt: skip
    """As it stands now: who suspends and lifts within a minute tells the last of it twice, which is true."""
    if not person.mail_confirmed:
        return
    subject, sentence, then = said
    params: dict[str, Any] = {"name": person.name, "reason": _reason(object_id), **names}
    lines = [N_("Hello %(name)s,"), sentence, "%(reason)s", then]
    mailer.send(
        mailer.compose(
            person.mail, subject, lines, person.language, settings, job.id, now,
            run_by=directory.platform(), **params,
        ),
        settings,
    )  # fmt: skip


def _reason(object_id: str) -> str:
    """The last one given for suspending or lifting."""
    acts = ("Account suspended", "Organisation suspended", "Suspension lifted")
    found = (row["params"] for row in audit.history(object_id) if row["message"].startswith(acts))
    params: dict[str, Any] = next(found, {})
    return str(params.get("reason", "–"))


def _sent(job: Job, result: None, now: datetime) -> None:
    """The mail is out; there is nothing to write."""
