"""Operators open a person's data, with a reason; the person reads who looked. Parked events, done again."""

from collections.abc import Mapping
from typing import Any

from flask import g

from services.accounts import permissions, schemas
from services.accounts.api import examples
from services.accounts.api.blueprint import blueprint
from services.accounts.store import access, troubles
from services.accounts.usecases import opening, replays
from shared import clock


@blueprint.operation("GET", "/me/accesses", permissions.SIGNED_IN, gives=schemas.Accesses)
def who_looked() -> dict[str, Any]:
    """Which operators opened my data, when and why"""
    return {"items": access.log_of(g.viewer.person)}


@blueprint.operation("GET", "/accesses", permissions.OPERATE, gives=schemas.Accesses)
def list_accesses() -> dict[str, Any]:
    """Whose data I have open now"""
    return {"items": access.open_ones(g.viewer.person, clock.now())}


@blueprint.operation(
    "POST", "/people/<person_id>/accesses", permissions.OPERATE, takes=schemas.Reason, gives=schemas.Access,
    status=201, creates=True, example=examples.ACCESS,
)  # fmt: skip
def open_access(data: Mapping[str, str], person_id: str) -> Any:
    """Open a person's data for half an hour; the person is told, with the reason"""
    opened = opening.open_access(person_id, data["reason"], g.viewer, clock.now())
    return vars(opened.access), 201, {"Location": "/accounts/api/v1/accesses"}


@blueprint.operation("DELETE", "/accesses/<access_id>", permissions.OPERATE, gives=schemas.Access)
def close_access(access_id: str) -> Any:
    """Close it before its time"""
    return opening.close(access_id, g.viewer, clock.now())


@blueprint.operation("GET", "/faults", permissions.OPERATE, query=schemas.FaultQuery, gives=schemas.Faults)
def list_faults(query: Mapping[str, Any]) -> dict[str, Any]:
    """Parked events and failed jobs of all services, the oldest first"""
    page = troubles.faults(g.viewer, query["after"], query["limit"], query["service"])
    return {"items": list(page.items), "next": page.next}


@blueprint.operation(
    "POST", "/faults/<fault_id>/replay", permissions.OPERATE, gives=schemas.Asked, status=202
)
def replay_fault(fault_id: str) -> dict[str, str]:
    """Ask the service to do it again; done twice is done once"""
    return {"event": replays.one(fault_id, g.viewer, clock.now())}


@blueprint.operation(
    "POST", "/replays", permissions.OPERATE, takes=schemas.Stretch, gives=schemas.Asked, status=202,
    example=examples.STRETCH,
)  # fmt: skip
def replay_stretch(data: Mapping[str, Any]) -> dict[str, str]:
    """Ask a service to do again every parked event of a stretch of a partition"""
    return {"event": replays.stretch(data, g.viewer, clock.now())}
