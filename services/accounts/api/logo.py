"""The logo of the organisation that runs the platform."""

from typing import Any

from flask import current_app, g, request

from services.accounts import permissions, schemas
from services.accounts.api.blueprint import blueprint
from services.accounts.usecases import logo
from shared import clock
from shared.files import Files

ONE = "/organisations/<organisation_id>/logo"


@blueprint.operation("PUT", ONE, permissions.OPERATE, gives=schemas.Organisation, edits=True)
def put_logo(organisation_id: str, expected_version: int) -> Any:
    """Set the logo in the foot of every page: the raw bytes of a PNG, JPEG or WebP of at most 1 MB are the body"""
    files = Files.of(current_app.config["SETTINGS"])
    picture = request.get_data(cache=False)
    return logo.put(organisation_id, picture, expected_version, g.viewer, files, clock.now())


@blueprint.operation("DELETE", ONE, permissions.OPERATE, gives=schemas.Organisation, edits=True)
def take_logo_away(organisation_id: str, expected_version: int) -> Any:
    """Show no logo any more"""
    return logo.take_away(organisation_id, expected_version, g.viewer, clock.now())
