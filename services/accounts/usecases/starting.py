"""Coming in: a company with three fields, the first operator of an empty installation."""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from services.accounts import passwords, regions
from services.accounts.domain.organisation import Membership, Organisation
from services.accounts.domain.person import Person, Session, check_password
from services.accounts.domain.second_factor import missing_step
from services.accounts.store import audit, organisations, people
from services.accounts.usecases import consenting, publishing, throttling
from shared.errors import Conflict, Invalid
from shared.ids import digest, new_id, new_secret
from shared.messages import N_
from shared.messaging import jobs
from shared.mongo import transactional

REGION_OF_LANGUAGE = {"zh-Hans": "cn", "zh-Hant": "tw", "en": "ie"}
"""A first guess, which the organisation's page lets one change; three fields are all that a start asks."""


@dataclass(frozen=True)
class SignedIn:
    """``secret`` goes into the long cookie and is shown nowhere else. ``lacks``: "code" or "set-up" while the session
    is unfinished, since the second step is missing."""

    person: str
    session: str
    secret: str
    organisation: str | None = None
    lacks: str = ""


def new_person(name: str, mail: str, language: str, zone: str, now: datetime) -> Person:
    """``zone``: their organisation's, until they choose another one: what a browser remembers is of whoever signed in
    there before."""
    person = Person(id=new_id(), name=name, mail=mail, language=language, zone=zone, created=now)
    people.add_person(person)
    publishing.person(person, now)
    return person


def open_session(person: Person, agent: str, now: datetime, *, proven: bool = False) -> SignedIn:
    """``proven``: the second step was given too."""
    secret, session_id = new_secret(), new_id()
    people.add_session(
        Session(
            session_id,
            person.id,
            digest(secret),
            auth_time=now,
            seen=now,
            agent=agent[:200],
            proven=proven,
            before=people.last_seen(person.id),
        )
    )
    roles = organisations.roles_anywhere(person.id)
    lacks = missing_step(roles, person.second_factor, proven, person.mail_confirmed)
    return SignedIn(person.id, session_id, secret, lacks=lacks)


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
        by=facts.get("by"),
        school_class=facts.get("school_class", ""),
        number=facts.get("number", ""),
    )
    organisations.add_membership(membership)
    publishing.membership(membership, now)
    return membership


def sign_up(
    name: str, mail: str, company: str, *, language: str, address: str, agent: str, edition: str,
    now: datetime,
) -> SignedIn:  # fmt: skip
    """A company in three fields. The address is not the person's before the mailed link was opened, so that the
    answer is the same whoever owns it."""
    throttling.entrance("sign-up", mail, address, now)
    return _begun(name, mail, company, language, agent, edition, now)


@transactional
def _begun(
    name: str, mail: str, company: str, language: str, agent: str, edition: str, now: datetime
) -> SignedIn:
    organisation = _organisation(company, "company", language, now)
    person = new_person(name, mail, language, organisation.time_zone, now)
    consenting.accept(person.id, edition, language, now)
    add_member(organisation, person.id, ["company_admin", "mentor"], now)
    audit.record(N_("Organisation created"), organisation.id, person.id, now)
    jobs.add("confirmation_mail", person.id, now)
    signed_in = open_session(person, agent, now)
    return SignedIn(signed_in.person, signed_in.session, signed_in.secret, organisation.id)


def _organisation(
    name: str, kind: str, language: str, now: datetime, region_key: str = "", **facts: str
) -> Organisation:
    region = regions.region(region_key or REGION_OF_LANGUAGE[language])
    organisation = Organisation(
        id=new_id(), name=name, kind=kind, region=region.key, time_zone=region.zone, created=now
    )
    organisation.describe(dict(facts))
    organisations.add_organisation(organisation)
    publishing.organisation(organisation, now)
    return organisation


def first_operator(
    code: str, expected: str | None, name: str, mail: str, password: str, platform: str, *,
    language: str, agent: str, edition: str, now: datetime, region: str = "", **on_pages: str,
) -> SignedIn:  # fmt: skip
    """Makes the operator of an empty installation; the one-time code was printed on the machine itself. ``on_pages``:
    contact, website and legal line of the organisation, as far as they are given at once."""
    check_first(code, expected)
    check_password(password, mail)
    run_by = partial(_organisation, platform, "operator", language, now, region, **on_pages)
    return _first(name, mail, passwords.hashed(password), run_by, language, agent, edition, now)


def check_first(code: str, expected: str | None) -> None:
    """Raises Conflict where the installation is not empty any more, Invalid for another code than the printed one."""
    if organisations.has_operator() or expected is None:
        raise Conflict(N_("This installation has an operator already."))
    if not hmac.compare_digest(code.strip().encode(), expected.encode()):
        raise Invalid({"code": N_("This is not the code that was printed when the product was started.")})


@transactional
def _first(
    name: str, mail: str, password: str, run_by: Callable[[], Organisation], language: str, agent: str,
    edition: str, now: datetime,
) -> SignedIn:  # fmt: skip
    organisations.claim_installation(now)
    organisation = run_by()
    person = new_person(name, mail, language, organisation.time_zone, now)
    consenting.accept(person.id, edition, language, now)
    person.version = 1
    person.confirm(password)
    people.save_person(person)
    add_member(organisation, person.id, ["operator"], now)
    audit.record(N_("First operator made"), organisation.id, person.id, now)
    return open_session(person, agent, now)
