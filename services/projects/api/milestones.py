"""A milestone: artefacts, statements and what the others say of them, delivery, review, disputes."""

from collections.abc import Mapping
from typing import Any

from flask import current_app, g

from services.projects import permissions, readings
from services.projects.api.blueprint import blueprint
from services.projects.domain.milestone import Verdict
from services.projects.schemas import shown
from services.projects.schemas import work as schemas
from services.projects.store import audit, teams
from services.projects.usecases import delivering, filing, working
from shared import clock, tokens
from shared.files import Files


@blueprint.operation(
    "GET", "/teams/<team_id>/milestones/<int:number>", permissions.SEE_TEAMS, gives=schemas.Milestone
)
def show_milestone(team_id: str, number: int) -> Any:
    """One milestone with everything done for it"""
    return readings.milestone(teams.team(team_id, g.viewer), number, g.viewer, clock.now())


@blueprint.operation(
    "GET", "/teams/<team_id>/milestones/<int:number>/history", permissions.SEE_TEAMS, gives=shown.History
)  # fmt: skip
def milestone_history(team_id: str, number: int) -> dict[str, Any]:
    """Who did what, newest first"""
    team = teams.team(team_id, g.viewer)
    return {"items": audit.history(teams.milestone(team.id, number).id)}


@blueprint.operation(
    "POST", "/teams/<team_id>/milestones/<int:number>/artefacts", permissions.WORK, takes=schemas.NewArtefact,
    gives=schemas.Artefact, status=201, creates=True,
)  # fmt: skip
def add_artefact(data: Mapping[str, Any], team_id: str, number: int) -> Any:
    """Put an uploaded file, or an address, into the milestone"""
    files, now = Files.of(current_app.config["SETTINGS"]), clock.now()
    sha256 = data.get("sha256") or filing.keep_link(team_id, data["link"], g.viewer, files, now)
    return vars(working.add_artefact(team_id, number, sha256, data["description"], g.viewer, now)), 201, {}


@blueprint.operation(
    "DELETE", "/teams/<team_id>/milestones/<int:number>/artefacts/<sha256>", permissions.WORK,
    gives=schemas.Milestone,
)  # fmt: skip
def remove_artefact(team_id: str, number: int, sha256: str) -> Any:
    """Take a file out of the milestone"""
    working.remove_artefact(team_id, number, sha256, g.viewer, clock.now())
    return readings.milestone(teams.team(team_id, g.viewer), number, g.viewer, clock.now())


@blueprint.operation(
    "PUT", "/teams/<team_id>/milestones/<int:number>/statement", permissions.WORK, takes=schemas.Statement,
    gives=schemas.Contribution,
)  # fmt: skip
def put_statement(data: Mapping[str, Any], team_id: str, number: int) -> Any:
    """Say what I did myself; the others are asked to confirm"""
    return working.state(team_id, number, data, g.viewer, clock.now())


@blueprint.operation(
    "POST", "/contributions/<contribution_id>/confirm", permissions.WORK, takes=schemas.ConfirmStatement,
    gives=schemas.Contribution,
)  # fmt: skip
def confirm_statement(data: Mapping[str, Any], contribution_id: str) -> Any:
    """Confirm what another member states, in the revision that I have read"""
    return working.confirm(contribution_id, data["revision"], g.viewer, clock.now())


@blueprint.operation(
    "POST", "/contributions/<contribution_id>/dispute", permissions.WORK, takes=schemas.DisputeStatement,
    gives=schemas.Contribution,
)  # fmt: skip
def dispute_statement(data: Mapping[str, Any], contribution_id: str) -> Any:
    """Say what is not right about another member's statement, in the revision that I have read"""
    return working.dispute(contribution_id, data["revision"], data["reason"], g.viewer, clock.now())


@blueprint.operation(
    "POST", "/disputes/<dispute_id>/decide", permissions.DECIDE_DISPUTE, takes=schemas.Decide, gives=schemas.Dispute
)  # fmt: skip
def decide_dispute(data: Mapping[str, Any], dispute_id: str) -> Any:
    """Decide: the statement stands, or its author writes it anew"""
    return working.decide_dispute(dispute_id, data["decision"], data["reason"], g.viewer, clock.now())


@blueprint.operation(
    "POST", "/teams/<team_id>/milestones/<int:number>/deliver", permissions.WORK, gives=schemas.Milestone
)
def deliver_milestone(team_id: str, number: int) -> Any:
    """Hand the milestone to the mentor"""
    delivering.deliver(team_id, number, g.viewer, clock.now())
    return readings.milestone(teams.team(team_id, g.viewer), number, g.viewer, clock.now())


@blueprint.operation(
    "POST", "/teams/<team_id>/milestones/<int:number>/review", permissions.REVIEW_WORK, takes=schemas.MilestoneReview,
    gives=schemas.ReviewAnswer,
)  # fmt: skip
def review_milestone(data: Mapping[str, Any], team_id: str, number: int) -> Any:
    """Accept, which is then signed at /accounts/sign/REQUEST, or ask for rework"""
    verdicts = [Verdict(**row) for row in data["verdicts"]]
    if data["decision"] == "rework":
        found = delivering.ask_rework(team_id, number, verdicts, data["reason"], g.viewer, clock.now())
        return {"state": found.state}
    key = tokens.service_key(current_app.config["SETTINGS"])
    asked = delivering.accept(team_id, number, verdicts, data["ratings"], key, g.viewer, clock.now())
    return vars(asked)
