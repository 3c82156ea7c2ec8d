"""Signing in and out, the password once more, the end of programs' tokens, and who somebody is for accounts itself."""

import dataclasses
from datetime import datetime

from services.accounts import passwords
from services.accounts.domain.organisation import Membership
from services.accounts.domain.person import AccessToken, Person, Session, check_password
from services.accounts.domain.second_factor import counted, missing_step
from services.accounts.domain.visit import PURPOSE, Visit
from services.accounts.store import access, audit, organisations, people, visits
from services.accounts.usecases import throttling
from services.accounts.usecases.starting import SignedIn, open_session
from shared import merged
from shared.errors import Forbidden, Invalid, NotFound
from shared.events import accounts as events
from shared.messages import N_
from shared.messaging import outbox
from shared.mongo import transactional
from shared.viewer import Viewer

WRONG = N_("The address or the password is not right.")
SUSPENDED = N_("This account is suspended. Ask the operator of the platform.")
NOT_YOURS = N_("This is not your password.")


def sign_in(mail: str, password: str, address: str, *, agent: str, now: datetime) -> SignedIn:
    """The same answer and the same work whether the address is unknown or the password wrong."""
    throttling.entrance("sign-in", mail, address, now)
    owner = people.confirmed_owner(mail)
    if not passwords.matches(owner.password if owner else None, password) or owner is None:
        raise Invalid({"password": WRONG}, WRONG)
    if owner.suspended:
        raise Forbidden(SUSPENDED)
    return open_by_password(owner.id, agent, now)


@transactional
def open_by_password(person_id: str, agent: str, now: datetime) -> SignedIn:
    audit.record(N_("Signed in"), person_id, person_id, now)
    return open_session(people.person(person_id), agent, now)


@transactional
def replace(secret: str, by: str, now: datetime) -> None:
    """The session that the browser had before it was signed in anew ends: nobody goes on with it."""
    session = people.session_of(secret)
    if session is not None and session.id != by:
        end(session, session.person, now)


def renewed(secret: str, now: datetime) -> Session | None:
    """The session of the long cookie if it lives and its person is not suspended: asked of the database each time."""
    session = people.session_of(secret)
    if session is None or not session.alive(now) or people.person(session.person).suspended:
        return None
    session.come_back(now)
    people.see_session(session)
    return session


def prove_again(session_id: str, password: str, now: datetime) -> None:
    """The password once more, before a signature or another act that needs a fresh sign-in."""
    session = people.session(session_id)
    if session is None:
        raise NotFound(N_("There is no such session."))
    prove(people.person(session.person), password, now)
    _freshen(session_id, now)


def prove(person: Person, password: str, now: datetime) -> None:
    """Raises Invalid, or TooMany, unless it is the person's password."""
    throttling.proof(person.id, now)
    if not passwords.matches(person.password, password):
        raise Invalid({"password": NOT_YOURS})


@transactional
def _freshen(session_id: str, now: datetime) -> None:
    session = people.session(session_id)
    if session is not None:
        session.auth_time = now
        people.save_session(session)


def is_fresh(session_id: str, now: datetime) -> bool:
    session = people.session(session_id)
    return session is not None and session.fresh(now)


def living(viewer: Viewer, now: datetime) -> list[Session]:
    """The viewer's own, newest first, without those that never got further than the password."""
    second_factor = people.has_second_factor(viewer.person)
    return [one for one in people.sessions(viewer) if one.alive(now) and (one.proven or not second_factor)]


@transactional
def sign_out(session_id: str, viewer: Viewer, now: datetime) -> None:
    """End one of the viewer's sessions, here and, by event, in every service."""
    session = people.session(session_id)
    if session is None or session.person != viewer.person:
        raise NotFound(N_("There is no such session."))
    end(session, viewer.person, now)


def end(session: Session, by: str, now: datetime) -> None:
    """In the transaction of its reason."""
    if not session.ended:
        session.ended = True
        people.save_session(session)
        outbox.append(events.SessionEnded(session=session.id, person=session.person), now)
        audit.record(N_("Signed out"), session.person, by, now)


