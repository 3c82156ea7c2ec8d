"""Files to take away: the badge and the certificate of one credential, and the whole portfolio."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from flask import Blueprint, Response, g

from services.portfolio import exports, permissions
from services.portfolio.domain.showing import FIELDS, shown
from services.portfolio.pages import drawing, reader
from services.portfolio.store import evidence
from services.portfolio.usecases import sharing, verifying
from shared import clock, directory
from shared.errors import NotFound
from shared.messages import N_
from shared.web.permissions import needs

pages = Blueprint("files", __name__, url_prefix="/portfolio")

SIGNED = ("document", "jwt")
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


@pages.get("/mine/portfolio.pdf")
@needs(permissions.OWN)
def own_pdf() -> Response:
    return portfolio_pdf(*_mine())


@pages.get("/mine/resume.json")
@needs(permissions.OWN)
def own_resume() -> Response:
    return resume(*_mine())


@pages.get("/mine/portfolio.zip")
@needs(permissions.OWN)
def own_archive() -> Response:
    return archive(*_mine())


def _mine() -> tuple[str, list[dict[str, Any]]]:
    """My name and all that I hold, in my order."""
    person = g.viewer.person
    return directory.names([person]).get(person, ""), sharing.arranged(person, FIELDS, own=True)


def portfolio_pdf(name: str, items: Sequence[Mapping[str, Any]]) -> Response:
    return attached(drawing.portfolio(items, name, clock.now()), PDF, "portfolio.pdf")


def resume(name: str, items: Sequence[Mapping[str, Any]]) -> Response:
    return attached(exports.written(_resume(name, items)), "application/json", "resume.json")


def _resume(name: str, items: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    told = [{**one, "url": reader.verify_url(one["id"], one["opens"])} for one in items]
    return exports.resume(name, told, reader.settings().public_url, clock.now())


def archive(name: str, items: Sequence[Mapping[str, Any]]) -> Response:
    """With each credential in both forms and its proof of the log, where the document may be shown."""
    files = {"resume.json": exports.written(_resume(name, items))}
    for one in items:
        place = f"credentials/{one['id']}"
        files[f"{place}.shown.json"] = exports.written({k: v for k, v in one.items() if k not in SIGNED})
        if "document" in one:
            files |= {f"{place}.json": drawing.written(one["document"]), f"{place}.jwt": one["jwt"]}
            files[f"{place}.proof.json"] = exports.written(_proof(one["id"]))
    return attached(exports.archive(files), "application/zip", "portfolio.zip")


def _proof(credential_id: str) -> dict[str, Any]:
    found = evidence.published(credential_id)
    return reader.proof_of(found, verifying.inclusion_of(found)) if found else {}
