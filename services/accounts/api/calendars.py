"""My school's calendar: what is off, what is made up for, its terms."""

from collections.abc import Mapping
from typing import Any

from flask import g

from services.accounts import permissions
from services.accounts.api import examples
from services.accounts.api.blueprint import blueprint
from services.accounts.domain.calendar import Calendar
from services.accounts.schemas import calendars as schemas
from services.accounts.store import calendars as store
from services.accounts.usecases import calendars
from shared import clock

ONE = "/organisations/<organisation_id>/calendar"


def _shown(found: Calendar) -> dict[str, Any]:
    return {name: getattr(found, name) for name in ("days", "terms", "version")} | {"school": found.id}


@blueprint.operation("GET", ONE, permissions.SEE_CLASSES, gives=schemas.Calendar)
def show_calendar(organisation_id: str) -> dict[str, Any]:
    """The calendar of my school; version 0 while it keeps none and every day counts"""
    return _shown(store.read(organisation_id, g.viewer) or Calendar(organisation_id))


@blueprint.operation(
    "PUT", ONE, permissions.KEEP_CALENDAR, takes=schemas.CalendarWhole, example=examples.CALENDAR,
    gives=schemas.Calendar, edits=True,
)  # fmt: skip
def keep_calendar(data: Mapping[str, Any], organisation_id: str, expected_version: int) -> dict[str, Any]:
    """Keep the calendar, whole; If-Match is "v0" the first time"""
    kept = calendars.keep_rows(
        organisation_id, data["days"], data["terms"], expected_version, g.viewer, clock.now()
    )
    return _shown(kept)


@blueprint.operation(
    "POST", f"{ONE}/fixed", permissions.KEEP_CALENDAR, takes=schemas.FixedOf, example=examples.YEAR,
    gives=schemas.Calendar,
)  # fmt: skip
def add_fixed_holidays(data: Mapping[str, int], organisation_id: str) -> dict[str, Any]:
    """Add the holidays of a year whose date the law of the school's region fixes; what stands there stays"""
    return _shown(calendars.add_fixed(organisation_id, data["year"], g.viewer, clock.now()))
