"""What waits for reviewers, and their decisions on briefs."""

from collections.abc import Mapping
from typing import Any

from flask import g

from services.projects import permissions, readings
from services.projects.api.blueprint import blueprint
from services.projects.schemas import briefs as schemas
from services.projects.schemas import shown
from services.projects.usecases import reviewing
from shared import clock


@blueprint.operation("GET", "/reviews", permissions.SEE_REVIEWS, gives=shown.Reviews)
def list_reviews() -> dict[str, Any]:
    """What I have to review, late first"""
    return {"items": readings.reviews(g.viewer, clock.now())}


@blueprint.operation(
    "POST",
    "/briefs/<brief_id>/review",
    permissions.REVIEW_BRIEF,
    takes=schemas.BriefReview,
    gives=schemas.Event,
)
def review_brief(data: Mapping[str, Any], brief_id: str) -> dict[str, Any]:
    """Publish, ask for changes or refuse; with my own school's approval in the same press"""
    return {"event": reviewing.review(brief_id, **data, viewer=g.viewer, now=clock.now())}


@blueprint.operation(
    "POST", "/briefs/<brief_id>/approval", permissions.APPROVE, takes=schemas.Approve, gives=schemas.Event
)
def approve_brief(data: Mapping[str, Any], brief_id: str) -> dict[str, str]:
    """Decide for my school's students"""
    return {"event": reviewing.approve(brief_id, **data, viewer=g.viewer, now=clock.now())}
