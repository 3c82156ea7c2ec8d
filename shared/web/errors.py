"""The one place where an error becomes a page or problem+json (RFC 9457)."""

import logging
import os
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, current_app, g, jsonify, make_response, redirect, render_template, request
from flask_babel import gettext
from pymongo.errors import PyMongoError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from shared.errors import DomainError, Invalid, TooMany, Unauthenticated, Unavailable
from shared.logs import request_id
from shared.messages import N_
from shared.secretfiles import KeysError
from shared.text import NOT_A_MAIL
from shared.web import csrf, links
from shared.web.identity import RENEWAL, SAFE

log = logging.getLogger(__name__)

SENTENCES = {
    400: N_("The request could not be read."),
    404: N_("There is nothing here, or you may not see it."),
    405: N_("This address does not take such a request."),
    413: N_("That is more than this address takes. Nothing was kept."),
    415: N_("Send JSON, with Content-Type: application/json."),
    428: N_("Say with If-Match which version you have read."),
    500: N_("Something broke on our side. It has been recorded under the number below."),
}


def register(app: Flask) -> None:
    app.register_error_handler(DomainError, of_the_domain)
    app.register_error_handler(HTTPException, of_http)
    app.register_error_handler(PyMongoError, of_the_database)
    app.register_error_handler(KeysError, of_the_keys)
    app.register_error_handler(Exception, of_a_bug)


def of_the_domain(error: DomainError) -> BaseResponse:
    sentence = gettext(error.message, **error.params)
    if not wants_problem() and isinstance(error, Unauthenticated | csrf.StaleForm):
        return _sign_in_again(error.status, sentence)
    fields = {name: said(text) for name, text in error.errors.items()} if isinstance(error, Invalid) else {}
    answer = render(error.status, sentence, fields)
    if isinstance(error, TooMany | Unavailable):
        answer.headers["Retry-After"] = str(error.retry_after)
    return answer


def of_http(error: HTTPException) -> BaseResponse:
    if error.response is not None:
        return make_response(error.response)
    data: dict[str, Any] = getattr(error, "data", None) or {}
    messages = data.get("messages") or {}
    if error.code == 422 or messages:
        fields = {name: said(text) for name, text in flatten(messages).items()}
        return render(422, gettext(Invalid({}).message), fields)
    code = error.code or 500
    if code == 405 and request.method == "GET" and not wants_problem() and (page := _page_of(request.path)):
        return redirect(page, 303)
    sentence = data.get("message") or gettext(SENTENCES.get(code, error.name))
    answer = render(code, sentence, {})
    if code == 405 and getattr(error, "valid_methods", None):
        answer.headers["Allow"] = ", ".join(sorted(error.valid_methods))  # type: ignore[attr-defined]
    return answer


def _page_of(place: str) -> str | None:
    """The page on which the form of an address that takes only POST stands: a reload, a language pressed after a form
    was refused, or a bookmark leads there instead of to an error."""
    adapter = current_app.url_map.bind("")
    above = place.rstrip("/").split("/")[:-1]
    while len(above) > 2:
        path = "/".join(above)
        if adapter.test(path, "GET"):
            return path
        above.pop()
    return None


def of_the_database(error: PyMongoError) -> BaseResponse:
    log.warning("the database did not answer", extra={"error": type(error).__name__})
    g.claims, g.viewer, g.database_away = None, None, True  # the page that says so asks it for nothing
    return of_the_domain(Unavailable(N_("This part is away for a moment. Try again in a few seconds.")))


def of_the_keys(error: KeysError) -> BaseResponse:
    """Readyz names it too. The page that says so has forms, which nobody will send."""
    log.error("a key cannot be used", extra={"error": str(error)})
    g.csrf_keys = (os.urandom(32),)
    g.claims, g.viewer = None, None
    return of_the_domain(Unavailable(N_("This part is away for a moment. Try again in a few seconds.")))


def of_a_bug(error: Exception) -> BaseResponse:
    log.error("a request failed", exc_info=error)
    return render(500, gettext(SENTENCES[500]), {})


def wants_problem() -> bool:
    """Whether the caller is a program: an API's address, or JSON preferred to pages."""
    accepts = request.accept_mimetypes
    return (
        "/api/" in request.path or accepts.best_match(["text/html", "application/json"]) == "application/json"
    )


