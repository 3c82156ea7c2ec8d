"""Who calls: a short signed cookie for browsers, a personal access token as Bearer for programs. Never what they may.

A third kind is what a mailed link to one task gives: it names the only pages on which its bearer is anybody.

Source of the claim rules: RFC 8725 (JWT best practices); accounts signs, everybody verifies with its public keys.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask, Request, g, request

from shared import clock, tokens
from shared.config import Settings
from shared.errors import Forbidden, Unauthenticated
from shared.messages import N_
from shared.permissions import Permission
from shared.viewer import Viewer

LIFE_SECONDS = 300
SESSION, TOKEN, TASK = "session+jwt", "pat+jwt", "task+jwt"
LIVES = {
    SESSION: timedelta(seconds=LIFE_SECONDS),
    TASK: timedelta(seconds=LIFE_SECONDS),
    TOKEN: timedelta(days=366),
}
"""How long at most what the key signed last is good."""
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
RENEWAL = "/accounts/renew"
DONE = "/accounts/task/done"
LEAD_ON = ("static", "away.read_as_nobody")
"""Endpoints that are asked for by whoever has no identity yet: renewing it first would lead in a circle."""
NOBODY = "nobody"
"""The cookie of a browser whose short token is over while nobody can renew it: what is everybody's is shown as such."""


@dataclass(frozen=True)
class Claims:
    """``sign_in`` is the id of the session or token; ``auth_time`` when the password was given last.

    ``confirmed``: the person has shown that their mail address is theirs, as whoever holds an access token did.
    ``pages``, ``only``: of a mailed link to one task, where it counts (under what ends in "/" everything) and for what.
    """

    person: str
    sign_in: str
    auth_time: datetime | None
    kind: str
    scopes: tuple[str, ...] = ()
    confirmed: bool = False
    pages: tuple[str, ...] = ()
    only: Mapping[str, str] = field(default_factory=dict)

    def counts_on(self, path: str) -> bool:
        return self.kind != TASK or any(
            path == page or (page.endswith("/") and path.startswith(page)) for page in self.pages
        )


Identify = Callable[[Claims], Viewer | None]


def cookie_name(settings: Settings) -> str:
    return "__Host-shixun" if settings.secure else "shixun"


def verify(text: str, kind: str, settings: Settings, now: datetime) -> Claims | None:
    """The claims of a token of that kind by accounts' key, for this issuer and audience and not expired; else None."""
    claims = tokens.verify(settings, "accounts", kind, text, retired_after=now - LIVES[kind])
    fits = (
        claims is not None
        and claims.get("iss") == settings.public_url
        and claims.get("aud") == "shixun"
        and isinstance(claims.get("exp"), int)
        and claims["exp"] > now.timestamp()
        and isinstance(claims.get("sub"), str)
        and isinstance(claims.get("sid"), str)
    )
    return _claims(claims, kind) if claims is not None and fits else None


def _claims(claims: dict[str, Any], kind: str) -> Claims:
    seconds = claims.get("auth_time")
    moment = datetime.fromtimestamp(seconds, UTC) if isinstance(seconds, int) else None
    confirmed = kind in (TOKEN, TASK) or claims.get("confirmed") is True
    found = Claims(claims["sub"], claims["sid"], moment, kind, tuple(claims.get("scopes", ())), confirmed)
    if kind != TASK:
        return found
    only = {name: claims["only"][name] for name in ("team", "milestone")}
    return replace(found, pages=tuple(claims["only"]["pages"]), only=only)


def register(app: Flask, settings: Settings, identify: Identify) -> None:
    @app.before_request
    def know_the_viewer() -> None:
        g.claims, g.viewer, g.expired = None, None, False
        claims = _from_request(request, settings)
        if claims is not None:
            viewer = identify(claims)
            g.viewer = (
                replace(viewer, confirmed=claims.confirmed, only=claims.only) if viewer is not None else None
            )
            g.claims = claims if viewer is not None else None
        permission = _permission(app)
        allow(permission)
        everybodys = permission is not None and permission.public and _is_page(request)
        if g.expired and everybodys and NOBODY not in request.cookies:
            raise Unauthenticated(
                N_("Sign in to go on.")
            )  # everybody's page, shown to who one is: renewed on the way


def _is_page(request: Request) -> bool:
    others = request.path == RENEWAL or request.endpoint in LEAD_ON or "/api/" in request.path
    return request.method == "GET" and not others


def _from_request(request: Request, settings: Settings) -> Claims | None:
    header = request.headers.get("Authorization", "")
    if header:
        scheme, _, text = header.partition(" ")
        claims = verify(text.strip(), TOKEN, settings, clock.now()) if scheme.lower() == "bearer" else None
        if claims is None:
            raise Unauthenticated(N_("The access token is not valid, or no longer."))
        return claims
    text = request.cookies.get(cookie_name(settings), "")
    if not text:
        return None
    now = clock.now()
    claims = verify(text, SESSION, settings, now) or verify(text, TASK, settings, now)
    g.expired = claims is None
    return claims if claims is not None and claims.counts_on(request.path) else None


def _permission(app: Flask) -> Permission | None:
    if request.endpoint is None:
        return None
    permission = getattr(app.view_functions[request.endpoint], "permission", None)
    if permission is None:
        raise RuntimeError(f"the route {request.endpoint} names no permission")
    return permission


def onwards(place: str) -> str:
    """``place``; for whoever came by a link to one task the page that says it is done: no other is open to them."""
    return DONE if g.viewer.only else place


def allow(permission: Permission | None) -> None:
    """Raises Unauthenticated or Forbidden unless the caller may use a route of this permission."""
    if permission is None:
        return
    claims = g.claims
    if (
        claims is not None
        and claims.kind == TOKEN
        and request.method not in SAFE
        and "write" not in claims.scopes
    ):
        raise Forbidden(N_("This access token may only read."))
    if permission.allows(g.viewer):
        return
    if g.viewer is None:
        raise Unauthenticated(N_("Sign in to go on."))
    raise Forbidden(N_("Your roles do not include this. Ask an administrator of your organisation."))
