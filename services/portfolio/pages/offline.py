"""What is needed to verify without this site, to be taken along."""

import hashlib
from datetime import UTC

from flask import Blueprint, Response, render_template
from flask_babel import get_locale, gettext

from services.portfolio import offline, permissions
from services.portfolio.pages import reader
from services.portfolio.usecases import verifying
from services.portfolio.usecases.issuing import rfc3339
from shared import clock
from shared.web.permissions import needs
from verifier import trust

pages = Blueprint("offline", __name__, url_prefix="/portfolio")


@pages.get("/verify/offline")
@needs(permissions.PUBLIC)
def show() -> str:
    return render_template(
        "portfolio/offline.html",
        page=offline.PAGE,
        wheel=offline.wheel_name(),
        digest=hashlib.sha256(offline.wheel()).hexdigest(),
    )


@pages.get("/verify/offline/page")
@needs(permissions.PUBLIC)
def page() -> Response:
    """The one HTML file, in the reader's language, with the trust list of today."""
    listed = trust.to_json(verifying.trust(reader.settings()), rfc3339(clock.now().astimezone(UTC)))
    made = offline.page(listed, gettext, str(get_locale()).replace("_", "-"))
    return _file(made.encode(), "text/html; charset=utf-8", offline.PAGE)


@pages.get("/verify/offline/wheel")
@needs(permissions.PUBLIC)
def wheel() -> Response:
    return _file(offline.wheel(), "application/octet-stream", offline.wheel_name())


def _file(data: bytes, content_type: str, name: str) -> Response:
    answer = Response(data, content_type=content_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
