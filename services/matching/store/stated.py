"""What students stated of themselves for one round's fairness report: a collection apart, read here alone.

It is shown to the person, and counted by the report; no event, no input of a plan and no trail ever has it.
"""

from pymongo import ASCENDING, IndexModel

from services.matching.domain.stated import Stated
from shared import mongo
from shared.viewer import Viewer

INDEXES: mongo.Indexes = {
    "stated_groups": [
        IndexModel([("round", ASCENDING), ("_id", ASCENDING)], name="round"),
        IndexModel([("person", ASCENDING), ("_id", ASCENDING)], name="person"),
    ]
}


def mine(round_id: str, viewer: Viewer) -> Stated | None:
    row = mongo.collection("stated_groups").find_one({"_id": _id(round_id, viewer.person)})
    return Stated(row["round"], row["person"], row["groups"], row["at"], row["edition"]) if row else None


def save(one: Stated) -> None:
    row = {"schema_version": 1, "round": one.round, "person": one.person, "groups": dict(one.groups),
           "at": one.at, "edition": one.edition}  # fmt: skip
    mongo.collection("stated_groups").replace_one({"_id": _id(one.round, one.person)}, row, upsert=True)


def take_back(round_id: str, person: str) -> bool:
    gone = mongo.collection("stated_groups").delete_one({"_id": _id(round_id, person)})
    return gone.deleted_count > 0


def rounds_of(person: str) -> list[str]:
    """For whose reports the person stated something."""
    return [row["round"] for row in mongo.collection("stated_groups").find({"person": person}, {"round": 1})]


def of_round(round_id: str) -> dict[str, dict[str, str]]:
    """person → {kind: group}. For the round's report alone."""
    rows = mongo.collection("stated_groups").find({"round": round_id})
    return {row["person"]: row["groups"] for row in rows.sort("_id", 1)}


def delete(round_id: str) -> None:
    """The report is there, or there will be none."""
    mongo.collection("stated_groups").delete_many({"round": round_id})


def forget(person: str) -> None:
    mongo.collection("stated_groups").delete_many({"person": person})


def said_where(person: str) -> list[dict[str, object]]:
    """In which rounds and when, not what: an export travels by events, and no event has that."""
    rows = mongo.collection("stated_groups").find({"person": person}).sort("_id", 1)
    return [
        {"round": row["round"], "at": row["at"], "shown_at": f"/matching/rounds/{row['round']}/groups"}
        for row in rows
    ]


def _id(round_id: str, person: str) -> str:
    return f"{round_id}:{person}"
