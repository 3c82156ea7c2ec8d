"""Our own copies of others' facts by which an endorsement is checked: keys, memberships in time, teams, approvals;
and which briefs are confidential."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from services.portfolio.domain.evidence import Key, Moment, TeamCopy
from shared import merged, mongo
from shared.directory import save_newer


def save_key(key_id: str, n: int, values: dict[str, Any]) -> None:
    save_newer("keys", key_id, n, values)


def key(public_key: str) -> Key | None:
    """The reviewer's key by its Multikey."""
    found = mongo.collection("keys").find_one({"public_key": public_key})
    if found is None:
        return None
    return Key(found["person"], found["valid_from"], found["valid_until"], found["compromised_at"])


def add_moment(membership: str, n: int, values: dict[str, Any]) -> None:
    """From ``values["at"]`` on the membership stood so."""
    row = {"schema_version": 1, "membership": membership, "n": n} | values
    mongo.collection("membership_moments").replace_one({"_id": f"{membership}:{n}"}, row, upsert=True)


def moments(person: str, organisation: str, at: datetime) -> list[Moment]:
    """How each membership of the person in the organisation stood then (``at`` in whole seconds)."""
    wanted = {"person": person, "organisation": {"$in": merged.same([organisation])}}
    found = mongo.collection("membership_moments").find(wanted)
    latest: dict[str, dict[str, Any]] = {}
    for row in sorted(found, key=lambda row: row["n"]):
        if row["at"].replace(microsecond=0) <= at:
            latest[row["membership"]] = row
    return [Moment(row["state"], row["roles"]) for row in latest.values()]


def is_school_of(organisation: str, people: Sequence[str]) -> bool:
    """Whether one of the people is or was a student there."""
    schools = {"$in": merged.same([organisation])}
    wanted = {"person": {"$in": list(people)}, "organisation": schools, "roles": "student"}
    return mongo.collection("membership_moments").find_one(wanted, {"_id": 1}) is not None


def save_team(team: str, n: int, company: str, members: list[str]) -> None:
    teams = mongo.collection("teams")
    held = teams.find_one({"_id": team}) or {"n": 0, "ever": []}
    ever = sorted(set(held["ever"]) | set(members))
    values = {"schema_version": 1, "n": max(n, held["n"]), "company": company, "ever": ever}
    teams.replace_one({"_id": team}, values, upsert=True)


def team(team_id: str) -> TeamCopy | None:
    found = mongo.collection("teams").find_one({"_id": team_id})
    return TeamCopy(found["company"], found["ever"]) if found else None


def save_approval(approval: str, n: int, values: dict[str, Any]) -> None:
    save_newer("approvals", approval, n, values)


def approval(brief: str, school: str) -> str | None:
    """for_credit, without_credit or refused; None when no decision has come."""
    rows = mongo.collection("approvals").find({"brief": brief, "school": {"$in": merged.same([school])}})
    decisions = {row["school"]: str(row["decision"]) for row in rows.sort("_id", 1)}
    return decisions.get(school) or next(iter(decisions.values()), None)


def save_brief(brief: str, n: int, nda: bool) -> None:
    save_newer("briefs", brief, n, {"nda": nda})


def confidential(briefs: Sequence[str]) -> set[str]:
    """Those under an agreement of confidentiality, and those of which nothing is known."""
    wanted = {"_id": {"$in": list(briefs)}, "nda": False}
    return set(briefs) - set(mongo.collection("briefs").distinct("_id", wanted))
