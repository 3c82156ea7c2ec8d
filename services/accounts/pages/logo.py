"""The logo of who runs the platform: shown to everybody, changed by operators on their organisation's page."""

from flask import Blueprint, Response, g, request
from flask.typing import ResponseReturnValue

from services.accounts import permissions, redrawing
from services.accounts.pages import reader
from services.accounts.pages.organisations import show_again
from services.accounts.store import organisations
from services.accounts.usecases import logo
from shared import clock, directory
from shared.errors import Invalid, NotFound
from shared.files import Files
from shared.messages import N_
from shared.web import forms
from shared.web.permissions import needs
from shared.web.sending import send

pages = Blueprint("logo", __name__, url_prefix="/accounts")

SHORTEST = 16
"""As much of its hash as names a logo."""


@pages.get("/logo.png")
@needs(permissions.PUBLIC)
def picture() -> Response:
    """Kept for a year where the address names this very picture."""
    run_by = directory.platform()
    if run_by is None or not run_by.logo:
        raise NotFound(N_("There is no such file, or no longer."))
    answer = send({"sha256": run_by.logo, "name": "logo.png", "media_type": "image/png"})
    named = len(given := request.args.get("v", "")) >= SHORTEST and run_by.logo.startswith(given)
    answer.headers["Cache-Control"] = "public, max-age=31536000, immutable" if named else "public, no-cache"
    return answer


@pages.post("/orgs/<organisation_id>/logo")
@needs(permissions.OPERATE)
def put(organisation_id: str) -> ResponseReturnValue:
    sent = request.files.get("file")
    content = sent.stream.read(redrawing.MOST_BYTES + 1) if sent else b""
    version, files = request.form.get("version", type=int), Files.of(reader.settings())
    try:
        logo.put(organisation_id, content, version, g.viewer, files, clock.now())
    except Invalid as error:
        found = organisations.administered(organisation_id, g.viewer)
        return show_again(found, forms.Form().wrong(error)), 422
    return reader.see_other(f"/accounts/orgs/{organisation_id}?saved=1")


@pages.post("/orgs/<organisation_id>/logo/remove")
@needs(permissions.OPERATE)
def take_away(organisation_id: str) -> ResponseReturnValue:
    version = request.form.get("version", type=int)
    logo.take_away(organisation_id, version, g.viewer, clock.now())
    return reader.see_other(f"/accounts/orgs/{organisation_id}?saved=1")
