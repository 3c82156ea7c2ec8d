"""Copies of the teams and proposals that people are in, and of the briefs that these are about: the page of one's own
data names who sees one there."""

from dataclasses import dataclass
from typing import Any

from shared import merged, mongo
from shared.directory import save_newer
from shared.messaging import erased
from shared.viewer import Viewer

MOST = 100


@dataclass(frozen=True)
class Seat:
    """In a team, or in a proposal that waits for its company. ``ever``: whoever is or was in it; ``left``: the viewer
    is in it no more. ``title`` is empty while its brief is unknown, or was taken down."""

    id: str
    company: str
    title: str
    present: list[str]
    ever: list[str]
    left: bool = False


def save_brief(event: Any, n: int) -> None:
    save_newer("briefs", event.brief, n, {"title": event.title, "company": event.organisation})


def take_down(event: Any, n: int) -> None:
    """Nobody but its company reads the brief any more."""
    if event.taken_down:
        save_newer("briefs", event.brief, n, {"title": "", "company": ""})


def save_team(event: Any, n: int) -> None:
    """Whoever left stays among those who were ever there, in whatever order it is heard."""
    teams, gone = mongo.collection("teams"), erased.among(event.members)
    held = teams.find_one({"_id": event.team}) or {"n": 0, "ever": []}
    ever = sorted({*held["ever"], *event.members} - gone)
    if n <= held["n"]:
        teams.update_one({"_id": event.team}, {"$set": {"ever": ever}})
        return
    values = {"brief": event.brief, "company": event.organisation, "members": sorted({*event.members} - gone)}
    teams.replace_one({"_id": event.team}, {"schema_version": 1, "n": n, "ever": ever} | values, upsert=True)


def save_proposal(event: Any, n: int) -> None:
    members = sorted({*event.members} - erased.among(event.members))
    save_newer("proposals", event.proposal, n, {"brief": event.brief, "members": members})


def end_proposal(event: Any, n: int) -> None:
    """A team came of it, or nothing did."""
    save_newer("proposals", event.proposal, n, {"brief": event.brief, "members": []})


def teams(viewer: Viewer) -> list[Seat]:
    """The viewer's, newest first; those that they left too."""
    found = list(_newest("teams", {"ever": viewer.person}))
    briefs = _briefs(found)
    return [
        Seat(
            row["_id"], row["company"], briefs.get(row["brief"], {}).get("title", ""), row["members"],
            row["ever"], left=viewer.person not in row["members"],
        )
        for row in found
    ]  # fmt: skip


def proposals(viewer: Viewer) -> list[Seat]:
    """Those of the viewer that wait for their company, newest first."""
    found = list(_newest("proposals", {"members": viewer.person}))
    briefs = _briefs(found)
    return [
        Seat(row["_id"], brief["company"], brief["title"], row["members"], row["members"])
        for row in found
        if (brief := briefs.get(row["brief"], {})).get("company")
    ]


def _newest(name: str, wanted: dict[str, Any]) -> Any:
    return mongo.collection(name).find(wanted).sort("_id", -1).limit(MOST)


def _briefs(found: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    wanted = {"_id": {"$in": sorted({row["brief"] for row in found})}}
    return {row["_id"]: row for row in mongo.collection("briefs").find(wanted)}


def schools_of(people: list[str]) -> list[str]:
    """Where they are or were students, by the ids that count today."""
    wanted = {"person": {"$in": people}, "roles": "student", "state": {"$in": ["active", "ended"]}}
    found = mongo.collection("memberships").distinct("organisation", wanted)
    return sorted(set(merged.currents(found).values()))


def staff(organisation: str, roles: tuple[str, ...]) -> list[str]:
    """The people who have one of the roles there now."""
    wanted = {
        "organisation": {"$in": merged.same([organisation])}, "state": "active", "roles": {"$in": list(roles)},
    }  # fmt: skip
    return sorted(mongo.collection("memberships").distinct("person", wanted))


def forget(person: str) -> None:
    """In the erasing transaction: that there was somebody stays with the services that keep it."""
    for name, field in (("teams", "members"), ("teams", "ever"), ("proposals", "members")):
        mongo.collection(name).update_many({field: person}, {"$pull": {field: person}})
