"""What projects holds of a person, for themselves: read as it is, under headings."""

from typing import Any

from shared import mongo
from shared.exporting import CHAIN, Sections, plain
from shared.messages import N_


def of(person: str) -> Sections:
    """In no transaction: what changes meanwhile is in the next export."""
    teams = list(mongo.collection("teams").find({"members.person": person}))
    here = {"team": {"$in": [row["_id"] for row in teams]}}
    briefs = {row["brief"] for row in teams}
    titles = {
        row["_id"]: row.get("title")
        for row in mongo.collection("briefs").find({"_id": {"$in": sorted(briefs)}}, {"title": 1})
    }
    return {
        N_("Teams"): [_team(row, person) | {"title": titles.get(row["brief"])} for row in teams],
        N_("Statements"): _all("contributions", here | {"person": person}),
        N_("Files"): _all("files", here | {"by": person}),
        N_("Files that are half here"): _all("uploads", here | {"by": person}),
        N_("Files in milestones"): _all("artefacts", here | {"by": person}),
        N_("Papers"): _all("papers", here | {"$or": [{"person": person}, {"by": person}]}),
        N_("What your guardian was asked about placements"): _all("guardian_consents", {"person": person}),
        N_("Disputes that you opened"): _all("disputes", here | {"by": person}),
        N_("Proposed teams"): [
            plain(row.get("about", {}).get(person, {})) | {"brief": row["brief"]}
            for row in mongo.collection("proposals").find({"members": person})
        ],
        N_("Reviews that you gave"): [
            plain(row, "records") for row in mongo.collection("reviews").find(_given(person))
        ],
        N_("Briefs that you began"): [
            plain({name: row.get(name) for name in ("_id", "title", "state", "created_at")})
            for row in mongo.collection("briefs").find(
                {"_id": {"$in": _acted_on(person)}, "created_by": person}
            )
        ],
        N_("What you did"): _all("audit", {"by": person}, *CHAIN),
    }


def _all(name: str, wanted: dict[str, Any], *but: str) -> list[dict[str, Any]]:
    return [plain(row, *but) for row in mongo.collection(name).find(wanted).sort("_id", 1)]


def _team(row: dict[str, Any], person: str) -> dict[str, Any]:
    mine = [plain(member) for member in row["members"] if member["person"] == person]
    return plain({name: row.get(name) for name in ("_id", "brief", "state", "start_on")}) | {"member": mine}


def _acted_on(person: str) -> list[str]:
    return mongo.collection("audit").distinct("object", {"by": person})


def _given(person: str) -> dict[str, Any]:
    return {"milestone": {"$in": _acted_on(person)}, "reviewer.person": person}