@transactional
def end_all(person: str, by: str, now: datetime, *, tokens: bool = False) -> None:
    """End the person's sessions, what mailed links to tasks opened, and their access tokens too."""
    for session in people.living_sessions(person):
        end(session, by, now)
    for token in people.tokens_of(person) if tokens else []:
        _revoke(token, by, now)
    end_visits(person, now)


def end_visits(person: str, now: datetime) -> None:
    """Mailed links to single tasks open nothing any more; who came by one goes. In the transaction of its reason."""
    people.use_up_links(person, PURPOSE)
    for visit in visits.of_person(person):
        end_visit(visit, now)


def end_visit(visit: Visit, now: datetime) -> None:
    """Here and, by event, in every service."""
    if not visit.ended:
        visit.ended = True
        visits.save(visit)
        outbox.append(events.SessionEnded(session=visit.id, person=visit.person), now)


def change_password(
    session_id: str, old: str, new: str, viewer: Viewer, *, agent: str, now: datetime
) -> SignedIn:
    """Every session ends, and so does every mailed link that would set another password; a new session begins."""
    person = people.person(viewer.person)
    try:
        prove(person, old, now)
    except Invalid as error:
        raise Invalid({"password": NOT_YOURS}) from error
    try:
        check_password(new, person.mail)
    except Invalid as error:
        raise Invalid({"new_password": error.errors["password"]}) from error
    return _set_password(session_id, passwords.hashed(new), viewer, agent, now)


@transactional
def _set_password(session_id: str, password: str, viewer: Viewer, agent: str, now: datetime) -> SignedIn:
    person, session = people.person(viewer.person), people.session(session_id)
    person.password = password
    people.save_person(person)
    people.use_up_links(person.id, "reset")
    end_all(person.id, person.id, now)
    audit.record(N_("Password changed"), person.id, person.id, now)
    return open_session(person, agent, now, proven=session is not None and session.proven)


@transactional
def revoke_token(token_id: str, viewer: Viewer, now: datetime) -> None:
    _revoke(people.token(token_id, viewer), viewer.person, now)


def _revoke(token: AccessToken, by: str, now: datetime) -> None:
    if not token.revoked:
        token.revoked = True
        people.save_token(token)
        outbox.append(events.TokenRevoked(token=token.id, person=token.person), now)
        audit.record(N_("Access token revoked"), token.person, by, now, token=token.id)


def viewer(person_id: str, sign_in_id: str, by_token: bool, now: datetime) -> Viewer | None:
    """Who somebody is for accounts itself: asked of its own database, so that what ended has ended at once."""
    person = people.standing(person_id)
    if person is None or person.suspended:
        return None
    memberships = organisations.memberships_of(person_id)
    if by_token:
        if people.token_is_revoked(sign_in_id):
            return None
    elif not _finished(sign_in_id, person, [role for one in memberships for role in one.roles], now):
        return None
    roles, former = _roles(memberships, person.second_factor)
    who = Viewer(person_id, roles, former=former)
    return dataclasses.replace(who, looks_at=access.looked_at(person_id, now)) if who.operator else who


def apart_from_sessions(person_id: str) -> Viewer | None:
    """Who somebody is while nobody acts: for what is written to them."""
    person = people.standing(person_id)
    if person is None or person.suspended:
        return None
    roles, former = _roles(organisations.memberships_of(person_id), person.second_factor)
    return Viewer(person_id, roles, former=former)


def _finished(session_id: str, person: people.Standing, roles: list[str], now: datetime) -> bool:
    session = people.session(session_id)
    if session is None or not session.alive(now):
        return False
    return not missing_step(roles, person.second_factor, session.proven, person.mail_confirmed)


def _roles(
    memberships: list[Membership], second_factor: bool
) -> tuple[dict[str, frozenset[str]], frozenset[str]]:
    """By organisation, under all its ids, and which of these only lead to another. Of suspended organisations none, and
    those roles that need a second step only with it."""
    leads = merged.currents(one.organisation for one in memberships)
    closed = {one.id for one in organisations.organisations_by_id(leads) if one.suspended}
    roles: dict[str, frozenset[str]] = {}
    for membership in memberships:
        name = leads[membership.organisation]
        if name not in closed:
            roles[name] = roles.get(name, frozenset()) | frozenset(counted(membership.roles, second_factor))
    return merged.under_all_names(roles)
