"""Teams: reading, papers, start, leaving, ends."""

from collections.abc import Mapping
from typing import Any

from flask import g

from services.projects import permissions, readings
from services.projects.api.blueprint import blueprint
from services.projects.domain.team import Team
from services.projects.schemas import briefs as brief_schemas
from services.projects.schemas import shown
from services.projects.schemas import work as schemas
from services.projects.store import audit, teams
from services.projects.usecases import papers, teaming
from shared import clock
from shared.web.api import PageQuery


def _shown(team: Team) -> dict[str, Any]:
    return readings.team(team, g.viewer, clock.now())


@blueprint.operation("GET", "/teams", permissions.SEE_TEAMS, query=PageQuery, gives=schemas.Teams)
def list_teams(query: Mapping[str, Any]) -> dict[str, Any]:
    """My teams with what is next and whose turn it is"""
    page = teams.listed(g.viewer, query["after"], query["limit"])
    return {"items": readings.team_rows(list(page.items)), "next": page.next}


@blueprint.operation("GET", "/teams/<team_id>", permissions.SEE_TEAMS, gives=schemas.Team)
def show_team(team_id: str) -> Any:
    """One team: members, milestones, what a start still needs; for operators ids and states"""
    hidden = teams.closed(team_id, g.viewer)
    return readings.outline(hidden) if hidden else _shown(teams.team(team_id, g.viewer))


@blueprint.operation("GET", "/teams/<team_id>/history", permissions.SEE_TEAMS, gives=shown.History)
def team_history(team_id: str) -> dict[str, Any]:
    """Who did what, newest first"""
    return {"items": audit.history(teams.team(team_id, g.viewer).id)}


@blueprint.operation(
    "POST", "/teams/<team_id>/papers", permissions.GIVE_PAPERS, takes=schemas.Give, gives=schemas.Team
)
def give_paper(data: Mapping[str, Any], team_id: str) -> Any:
    """Sign a paper of my own, or as their school give one of a member"""
    return _shown(papers.give(team_id, data["key"], data.get("person"), g.viewer, clock.now()))


@blueprint.operation(
    "POST", "/teams/<team_id>/start", permissions.START, takes=schemas.Start, gives=schemas.Team
)
def start_team(data: Mapping[str, Any], team_id: str) -> Any:
    """Note the papers that were handed over, and begin to work"""
    return _shown(teaming.start(team_id, data, g.viewer, clock.now()))


@blueprint.operation(
    "POST", "/teams/<team_id>/leave", permissions.WORK, takes=brief_schemas.Reason, gives=brief_schemas.Event
)
def leave_team(data: Mapping[str, Any], team_id: str) -> dict[str, Any]:
    """Leave the team, with a reason; the seat is offered to the reserve"""
    teaming.leave(team_id, data["reason"], g.viewer, clock.now())
    return {}


@blueprint.operation(
    "POST", "/teams/<team_id>/pause", permissions.START, takes=brief_schemas.Reason, gives=schemas.Team
)
def pause_team(data: Mapping[str, Any], team_id: str) -> Any:
    """Let the work rest, with the reason"""
    return _shown(teaming.pause(team_id, data["reason"], g.viewer, clock.now()))


@blueprint.operation("POST", "/teams/<team_id>/resume", permissions.START, gives=schemas.Team)
def resume_team(team_id: str) -> Any:
    """Go on after a pause"""
    return _shown(teaming.resume(team_id, g.viewer, clock.now()))


@blueprint.operation(
    "POST", "/teams/<team_id>/cancel", permissions.START, takes=brief_schemas.Reason, gives=schemas.Team
)
def cancel_team(data: Mapping[str, Any], team_id: str) -> Any:
    """End the team before its work is done, with the reason"""
    return _shown(teaming.cancel(team_id, data["reason"], None, g.viewer, clock.now()))


@blueprint.operation("POST", "/teams/<team_id>/archive", permissions.START, gives=schemas.Team)
def archive_team(team_id: str) -> Any:
    """Put a completed team away"""
    return _shown(teaming.archive(team_id, g.viewer, clock.now()))
