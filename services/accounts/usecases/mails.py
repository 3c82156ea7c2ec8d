"""Which mails a person wants: chosen on a page, or ended by a link in the mail itself; the morning of the daily one."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from services.accounts.domain.mails import DAILY, KINDS, NEVER, next_morning
from services.accounts.domain.person import Link, Person
from services.accounts.store import mails as store
from services.accounts.store import people
from services.accounts.usecases import throttling
from shared import mongo
from shared.errors import NotFound
from shared.ids import digest, new_secret
from shared.messages import N_
from shared.messaging import jobs, timers
from shared.messaging.timers import Timer
from shared.mongo import transactional
from shared.viewer import Viewer

MORNING = "mails.morning"
DAILY_MAIL = "daily_mail"
LEAVING = "leave."
PURPOSES = tuple(LEAVING + what for what in (*KINDS, DAILY))
LEAVING_LIFE = timedelta(days=90)
NO_LINK = N_("This link does not open anything, or no longer.")


@transactional
def choose(
    viewer: Viewer, choices: Mapping[str, str], expected_version: int | None, now: datetime
) -> Person:  # fmt: skip
    """For each kind one of ``domain.mails.CHOICES``; kinds that are not named stay. An address that took no mail is
    tried again."""
    person = people.person(viewer.person)
    mongo.expect_version(person, expected_version)
    person.bounced = None
    return _chosen(person, choices, now)


def _chosen(person: Person, choices: Mapping[str, str], now: datetime) -> Person:
    person.choose_mails(choices)
    people.save_person(person)
    schedule(person, now)
    return people.person(person.id)


def schedule(person: Person, now: datetime) -> None:
    """Set, move or take back the timer of the daily mail, by choice and zone. What was held back since the last one
    stays held back until the next."""
    if DAILY not in person.chosen_mails().values():
        timers.cancel(person.id, MORNING)
        return
    since, sent = store.held_back(person.id, MORNING) or (now, False)
    at = next_morning(person.zone, now, since if sent else None)
    timers.put(person.id, MORNING, at, since=since, sent=sent)


def morning(timer: Timer, now: datetime) -> None:
    """In one transaction: the mail's job, and the timer of the next. After a pause there is one mail, not several."""
    if people.exists(timer.subject):
        person = people.person(timer.subject)
        jobs.add(DAILY_MAIL, person.id, now, since=timer.params["since"], until=now)
        timers.put(person.id, MORNING, next_morning(person.zone, now, now), since=now, sent=True)


@transactional
def make_link(person: str, kinds: str, now: datetime) -> str:
    """A new secret for the link in a mail that ends its kind, or all that come daily; only its digest is kept."""
    secret = new_secret()
    people.add_link(Link(digest(secret), person, LEAVING + kinds, expires=now + LEAVING_LIFE))
    return secret


def opened(secret: str, now: datetime) -> tuple[Link, Person]:
    """Whom the link is for. Reading it changes nothing: programs that look for bad links open all there are."""
    link = people.link(secret)
    if link is None or link.purpose not in PURPOSES or not link.usable(link.purpose, now):
        raise NotFound(NO_LINK)
    return link, people.person(link.person)


def kinds_of(link: Link, person: Person) -> list[str]:
    """Which kinds the link ends, or has ended."""
    named = link.purpose.removeprefix(LEAVING)
    daily = link.before or {kind: choice for kind, choice in person.chosen_mails().items() if choice == DAILY}
    return [kind for kind in KINDS if (kind in daily if named == DAILY else kind == named)]


def leave(secret: str, address: str, now: datetime) -> None:
    """End the mails; opened twice it does the same as once."""
    throttling.entrance("leave", "", address, now)
    _left(secret, now)


@transactional
def _left(secret: str, now: datetime) -> None:
    link, person = opened(secret, now)
    chosen = person.chosen_mails()
    before = {kind: chosen[kind] for kind in kinds_of(link, person) if chosen[kind] != NEVER}
    if before:
        link.before = before
        people.save_link(link)
        _chosen(person, dict.fromkeys(before, NEVER), now)


def undo(secret: str, address: str, now: datetime) -> None:
    """As it was before the link was used."""
    throttling.entrance("leave", "", address, now)
    _undone(secret, now)


@transactional
def _undone(secret: str, now: datetime) -> None:
    link, person = opened(secret, now)
    ended = {kind: choice for kind, choice in link.before.items() if person.chosen_mails()[kind] == NEVER}
    if ended:
        link.before = {}
        people.save_link(link)
        _chosen(person, ended, now)
