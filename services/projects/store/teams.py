"""Teams, their papers and milestones; who may see them and who may act in them."""

from datetime import datetime
from typing import Any

from services.projects.domain.milestone import Milestone
from services.projects.domain.team import Team
from services.projects.store import models
from shared import merged, mongo
from shared.errors import NotFound
from shared.ids import new_id
from shared.messages import N_
from shared.paging import Page, after, decode, page_of
from shared.viewer import Viewer

COMPANY = ("company_admin", "mentor", "recruiter")
SCHOOL = ("teacher", "school_admin")


def _seen_by(viewer: Viewer) -> dict[str, Any]:
    """Members, past ones too; their company; their schools; operators those of people whose data they have opened."""
    return {"$or": [*_by_right(viewer), {"members.person": {"$in": viewer.looked_at}}]}


def _by_right(viewer: Viewer) -> list[dict[str, Any]]:
    return [
        {"members.person": viewer.person},
        {"organisation": {"$in": viewer.organisations_as(*COMPANY)}},
        {"members.school": {"$in": viewer.organisations_as(*SCHOOL, "registrar")}},
    ]


def open_people(team: Team, viewer: Viewer) -> frozenset[str] | None:
    """Whose words, names and files of a team that the viewer has read they may read; None: everybody's.

    Opening one member's data opens nothing of the others'. Whoever left keeps what they brought themselves.
    """
    mine = [member for member in team.members if member.person == viewer.person]
    here = any(member.left_at is None for member in mine)
    company = team.organisation in viewer.organisations_as(*COMPANY)
    schools = viewer.organisations_as(*SCHOOL, "registrar")
    if here or company or any(member.school in schools for member in team.members):
        return None
    return viewer.looks_at | {member.person for member in mine}


def closed(team_id: str, viewer: Viewer) -> Team | None:
    """For an operator a team of which only ids and states may be shown, None where more (or nothing) may be."""
    if not viewer.operator:
        return None
    found = mongo.collection("teams").find_one({"_id": team_id, "$nor": _seen_by(viewer)["$or"]})
    return mongo.load(Team, found) if found else None


def _one(wanted: dict[str, Any]) -> Team:
    found = mongo.collection("teams").find_one(wanted)
    if found is None:
        raise NotFound(N_("There is no such team."))
    return mongo.load(Team, found)


def add(team: Team) -> None:
    mongo.insert(models.Team, team)
    team.version += 1


def save(team: Team) -> None:
    mongo.replace(models.Team, team)
    team.version += 1


def team(team_id: str, viewer: Viewer) -> Team:
    return _one({"_id": team_id, **_seen_by(viewer)})


def placed_with(company: str) -> int:
    """How many students are on placements of the company now."""
    wanted = {
        "organisation": {"$in": merged.same([company])}, "kind": {"$in": ["placement", "placement_employed"]},
        "state": {"$in": ["confirmed", "active", "paused", "delivered", "rework", "accepted"]},
    }  # fmt: skip
    return sum(len(mongo.load(Team, row).present) for row in mongo.collection("teams").find(wanted))


def worked_in(team_id: str, viewer: Viewer) -> Team:
    """One whose member the viewer is now."""
    here = {"$elemMatch": {"person": viewer.person, "left_at": None}}
    return _one({"_id": team_id, "members": here})


def led(team_id: str, viewer: Viewer) -> Team:
    """One that the viewer looks after, for its company or for a school of its members."""
    staff = [
        {"organisation": {"$in": viewer.organisations_as("company_admin", "mentor")}},
        {"members.school": {"$in": viewer.organisations_as(*SCHOOL)}},
    ]
    return _one({"_id": team_id, "$or": staff})


def taught(team_id: str, person: str, viewer: Viewer) -> Team:
    """One with that member in it now, of a school whose people the viewer is one of."""
    schools = viewer.organisations_as(*SCHOOL, "registrar")
    here = {"$elemMatch": {"person": person, "left_at": None, "school": {"$in": schools}}}
    return _one({"_id": team_id, "members": here})


def known(team_id: str) -> Team:
    """For events and timers, which act for nobody."""
    return _one({"_id": team_id})


def of_proposal(proposal_id: str) -> Team | None:
    found = mongo.collection("teams").find_one({"proposal": proposal_id})
    return mongo.load(Team, found) if found else None


def of_brief(brief_id: str) -> list[Team]:
    """All teams of a brief that the caller has read."""
    found = mongo.collection("teams").find({"brief": brief_id}).sort([("brief", 1), ("_id", 1)]).limit(100)
    return [mongo.load(Team, document) for document in found]


