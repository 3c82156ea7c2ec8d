"""Against forged requests: a token bound to the session in every form, the sender's origin on every unsafe method."""

import hmac
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from flask import Flask, Response, g, request

from shared import keychain, secretfiles
from shared.config import Settings
from shared.errors import DomainError, Forbidden
from shared.keychain import Key, Purpose
from shared.messages import N_
from shared.web.identity import SAFE, TOKEN

View = TypeVar("View", bound=Callable[..., Any])

FORMS = "forms"
OLD_FORMS = timedelta(days=7)
"""How long what was made with a secret stays good that was replaced: forms that lie open, answers that are kept."""
FIELD, HEADER = "csrf_token", "X-CSRF-Token"


class StaleForm(DomainError):
    """The form's token is not (or no longer) of this session, though the form came from our own page."""

    status = 403


def token() -> str:
    """The token for forms of this caller; signed-out callers are bound to a cookie of their own."""
    return _token(form_keys()[0], _holder())


def token_of(session: str) -> str:
    """The token for forms of a session that begins with this answer."""
    return _token(form_keys()[0], session)


def form_keys() -> tuple[bytes, ...]:
    """The secret in force, and its predecessor while that counts. Asked for only where a form is: who tells which key
    is missing has none."""
    if "csrf_keys" not in g:
        g.csrf_keys = secretfiles.readable(g.csrf_file)
    return tuple(g.csrf_keys)


def _token(key: bytes, holder: str) -> str:
    return hmac.new(key, holder.encode(), "sha256").hexdigest()


def _holder() -> str:
    if g.get("claims") is not None:
        return str(g.claims.sign_in)
    if not g.get("visitor"):
        g.visitor = request.cookies.get(g.visitor_cookie) or secrets.token_urlsafe(24)
        g.set_visitor = g.visitor != request.cookies.get(g.visitor_cookie)
    return str(g.visitor)


def by_link(view: View) -> View:
    """Marks a view whose address holds a secret: whoever has that may act from anywhere, without a page of ours before;
    so do mail programs (RFC 8058)."""
    view.by_link = True  # type: ignore[attr-defined]
    return view


def changes_nothing(view: View) -> View:
    """Marks a view that only gives back what was sent to it: our own pages may send it without being identified."""
    view.changes_nothing = True  # type: ignore[attr-defined]
    return view


def register(app: Flask, settings: Settings) -> None:
    name = "__Host-visitor" if settings.secure else "visitor"

    @app.url_value_preprocessor
    def know_the_key(endpoint: str | None, values: object) -> None:  # noqa: ARG001
        """Before anybody is refused: the page that says so has forms too."""
        g.csrf_file, g.visitor_cookie = file(settings), name

    @app.before_request
    def refuse_forgery() -> None:
        by_token = g.get("claims") is not None and g.claims.kind == TOKEN
        if request.method in SAFE or by_token or request.endpoint is None:
            return
        view = app.view_functions[request.endpoint]
        if getattr(view, "by_link", False):
            return
        _check_origin(settings.public_url)
        if getattr(view, "changes_nothing", False) or (g.get("claims") is None and "/api/" in request.path):
            return  # nobody is identified: an API takes JSON alone, which no form can send
        given = request.headers.get(HEADER) or request.form.get(FIELD, "")
        if not any(
            hmac.compare_digest(given.encode(), _token(key, _holder()).encode()) for key in form_keys()
        ):
            raise StaleForm(_stale())

    @app.after_request
    def keep_the_visitor(response: Response) -> Response:
        if g.get("set_visitor"):
            response.set_cookie(name, g.visitor, httponly=True, samesite="Lax", secure=settings.secure)
        return response


def _stale() -> str:
    """Every page with a form sets a cookie: a browser that sends none back keeps none."""
    if request.cookies:
        return N_("This form is no longer valid. Nothing was changed; send it once more.")
    return N_(
        "Your browser keeps no cookies. Nothing was changed; allow this site to set cookies, then send it once more."
    )


def _check_origin(public_url: str) -> None:
    origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site")
    foreign = origin != public_url if origin is not None else site not in (None, "same-origin", "none")
    if foreign or site == "cross-site":
        raise Forbidden(N_("This request came from another site and was refused."))


def file(settings: Settings) -> Path:
    """The secret for form tokens, which all services share."""
    return settings.keys_dir / "csrf"


def purpose(settings: Settings) -> Purpose:
    path = file(settings)

    def listed() -> list[Key]:
        return keychain.file_keys(path, FORMS, "makes form tokens", "reads them")

    def rotate(now: datetime) -> str:  # noqa: ARG001 -- the file tells when it was made
        with secretfiles.locked(settings.keys_dir):
            if secretfiles.replace(path):
                return "New forms carry the new secret; those that lie open stay good for seven days."
        raise secretfiles.KeysError(
            "the secret was replaced less than seven days ago: forms of before still count"
        )

    def retire(now: datetime) -> None:
        since = secretfiles.changed(path)
        if since is not None and now - since > OLD_FORMS:
            secretfiles.forget_before(path)

    return Purpose(FORMS, lambda: secretfiles.readable(path), listed, rotate, retire)
