"""Who bids on my company's brief, as far as they agreed; whether I agree."""

from collections.abc import Mapping
from typing import Any

from flask import g

from services.matching import permissions, schemas
from services.matching.api.blueprint import blueprint
from services.matching.pages import candidates
from services.matching.store import standings
from services.matching.usecases import standing
from shared import clock


@blueprint.operation("GET", "/briefs/<brief_id>/candidates", permissions.COMPANY, gives=schemas.Candidates)
def list_candidates(brief_id: str) -> dict[str, Any]:
    """Students who bid on my company's brief and agreed to be shown, ranked, with reasons"""
    return {"items": candidates.rows_of(standings.brief_of_company(brief_id, g.viewer))}


@blueprint.operation(
    "PUT", "/bids/<brief_id>/shown", permissions.STUDENT, takes=schemas.Shown, gives=schemas.Done
)
def let_show(data: Mapping[str, Any], brief_id: str) -> dict[str, Any]:
    """Agree that the company reads my name, school and what I bring while bids are taken, or take it back"""
    act = standing.show if data["shown"] else standing.hide
    act(brief_id, g.viewer, clock.now())
    return {}
