"""Taking one's data along."""

from typing import Any

from flask import Response, g

from services.accounts import permissions, schemas, takeaway
from services.accounts.api.blueprint import blueprint
from services.accounts.domain.export import Export
from services.accounts.store import exporting as store
from services.accounts.usecases import exporting
from shared import clock
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


def _shown(export: Export) -> dict[str, Any]:
    return vars(export) | {"outstanding": export.outstanding}
