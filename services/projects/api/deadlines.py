"""My school's own days for what waits."""

from collections.abc import Mapping
from typing import Any

from flask import g

from services.projects import permissions, readings
from services.projects.api.blueprint import blueprint
from services.projects.schemas import deadlines as schemas
from services.projects.store import deadlines as store
from services.projects.usecases import deadlines
from shared import clock

ONE = "/schools/<school_id>/deadlines"


@blueprint.operation("GET", ONE, permissions.SEE_DEADLINES, gives=schemas.Deadlines)
def show_deadlines(school_id: str) -> dict[str, Any]:
    """How many days people have to act, and when nobody does what then"""
    return readings.deadlines(store.read(school_id, g.viewer))


@blueprint.operation(
    "PUT", ONE, permissions.KEEP_DEADLINES, takes=schemas.DeadlinesWhole, gives=schemas.Deadlines, edits=True
)
def set_deadlines(data: Mapping[str, Any], school_id: str, expected_version: int) -> dict[str, Any]:
    """Set my school's own days, whole; If-Match is "v0" the first time. What waits already keeps its days"""
    return readings.deadlines(deadlines.set_days(school_id, data, expected_version, g.viewer, clock.now()))
