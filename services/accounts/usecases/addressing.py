"""Another mail address: asked for by password, proven by the link that is mailed there; the old one is told."""

from datetime import datetime

from services.accounts.domain.person import LINK_LIFE, Link, Person
from services.accounts.store import audit, people
from services.accounts.usecases import mails, sessions, throttling
from services.accounts.usecases.mailed import BAD_LINK
from shared.errors import Conflict, Invalid
from shared.messages import N_
from shared.messaging import jobs, timers
from shared.messaging.timers import Timer
from shared.mongo import transactional
from shared.viewer import Viewer

LAPSES = "address.lapses"
TAKEN = N_("Another account has this address already. Sign in there, or choose another address.")


def ask(mail: str, password: str, viewer: Viewer, address: str, now: datetime) -> None:
    """The same work and answer whether the address has an account or not: who reads its mail learns that alone."""
    person = people.person(viewer.person)
    if person.password is None:
        raise Conflict(N_("Confirm your mail address first: the link is in your mail."))
    throttling.entrance("address", mail, address, now)
    sessions.prove(person, password, now)
    _asked(person.id, mail, now)


@transactional
def _asked(person_id: str, mail: str, now: datetime) -> None:
    person = people.person(person_id)
    if person.mail_confirmed and person.mail == mail:
        raise Invalid({"mail": N_("This is your address already.")})
    person.new_mail = mail
    people.save_person(person)
    people.use_up_links(person.id, "address")
    if person.mail_confirmed:
        jobs.add("address_told_mail", person.id, now)  # before the other: it goes to the address of now
    jobs.add("address_mail", person.id, now)
    timers.put(person.id, LAPSES, now + LINK_LIFE)
    audit.record(N_("Another mail address asked for"), person.id, person.id, now)


def correct(mail: str, viewer: Viewer, address: str, now: datetime) -> None:
    """Nobody has proven the address yet: who mistyped it at the start gives another, and the link goes there."""
    throttling.entrance("address", mail, address, now)
    throttling.mail_again(viewer.person, now)
    _corrected(viewer.person, mail, now)


@transactional
def _corrected(person_id: str, mail: str, now: datetime) -> None:
    person = people.person(person_id)
    if person.mail_confirmed:
        raise Conflict(N_("This address is confirmed already."))
    person.mail, person.bounced = mail, None
    people.save_person(person)
    people.use_up_links(person.id, "confirm")
    jobs.add("confirmation_mail", person.id, now)
    audit.record(N_("Mail address corrected before it was confirmed"), person.id, person.id, now)


def asked(secret: str, viewer: Viewer, now: datetime) -> str | None:
    """The address that the link proves, for the account that asked; None for a link that is not valid there."""
    found = _asked_by(secret, viewer, now)
    return found[1].mail if found else None


def _asked_by(secret: str, viewer: Viewer, now: datetime) -> tuple[Person, Link] | None:
    link = people.link(secret)
    if link is None or not link.usable("address", now) or link.person != viewer.person:
        return None
    person = people.person(link.person)
    return (person, link) if person.new_mail and person.new_mail == link.mail else None


@transactional
def use(secret: str, viewer: Viewer, now: datetime) -> None:
    """The address is theirs from now on. Links that were mailed to the old one open nothing any more."""
    found = _asked_by(secret, viewer, now)
    if found is None:
        raise Invalid({"link": BAD_LINK}, BAD_LINK)
    person, link = found
    if people.confirmed_owner(link.mail) is not None:
        raise Invalid({"link": TAKEN}, TAKEN)
    for purpose in ("address", "reset", "confirm", *mails.PURPOSES):
        people.use_up_links(person.id, purpose)
    sessions.end_visits(person.id, now)
    person.mail, person.mail_confirmed, person.new_mail = link.mail, True, ""
    person.bounced = None
    people.save_person(person)
    timers.cancel(person.id, LAPSES)
    audit.record(N_("Mail address changed"), person.id, person.id, now)


def lapse(timer: Timer, now: datetime) -> None:  # noqa: ARG001
    """Nobody opened the link: the address is forgotten."""
    if people.exists(timer.subject):
        person = people.person(timer.subject)
        person.new_mail = ""
        people.save_person(person)
