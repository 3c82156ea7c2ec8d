"""How much one company holds. For the limits and for the figures that its administrators read."""

from typing import Any

from services.projects.domain.quota import OPEN
from shared import merged, mongo


def open_briefs(organisation: str) -> int:
    wanted = {"organisation": _all_of(organisation), "state": {"$in": list(OPEN)}}
    return mongo.collection("briefs").count_documents(wanted)


def briefs(organisation: str) -> int:
    return mongo.collection("briefs").count_documents({"organisation": _all_of(organisation)})


def teams(organisation: str) -> int:
    return mongo.collection("teams").count_documents({"organisation": _all_of(organisation)})


def total_bytes(organisation: str) -> int:
    """Of the files of all its teams."""
    teams = mongo.collection("teams").distinct("_id", {"organisation": _all_of(organisation)})
    steps: list[dict[str, Any]] = [
        {"$match": {"team": {"$in": teams}}},
        {"$group": {"_id": None, "bytes": {"$sum": "$size"}}},
    ]
    return sum(int(row["bytes"]) for row in mongo.collection("files").aggregate(steps))


def _all_of(organisation: str) -> dict[str, Any]:
    return {"$in": merged.same([organisation])}
