"""The deleting of what projects holds of a person: theirs goes, and their words in what belongs to others.

Where their words are is found through the teams that they belonged to and through what the history says they did.
"""

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from services.projects.domain.contribution import Contribution
from services.projects.domain.review import Review
from services.projects.domain.team import Team
from shared import audit, mongo

RUNNING = ("confirmed", "active", "paused", "delivered", "rework", "accepted")
REASONED = ("Team paused", "Team cancelled", "Rework asked for")
"""Acts of a team's history that leave their reason in the team."""


@dataclass(frozen=True)
class Loose:
    """Content and unfinished uploads that nobody refers to any more, to be taken from the disk."""

    contents: list[str]
    uploads: list[str]


def running_teams(person: str) -> list[Team]:
    here = {"$elemMatch": {"person": person, "left_at": None}}
    found = mongo.collection("teams").find({"members": here, "state": {"$in": list(RUNNING)}}).sort("_id", 1)
    return [mongo.load(Team, row) for row in found]


def contributions(person: str) -> list[Contribution]:
    wanted = {"team": {"$in": teams_of(person)}, "person": person}
    found = mongo.collection("contributions").find(wanted).sort("_id", 1)
    return [mongo.load(Contribution, row) for row in found]


def answered_by(person: str) -> list[Contribution]:
    """Others' contributions that the person was asked to confirm."""
    found = mongo.collection("contributions").find(
        {"person": {"$ne": person}, "team": {"$in": teams_of(person)}, f"peers.{person}": {"$exists": True}}
    )
    return [mongo.load(Contribution, row) for row in found.sort("_id", 1)]


def asked_reviews(person: str) -> list[Review]:
    """Reviews that wait for a signature, by the person or over a record of theirs."""
    whose = [{"reviewer.person": person}, {"records.person": person}]
    milestones = mongo.collection("milestones").distinct("_id", {"team": {"$in": teams_of(person)}})
    wanted = {"milestone": {"$in": milestones}, "state": "asked", "$or": whose}
    found = mongo.collection("reviews").find(wanted).sort("_id", 1)
    return [mongo.load(Review, row) for row in found]


def drop_contribution(contribution_id: str) -> None:
    mongo.collection("contributions").delete_one({"_id": contribution_id})


def _acted_on(person: str) -> list[str]:
    return mongo.collection("audit").distinct("object", {"by": person})


def teams_of(person: str) -> list[str]:
    """Teams that the person belonged to, or in which they did something."""
    acted = _acted_on(person)
    mine = {"$or": [{"members.person": person}, {"_id": {"$in": acted}}]}
    milestones = mongo.collection("milestones").distinct("team", {"_id": {"$in": acted}})
    return sorted({*mongo.collection("teams").distinct("_id", mine), *milestones})


def companies_of(person: str) -> list[str]:
    """Those of the teams that the person belonged to."""
    return sorted(mongo.collection("teams").distinct("organisation", {"_id": {"$in": teams_of(person)}}))


def forget(person: str) -> Loose:
    """In the erasing transaction; done again it finds nothing left."""
    teams = teams_of(person)
    loose = _forget_files(person, teams)
    _forget_teams(person, teams)
    _forget_reviews(person, teams)
    _forget_briefs(person)
    about = {"$unset": {f"about.{person}": ""}}
    mongo.collection("proposals").update_many({"members": person}, about)
    whose = {"team": {"$in": teams}, "$or": [{"person": person}, {"by": person}]}
    mongo.collection("papers").update_many(whose, {"$set": {"note": ""}})
    mongo.collection("guardian_consents").delete_many({"person": person})
    audit.scrub(person)
    return loose


def _forget_teams(person: str, teams: list[str]) -> None:
    def change(team: dict[str, Any]) -> None:
        for member in team["members"]:
            if member["person"] == person:
                member["left_reason"] = ""
        if _gave_the_reason(person, team["_id"]):
            team["reason"] = ""

    _rewrite("teams", {"_id": {"$in": teams}}, change)


def _gave_the_reason(person: str, team: str) -> bool:
    wanted = {"object": team, "act": {"$in": list(REASONED)}}
    last = mongo.collection("audit").find_one(wanted, sort=[("at", -1), ("_id", -1)])
    return last is not None and last["by"] == person


