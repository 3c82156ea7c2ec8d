"""Signing in and out, the short token that every service reads, programs' tokens, suspension."""

from datetime import datetime, timedelta

from services.accounts import passwords
from services.accounts.domain.person import FRESH, SCOPES, TOKEN_LIFE, AccessToken, Person, Session
from services.accounts.store import audit, organisations, people
from services.accounts.usecases import publishing
from services.accounts.usecases.starting import SignedIn, open_session
from shared import mongo
from shared.errors import Forbidden, Invalid, NotFound
from shared.events import accounts as events
from shared.ids import new_id
from shared.messages import N_
from shared.messaging import outbox
from shared.mongo import transactional
from shared.viewer import Viewer

WRONG = N_("The address or the password is not right.")
WINDOW = timedelta(minutes=15)
PER_ACCOUNT, PER_ADDRESS, EVERYBODY = 20, 60, 3000


def sign_in(mail: str, password: str, address: str, *, agent: str, now: datetime) -> SignedIn:
    """The same answer and the same work whether the address is unknown or the password wrong."""
    audit.throttle(f"sign-in:{mail}:{address}", PER_ACCOUNT, WINDOW, now)
    audit.throttle(f"sign-in:{address}", PER_ADDRESS, WINDOW, now)
    audit.throttle("sign-in", EVERYBODY, WINDOW, now)
    owner = people.confirmed_owner(mail)
    if not passwords.matches(owner.password if owner else None, password) or owner is None or owner.suspended:
        raise Invalid({"password": WRONG}, WRONG)
    return _open(owner, agent, now)


@transactional
def _open(person: Person, agent: str, now: datetime) -> SignedIn:
    audit.record(N_("Signed in"), person.id, person.id, now)
    return open_session(person, agent, now)


def renewed(secret: str, now: datetime) -> Session | None:
    """The session of the long cookie if it lives and its person is not suspended: asked of the database each time."""
    session = people.session_of(secret)
    if session is None or not session.alive(now) or people.person(session.person).suspended:
        return None
    people.see_session(session.id, now)
    return session


@transactional
def prove_again(session_id: str, password: str, now: datetime) -> None:
    """The password once more, before a signature or another act that needs a fresh sign-in."""
    session = people.session(session_id)
    if session is None:
        raise NotFound("There is no such session.")
    if not passwords.matches(people.person(session.person).password, password):
        raise Invalid({"password": N_("This is not your password.")})
    session.auth_time = now
    people.save_session(session)


def is_fresh(session_id: str, now: datetime) -> bool:
    session = people.session(session_id)
    return session is not None and now - session.auth_time < FRESH


@transactional
def sign_out(session_id: str, viewer: Viewer, now: datetime) -> None:
    """End one of the viewer's sessions, here and, by event, in every service."""
    session = people.session(session_id)
    if session is None or session.person != viewer.person:
        raise NotFound("There is no such session.")
    if not session.ended:
        session.ended = True
        people.save_session(session)
        outbox.append(events.SessionEnded(session=session.id, person=session.person), now)
        audit.record(N_("Signed out"), session.person, viewer.person, now)


@transactional
def sign_out_everywhere(viewer: Viewer, now: datetime) -> None:
    for session in people.sessions(viewer):
        sign_out(session.id, viewer, now)


@transactional
def make_token(name: str, scopes: list[str], viewer: Viewer, now: datetime) -> AccessToken:
    if not scopes or not set(scopes) <= set(SCOPES):
        raise Invalid({"scopes": N_("Choose read, write, or both.")})
    token = AccessToken(
        new_id(), viewer.person, name, created=now, expires=now + TOKEN_LIFE, scopes=sorted(scopes)
    )
    people.add_token(token)
    audit.record(N_("Access token made"), viewer.person, viewer.person, now, token=token.id)
    return token


@transactional
def revoke_token(token_id: str, viewer: Viewer, now: datetime) -> None:
    token = people.token(token_id, viewer)
    if not token.revoked:
        token.revoked = True
        people.save_token(token)
        outbox.append(events.TokenRevoked(token=token.id, person=token.person), now)
        audit.record(N_("Access token revoked"), viewer.person, viewer.person, now, token=token.id)


@transactional
def change_standing(person_id: str, suspended: bool, reason: str, viewer: Viewer, now: datetime) -> None:
    """An operator suspends an account, or lifts it; every service obeys by the event."""
    person = people.person(person_id)
    if person.id == viewer.person:
        raise Forbidden(N_("Nobody suspends themselves."))
    if person.suspended == suspended:
        return
    person.suspended = suspended
    people.save_person(person)
    outbox.append(events.StandingChanged(person=person.id, suspended=suspended), now)
    act = N_("Account suspended") if suspended else N_("Suspension lifted")
    audit.record(act, person.id, viewer.person, now, reason=reason)


@transactional
def change_settings(
    viewer: Viewer, changes: dict[str, str], expected_version: int | None, now: datetime
) -> Person:
    """Name, name in Latin letters, language, zone, theme of the viewer's own account."""
    person = people.person(viewer.person)
    mongo.expect_version(person, expected_version)
    for name, value in changes.items():
        setattr(person, name, value)
    people.save_person(person)
    publishing.person(person, now)
    return people.person(person.id)


def viewer(person_id: str, sign_in_id: str, by_token: bool, now: datetime) -> Viewer | None:
    """Who somebody is for accounts itself: asked of its own database, so that what ended has ended at once."""
    if by_token:
        gone = people.token_is_revoked(sign_in_id)
    else:
        session = people.session(sign_in_id)
        gone = session is None or not session.alive(now)
    if gone or people.person(person_id).suspended:
        return None
    memberships = organisations.memberships_of(person_id)
    closed = {
        one.id
        for one in organisations.organisations_by_id([m.organisation for m in memberships])
        if one.suspended
    }
    roles: dict[str, frozenset[str]] = {}
    for membership in memberships:
        if membership.organisation not in closed:
            held = roles.get(membership.organisation, frozenset())
            roles[membership.organisation] = held | frozenset(membership.roles)
    return Viewer(person_id, roles)
