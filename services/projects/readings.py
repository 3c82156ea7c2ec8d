"""What pages and API show of several things at once, as plain values."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from services.projects.domain.brief import Brief
from services.projects.domain.contribution import Contribution
from services.projects.domain.deadlines import Deadlines
from services.projects.domain.milestone import Milestone
from services.projects.domain.owed import Owed
from services.projects.domain.owed import owed as members_owe
from services.projects.domain.team import Team
from services.projects.store import briefs, files, teams, work
from services.projects.usecases import papers, waits
from services.projects.waiting import OF_A_SCHOOL, WAITING, with_days
from shared import directory
from shared.errors import NotFound
from shared.messages import N_
from shared.viewer import Viewer

BALLS = {"mentor": N_("the company mentor"), "teacher": N_("the school supervisor"), "team": N_("the team")}
UNSIGNED = N_("the members who have not signed")


def brief(brief: Brief, viewer: Viewer) -> dict[str, Any]:
    """A brief that the viewer has read, with the schools' decisions; those of others only for its company."""
    own = brief.organisation in viewer.roles
    found = briefs.approvals(brief.id)
    mine = viewer.roles
    return vars(brief) | {
        "approvals": [one for one in found if own or one.school in mine or viewer.operator],
        "bids": briefs.bids(brief.id),
    }


def reviews(viewer: Viewer, now: datetime) -> list[dict[str, Any]]:
    """What the viewer has to review, late first: {kind, title, company, url, since, due, late, brief, team, number}."""
    found: list[dict[str, Any]] = [
        {"kind": "brief_review", "title": row["title"], "url": f"/projects/briefs/{row['_id']}/review",
         "since": row.get("state_since"), "due": row.get("due"), "brief": row["_id"]}
        for row in briefs.to_review(viewer)
    ]  # fmt: skip
    asked = briefs.asked_approvals(viewer)
    titles = briefs.titles([one.brief for one in asked])
    found += [
        {"kind": "brief_approval", "title": titles.get(one.brief, ""), "url": f"/projects/briefs/{one.brief}/review",
         "since": one.state_since, "due": one.due, "brief": one.brief}
        for one in asked
    ]  # fmt: skip
    found += [
        {"kind": "milestone_review", "title": one.title, "since": one.delivered_at, "due": one.review_due,
         "brief": one.brief, "team": one.team, "number": one.number,
         "url": f"/projects/teams/{one.team}/milestones/{one.number}/review"}
        for one in teams.delivered(viewer)
    ]  # fmt: skip
    owners = briefs.owners([row["brief"] for row in found])
    names = {one.id: one.name for one in directory.organisations(owners.values())}
    for row in found:
        row["late"] = bool(row["due"]) and row["due"] < now
        row["company"] = names.get(owners.get(row["brief"], ""), "")
    return sorted(found, key=lambda row: (row["due"] is None, row["due"] or now, row["url"]))


def deadlines(kept: Deadlines) -> dict[str, Any]:
    """Every wait whose days a school sets, as it has them."""
    rows = [(WAITING[key], with_days(key, kept.days.get(key, {}))) for key in OF_A_SCHOOL]
    items = [
        {"wait": own.key, "text": own.text, "due": own.due, "reminder": own.reminder, "ends": own.ends,
         "usual": {"due": usual.due, "reminder": usual.reminder, "ends": usual.ends}, "then": own.default_text}
        for usual, own in rows
    ]  # fmt: skip
    return {"school": kept.id, "version": kept.version, "items": items}


def team_rows(found: list[Team]) -> list[dict[str, Any]]:
    """Teams that the viewer has read, each with what is next and whose turn it is."""
    titles = briefs.titles([team.brief for team in found])
    following = teams.open_milestones([team.id for team in found])
    return [
        vars(team) | {"brief_title": titles.get(team.brief, "")} | turn(team, following.get(team.id))
        for team in found
    ]


def late_teams(viewer: Viewer, now: datetime) -> list[str]:
    """The viewer's teams in which somebody's turn should be over by now."""
    waits_for = timedelta(days=min(WAITING["signature"].due, WAITING["team_start"].due) - 1)
    due = {team.id: turn(team, None)["due"] for team in teams.not_begun(viewer, now - waits_for)}
    return [team for team, until in due.items() if until < now] + teams.behind(viewer, now)


def turn(team: Team, milestone: Milestone | None) -> dict[str, Any]:
    """{ball, due, milestone, wait, persons}: whose turn it is, until when, at what, by which row of waiting.py.
    ``ball`` is a role, "team" or "nobody"; ``persons`` are the members who are asked by name."""
    found: dict[str, Any] = {"ball": "nobody", "due": None, "milestone": None, "wait": None, "persons": []}
    if team.state == "confirmed":
        unsigned = papers.lack(team, "member")
        asked = "teacher" if papers.lack(team, "school") else "mentor"
        wait = "signature" if unsigned else "team_start"
        due = waits.due(wait, team.confirmed_at or team.state_since, waits.calendar_of_team(team))
        return found | {
            "ball": "team" if unsigned else asked,
            "due": due,
            "wait": wait,
            "persons": unsigned,
        }
    if milestone is None or team.state in ("paused", "cancelled", "completed", "archived"):
        return found
    found["milestone"] = milestone.title
    if milestone.state == "delivered":
        ball = "teacher" if milestone.open_to_teacher else "mentor"
        return found | {"ball": ball, "due": milestone.review_due, "wait": "milestone_review"}
    return found | {"ball": "team", "due": milestone.due, "wait": "milestone_work", "persons": team.present}


