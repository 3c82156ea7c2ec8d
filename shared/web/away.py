"""What the gateway asks of a service while accounts, which renews the short token, is away.

A form that was sent then would be lost with the renewal: here it comes back filled in, to be sent again.
"""

from flask import Blueprint, Response, request
from flask_babel import gettext

from shared.messages import N_
from shared.permissions import PUBLIC
from shared.web import csrf, errors, links
from shared.web.permissions import needs

RETRY_SECONDS = "5"
AWAY = N_("Nobody can be recognised for a moment, so nothing was done. Send this again in a few seconds.")


def blueprint(service: str) -> Blueprint:
    pages = Blueprint("away", __name__, url_prefix=f"/{service}")

    @pages.post("/away")
    @needs(PUBLIC)
    @csrf.changes_nothing
    def keep_the_form() -> Response:
        sentence = gettext(AWAY)
        place = links.safe_next(request.args.get("next"), "/")
        answer = errors.send_again(503, sentence, place, same_token=True)
        answer.headers["Retry-After"] = RETRY_SECONDS
        return answer

    return pages
