"""Coming in: a company with three fields, the mailed link, the first operator, a forgotten password."""

import hmac
from dataclasses import dataclass
from datetime import datetime

from services.accounts import passwords, regions
from services.accounts.domain.organisation import Membership, Organisation
from services.accounts.domain.person import LINK_LIFE, Link, Person, Session, check_password
from services.accounts.store import audit, organisations, people
from services.accounts.usecases import publishing
from shared.errors import Conflict, Invalid
from shared.ids import digest, new_id, new_secret
from shared.messages import N_
from shared.messaging import jobs
from shared.mongo import transactional

REGION_OF_LANGUAGE = {"zh-Hans": "cn", "zh-Hant": "tw", "en": "ie"}
"""A first guess, which the organisation's page lets one change; three fields are all that a start asks."""

BAD_LINK = N_("This link is not valid, or was used already. Ask for a new one.")


@dataclass(frozen=True)
class SignedIn:
    """``secret`` goes into the long cookie and is shown nowhere else."""

    person: str
    session: str
    secret: str
    organisation: str | None = None


def new_person(name: str, mail: str, language: str, zone: str, now: datetime) -> Person:
    person = Person(id=new_id(), name=name, mail=mail, language=language, zone=zone, created=now)
    people.add_person(person)
    publishing.person(person, now)
    return person


def open_session(person: Person, agent: str, now: datetime) -> SignedIn:
    secret, session_id = new_secret(), new_id()
    people.add_session(
        Session(session_id, person.id, digest(secret), auth_time=now, seen=now, agent=agent[:200])
    )
    return SignedIn(person.id, session_id, secret)


def add_member(
    organisation: Organisation, person: str, roles: list[str], now: datetime, **facts: str
) -> Membership:
    membership = Membership(
        id=new_id(),
        person=person,
        organisation=organisation.id,
        roles=roles,
        state=facts.get("state", "active"),
        since=now,
        programme=facts.get("programme", ""),
    )
    organisations.add_membership(membership)
    publishing.membership(membership, now)
    return membership


@transactional
def sign_up(
    name: str, mail: str, company: str, *, language: str, zone: str, agent: str, now: datetime
) -> SignedIn:
    """A company in three fields. The address is not the person's before the mailed link was opened, so that the
    answer is the same whoever owns it."""
    person = new_person(name, mail, language, zone, now)
    region = regions.region(REGION_OF_LANGUAGE[language])
    organisation = Organisation(
        id=new_id(), name=company, kind="company", region=region.key, time_zone=region.zone, created=now
    )
    organisations.add_organisation(organisation)
    publishing.organisation(organisation, now)
    add_member(organisation, person.id, ["company_admin", "mentor"], now)
    audit.record(N_("Organisation created"), organisation.id, person.id, now)
    jobs.add("confirmation_mail", person.id, now)
    signed_in = open_session(person, agent, now)
    return SignedIn(signed_in.person, signed_in.session, signed_in.secret, organisation.id)


@transactional
def first_operator(
    code: str, expected: str | None, name: str, mail: str, password: str, platform: str, *,
    language: str, zone: str, agent: str, now: datetime,
) -> SignedIn:  # fmt: skip
    """Makes the operator of an empty installation; the one-time code was printed on the machine itself."""
    if organisations.has_operator() or expected is None:
        raise Conflict(N_("This installation has an operator already."))
    if not hmac.compare_digest(code.strip().encode(), expected.encode()):
        raise Invalid({"code": N_("This is not the code that was printed when the product was started.")})
    check_password(password, mail)
    person = new_person(name, mail, language, zone, now)
    person.version = 1
    person.confirm(passwords.hashed(password))
    people.save_person(person)
    region = regions.region(REGION_OF_LANGUAGE[language])
    organisation = Organisation(
        id=new_id(), name=platform, kind="operator", region=region.key, time_zone=region.zone, created=now
    )
    organisations.add_organisation(organisation)
    publishing.organisation(organisation, now)
    add_member(organisation, person.id, ["operator"], now)
    audit.record(N_("First operator made"), organisation.id, person.id, now)
    return open_session(person, agent, now)


def make_link(person: str, purpose: str, now: datetime) -> str:
    """A new secret for a mailed link; only its digest is kept."""
    secret = new_secret()
    people.add_link(Link(digest(secret), person, purpose, expires=now + LINK_LIFE))
    return secret


def _use_link(secret: str, purpose: str, now: datetime) -> Person:
    link = people.link(secret)
    if link is None or not link.usable(purpose, now):
        raise Invalid({"link": BAD_LINK}, BAD_LINK)
    link.used = True
    people.save_link(link)
    return people.person(link.person)


@transactional
def confirm_address(secret: str, password: str, *, agent: str, now: datetime) -> SignedIn:
    """The mailed link proves the address and sets the password. Who owned the address before keeps the account:
    the new memberships move there, and the person signs in with the password that they have."""
    person = _use_link(secret, "confirm", now)
    owner = people.confirmed_owner(person.mail)
    if owner is not None and owner.id != person.id:
        _move_memberships(person, owner, now)
        return open_session(owner, agent, now)
    check_password(password, person.mail)
    person.confirm(passwords.hashed(password))
    people.save_person(person)
    audit.record(N_("Mail address confirmed"), person.id, person.id, now)
    return open_session(person, agent, now)


def _move_memberships(person: Person, owner: Person, now: datetime) -> None:
    for membership in organisations.memberships_of(person.id, ("active", "pending")):
        membership.end()
        organisations.save_membership(membership)
        publishing.membership(membership, now)
        moved = Membership(
            new_id(), owner.id, membership.organisation, "active", now, membership.roles, membership.programme
        )
        organisations.add_membership(moved)
        publishing.membership(moved, now)
    audit.record(N_("Accounts with the same address joined"), owner.id, person.id, now)


@transactional
def ask_for_reset(mail: str, now: datetime) -> None:
    """Answers the same and does the same work for known and unknown addresses: a job is added either way."""
    owner = people.confirmed_owner(mail)
    jobs.add("reset_mail", owner.id if owner else "", now)


@transactional
def reset_password(secret: str, password: str, *, agent: str, now: datetime) -> SignedIn:
    """A new password by mailed link; every other session ends."""
    person = _use_link(secret, "reset", now)
    check_password(password, person.mail)
    person.password = passwords.hashed(password)
    people.save_person(person)
    audit.record(N_("Password set anew"), person.id, person.id, now)
    return open_session(person, agent, now)
