"""Mailed links: they confirm an address with its first password, or set a forgotten one anew."""

import dataclasses
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.accounts import passwords
from services.accounts.domain.organisation import Membership
from services.accounts.domain.person import LINK_LIFE, Link, Person, check_password
from services.accounts.store import audit, organisations, people
from services.accounts.usecases import newcomers, publishing, sessions, throttling
from services.accounts.usecases.starting import SignedIn, open_session
from shared.errors import Conflict, Invalid
from shared.ids import digest, new_id, new_secret
from shared.messages import N_
from shared.messaging import jobs
from shared.mongo import transactional
from shared.viewer import Viewer

BAD_LINK = N_("This link is not valid, or was used already. Ask for a new one.")
WRONG = N_("This is not the password of the account that has this address already.")


@dataclass(frozen=True)
class Asked:
    """What a link is about, for whoever holds it: they read the mail of this address. ``owned``: it has an account."""

    name: str
    organisations: list[str]
    owned: bool


def make_link(
    person: str, purpose: str, now: datetime, mail: str = "", life: timedelta = LINK_LIFE, item: str = ""
) -> str:
    """A new secret for a mailed link; only its digest is kept."""
    secret = new_secret()
    people.add_link(Link(digest(secret), person, purpose, expires=now + life, mail=mail, item=item))
    return secret


def asked(secret: str, purpose: str, now: datetime) -> Asked | None:
    """None for a link that is not valid. Reading it uses nothing up: mail programs open links by themselves."""
    found = _person(secret, purpose, now)
    if found is None:
        return None
    memberships = organisations.memberships_of(found.id, ("active", "pending"))
    named = organisations.organisations_by_id([one.organisation for one in memberships])
    owner = people.confirmed_owner(found.mail)
    return Asked(found.name, [one.name for one in named], owner is not None and owner.id != found.id)


def _person(secret: str, purpose: str, now: datetime) -> Person | None:
    link = people.link(secret)
    if link is None or not link.usable(purpose, now):
        return None
    person = people.person(link.person)
    done = purpose == "confirm" and (person.mail_confirmed or not person.mail)
    return None if done or person.suspended else person


def _use(secret: str, purpose: str, now: datetime) -> Person:
    """In the transaction of what the link is for: it is used up with it or not at all."""
    person, link = _person(secret, purpose, now), people.link(secret)
    if person is None or link is None:
        raise Invalid({"link": BAD_LINK}, BAD_LINK)
    link.used = True
    people.save_link(link)
    return person


def confirm_address(secret: str, password: str, address: str, *, agent: str, now: datetime) -> SignedIn:
    """The mailed link proves the address and sets the first password.

    Until then anybody may have typed the address: every session and token of that time ends here. Where the address
    has an account, the link alone opens nothing: its password is asked, and what was begun moves there.
    """
    throttling.entrance("link", "", address, now)
    person = _person(secret, "confirm", now)
    owner = people.confirmed_owner(person.mail) if person else None
    if owner is None:
        check_password(password, person.mail if person else "")
        return _confirmed(secret, passwords.hashed(password), agent, now)
    throttling.proof(owner.id, now)
    if not passwords.matches(owner.password, password) or owner.suspended:
        raise Invalid({"password": WRONG})
    return _joined(secret, owner.id, agent, now)


def done(secret: str, viewer: Viewer | None) -> bool:
    """Whether the link has confirmed the address of whoever opens it once more, as people do with their mails."""
    link = people.link(secret)
    if link is None or viewer is None or not viewer.confirmed:
        return False
    return link.used and link.purpose == "confirm" and link.person == viewer.person


def drafts(person: str) -> bool:
    """Whether they may have begun a brief while the link was on its way, and want to go on with it."""
    return "company_admin" in organisations.roles_anywhere(person)


@transactional
def _confirmed(secret: str, password: str, agent: str, now: datetime) -> SignedIn:
    person = _use(secret, "confirm", now)
    sessions.end_all(person.id, person.id, now, tokens=True)
    person.confirm(password)
    people.save_person(person)
    audit.record(N_("Mail address confirmed"), person.id, person.id, now)
    return open_session(person, agent, now)


@transactional
def _joined(secret: str, owner_id: str, agent: str, now: datetime) -> SignedIn:
    person, owner = _use(secret, "confirm", now), people.person(owner_id)
    if owner.mail != person.mail:
        raise Invalid({"link": BAD_LINK}, BAD_LINK)
    sessions.end_all(person.id, person.id, now, tokens=True)
    for membership in organisations.memberships_of(person.id, ("active", "pending")):
        _move(membership, owner.id, now)
    audit.record(N_("Accounts with the same address joined"), owner.id, owner.id, now)
    return open_session(owner, agent, now)


def _move(membership: Membership, owner: str, now: datetime) -> None:
    """The membership as it is, pending or active, unless the owner has one there already, or invited themselves."""
    state = membership.state
    if state == "pending":
        newcomers.changed(membership, owner, now)
    moved = dataclasses.replace(membership, id=new_id(), person=owner, state=state, since=now, version=0)
    membership.number = ""  # nobody else's number, as long as anybody has it
    membership.end()
    organisations.save_membership(membership)
    publishing.membership(membership, now)
    there = organisations.membership_in(membership.organisation, owner)
    if there is not None:
        _complete(there, moved, now)
    elif membership.by != owner:
        organisations.add_membership(moved)
        publishing.membership(moved, now)


def _complete(there: Membership, listed: Membership, now: datetime) -> None:
    """Whom the school's list named beside their own account has from it what that one lacked."""
    if listed.number and not there.number:
        there.number, there.school_class = listed.number, there.school_class or listed.school_class
        organisations.save_membership(there)
        publishing.membership(there, now)


def send_confirmation_again(viewer: Viewer, now: datetime) -> None:
    throttling.mail_again(viewer.person, now)
    _send_confirmation_again(viewer, now)


@transactional
def _send_confirmation_again(viewer: Viewer, now: datetime) -> None:
    person = people.person(viewer.person)
    if person.mail_confirmed:
        raise Conflict(N_("This address is confirmed already."))
    jobs.add("confirmation_mail", person.id, now)


def ask_for_reset(mail: str, address: str, now: datetime) -> None:
    """Answers the same and does the same work for known and unknown addresses: a job is added either way."""
    throttling.entrance("reset", mail, address, now)
    _ask_for_reset(mail, now)


@transactional
def _ask_for_reset(mail: str, now: datetime) -> None:
    """Whoever began and never confirmed gets that link once more."""
    owner, begun = people.confirmed_owner(mail), people.last_unconfirmed(mail)
    if owner is None and begun is not None:
        jobs.add("confirmation_mail", begun.id, now)
    else:
        jobs.add("reset_mail", owner.id if owner else "", now)


def reset_password(secret: str, password: str, address: str, *, agent: str, now: datetime) -> SignedIn:
    """A new password by mailed link; every session ends, and every other link of this kind."""
    throttling.entrance("link", "", address, now)
    person = _person(secret, "reset", now)
    check_password(password, person.mail if person else "")
    return _reset(secret, passwords.hashed(password), agent, now)


@transactional
def _reset(secret: str, password: str, agent: str, now: datetime) -> SignedIn:
    person = _use(secret, "reset", now)
    people.use_up_links(person.id, "reset")
    sessions.end_all(person.id, person.id, now)
    person.password = password
    people.save_person(person)
    audit.record(N_("Password set anew"), person.id, person.id, now)
    return open_session(person, agent, now)
