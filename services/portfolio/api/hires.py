"""Who took me on; a company confirms what was said, and says nothing of its own."""

from collections.abc import Mapping
from typing import Any

from flask import g

from services.portfolio import permissions
from services.portfolio.api.blueprint import blueprint
from services.portfolio.schemas import hires as schemas
from services.portfolio.store import hires as store
from services.portfolio.usecases import hires
from shared import clock


@blueprint.operation("GET", "/hires", permissions.OWN, gives=schemas.Hires)
def list_hires() -> dict[str, Any]:
    """Who took me on, as I recorded it, the last first"""
    return {"items": store.of_person(g.viewer.person)}


@blueprint.operation(
    "POST", "/hires", permissions.OWN, takes=schemas.NewHire, gives=schemas.Hire, status=201, creates=True
)
def state_hire(data: Mapping[str, Any]) -> Any:
    """Record that a company took me on, one that I worked for here or let contact me; it is asked to confirm"""
    made = hires.state(data, g.viewer, clock.now())
    return vars(made), 201, {"Location": f"/portfolio/hires/{made.id}"}


@blueprint.operation("GET", "/hires/<hire_id>", permissions.OWN, gives=schemas.Hire)
def show_hire(hire_id: str) -> Any:
    """One of mine, or one that names my company"""
    return hires.hire(hire_id, g.viewer, clock.now())


@blueprint.operation("POST", "/hires/<hire_id>/confirm", permissions.SEARCH, gives=schemas.Hire)
def confirm_hire(hire_id: str) -> Any:
    """Confirm for my company what the person said"""
    return hires.confirm(hire_id, g.viewer, clock.now())


@blueprint.operation("DELETE", "/hires/<hire_id>", permissions.OWN, gives=schemas.Hire)
def remove_hire(hire_id: str) -> Any:
    """Take my record back, confirmed or not"""
    return hires.remove(hire_id, g.viewer, clock.now())