def ball(team: Team, turn: Mapping[str, Any], viewer: Viewer, leads: bool) -> dict[str, Any] | None:
    """The line that says who must do what until when, and what then; None where nobody must."""
    if turn["ball"] == "nobody":
        return None
    mine = (
        viewer.person in turn["persons"] if turn["ball"] == "team" else leads and _asked(team, turn, viewer)
    )
    return {
        "who": BALLS[turn["ball"]] if turn["wait"] != "signature" else UNSIGNED,
        "task": WAITING[turn["wait"]].text,
        "until": turn["due"],
        "then": WAITING[turn["wait"]].default_text,
        "mine": mine,
    }


def _asked(team: Team, turn: Mapping[str, Any], viewer: Viewer) -> bool:
    company = team.organisation in viewer.organisations_as("company_admin", "mentor")
    return company if turn["ball"] == "mentor" else not company


def outline(team: Team) -> dict[str, Any]:
    """A team for an operator to whom its people are closed: ids and states, no name, no word, no file."""
    facts = ("id", "brief", "brief_version", "proposal", "organisation", "kind", "size", "state", "state_since",
             "disputed", "captain", "version")  # fmt: skip
    steps = ("id", "number", "state", "due", "rounds", "review_due")
    members = [{"person": one.person, "school": one.school, "left_at": one.left_at} for one in team.members]
    return {name: getattr(team, name) for name in facts} | {
        "members": members,
        "milestones": [
            {name: getattr(one, name) for name in steps} | {"disputes": _open_disputes(team, one.id)}
            for one in teams.milestones(team.id)
        ],
    }


def _open_disputes(team: Team, milestone_id: str) -> list[dict[str, Any]]:
    """Of a milestone: {id, by, about, due}, ids and the day."""
    authors = {one.id: one.person for one in work.of_milestone(milestone_id)}
    return [
        {"id": one.id, "by": one.by, "about": authors[one.contribution], "due": one.due}
        for one in work.disputes(team.id, "open")
        if one.contribution in authors
    ]


def team(team: Team, viewer: Viewer, now: datetime) -> dict[str, Any]:
    """One team that the viewer has read, with members' names, milestones and what a start still needs."""
    may = teams.open_people(team, viewer)
    names = directory.names(one.person for one in team.members if may is None or one.person in may)
    missing = papers.missing(team, "", "", now) if team.state == "confirmed" else {}
    return vars(team) | {
        "brief_title": briefs.titles([team.brief]).get(team.brief, ""),
        "members": [vars(member) | {"name": names.get(member.person)} for member in team.members],
        "milestones": teams.milestones(team.id),
        "missing": [{"item": item, "message": sentence} for item, sentence in missing.items()],
    }


def owed(
    team: Team, following: Milestone | None, turn: Mapping[str, Any], viewer: Viewer
) -> dict[str, list[Owed]]:
    """What each member owes now, for those who may read what everybody in the team does. ``turn``: whose it is."""
    if teams.open_people(team, viewer) is not None:
        return {}
    said = work.of_milestone(following.id) if following else []
    unsigned = turn["persons"] if turn["wait"] == "signature" else []
    return members_owe(team, unsigned, turn["due"], following, said)


def milestone(team: Team, number: int, viewer: Viewer, now: datetime) -> dict[str, Any]:
    """One milestone of a team that the viewer has read, with what they may read of everything done for it."""
    found = teams.milestone(team.id, number)
    may = teams.open_people(team, viewer)
    said = [_as_open(one, may) for one in work.of_milestone(found.id)]
    ids = {one.id for one in said}
    signing = work.signing(found.id, now)
    held = found.artefacts if found.state in ("delivered", "accepted") else work.artefacts(found.id)
    return vars(found) | {
        "artefacts": [one for one in held if may is None or one.sha256 in _theirs(found.id, may)],
        "contributions": said,
        "disputes": [one for one in work.disputes(team.id) if one.contribution in ids],
        "signing": signing.request if signing else None,
        "signs": signing.reviewer.person if signing else None,
    }


def _as_open(contribution: Contribution, may: frozenset[str] | None) -> Contribution:
    """The whole of it, or for whom its author is closed the ids and states of it."""
    if may is None or contribution.person in may:
        return contribution
    blank: dict[str, Any] = {"statement": "", "share": "", "percent": None, "hours": "0", "reason": ""}
    return replace(contribution, artefacts=[], objections={}, ratings=[], **blank)


def _theirs(milestone_id: str, people: frozenset[str]) -> set[str]:
    """Contents that these people brought into the milestone, or to which their statements point."""
    brought = {row["sha256"] for row in work.artefact_rows(milestone_id) if row["by"] in people}
    for one in work.of_milestone(milestone_id):
        brought |= {artefact.sha256 for artefact in one.artefacts if one.person in people}
    return brought


def file(team: Team, sha256: str, viewer: Viewer) -> dict[str, Any]:
    """A file of a team that the viewer has read. Raises NotFound for those of people who are closed to them."""
    found, may = files.file(team.id, sha256), teams.open_people(team, viewer)
    if viewer.only and sha256 not in _held(teams.known_milestone(viewer.only["milestone"])):
        raise NotFound(N_("The team has no such file."))
    if may is None or found["by"] in may:
        return found
    if any(sha256 in _theirs(one.id, may) for one in teams.milestones(team.id)):
        return found
    raise NotFound(N_("The team has no such file."))


def _held(found: Milestone) -> set[str]:
    """Contents that were delivered with a milestone."""
    return {one.sha256 for one in found.artefacts}


def names_of(found: Mapping[str, Any]) -> dict[str, str]:
    return directory.names(member["person"] for member in found["members"])
