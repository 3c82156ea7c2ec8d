"""Fairness reports of rounds: one a round, of the plan that was published."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from shared import mongo
from shared.viewer import Viewer

READERS = ("student", "teacher", "school_admin", "registrar")


def keep(round_id: str, school: str, values: Mapping[str, Any], now: datetime) -> None:
    row = {"schema_version": 1, "school": school, "made": now, **values}
    mongo.collection("round_reports").replace_one({"_id": round_id}, row, upsert=True)


def add_rounds_in_a_row(round_id: str, found: Mapping[str, Any]) -> None:
    mongo.collection("round_reports").update_one({"_id": round_id}, {"$set": {"in_a_row": found}})


def of_round(round_id: str, viewer: Viewer) -> dict[str, Any] | None:
    """For everybody of the school; None while there is none."""
    wanted = {"_id": round_id, "school": {"$in": viewer.organisations_as(*READERS)}}
    return mongo.collection("round_reports").find_one(wanted)
