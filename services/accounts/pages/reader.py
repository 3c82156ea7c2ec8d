"""Who reads: accounts asks its own database, sets the cookies that all services read, and takes them back."""

from collections.abc import Sequence
from datetime import timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from flask import current_app, g, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from services.accounts.domain import visit
from services.accounts.domain.consent import edition_in_force
from services.accounts.domain.person import SESSION_LIFE, Session
from services.accounts.store import organisations, people
from services.accounts.usecases import consenting, second_factor, sessions, visiting
from services.accounts.usecases.starting import SignedIn
from shared import clock, directory, tokens
from shared.config import Settings
from shared.keys import Keeper
from shared.viewer import Viewer
from shared.web import identity, links
from shared.web.context import Organised
from shared.web.i18n import COOKIE, Preferences

PREFERENCES_LIFE = timedelta(days=365)
ORGANISATION = "organisation"
TERMS = "/accounts/terms"


def settings() -> Settings:
    found: Settings = current_app.config["SETTINGS"]
    return found


def channel_keeper() -> Keeper:
    """Of addresses and secrets of robots."""
    return Keeper.open(settings().keys_dir / settings().service, "channels")


def identify(claims: identity.Claims) -> Viewer | None:
    if claims.kind == identity.TASK:
        return visiting.viewer(claims.person, claims.sign_in, clock.now())
    return sessions.viewer(claims.person, claims.sign_in, claims.kind == identity.TOKEN, clock.now())


def organised(viewer: Viewer) -> Sequence[Organised]:
    found = organisations.organisations_by_id(viewer.organisations)
    return [
        Organised(one.id, one.name, one.kind, one.demo, directory.looked_at(one.passed) and not one.suspended)
        for one in found
    ]


def session_cookie() -> str:
    return "__Secure-session" if settings().secure else "session"


def visit_cookie() -> str:
    return "__Secure-visit" if settings().secure else "visit"


def agent() -> str:
    return request.user_agent.string


def address() -> str:
    """The range that the caller comes from, so that one household counts as one."""
    return range_of(request.remote_addr or "")


def range_of(text: str) -> str:
    """/24 of an IPv4 address, however it is written, /64 of an IPv6 address."""
    try:
        found = ip_address(text)
    except ValueError:
        return "unknown"
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else found
    return str(ip_network(f"{mapped}/24" if mapped else f"{found}/64", strict=False))


def signed_in(answer: BaseResponse, entry: SignedIn) -> BaseResponse:
    """Give the browser its two cookies: the long one for accounts alone, the short one for every service. An unfinished
    session gets the long one only. The session that it had before ends."""
    sessions.replace(request.cookies.get(session_cookie(), ""), entry.session, clock.now())
    if came := request.cookies.get(visit_cookie()):
        visiting.leave(came, clock.now())
        _forget(answer, visit_cookie(), "/accounts")
    life = int(SESSION_LIFE.total_seconds())
    answer.set_cookie(
        session_cookie(), entry.secret, max_age=life, path="/accounts", httponly=True, samesite="Lax",
        secure=settings().secure,
    )  # fmt: skip
    if entry.lacks:
        _forget(answer, identity.cookie_name(settings()), "/")
    else:
        identify_by(answer, entry.person, entry.session)
    remember(answer, entry.person)
    return answer


def session() -> Session | None:
    """The session that the reader is in, or is about to finish."""
    if g.viewer is not None and not by_token():
        return people.session(g.claims.sign_in)
    return second_factor.entering(request.cookies.get(session_cookie(), ""), clock.now())


def step_page(lacks: str, place: str) -> str:
    """Where whoever lacks the second step goes on; afterwards to ``place``."""
    page = "/accounts/sign-in/code" if lacks == "code" else "/accounts/security/second-step"
    return links.with_next(page, place)


def go_on_as(entry: SignedIn) -> None:
    """The rest of this answer is for who has just come in: its forms carry the new session's token."""
    g.claims = identity.Claims(entry.person, entry.session, clock.now(), identity.SESSION)
    g.viewer = identify(g.claims)


def factors() -> Keeper:
    return Keeper.open(settings().keys_dir / settings().service, "second-factors")


