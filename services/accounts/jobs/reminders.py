"""Mails about what waits: each by itself, or all in one at 08:00, as the reader has chosen; never what they left."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from babel.support import Translations

from services.accounts import mailer, words
from services.accounts.domain.mails import AT_ONCE, DAILY, kind_of
from services.accounts.domain.person import Person
from services.accounts.domain.signing import Item
from services.accounts.store import deputies, people, waiting_items
from services.accounts.usecases import mails, sessions, visiting
from shared import directory
from shared.config import Settings
from shared.messages import N_, counted
from shared.messaging.jobs import Job, Kinds, Work
from shared.viewer import Viewer
from shared.web.i18n import LANGUAGES, written_day

MOST = 30
HELLO = N_("Hello %(name)s,")
REMIND = [HELLO, N_("This waits for you: %(what)s")]
NEWS = [HELLO, "%(what)s"]
ALONE = [
    N_(
        "This link opens this one task without signing in, once, within three days; signing still needs your password:"
    ),
    "%(link)s",
    N_("It is made for %(name)s. Hand it to nobody."),
]
UNTIL, THEN = N_("It is due on %(day)s."), N_("If nothing happens: %(then)s")
WAITS = counted("%(num)s thing waits for you", "%(num)s things wait for you")
LATEST_FIRST = N_("What is late stands first. All of it:")
DUE, LATE = N_("until %(day)s"), N_("late since %(day)s")


def kinds(settings: Settings) -> Kinds:
    return {
        "reminder_mail": Work(partial(_reminder, settings), _sent),
        mails.DAILY_MAIL: Work(partial(_daily, settings), _sent),
    }


def _reminder(settings: Settings, job: Job, now: datetime) -> None:
    """In the reader's language and zone, from the item's message key, as its page shows it."""
    item, person = waiting_items.open_item(job.subject), people.person(job.params["person"])
    if item is None or not person.may_be_mailed():
        return
    kind = kind_of(item.kind)
    if person.chosen_mails()[kind] != AT_ONCE:
        return
    catalogue = words.in_language(person.language)
    params: dict[str, Any] = {
        "name": person.name,
        "what": _said(item, catalogue),
    }
    lines = list(NEWS if kind == "news" else REMIND)
    if item.due is not None:
        lines.append(UNTIL)
        params["day"] = written_day(item.due, person.zone, LANGUAGES[person.language])
    if item.default:
        lines.append(THEN if kind == "reminders" else "%(then)s")
        params["then"] = catalogue.gettext(item.default)
    reminds = kind == "reminders" and "asks" not in job.params
    subject = N_("Reminder: %(what)s") if reminds else "%(what)s"
    ways, link = _ways(item, person, settings, now)
    message = mailer.compose(
        person.mail, subject, [*lines, *ways], person.language, settings, job.id, now,
        leave=_leave(person, kind, settings, now), link=link, run_by=directory.platform(), **params,
    )  # fmt: skip
    mailer.send(message, settings)


def _ways(item: Item, person: Person, settings: Settings, now: datetime) -> tuple[list[str], str]:
    """The lines about where it is done, and the link in them."""
    place = visiting.place(item, person, now)
    return ["%(link)s"] if place == item.url else ALONE, f"{settings.public_url}{place}"


def _daily(settings: Settings, job: Job, now: datetime) -> None:
    """One mail of all that waits, or none."""
    viewer = sessions.apart_from_sessions(job.subject)
    if viewer is None:
        return
    person = people.person(job.subject)
    found = [] if not person.may_be_mailed() else _waiting(person, viewer, job.params)
    if not found:
        return
    params: dict[str, Any] = {
        "name": person.name,
        "num": len(found),
        "link": f"{settings.public_url}/accounts/inbox",
    }
    message = mailer.compose(
        person.mail, WAITS, [HELLO, LATEST_FIRST, "%(link)s"], person.language, settings, job.id, now,
        rows=[_row(item, person, settings, now) for item in found[:MOST]],
        leave=_leave(person, DAILY, settings, now), run_by=directory.platform(), **params,
    )  # fmt: skip
    mailer.send(message, settings)


def _waiting(person: Person, viewer: Viewer, held: Mapping[str, datetime]) -> list[Item]:
    """Of the kinds that come daily: what the reader is to do, soonest due first; what is only told, once."""
    since, until = held["since"], held["until"]
    stood_for, found = deputies.stood_for(viewer, until), []
    for item in waiting_items.items(viewer):
        theirs = item.taken_by in (None, person.id) or item.stood_in(stood_for)
        kind = kind_of(item.kind)
        told = kind == "reminders" or (item.reminded is not None and since < item.reminded <= until)
        if theirs and told and person.chosen_mails()[kind] == DAILY:
            found.append(item)
    return found


def _row(item: Item, person: Person, settings: Settings, now: datetime) -> mailer.Line:
    catalogue, late, below = words.in_language(person.language), item.late(now), ""
    if item.due is not None:
        day = written_day(item.due, person.zone, LANGUAGES[person.language])
        below = catalogue.gettext(LATE if late else DUE) % {"day": day}
    place = visiting.place(item, person, now)
    return mailer.Line(_said(item, catalogue), f"{settings.public_url}{place}", below, late)


def _said(item: Item, catalogue: Translations) -> str:
    named = people.names(item.people.values())
    somebody = catalogue.gettext(N_("somebody"))
    shown = item.params | {name: named.get(who, somebody) for name, who in item.people.items()}
    return words.said(catalogue, item.message, shown)


def _leave(person: Person, what: str, settings: Settings, now: datetime) -> str:
    return f"{settings.public_url}/accounts/mails/leave/{mails.make_link(person.id, what, now)}"


def _sent(job: Job, result: None, now: datetime) -> None:
    """The mail is out; there is nothing to write."""
