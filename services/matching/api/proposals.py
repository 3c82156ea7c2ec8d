"""Teams that I am proposed for."""

from collections.abc import Mapping
from typing import Any

from flask import g

from services.matching import permissions, schemas
from services.matching.api.blueprint import blueprint
from services.matching.pages import reading
from services.matching.store import proposals
from services.matching.usecases import answering, contesting
from shared import clock
from shared.web.api import PageQuery


@blueprint.operation("GET", "/proposals", permissions.STUDENT, query=PageQuery, gives=schemas.Proposals)
def list_proposals(query: Mapping[str, Any]) -> dict[str, Any]:
    """Teams that I am, or was, proposed for, newest first"""
    page = proposals.mine(g.viewer, query["after"], query["limit"])
    now = clock.now()
    return {"items": [reading.proposal(one, now) for one in page.items], "next": page.next}


@blueprint.operation("GET", "/proposals/<proposal_id>", permissions.STUDENT, gives=schemas.Proposal)
def show_proposal(proposal_id: str) -> dict[str, Any]:
    """One proposal: the team, why me, until when"""
    return reading.proposal(proposals.proposal(proposal_id, g.viewer), clock.now())


@blueprint.operation("POST", "/proposals/<proposal_id>/accept", permissions.STUDENT, gives=schemas.Proposal)
def accept(proposal_id: str) -> dict[str, Any]:
    """Take the seat that I am offered"""
    return reading.proposal(answering.accept(proposal_id, g.viewer, clock.now()), clock.now())


@blueprint.operation(
    "POST",
    "/proposals/<proposal_id>/decline",
    permissions.STUDENT,
    takes=schemas.Reason,
    gives=schemas.Proposal,
)
def decline(data: Mapping[str, Any], proposal_id: str) -> dict[str, Any]:
    """Leave the seat to the next in the reserve; it costs nothing"""
    found = answering.decline(proposal_id, data["reason"], g.viewer, clock.now())
    return reading.proposal(found, clock.now())


@blueprint.operation("POST", "/proposals/<proposal_id>/what-if", permissions.STUDENT, gives=schemas.Proposal)
def what_would(proposal_id: str) -> dict[str, Any]:
    """Have the round solved again with small changes on my side: what would have placed me in my first bid"""
    contesting.ask_what_would(proposal_id, g.viewer, clock.now())
    return reading.proposal(proposals.proposal(proposal_id, g.viewer), clock.now())


@blueprint.operation(
    "POST",
    "/proposals/<proposal_id>/contest",
    permissions.STUDENT,
    takes=schemas.Contest,
    gives=schemas.Proposal,
)
def contest(data: Mapping[str, Any], proposal_id: str) -> dict[str, Any]:
    """Ask for a human decision on my place in a round; it costs nothing"""
    contesting.contest(proposal_id, data["text"], g.viewer, clock.now())
    return reading.proposal(proposals.proposal(proposal_id, g.viewer), clock.now())
