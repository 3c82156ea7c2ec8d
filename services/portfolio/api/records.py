"""Records of whole projects (Comprehensive Learner Record, CLR 2.0)."""

from typing import Any

from flask import g

from services.portfolio import permissions, schemas
from services.portfolio.api.blueprint import blueprint
from services.portfolio.store import evidence, projects
from services.portfolio.usecases import recording
from shared import clock


@blueprint.operation(
    "POST", "/credentials/<credential_id>/record", permissions.OWN, gives=schemas.Asked, status=202
)
def ask_for_record(credential_id: str) -> dict[str, Any]:
    """Ask for the record of the project of this credential: it is signed within moments"""
    found = evidence.own_credential(credential_id, g.viewer)
    return {"id": recording.ask(found.team, g.viewer, clock.now())}


@blueprint.operation("GET", "/records", permissions.OWN, gives=schemas.ProjectRecords)
def list_records() -> dict[str, Any]:
    """My records of projects, newest first"""
    return {"items": projects.of_person(g.viewer.person)}


@blueprint.operation("GET", "/records/<record_id>", permissions.OWN)
def show_record(record_id: str) -> dict[str, Any]:
    """The signed record itself, as JSON-LD"""
    return projects.own(record_id, g.viewer).document
