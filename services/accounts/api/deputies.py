"""Deputies for dates: who stands in for me, and for whom I do."""

from collections.abc import Mapping
from typing import Any

from flask import g

from services.accounts import permissions, schemas
from services.accounts.api import examples
from services.accounts.api.blueprint import blueprint
from services.accounts.store import deputies
from services.accounts.usecases import deputising
from shared import clock


@blueprint.operation("GET", "/deputies", permissions.SIGNED_IN, gives=schemas.Deputies)
def list_deputies() -> dict[str, Any]:
    """My deputies and those in which I stand in, to come and running"""
    return {"items": deputies.of(g.viewer, clock.now())}


@blueprint.operation(
    "POST", "/deputies", permissions.SIGNED_IN, takes=schemas.NewDeputy, gives=schemas.Deputy, status=201,
    creates=True, example=examples.DEPUTY,
)  # fmt: skip
def name_deputy(data: Mapping[str, Any]) -> Any:
    """Name a colleague with the same roles as my deputy; they are told by mail"""
    made = deputising.name(**data, viewer=g.viewer, now=clock.now())
    return vars(made), 201, {"Location": "/accounts/api/v1/deputies"}


@blueprint.operation("DELETE", "/deputies/<deputy_id>", permissions.SIGNED_IN, gives=schemas.Deputy)
def end_deputy(deputy_id: str) -> Any:
    """End it before its last day, as either of the two"""
    return deputising.end(deputy_id, g.viewer, clock.now())
