"""The second step of signing in: set up, given at sign-in, set up anew, switched off.

A session of somebody who lacks it is *unfinished*: it opens these pages alone, and identifies nobody elsewhere.
``at`` is the time of other people's clocks, by which a phone makes its codes; ``now`` is the product's.
"""

from dataclasses import dataclass
from datetime import datetime

from services.accounts import totp
from services.accounts.domain.person import Person, Session
from services.accounts.domain.second_factor import GUARDED, WRONG_CODE, SecondFactor, missing_step
from services.accounts.store import audit, organisations, people, second_factors
from services.accounts.usecases import publishing, sessions, throttling
from services.accounts.usecases.starting import SignedIn, open_session
from shared.errors import Conflict, Forbidden, Invalid, Unauthenticated
from shared.keys import Keeper
from shared.messages import N_
from shared.messaging import jobs
from shared.mongo import transactional

SIGN_IN = N_("Sign in to go on.")


@dataclass(frozen=True)
class Offer:
    """A new secret as it is shown: typed or scanned into an authenticator, and proven by its first code."""

    secret: str
    address: str


def lacks(session: Session) -> str:
    """What this session still lacks: "code", "set-up", or nothing."""
    person = people.person(session.person)
    roles = organisations.roles_anywhere(person.id)
    return missing_step(roles, person.second_factor, session.proven, person.mail_confirmed)


def entering(secret: str, now: datetime) -> Session | None:
    """The session of the long cookie while it may still be finished: 15 minutes from the password."""
    session = people.session_of(secret)
    if session is None or not session.alive(now) or not session.fresh(now):
        return None
    return None if people.is_suspended(session.person) else session


def begin(session_id: str, password: str, code: str, keeper: Keeper, now: datetime, at: datetime) -> Offer:
    """Offer a new secret. A session alone is not enough: the password where it was not given a moment ago, and where
    a second step is in force the password and a code, so that whoever stole a session changes nothing."""
    person, session = _settling(session_id)
    if not person.mail_confirmed or person.password is None:
        raise Conflict(N_("Confirm your mail address first: the link is in your mail."))
    if person.second_factor or not session.fresh(now):
        sessions.prove(person, password, now)
    if person.second_factor:
        throttling.code(person.id, now)
    return _offered(session.id, code, keeper, now, at)


@transactional
def _offered(session_id: str, code: str, keeper: Keeper, now: datetime, at: datetime) -> Offer:
    person, _ = _settling(session_id)
    factor = second_factors.factor(person.id) or SecondFactor(person.id)
    if person.second_factor:
        _use(factor, code, keeper, at, now)
    secret = totp.new_secret()
    factor.offer(keeper.wrap(person.id, secret.encode()), session_id, now)
    second_factors.save_factor(factor)
    return Offer(secret, totp.address(secret, person.mail or person.name))


def offered(session_id: str, keeper: Keeper, now: datetime) -> Offer | None:
    """The secret that waits to be proven, for its page."""
    try:
        person, _ = _settling(session_id)
        factor = second_factors.factor(person.id)
        sealed = factor.open_offer(session_id, now) if factor else None
    except (Conflict, Unauthenticated):
        return None
    if sealed is None:
        return None
    secret = keeper.unwrap(sealed).decode()
    return Offer(secret, totp.address(secret, person.mail or person.name))


def confirm(
    session_id: str, code: str, keeper: Keeper, *, agent: str, now: datetime, at: datetime
) -> tuple[SignedIn, list[str]]:
    """The first code puts it in force. Every session ends; the new one and the recovery codes are the answer's."""
    throttling.code(_settling(session_id)[0].id, now)
    return _confirmed(session_id, code, keeper, agent, now, at)


@transactional
def _confirmed(
    session_id: str, code: str, keeper: Keeper, agent: str, now: datetime, at: datetime
) -> tuple[SignedIn, list[str]]:
    person, _ = _settling(session_id)
    factor = second_factors.factor(person.id)
    if factor is None:
        raise Conflict(N_("This took longer than 15 minutes. Begin once more."))
    step = totp.step_of(keeper.unwrap(factor.open_offer(session_id, now)).decode(), code, at)
    if step is None:
        raise Invalid({"code": WRONG_CODE})
    codes = totp.new_recovery_codes()
    factor.put_in_force(step, [totp.recovery_digest(person.id, one) for one in codes], now)
    second_factors.save_factor(factor)
    audit.record(N_("Second step set up"), person.id, person.id, now)
    return _changed(person, True, agent, now), codes


