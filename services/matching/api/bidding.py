"""Open briefs with their fit, my bids, my free hours."""

from collections.abc import Mapping
from typing import Any

from flask import g

from services.matching import permissions, schemas
from services.matching.api.blueprint import blueprint
from services.matching.domain.week import Week
from services.matching.pages import finding, reading
from services.matching.store import bids
from services.matching.usecases import bidding
from shared import clock


@blueprint.operation("GET", "/briefs", permissions.STUDENT, query=schemas.BriefQuery, gives=schemas.Briefs)
def list_briefs(query: Mapping[str, Any]) -> Any:
    """Briefs that I may bid on, best fit first or in another order"""
    return finding.open_briefs(query, clock.now()).page


@blueprint.operation("GET", "/briefs/<brief_id>", permissions.STUDENT, gives=schemas.Brief)
def show_brief(brief_id: str) -> dict[str, Any]:
    """One brief, what it needs and what I hold"""
    return reading.brief(brief_id, clock.now().date())


@blueprint.operation("GET", "/bids", permissions.STUDENT, gives=schemas.Bids)
def list_bids() -> dict[str, Any]:
    """My bids in their order"""
    return reading.my_bids()


@blueprint.operation("PUT", "/bids", permissions.STUDENT, takes=schemas.Order, gives=schemas.Bids, edits=True)
def hand_in(data: Mapping[str, Any], expected_version: int) -> dict[str, Any]:
    """Hand in my bids, the most wanted first; a list that was never written has version 0"""
    bidding.hand_in(data["briefs"], expected_version, g.viewer, clock.now())
    return reading.my_bids()


@blueprint.operation("GET", "/slots", permissions.STUDENT, gives=schemas.Week)
def show_week() -> dict[str, Any]:
    """The hours of the week in which I am free"""
    found = bids.week(g.viewer)
    return _week(found) if found else {"slots": None, "given": None, "version": 0}


@blueprint.operation(
    "PUT", "/slots", permissions.STUDENT, takes=schemas.Slots, gives=schemas.Week, edits=True
)
def give_week(data: Mapping[str, Any], expected_version: int) -> Any:
    """Say in which hours of the week I am free; a week that was never given has version 0"""
    return _week(bidding.give_week(data["slots"], expected_version, g.viewer, clock.now()))


def _week(found: Week) -> dict[str, Any]:
    return {"slots": found.slots, "given": found.given, "version": found.version}
