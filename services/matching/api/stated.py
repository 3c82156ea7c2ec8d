"""What I state for a round's fairness report: seen by me alone, counted once, deleted with the report."""

from collections.abc import Mapping
from typing import Any

from flask import g

from services.matching import permissions, schemas
from services.matching.api.blueprint import blueprint
from services.matching.pages import stated as reading
from services.matching.usecases import stating
from shared import clock


@blueprint.operation("GET", "/rounds/<round_id>/groups", permissions.STUDENT, gives=schemas.StatedGroups)
def show_stated(round_id: str) -> dict[str, Any]:
    """The groups that I may state for the round's report, and those that I stated"""
    return reading.seen_by(round_id)


@blueprint.operation(
    "PUT", "/rounds/<round_id>/groups", permissions.STUDENT, takes=schemas.Stating, gives=schemas.StatedGroups
)
def state_groups(data: Mapping[str, Any], round_id: str) -> dict[str, Any]:
    """State groups, with my consent; none at all is the same as taking them back"""
    stating.state(round_id, data["groups"], data["consent"], g.viewer, clock.now())
    return reading.seen_by(round_id)


@blueprint.operation("DELETE", "/rounds/<round_id>/groups", permissions.STUDENT, gives=schemas.StatedGroups)
def take_back_groups(round_id: str) -> dict[str, Any]:
    """Take back my consent: what I stated is deleted at once"""
    stating.take_back(round_id, g.viewer, clock.now())
    return reading.seen_by(round_id)
