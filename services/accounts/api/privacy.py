"""Taking one's data along, and what one agreed to."""

from typing import Any

from flask import Response, g

from services.accounts import permissions, schemas, takeaway
from services.accounts.api.blueprint import blueprint
from services.accounts.domain.consent import PURPOSES, Consent
from services.accounts.domain.export import Export
from services.accounts.pages import reader
from services.accounts.store import consents
from services.accounts.store import exporting as store
from services.accounts.usecases import consenting, exporting
from shared import clock
from shared.web import i18n
from shared.web.sending import send

PLACE = "/me/exports/<export_id>"


@blueprint.operation("POST", "/me/exports", permissions.SIGNED_IN, gives=schemas.Export, status=202)
def ask_for_export() -> Any:
    """Have everything that is held about me gathered into one file"""
    export = exporting.ask(g.viewer, clock.now())
    return _shown(export), 202, {"Location": f"/accounts/api/v1/me/exports/{export.id}"}


@blueprint.operation("GET", PLACE, permissions.SIGNED_IN, gives=schemas.Export)
def show_export(export_id: str) -> dict[str, Any]:
    """How far it is"""
    return _shown(store.own(export_id, g.viewer))


@blueprint.operation("GET", f"{PLACE}/file", permissions.SIGNED_IN, media_type="application/zip")
def fetch_export(export_id: str) -> Response:
    """The file: a ZIP with JSON for each service, and a page to read it"""
    return send(takeaway.file_of(store.own(export_id, g.viewer)))


@blueprint.operation("GET", "/me/consents", permissions.SIGNED_IN, gives=schemas.Consents)
def list_consents() -> dict[str, Any]:
    """What I agreed to, newest first: each time one row, with edition and language"""
    return {"items": [_consent(one) for one in consents.all_of(g.viewer)]}


@blueprint.operation("POST", "/me/consents/<consent_id>/withdraw", permissions.SIGNED_IN, gives=schemas.Done)
def withdraw_consent(consent_id: str) -> dict[str, Any]:
    """Take a consent back: from now on nobody sees what it allowed"""
    language = i18n.preferences().language
    consenting.withdraw(consent_id, reader.edition(), language, g.viewer, clock.now())
    return {}


def _consent(one: Consent) -> dict[str, Any]:
    return vars(one) | {"basis": PURPOSES[one.purpose].basis}


def _shown(export: Export) -> dict[str, Any]:
    return vars(export) | {"outstanding": export.outstanding}