def _forget_reviews(person: str, teams: list[str]) -> None:
    """What was said in judging: of the person's work, and by them of others'."""

    def contribution(row: dict[str, Any]) -> None:
        if row["person"] == person:
            row |= {"statement": "", "share": "", "hours": "0", "artefacts": [], "ratings": [], "reason": ""}
            row |= {"objections": {}}
            row.pop("percent", None)
        row.get("objections", {}).pop(person, None)
        if (row.get("reviewed_by") or {}).get("person") == person:
            row["reason"] = ""
            row["ratings"] = [one | {"reason": ""} for one in row.get("ratings", [])]

    def review(row: dict[str, Any]) -> None:
        theirs = {one["contribution"] for one in row["records"] if one["person"] == person}
        row["records"] = [
            one | {"record": {}} if one["person"] == person else one for one in row.get("records", [])
        ]
        row["ratings"] = [one for one in row.get("ratings", []) if one["contribution"] not in theirs]
        if row["reviewer"]["person"] == person:
            row["verdicts"] = [one | {"reason": ""} for one in row.get("verdicts", [])]
            row["ratings"] = [
                one | {"ratings": [rating | {"reason": ""} for rating in one["ratings"]]}
                for one in row["ratings"]
            ]

    def milestone(row: dict[str, Any]) -> None:
        row["reason"] = ""
        row["criteria"] = [one | {"reason": ""} for one in row.get("criteria", [])]

    here, mine = {"team": {"$in": teams}}, [row.id for row in contributions(person)]
    whose = [{"person": person}, {f"objections.{person}": {"$exists": True}}, {"reviewed_by.person": person}]
    _rewrite("contributions", here | {"$or": whose}, contribution)
    milestones = {"milestone": {"$in": mongo.collection("milestones").distinct("_id", here)}}
    about = [{"records.person": person}, {"reviewer.person": person}]
    _rewrite("reviews", milestones | {"$or": about}, review)
    _rewrite("milestones", here | {"reviewed_by.person": person}, milestone)
    told = [{"decided_by": person}, {"by": person}]
    _cut("disputes", here | {"$or": [*told, {"contribution": {"$in": mine}}]})


def _forget_briefs(person: str) -> None:
    acted = _acted_on(person)
    _cut("briefs", {"_id": {"$in": acted}, "$or": [{"reviewed_by": person}, {"ended_by": person}]})
    _cut("approvals", {"brief": {"$in": acted}, "decided_by": person})


def _forget_files(person: str, teams: list[str]) -> Loose:
    """The person's files go, unless another member's statement points at them: then their names alone."""
    uploads = [row["_id"] for row in mongo.collection("uploads").find({"by": person}, {"_id": 1})]
    mongo.collection("uploads").delete_many({"by": person})
    contents = []
    for row in list(mongo.collection("files").find({"team": {"$in": teams}, "by": person})):
        if _stands_for_others(row["team"], row["sha256"], person):
            name = f"file.{row['name'].rpartition('.')[2][:10]}" if "." in row["name"] else "file"
            mongo.collection("files").update_one({"_id": row["_id"]}, {"$set": {"name": name}})
            _rename(row["team"], row["sha256"], name)
        else:
            mongo.collection("files").delete_one({"_id": row["_id"]})
            _take_out(row["team"], row["sha256"])
            contents.append(row["sha256"])
    for row in list(mongo.collection("artefacts").find({"team": {"$in": teams}, "by": person})):
        if not _stands_for_others(row["team"], row["sha256"], person):
            _take_out(row["team"], row["sha256"])
    return Loose(contents, uploads)


def _stands_for_others(team: str, sha256: str, person: str) -> bool:
    wanted = {"team": team, "person": {"$ne": person}, "artefacts.sha256": sha256}
    return mongo.collection("contributions").find_one(wanted, {"_id": 1}) is not None


def _take_out(team: str, sha256: str) -> None:
    mongo.collection("artefacts").delete_many({"team": team, "sha256": sha256})

    def change(row: dict[str, Any]) -> None:
        row["artefacts"] = [one for one in row["artefacts"] if one["sha256"] != sha256]

    _rewrite("milestones", {"team": team, "artefacts.sha256": sha256}, change)


def _rename(team: str, sha256: str, name: str) -> None:
    mongo.collection("artefacts").update_many({"team": team, "sha256": sha256}, {"$set": {"name": name}})

    def change(row: dict[str, Any]) -> None:
        row["artefacts"] = [
            one | {"name": name} if one["sha256"] == sha256 else one for one in row["artefacts"]
        ]

    for collection in ("milestones", "contributions"):
        _rewrite(collection, {"team": team, "artefacts.sha256": sha256}, change)


def _cut(collection: str, wanted: dict[str, Any]) -> None:
    """The reason that somebody gave, out of what they decided."""
    change = {"$set": {"reason": ""}, "$inc": {"version": 1}}
    mongo.collection(collection).update_many(wanted | {"reason": {"$nin": ["", None]}}, change)


def _rewrite(collection: str, wanted: dict[str, Any], change: Callable[[dict[str, Any]], None]) -> None:
    """With a new version, so that nobody writes back what they read before."""
    rows = mongo.collection(collection)
    for row in list(rows.find(wanted)):
        before = copy.deepcopy(row)
        change(row)
        if row != before:
            rows.replace_one({"_id": row["_id"]}, row | {"version": row["version"] + 1})
