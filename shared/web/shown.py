"""What is shown once: a link, a code, a token of which the platform keeps a digest alone.

The POST that made it answers 303, so that no reload and no "back" makes a second one. Until the page that it leads to
has shown it, it lies in the reader's own browser: a cookie, sealed for this person and this page, for five minutes. It
stands in no address, no log and no database.
"""

import base64
import binascii
import hmac
import json
import os
from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import Flask, Response, g, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from shared import clock
from shared.config import Settings
from shared.web import csrf

COOKIE = "shown-once"
LIFE = timedelta(minutes=5)
_NONCE = 12


def leads_to(place: str, value: Mapping[str, str], person: str | None = None) -> BaseResponse:
    """303 to ``place``, whose page takes ``value`` by ``taken``. ``person``: who has just come in, else the caller."""
    path = urlsplit(place).path
    until = (clock.now() + LIFE).timestamp()
    plain = json.dumps({"until": until, "value": dict(value)}, ensure_ascii=False).encode()
    answer = redirect(place, 303)
    answer.set_cookie(
        COOKIE, _sealed(plain, _bound(path, person)), max_age=int(LIFE.total_seconds()), path=path, httponly=True,
        samesite="Lax", secure=g.shown_secure,
    )  # fmt: skip
    return answer


def taken() -> dict[str, str]:
    """What this page is to show its reader now and never again; empty, when there is nothing."""
    sealed = request.cookies.get(COOKIE, "")
    if not sealed or request.method != "GET":
        return {}
    g.shown_taken = True
    kept = json.loads(_unsealed(sealed, _bound(request.path, None)) or "{}")
    value: dict[str, str] = kept["value"] if kept and kept["until"] > clock.now().timestamp() else {}
    return value


def register(app: Flask, settings: Settings) -> None:
    @app.before_request
    def know_the_cookie() -> None:
        g.shown_secure = settings.secure

    @app.after_request
    def forget(answer: Response) -> Response:
        if g.get("shown_taken"):
            answer.delete_cookie(COOKIE, path=request.path, secure=settings.secure, httponly=True)
        return answer


def _bound(path: str, person: str | None) -> bytes:
    whose = person or (g.viewer.person if g.viewer else "")
    return f"{COOKIE}\0{whose}\0{path}".encode()


def _cipher(secret: bytes) -> AESGCM:
    return AESGCM(hmac.digest(secret, COOKIE.encode(), "sha256"))


def _sealed(plain: bytes, bound: bytes) -> str:
    nonce = os.urandom(_NONCE)
    sealed = nonce + _cipher(csrf.form_keys()[0]).encrypt(nonce, plain, bound)
    return base64.urlsafe_b64encode(sealed).decode()


def _unsealed(text: str, bound: bytes) -> bytes:
    try:
        sealed = base64.urlsafe_b64decode(text.encode())
    except (binascii.Error, UnicodeEncodeError, ValueError):
        return b""
    for secret in csrf.form_keys():
        try:
            return _cipher(secret).decrypt(sealed[:_NONCE], sealed[_NONCE:], bound)
        except (InvalidTag, ValueError):
            continue
    return b""
