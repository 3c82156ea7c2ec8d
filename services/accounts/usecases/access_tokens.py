"""A program's way in is made: it outlives the session, so a session alone does not make one."""

from collections.abc import Sequence
from datetime import datetime

from services.accounts.domain.person import SCOPES, TOKEN_LIFE, AccessToken
from services.accounts.store import audit, people
from services.accounts.usecases import sessions
from shared.errors import Conflict, Invalid
from shared.ids import new_id
from shared.messages import N_
from shared.mongo import transactional
from shared.viewer import Viewer

AGAIN = N_("Give your password again: you last gave it more than 15 minutes ago.")


def make(
    name: str, scopes: Sequence[str], password: str, session_id: str, viewer: Viewer, now: datetime
) -> AccessToken:
    """``password``: asked for where it was not given in the last 15 minutes, else not looked at. Whoever sits down at a
    browser left open, or took its session, makes no way in that is good for a year.

    Raises Invalid by field, Conflict while the mail address is not confirmed, TooMany.
    """
    if not scopes or not set(scopes) <= set(SCOPES):
        raise Invalid({"scopes": N_("Choose read, write, or both.")})
    if not people.person(viewer.person).mail_confirmed:
        raise Conflict(N_("Confirm your mail address first: the link is in your mail."))
    if not sessions.is_fresh(session_id, now):
        if not password:
            raise Invalid({"password": AGAIN})
        sessions.prove_again(session_id, password, now)
    return _made(name, scopes, viewer, now)


@transactional
def _made(name: str, scopes: Sequence[str], viewer: Viewer, now: datetime) -> AccessToken:
    token = AccessToken(
        new_id(), viewer.person, name, created=now, expires=now + TOKEN_LIFE, scopes=sorted(set(scopes))
    )
    people.add_token(token)
    audit.record(N_("Access token made"), viewer.person, viewer.person, now, token=token.id)
    return token