def listed(viewer: Viewer, cursor: str | None, limit: int, late: list[str] | None = None) -> Page[Team]:
    """My teams, the last moved first. ``late``: of all only these, and those in which something is disputed."""
    at_risk = {} if late is None else {"$or": [{"disputed": True}, {"_id": {"$in": late}}]}
    seen: dict[str, Any] = {
        "$and": [_seen_by(viewer), at_risk, after(cursor, "state_since", descending=True)]
    }
    place = decode(cursor)
    seen |= {"state_since": {"$lte": place[0]}} if place else {}
    found = mongo.collection("teams").find(seen).sort([("state_since", -1), ("_id", -1)]).limit(limit + 1)
    rows = [mongo.load(Team, document) for document in found]
    return page_of(rows, limit, lambda row: (row.state_since, row.id))


def not_begun(viewer: Viewer, since: datetime) -> list[Team]:
    """Mine that were confirmed before ``since`` and have not begun to work."""
    found = mongo.collection("teams").find(
        {"$and": [_seen_by(viewer), {"state": "confirmed", "state_since": {"$lt": since}}]}
    )
    return [mongo.load(Team, document) for document in found]


def behind(viewer: Viewer, now: datetime) -> list[str]:
    """Mine at work whose next milestone should be delivered by now, or its review be done."""
    wanted = {"$and": [_seen_by(viewer), {"state": {"$in": ["active", "delivered", "rework", "accepted"]}}]}
    ids = [row["_id"] for row in mongo.collection("teams").find(wanted, {"_id": 1})]
    steps = mongo.collection("milestones").find(
        {"team": {"$in": ids}, "state": {"$ne": "accepted"}},
        {"team": 1, "state": 1, "due": 1, "review_due": 1},
    )
    following: dict[str, dict[str, Any]] = {}
    for step in steps.sort([("team", 1), ("number", 1)]):
        following.setdefault(step["team"], step)
    due = {
        team: row.get("review_due" if row["state"] == "delivered" else "due")
        for team, row in following.items()
    }
    return [team for team, until in due.items() if until is not None and until < now]


def add_paper(
    team_id: str, key: str, person: str | None, note: str, by: str, now: datetime, **values: Any
) -> None:
    row = {"_id": new_id(), "schema_version": 1, "team": team_id, "key": key, "person": person, "note": note}
    mongo.collection("papers").insert_one(row | {"by": by, "at": now, **values})


def papers(team_id: str) -> list[dict[str, Any]]:
    """{key, person, note, by, at, …} of a team that the caller has read."""
    return list(mongo.collection("papers").find({"team": team_id}).sort([("team", 1), ("_id", 1)]))


def add_milestone(milestone: Milestone) -> None:
    mongo.insert(models.Milestone, milestone)
    milestone.version += 1


def save_milestone(milestone: Milestone) -> None:
    mongo.replace(models.Milestone, milestone)
    milestone.version += 1


def milestones(team_id: str) -> list[Milestone]:
    """Of a team that the caller has read, in order."""
    found = mongo.collection("milestones").find({"team": team_id}).sort([("team", 1), ("number", 1)])
    return [mongo.load(Milestone, document) for document in found]


def milestone(team_id: str, number: int) -> Milestone:
    """Of a team that the caller has read."""
    found = mongo.collection("milestones").find_one({"team": team_id, "number": number})
    if found is None:
        raise NotFound(N_("There is no such milestone."))
    return mongo.load(Milestone, found)


def known_milestone(milestone_id: str) -> Milestone:
    """For events and timers."""
    found = mongo.collection("milestones").find_one({"_id": milestone_id})
    if found is None:
        raise NotFound(N_("There is no such milestone."))
    return mongo.load(Milestone, found)


def open_milestones(team_ids: list[str]) -> dict[str, Milestone]:
    """{team: the first milestone that is not accepted} of teams that the caller has read."""
    wanted = {"team": {"$in": team_ids}, "state": {"$ne": "accepted"}}
    found: dict[str, Milestone] = {}
    for document in mongo.collection("milestones").find(wanted).sort([("team", 1), ("number", 1)]):
        found.setdefault(document["team"], mongo.load(Milestone, document))
    return found


def delivered(viewer: Viewer, limit: int = 100) -> list[Milestone]:
    """Delivered milestones that the viewer may judge: their company's as mentor; as teacher those that passed on."""
    wanted: list[dict[str, Any]] = [
        {"organisation": {"$in": viewer.organisations_as("mentor")}},
        {"members.school": {"$in": viewer.organisations_as("teacher")}},
    ]
    mentors = set(viewer.organisations_as("mentor"))
    running = {"state": {"$in": ["active", "paused", "delivered", "rework"]}, "$or": wanted}
    teams = mongo.collection("teams").find(running, {"organisation": 1, "members.person": 1})
    mine = {
        row["_id"]: row["organisation"] in mentors
        for row in teams
        if all(member["person"] != viewer.person for member in row["members"])
    }
    found = mongo.collection("milestones").find({"team": {"$in": list(mine)}, "state": "delivered"})
    rows = found.sort([("review_due", 1), ("_id", 1)]).limit(limit)
    return [mongo.load(Milestone, row) for row in rows if mine[row["team"]] or row.get("open_to_teacher")]
