"""Files to take away: the badge and the certificate of one credential, and the whole portfolio."""

from collections.abc import Mapping
from typing import Any, Literal

from flask import Blueprint, Response, g

from services.portfolio import permissions
from services.portfolio.domain.showing import FIELDS, shown
from services.portfolio.pages import drawing
from services.portfolio.store import evidence
from shared import directory
from shared.errors import NotFound
from shared.messages import N_
from shared.web.permissions import needs

pages = Blueprint("files", __name__, url_prefix="/portfolio")

PNG, SVG, PDF = "image/png", "image/svg+xml", "application/pdf"


def attached(content: bytes | str, content_type: str, name: str) -> Response:
    """To be kept, not shown: a picture with foreign words in it is no part of our pages."""
    answer = Response(content, content_type=content_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@pages.get("/evidence/<credential_id>/badge.png")
@needs(permissions.OWN)
def badge_png(credential_id: str) -> Response:
    return badge(_all(credential_id), "png")


@pages.get("/evidence/<credential_id>/badge.svg")
@needs(permissions.OWN)
def badge_svg(credential_id: str) -> Response:
    return badge(_all(credential_id), "svg")


@pages.get("/evidence/<credential_id>/certificate.pdf")
@needs(permissions.OWN)
def certificate(credential_id: str) -> Response:
    found = evidence.credential(credential_id, g.viewer)
    name = directory.names([found.person]).get(found.person, "")
    return attached(drawing.certificate(shown(found, FIELDS), name), PDF, f"{credential_id}.pdf")


def _all(credential_id: str) -> dict[str, Any]:
    return shown(evidence.credential(credential_id, g.viewer), FIELDS)


def badge(item: Mapping[str, Any], form: Literal["png", "svg"]) -> Response:
    """Of what may be shown: where the document may not, there is no badge either, since it would hold it."""
    if "document" not in item:
        raise NotFound(N_("There is no such credential."))
    return attached(drawing.badge(item, form), {"png": PNG, "svg": SVG}[form], f"{item['id']}.{form}")