def render(status: int, sentence: str, fields: dict[str, str]) -> Response:
    title = HTTPStatus(status).phrase
    if wants_problem():
        problem: dict[str, Any] = {
            "type": "about:blank",
            "title": title,
            "status": status,
            "detail": sentence,
        }
        problem |= {"instance": request.path, "request_id": request_id.get()}
        if fields:
            problem["errors"] = [
                {"pointer": "/" + name.replace(".", "/"), "detail": text}
                for name, text in sorted(fields.items())
            ]
        answer = jsonify(problem)
        answer.content_type = "application/problem+json"
    else:
        page = render_template(
            "error.html", status=status, sentence=sentence, fields=fields, request_id=request_id.get(),
            back=None if request.method in SAFE else _page_of(request.path),
        )  # fmt: skip
        answer = make_response(page)
    answer.status_code = status
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _sign_in_again(status: int, sentence: str) -> BaseResponse:
    """A short token that ran out is renewed on the way, with the form (307 sends it on). Else a page that was only
    read leads to sign-in, and a form comes back filled in: nothing was done."""
    here = request.full_path.rstrip("?")
    if g.get("expired") and g.viewer is None and request.path != RENEWAL:
        return redirect(links.with_next(RENEWAL, here), 303 if request.method in SAFE else 307)
    if request.method in SAFE:
        return redirect(links.with_next("/accounts/sign-in", here), 303)
    return send_again(status, sentence, here)


def send_again(status: int, sentence: str, place: str, same_token: bool = False) -> Response:
    """The form that was sent, to be sent once more to ``place``; passwords and files are not kept.

    ``same_token``: with the token it came with, since its sender is still signed in and only not recognised now.
    """
    secret = (csrf.FIELD, "password", "new_password")
    kept = [(name, text) for name, text in request.form.items(multi=True) if name not in secret]
    files, signed_out = bool(request.files), g.viewer is None and not same_token and bool(request.cookies)
    token = request.form.get(csrf.FIELD, "") if same_token else csrf.token()
    page = render_template(
        "send_again.html", sentence=sentence, fields=kept, files=files, signed_out=signed_out, place=place,
        token=token,
    )  # fmt: skip
    answer = make_response(page, status)
    answer.headers["Cache-Control"] = "no-store"
    return answer


# what marshmallow says, as we say it
_PHRASES = [
    (re.compile(pattern), sentence)
    for pattern, sentence in (
        (r"Missing data for required field\.|Field may not be null\.", N_("Fill this in.")),
        (r"Shorter than minimum length 1\.", N_("Fill this in.")),
        (r"Unknown field\.", N_("There is no such field here.")),
        (r"Longer than maximum length (?P<most>\d+)\.", N_("Use at most %(most)s characters.")),
        (r"Shorter than minimum length (?P<least>\d+)\.", N_("Use at least %(least)s characters.")),
        (r"Length must be between 1 and (?P<most>\d+)\.", N_("Use 1 to %(most)s characters.")),
        (r"Length must be between 0 and (?P<most>\d+)\.", N_("Use at most %(most)s characters.")),
        (r"Must be greater than or equal to (?P<least>-?\d+) and less than or equal to (?P<most>-?\d+)\.",
         N_("Give a number from %(least)s to %(most)s.")),
        (r"Must be greater than or equal to (?P<least>-?\d+)\.", N_("Give a number of at least %(least)s.")),
        (r"Must be less than or equal to (?P<most>-?\d+)\.", N_("Give a number of at most %(most)s.")),
        (r"Must be one of: .*\.", N_("Choose one of the list.")),
        (r"Not a valid (?:integer|number)\.|Number too large\.", N_("Give a number.")),
        (r"Not a valid string\.", N_("Give a text.")),
        (r"Not a valid email address\.", NOT_A_MAIL),
        (r"Not a valid boolean\.", N_("Say true or false.")),
        (r"Not a valid (?:aware )?(?:datetime|date|time)\.", N_("This is not a date.")),
        (r"Not a valid list\.", N_("Give a list.")),
        (r"Not a valid mapping type\.|Invalid input type\.", N_("Give an object with named fields.")),
    )
]  # fmt: skip


def said(sentence: Any) -> str:
    """An error's sentence, or {message, params}, in the reader's language."""
    if isinstance(sentence, Mapping):
        text = sentence["message"]
        return gettext(text, **sentence.get("params", {}))
    for pattern, ours in _PHRASES:
        if found := pattern.fullmatch(sentence):
            return gettext(ours, **found.groupdict())
    return gettext(sentence)


def flatten(messages: Any, path: str = "") -> dict[str, str]:
    """marshmallow's nested messages as {"skills.0.level": sentence}; webargs' outer "json" or "query" is dropped."""
    if isinstance(messages, dict):
        found: dict[str, str] = {}
        for name, inner in messages.items():
            outer = not path and name in ("json", "query", "form")
            found |= flatten(inner, path if outer or name == "_schema" else f"{path}.{name}".lstrip("."))
        return found
    sentence = " ".join(str(text) for text in messages) if isinstance(messages, list) else str(messages)
    return {path or "body": sentence}
