"""My credentials, in both forms and with the proof of the log; their status, for registrars and operators."""

from collections.abc import Mapping
from typing import Any

from flask import Response, g

from services.portfolio import permissions, schemas
from services.portfolio.api.blueprint import blueprint
from services.portfolio.domain.evidence import Credential
from services.portfolio.pages import files, reader
from services.portfolio.store import evidence
from services.portfolio.usecases import standing, verifying
from shared import clock
from shared.web.api import PageQuery


def row(credential: Credential) -> dict[str, Any]:
    return vars(credential) | {"results": credential.results, "verify_url": reader.full_url(credential)}


def outline(credential: Credential) -> dict[str, Any]:
    """For an operator to whom its holder is closed: ids and the status."""
    names = ("id", "contribution", "person", "team", "status", "issued_at", "version")
    return {name: getattr(credential, name) for name in names}


@blueprint.operation("GET", "/credentials", permissions.OWN, query=PageQuery, gives=schemas.Credentials)
def list_credentials(query: Mapping[str, Any]) -> dict[str, Any]:
    """My credentials, newest first"""
    page = evidence.own_credentials(g.viewer, query["after"], query["limit"])
    return {"items": [row(one) for one in page.items], "next": page.next}


@blueprint.operation("GET", "/credentials/<credential_id>", permissions.OWN)
def show_credential(credential_id: str) -> dict[str, Any]:
    """The signed Open Badges 3.0 credential itself, as JSON-LD"""
    return evidence.credential(credential_id, g.viewer).document


@blueprint.operation(
    "GET", "/credentials/<credential_id>/jwt", permissions.OWN, media_type="application/vc+jwt"
)
def show_jwt(credential_id: str) -> Response:
    """The same credential as a compact JWT"""
    found = evidence.credential(credential_id, g.viewer)
    return Response(found.jwt, content_type="application/vc+jwt")


@blueprint.operation("GET", "/credentials/<credential_id>/badge.png", permissions.OWN, media_type="image/png")
def show_badge(credential_id: str) -> Response:
    """A picture with the signed credential in it (Open Badges 3.0), as PNG"""
    return files.badge_png(credential_id)


@blueprint.operation(
    "GET", "/credentials/<credential_id>/badge.svg", permissions.OWN, media_type="image/svg+xml"
)
def show_badge_svg(credential_id: str) -> Response:
    """The same picture as SVG"""
    return files.badge_svg(credential_id)


@blueprint.operation(
    "GET", "/credentials/<credential_id>/certificate.pdf", permissions.OWN, media_type="application/pdf"
)
def show_certificate(credential_id: str) -> Response:
    """A certificate of participation on one page, with a QR code and the signed credential attached"""
    return files.certificate(credential_id)


@blueprint.operation("GET", "/credentials/<credential_id>/proof", permissions.OWN, gives=schemas.Proof)
def show_proof(credential_id: str) -> dict[str, Any]:
    """That its issue stands in the log, for verifying offline"""
    found = evidence.credential(credential_id, g.viewer)
    return reader.proof_of(found, verifying.inclusion_of(found))


@blueprint.operation(
    "POST", "/credentials/<credential_id>/status", permissions.GOVERN, takes=schemas.NewStatus,
    gives=schemas.CredentialRow,
)  # fmt: skip
def change_status(data: Mapping[str, Any], credential_id: str) -> dict[str, Any]:
    """Suspend, take up again or revoke for good a credential of my school's student"""
    changed = standing.change_status(credential_id, data["status"], data["reason"], g.viewer, clock.now())
    return outline(changed) if evidence.closed_credential(credential_id, g.viewer) else row(changed)
