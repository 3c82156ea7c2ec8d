"""Programmes of my school, by its own codes."""

from collections.abc import Mapping
from typing import Any

from flask import g

from services.accounts import permissions
from services.accounts.api import examples
from services.accounts.api.blueprint import blueprint
from services.accounts.schemas import programmes as schemas
from services.accounts.store import programmes as store
from services.accounts.usecases import programmes
from shared import clock

LIST, ONE = "/organisations/<organisation_id>/programmes", "/programmes/<programme_id>"


@blueprint.operation("GET", LIST, permissions.SEE_CLASSES, gives=schemas.Programmes)
def list_programmes(organisation_id: str) -> dict[str, Any]:
    """The programmes of my school, by code; closed ones too"""
    return {"items": store.listed(organisation_id, g.viewer)}


@blueprint.operation(
    "POST", LIST, permissions.KEEP_PROGRAMMES, takes=schemas.NewProgramme, example=examples.PROGRAMME,
    gives=schemas.Programme, status=201, creates=True,
)  # fmt: skip
def add_programme(data: Mapping[str, str], organisation_id: str) -> Any:
    """List a programme under the school's own code"""
    made = programmes.add(organisation_id, data, g.viewer, clock.now())
    return vars(made), 201, {"Location": f"/accounts/api/v1/organisations/{made.school}/programmes"}


@blueprint.operation(
    "PATCH", ONE, permissions.KEEP_PROGRAMMES, takes=schemas.NewName, example=examples.PROGRAMME_NAME,
    gives=schemas.Programme, edits=True,
)  # fmt: skip
def rename_programme(data: Mapping[str, str], programme_id: str, expected_version: int) -> Any:
    """Call it by another name; its classes and students follow, its code stays"""
    return programmes.rename(programme_id, data["name"], expected_version, g.viewer, clock.now())


@blueprint.operation("POST", f"{ONE}/close", permissions.KEEP_PROGRAMMES, gives=schemas.Programme)
def close_programme(programme_id: str) -> Any:
    """No class is made of it any more; those that are stay"""
    return programmes.close(programme_id, g.viewer, clock.now())