def identify_by(answer: BaseResponse, person: str, session_id: str) -> None:
    """The short token: who, by which session, for five minutes. Its cookie outlives it, so that it is renewed."""
    moment, found = clock.now(), people.session(session_id)
    claims = {
        "iss": settings().public_url, "aud": "shixun", "sub": person, "sid": session_id,
        "iat": int(moment.timestamp()), "exp": int(moment.timestamp()) + identity.LIFE_SECONDS,
        "auth_time": int(found.auth_time.timestamp()) if found else 0,
        "confirmed": people.person(person).mail_confirmed,
    }  # fmt: skip
    text = tokens.sign(tokens.service_key(settings()), identity.SESSION, claims)
    life = int(SESSION_LIFE.total_seconds())
    answer.set_cookie(
        identity.cookie_name(settings()), text, max_age=life, path="/", httponly=True, samesite="Lax",
        secure=settings().secure,
    )  # fmt: skip


def visiting_by(answer: BaseResponse, opened: visiting.Opened) -> BaseResponse:
    """Give the browser the two cookies of whoever came by a link to one task."""
    life = int(visit.LIFE.total_seconds())
    answer.set_cookie(
        visit_cookie(), opened.secret, max_age=life, path="/accounts", httponly=True, samesite="Lax",
        secure=settings().secure,
    )  # fmt: skip
    visit_by(answer, opened.visit)
    return answer


def visit_by(answer: BaseResponse, found: visit.Visit) -> None:
    """The short token of a kind of its own, which counts on the task's pages alone; renewed as the other is."""
    moment = int(clock.now().timestamp())
    until = min(moment + identity.LIFE_SECONDS, int(found.until.timestamp()))
    claims = {
        "iss": settings().public_url, "aud": "shixun", "sub": found.person, "sid": found.id,
        "iat": moment, "exp": until, "only": found.only(),
    }  # fmt: skip
    text = tokens.sign(tokens.service_key(settings()), identity.TASK, claims)
    answer.set_cookie(
        identity.cookie_name(settings()), text, max_age=int(visit.LIFE.total_seconds()), path="/",
        httponly=True, samesite="Lax", secure=settings().secure,
    )  # fmt: skip


def remember(answer: BaseResponse, person: str) -> None:
    found = people.person(person)
    set_preferences(answer, Preferences(found.language, found.theme, found.zone))


def edition() -> str:
    """Of the terms and the notice that are in force now."""
    return edition_in_force(settings().terms_version, clock.now().date())


def asked_first(place: str, person: str) -> str:
    """``place``, or before it the page of terms that the person has not accepted yet."""
    return links.with_next(TERMS, place) if consenting.asks_anew(person, edition()) else place


def by_token() -> bool:
    return bool(g.claims.kind == identity.TOKEN)


def administers(organisation_id: str) -> bool:
    return bool(g.viewer.operator or organisation_id in g.viewer.organisations_as(*organisations.ADMINS))


def confirms(organisation_id: str) -> bool:
    """Whether the reader confirms those who joined there by code."""
    return administers(organisation_id) or g.viewer.has("teacher", organisation_id)


def current_organisation() -> str | None:
    """The one chosen in the switcher, else the first by name: what home and lists begin with."""
    found = organised(g.viewer)
    chosen = request.cookies.get(ORGANISATION)
    if any(one.id == chosen for one in found):
        return chosen
    return found[0].id if found else None


def choose_organisation(answer: BaseResponse, organisation_id: str) -> None:
    life = int(PREFERENCES_LIFE.total_seconds())
    answer.set_cookie(
        ORGANISATION, organisation_id, max_age=life, httponly=True, samesite="Lax", secure=settings().secure
    )


def set_preferences(answer: BaseResponse, chosen: Preferences) -> None:
    life = int(PREFERENCES_LIFE.total_seconds())
    answer.set_cookie(COOKIE, chosen.cookie(), max_age=life, samesite="Lax", secure=settings().secure)


def signed_out(answer: BaseResponse) -> BaseResponse:
    _forget(answer, session_cookie(), "/accounts")
    _forget(answer, visit_cookie(), "/accounts")
    _forget(answer, identity.cookie_name(settings()), "/")
    return answer


def _forget(answer: BaseResponse, cookie: str, path: str) -> None:
    answer.delete_cookie(cookie, path=path, secure=settings().secure, httponly=True)


def token_text(token_id: str, scopes: list[str], expires: float) -> str:
    """A personal access token, signed; shown once."""
    claims = {
        "iss": settings().public_url, "aud": "shixun", "sub": g.viewer.person, "sid": token_id,
        "iat": int(clock.now().timestamp()), "exp": int(expires), "scopes": scopes,
    }  # fmt: skip
    return tokens.sign(tokens.service_key(settings()), identity.TOKEN, claims)


def see_other(place: str) -> BaseResponse:
    return redirect(place, 303)
