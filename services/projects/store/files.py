"""Which team holds which content under which name, and uploads that are not finished."""

from datetime import datetime
from typing import Any

from shared import mongo
from shared.errors import NotFound
from shared.ids import new_id
from shared.messages import N_


def begin(upload_id: str, team_id: str, by: str, name: str, size: int | None, now: datetime) -> None:
    row = {"_id": upload_id, "schema_version": 1, "team": team_id, "by": by, "name": name, "size": size}
    mongo.collection("uploads").insert_one(row | {"at": now})


def upload(upload_id: str, team_id: str, by: str) -> dict[str, Any]:
    """The person's own unfinished upload into that team."""
    found = mongo.collection("uploads").find_one({"_id": upload_id, "team": team_id, "by": by})
    if found is None:
        raise NotFound(N_("There is no such upload, or no longer. Begin it again."))
    return dict(found)


def end(upload_id: str) -> None:
    mongo.collection("uploads").delete_one({"_id": upload_id})


def add(team_id: str, sha256: str, name: str, media_type: str, size: int, by: str, now: datetime) -> None:
    """The team holds this content; once, under its first name."""
    row = {"_id": new_id(), "schema_version": 1, "name": name, "media_type": media_type, "size": size}
    mongo.collection("files").update_one(
        {"team": team_id, "sha256": sha256}, {"$setOnInsert": row | {"by": by, "at": now}}, upsert=True
    )


def file(team_id: str, sha256: str) -> dict[str, Any]:
    """{sha256, name, media_type, size, by, at} of a team that the caller has read."""
    found = mongo.collection("files").find_one({"team": team_id, "sha256": sha256})
    if found is None:
        raise NotFound(N_("The team has no such file."))
    return dict(found)


def forget(team_id: str, sha256: str) -> None:
    """The team does not hold this content any more."""
    mongo.collection("files").delete_one({"team": team_id, "sha256": sha256})


def total(team_id: str) -> int:
    """Bytes that the team holds."""
    return sum(row["size"] for row in mongo.collection("files").find({"team": team_id}, {"size": 1}))


def is_held(sha256: str) -> bool:
    """Whether any team holds this content."""
    return mongo.collection("files").find_one({"sha256": sha256}, {"_id": 1}) is not None
