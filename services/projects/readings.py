"""What pages and API show of several things at once, as plain values."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from services.projects.domain.brief import Brief
from services.projects.domain.milestone import Milestone
from services.projects.domain.team import Team
from services.projects.store import briefs, teams, work
from services.projects.usecases import papers
from shared import directory
from shared.viewer import Viewer


def brief(brief: Brief, viewer: Viewer) -> dict[str, Any]:
    """A brief that the viewer has read, with the schools' decisions; those of others only for its company."""
    own = brief.organisation in viewer.organisations
    found = briefs.approvals(brief.id)
    mine = viewer.organisations
    return vars(brief) | {
        "approvals": [one for one in found if own or one.school in mine or viewer.operator],
        "bids": briefs.bids(brief.id),
    }


def reviews(viewer: Viewer, now: datetime) -> list[dict[str, Any]]:
    """What the viewer has to review, late first: {kind, title, url, due, late, brief, team, number}."""
    found: list[dict[str, Any]] = [
        {"kind": "brief_review", "title": row["title"], "url": f"/projects/briefs/{row['_id']}/review",
         "due": row.get("due"), "brief": row["_id"]}
        for row in briefs.to_review(viewer)
    ]  # fmt: skip
    asked = briefs.asked_approvals(viewer)
    titles = briefs.titles([one.brief for one in asked])
    found += [
        {"kind": "brief_approval", "title": titles.get(one.brief, ""), "url": f"/projects/briefs/{one.brief}/review",
         "due": one.due, "brief": one.brief}
        for one in asked
    ]  # fmt: skip
    found += [
        {"kind": "milestone_review", "title": one.title, "due": one.review_due, "brief": one.brief, "team": one.team,
         "number": one.number, "url": f"/projects/teams/{one.team}/milestones/{one.number}/review"}
        for one in teams.delivered(viewer)
    ]  # fmt: skip
    for row in found:
        row["late"] = bool(row["due"]) and row["due"] < now
    return sorted(found, key=lambda row: (row["due"] is None, row["due"] or now, row["url"]))


def team_rows(found: list[Team]) -> list[dict[str, Any]]:
    """Teams that the viewer has read, each with what is next and whose turn it is."""
    titles = briefs.titles([team.brief for team in found])
    following = teams.open_milestones([team.id for team in found])
    return [
        vars(team) | {"brief_title": titles.get(team.brief, "")} | turn(team, following.get(team.id))
        for team in found
    ]


def turn(team: Team, milestone: Milestone | None) -> dict[str, Any]:
    """{ball, due, milestone}: whose turn it is, until when, at what. ``ball`` is a role, "team" or "nobody"."""
    if team.state == "confirmed":
        return {"ball": "mentor", "due": None, "milestone": None}
    if milestone is None or team.state in ("paused", "cancelled", "completed", "archived"):
        return {"ball": "nobody", "due": None, "milestone": None}
    if milestone.state == "delivered":
        ball = "teacher" if milestone.open_to_teacher else "mentor"
        return {"ball": ball, "due": milestone.review_due, "milestone": milestone.title}
    return {"ball": "team", "due": milestone.due, "milestone": milestone.title}


def team(team: Team) -> dict[str, Any]:
    """One team that the viewer has read, with members' names, milestones and what a start still needs."""
    names = directory.names(member.person for member in team.members)
    missing = papers.missing(team, "", "") if team.state == "confirmed" else {}
    return vars(team) | {
        "brief_title": briefs.titles([team.brief]).get(team.brief, ""),
        "members": [vars(member) | {"name": names.get(member.person)} for member in team.members],
        "milestones": teams.milestones(team.id),
        "missing": [{"item": item, "message": sentence} for item, sentence in missing.items()],
    }


def milestone(team: Team, number: int, now: datetime) -> dict[str, Any]:
    """One milestone of a team that the viewer has read, with everything done for it."""
    found = teams.milestone(team.id, number)
    said = work.of_milestone(found.id)
    ids = {one.id for one in said}
    signing = work.signing(found.id, now)
    return vars(found) | {
        "artefacts": found.artefacts
        if found.state in ("delivered", "accepted")
        else work.artefacts(found.id),
        "contributions": said,
        "disputes": [one for one in work.disputes(team.id) if one.contribution in ids],
        "signing": signing.request if signing else None,
    }


def names_of(found: Mapping[str, Any]) -> dict[str, str]:
    return directory.names(member["person"] for member in found["members"])
