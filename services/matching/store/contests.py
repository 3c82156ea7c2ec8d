"""Contests of places in rounds, and what was decided."""

from datetime import datetime
from typing import Any

from services.matching.store.rounds import STAFF
from shared import mongo
from shared.errors import NotFound
from shared.ids import new_id
from shared.messages import N_
from shared.viewer import Viewer

Contest = dict[str, Any]


def add(one: Contest, now: datetime) -> str:
    row = {"_id": new_id(), "schema_version": 1, "state": "open", "at": now, **one}
    mongo.collection("round_contests").insert_one(row)
    return str(row["_id"])


def contest(round_id: str, contest_id: str, viewer: Viewer) -> Contest:
    """One of a round of a school at which the viewer teaches, or which they administer."""
    wanted = {"_id": contest_id, "round": round_id, "school": {"$in": viewer.organisations_as(*STAFF)}}
    found = mongo.collection("round_contests").find_one(wanted)
    if found is None:
        raise NotFound(N_("There is no such contest at your school."))
    return dict(found)


def found(contest_id: str) -> Contest | None:
    """For timers."""
    return mongo.collection("round_contests").find_one({"_id": contest_id})


def of_round(round_id: str) -> list[Contest]:
    """For the round's page, which its school may see: the open ones first."""
    rows = mongo.collection("round_contests").find({"round": round_id}).sort("_id", 1)
    return sorted(rows, key=lambda row: row["state"] != "open")


def of_seat(seat_id: str) -> Contest | None:
    """The latest, decided or not."""
    rows = mongo.collection("round_contests").find({"seat": seat_id}).sort("_id", -1)
    return next(iter(rows.limit(1)), None)


def of_person(person: str) -> list[Contest]:
    """For erasing."""
    return list(mongo.collection("round_contests").find({"person": person}).sort("_id", 1))


def decide(contest_id: str, state: str, reason: str, by: str, now: datetime) -> None:
    values = {"state": state, "reason": reason, "by": by, "decided": now}
    mongo.collection("round_contests").update_one({"_id": contest_id, "state": "open"}, {"$set": values})