def finish(
    session_id: str, code: str, keeper: Keeper, *, agent: str, now: datetime, at: datetime
) -> SignedIn:
    """The code of the authenticator, or a recovery code, at sign-in; the session's id changes with it."""
    throttling.code(_who(session_id)[0].id, now)
    return _finished(session_id, code, keeper, agent, now, at)


@transactional
def _finished(
    session_id: str, code: str, keeper: Keeper, agent: str, now: datetime, at: datetime
) -> SignedIn:
    person, session = _who(session_id)
    factor = second_factors.factor(person.id)
    if factor is None or not person.second_factor:
        raise Conflict(N_("No second step is set up for this account."))
    _use(factor, code, keeper, at, now)
    second_factors.save_factor(factor)
    session.ended = True  # told to nobody: an unfinished session identified nobody
    people.save_session(session)
    return open_session(person, agent, now, proven=True)


def switch_off(
    session_id: str, password: str, code: str, keeper: Keeper, *, agent: str, now: datetime, at: datetime
) -> SignedIn:
    """By password and code, and only where no role needs it."""
    person, _ = _who(session_id)
    sessions.prove(person, password, now)
    throttling.code(person.id, now)
    return _switched_off(session_id, code, keeper, agent, now, at)


@transactional
def _switched_off(
    session_id: str, code: str, keeper: Keeper, agent: str, now: datetime, at: datetime
) -> SignedIn:
    person, _ = _who(session_id)
    factor = second_factors.factor(person.id)
    if factor is None or not person.second_factor:
        raise Conflict(N_("No second step is set up for this account."))
    if GUARDED & organisations.roles_anywhere(person.id):
        raise Conflict(N_("Your role needs the second step. You can set it up anew, not switch it off."))
    _use(factor, code, keeper, at, now)
    second_factors.delete_factor(person.id)
    audit.record(N_("Second step switched off"), person.id, person.id, now)
    return _changed(person, False, agent, now)


@transactional
def take_away(person_id: str, reason: str, by: str | None, now: datetime) -> None:
    """For somebody who lost phone and recovery codes: an operator, or whoever runs the machine (``by`` None).

    Everybody signed in with the account is out, roles that need a second step wait again, and the person is told.
    """
    if by == person_id:
        raise Forbidden(N_("Nobody takes away their own second step. Set it up anew instead."))
    person = people.person(person_id)
    if not person.second_factor:
        raise Conflict(N_("No second step is set up for this account."))
    second_factors.delete_factor(person.id)
    _put(person, False, now)
    jobs.add("second_step_gone_mail", person.id, now)
    audit.record(
        N_("Second step taken away: %(reason)s"), person.id, by, now, to=person.id, operator=True,
        said={"reason": reason},
    )  # fmt: skip


def recovery_left(person_id: str) -> int:
    factor = second_factors.factor(person_id)
    return len(factor.recovery) if factor else 0


def _who(session_id: str) -> tuple[Person, Session]:
    session = people.session(session_id)
    if session is None or session.ended:
        raise Unauthenticated(SIGN_IN)
    return people.person(session.person), session


def _settling(session_id: str) -> tuple[Person, Session]:
    """Who sets it up, the first time or anew: a password alone never replaces a second step that is in force."""
    person, session = _who(session_id)
    if person.second_factor and not session.proven:
        raise Unauthenticated(SIGN_IN)
    return person, session


def _use(factor: SecondFactor, code: str, keeper: Keeper, at: datetime, now: datetime) -> None:
    """One use of the code given: of the authenticator, else of the recovery codes. Raises Invalid."""
    if factor.use_recovery(totp.recovery_digest(factor.id, code)):
        audit.record(N_("Recovery code used"), factor.id, factor.id, now)
    else:
        factor.use_step(totp.step_of(keeper.unwrap(factor.sealed).decode(), code, at))


def _changed(person: Person, second_factor: bool, agent: str, now: datetime) -> SignedIn:
    _put(person, second_factor, now)
    return open_session(person, agent, now, proven=second_factor)


def _put(person: Person, second_factor: bool, now: datetime) -> None:
    """Roles that wait for it count from now on, or wait, in every service; nobody goes on with an earlier session."""
    person.second_factor = second_factor
    people.save_person(person)
    for membership in organisations.memberships_of(person.id):
        if GUARDED & set(membership.roles):
            publishing.membership(membership, now)
    sessions.end_all(person.id, person.id, now)
