"""Who calls: a short signed cookie for browsers, a personal access token as Bearer for programs. Never what they may.

Source of the claim rules: RFC 8725 (JWT best practices); accounts signs, everybody verifies with its public keys.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
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
SESSION, TOKEN = "session+jwt", "pat+jwt"
LIVES = {SESSION: timedelta(seconds=LIFE_SECONDS), TOKEN: timedelta(days=366)}
"""How long at most what the key signed last is good."""
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
RENEWAL = "/accounts/renew"


@dataclass(frozen=True)
class Claims:
    """``sign_in`` is the id of the session or token; ``auth_time`` when the password was given last.

    ``confirmed``: the person has shown that their mail address is theirs, as whoever holds an access token did.
    """

    person: str
    sign_in: str
    auth_time: datetime | None
    kind: str
    scopes: tuple[str, ...] = ()
    confirmed: bool = False


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
    confirmed = kind == TOKEN or claims.get("confirmed") is True
    return Claims(claims["sub"], claims["sid"], moment, kind, tuple(claims.get("scopes", ())), confirmed)


def register(app: Flask, settings: Settings, identify: Identify) -> None:
    @app.before_request
    def know_the_viewer() -> None:
        g.claims, g.viewer, g.expired = None, None, False
        claims = _from_request(request, settings)
        if claims is not None:
            viewer = identify(claims)
            g.viewer = replace(viewer, confirmed=claims.confirmed) if viewer is not None else None
            g.claims = claims if viewer is not None else None
        permission = _permission(app)
        allow(permission)
        if g.expired and permission is not None and permission.public and _is_page(request):
            raise Unauthenticated(
                N_("Sign in to go on.")
            )  # everybody's page, shown to who one is: renewed on the way


def _is_page(request: Request) -> bool:
    others = request.path == RENEWAL or request.endpoint == "static" or "/api/" in request.path
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
    claims = verify(text, SESSION, settings, clock.now())
    g.expired = claims is None
    return claims


def _permission(app: Flask) -> Permission | None:
    if request.endpoint is None:
        return None
    permission = getattr(app.view_functions[request.endpoint], "permission", None)
    if permission is None:
        raise RuntimeError(f"the route {request.endpoint} names no permission")
    return permission


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
