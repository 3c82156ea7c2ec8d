"""Proposed teams, and the company's answer."""

from collections.abc import Mapping
from typing import Any

from flask import g

from services.projects import permissions
from services.projects.api.blueprint import blueprint
from services.projects.schemas import briefs as schemas
from services.projects.schemas import shown
from services.projects.store import briefs, proposals
from services.projects.usecases import bidding
from shared import clock


@blueprint.operation("GET", "/briefs/<brief_id>/proposals", permissions.CONFIRM_TEAM, gives=shown.Proposals)
def list_proposals(brief_id: str) -> dict[str, Any]:
    """Teams that are or were proposed for my brief, newest first"""
    return {"items": proposals.of_brief(briefs.own(brief_id, g.viewer).id)}


@blueprint.operation(
    "POST", "/briefs/<brief_id>/confirm-team", permissions.CONFIRM_TEAM, takes=schemas.AnswerTeam,
    gives=schemas.Event,
)  # fmt: skip
def confirm_team(data: Mapping[str, Any], brief_id: str) -> dict[str, str]:
    """Take the proposed team in the revision that I have read"""
    event = bidding.answer_team(brief_id, data["proposal"], data["revision"], True, g.viewer, clock.now())
    return {"event": event}


@blueprint.operation(
    "POST", "/briefs/<brief_id>/decline-team", permissions.CONFIRM_TEAM, takes=schemas.AnswerTeam,
    gives=schemas.Event,
)  # fmt: skip
def decline_team(data: Mapping[str, Any], brief_id: str) -> dict[str, str]:
    """Let the proposed team pass; its students are free again"""
    event = bidding.answer_team(brief_id, data["proposal"], data["revision"], False, g.viewer, clock.now())
    return {"event": event}
