"""Saved searches of an employer."""

from collections.abc import Mapping
from typing import Any

from flask import g

from services.portfolio import permissions
from services.portfolio.api.blueprint import blueprint
from services.portfolio.schemas import saved as schemas
from services.portfolio.store import saved as store
from services.portfolio.usecases import saved
from shared import clock


@blueprint.operation("GET", "/saved-searches", permissions.SEARCH, gives=schemas.SavedSearches)
def list_saved() -> dict[str, Any]:
    """My saved searches: 20 at most"""
    return {"items": store.of_person(g.viewer.person)}


@blueprint.operation(
    "POST", "/saved-searches", permissions.SEARCH, takes=schemas.SaveSearch, gives=schemas.SavedSearch, status=201,
    creates=True,
)  # fmt: skip
def save_search(data: Mapping[str, Any]) -> Any:
    """Save a search for one skill; at most once a day I am told that there are new people, at least five of them"""
    made = saved.save(data, g.viewer, clock.now())
    return vars(made), 201, {"Location": "/portfolio/saved"}


@blueprint.operation("POST", "/saved-searches/<saved_id>/look", permissions.SEARCH, gives=schemas.SavedSearch)
def look_at_saved(saved_id: str) -> Any:
    """I have looked: from now on, new are those who come later"""
    return saved.look(saved_id, g.viewer, clock.now())


@blueprint.operation("DELETE", "/saved-searches/<saved_id>", permissions.SEARCH, gives=schemas.SavedSearch)
def remove_saved(saved_id: str) -> Any:
    """Remove a saved search"""
    return saved.remove(saved_id, g.viewer, clock.now())
