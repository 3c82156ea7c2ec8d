"""What the gateway asks of a service while accounts, which renews the short token, is away.

A form that was sent then would be lost with the renewal: here it comes back filled in, to be sent again. A page that
everybody may read is read without saying who one is, for some seconds.
"""

from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from shared.errors import Unavailable
from shared.messages import N_
from shared.permissions import PUBLIC, Permission
from shared.web import csrf, errors, links
from shared.web.identity import NOBODY
from shared.web.permissions import needs

FRONT = "/"
RETRY_SECONDS = 5
NOBODY_SECONDS = 15
AWAY = N_("Nobody can be recognised for a moment, so nothing was done. Send this again in a few seconds.")
READ_LATER = N_("Nobody can be recognised for a moment. Open this page again in a few seconds.")


def blueprint(service: str) -> Blueprint:
    pages = Blueprint("away", __name__, url_prefix=f"/{service}")

    @pages.post("/away")
    @needs(PUBLIC)
    @csrf.changes_nothing
    def keep_the_form() -> Response:
        sentence = gettext(AWAY)
        answer = errors.send_again(503, sentence, _place(), same_token=True)
        answer.headers["Retry-After"] = str(RETRY_SECONDS)
        return answer

    @pages.get("/away")
    @needs(PUBLIC)
    def read_as_nobody() -> ResponseReturnValue:
        place = _place()
        if place == FRONT:
            return redirect(FRONT, 303)
        if not _is_everybodys(place):
            raise Unavailable(READ_LATER, retry_after=RETRY_SECONDS)
        answer = redirect(place, 303)
        secure = current_app.config["SETTINGS"].secure
        answer.set_cookie(NOBODY, "1", NOBODY_SECONDS, secure=secure, httponly=True, samesite="Lax")
        return answer

    return pages


def _place() -> str:
    return links.safe_next(request.args.get("next"), FRONT)


def _is_everybodys(place: str) -> bool:
    """Whether it is a page of this service that asks nobody who they are."""
    try:
        endpoint, _ = current_app.url_map.bind("").match(urlsplit(place).path, "GET")
    except (HTTPException, RequestRedirect):
        return False
    permission: Permission | None = getattr(current_app.view_functions[endpoint], "permission", None)
    return permission is not None and permission.public
