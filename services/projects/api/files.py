"""A team's files: taken in by parts of at most 8 MB, handed out after a check of who asks, each range anew."""

from collections.abc import Mapping
from typing import Any

from flask import Response, current_app, g, request

from services.projects import permissions, readings
from services.projects.api.blueprint import blueprint
from services.projects.schemas import work as schemas
from services.projects.store import teams
from services.projects.usecases import filing
from services.projects.usecases.filing import Part
from shared import clock
from shared.errors import TooLarge
from shared.files import CHUNK, Files
from shared.messages import N_
from shared.web.sending import send


@blueprint.operation(
    "POST",
    "/teams/<team_id>/files",
    permissions.WORK,
    query=schemas.FileQuery,
    gives=schemas.File,
    status=201,
)
def upload_file(query: Mapping[str, Any], team_id: str) -> Any:
    """Upload a file, or a part of it: the raw bytes are the body"""
    if (request.content_length or 0) > CHUNK:
        raise TooLarge(N_("A part has at most %(limit)s MB. Nothing was kept."), limit=CHUNK >> 20)
    files = Files.of(current_app.config["SETTINGS"])
    part = Part(chunk=request.get_data(cache=False), **query)
    found = filing.receive(team_id, part, g.viewer, files, clock.now())
    return found, 201 if "sha256" in found else 202, {}


@blueprint.operation("GET", "/teams/<team_id>/files/<sha256>", permissions.SEE_TEAMS, media_type="*/*")
def download_file(team_id: str, sha256: str) -> Response:
    """One file of a team that I may see"""
    return send(readings.file(teams.team(team_id, g.viewer), sha256, g.viewer))
