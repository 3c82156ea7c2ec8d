"""The mail that tells somebody that they are asked to stand in."""

from datetime import datetime
from functools import partial
from typing import Any

from services.accounts import mailer
from services.accounts.store import deputies, organisations, people
from services.accounts.usecases import deputising
from shared import directory
from shared.config import Settings
from shared.messages import N_
from shared.messaging.jobs import Job, Kinds, Work
from shared.web.i18n import LANGUAGES, written_day

DEPUTY = [
    N_("Hello %(name)s,"),
    N_("%(by)s asks you to stand in at %(organisation)s, from %(begins)s to %(ends)s, both days included."),
    N_(
        "Reminders of what %(by)s has taken come to you too, and you can take it over. If you cannot, end it here:"
    ),
    "%(link)s",
]


def kinds(settings: Settings) -> Kinds:
    return {deputising.MAIL: Work(partial(_asked, settings), _sent)}


def _asked(settings: Settings, job: Job, now: datetime) -> None:
    """Nothing where it has ended meanwhile, or where there is no address."""
    found = deputies.known(job.subject)
    if found is None or found.state(now) == "over":
        return
    person, place = people.person(found.deputy), organisations.organisations_by_id([found.organisation])[0]
    if not person.mail_confirmed:
        return
    locale = LANGUAGES[person.language]
    params: dict[str, Any] = {
        "name": person.name, "organisation": place.name, "by": people.names([found.person]).get(found.person, ""),
        "begins": written_day(found.begins, place.time_zone, locale),
        "ends": written_day(found.ends, place.time_zone, locale), "link": f"{settings.public_url}/accounts/deputies",
    }  # fmt: skip
    subject = N_("%(by)s asks you to stand in")
    mailer.send(
        mailer.compose(
            person.mail, subject, DEPUTY, person.language, settings, job.id, now,
            run_by=directory.platform(), **params,
        ),
        settings,
    )  # fmt: skip


def _sent(job: Job, result: None, now: datetime) -> None:
    """The mail is out; there is nothing to write."""
