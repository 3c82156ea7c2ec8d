"""Records of whole projects."""

from datetime import datetime
from typing import Any

from services.portfolio.domain.evidence import Credential
from services.portfolio.domain.projects import ProjectRecord
from services.portfolio.store import models
from shared import mongo
from shared.errors import NotFound
from shared.messages import N_
from shared.viewer import Viewer


def add(record: ProjectRecord) -> None:
    mongo.insert(models.ProjectRecord, record)


def save(record: ProjectRecord) -> None:
    mongo.replace(models.ProjectRecord, record)


def own(record_id: str, viewer: Viewer) -> ProjectRecord:
    found = mongo.collection("project_records").find_one({"_id": record_id, "person": viewer.person})
    if found is None:
        raise NotFound(N_("There is no such record of a project."))
    return mongo.load(ProjectRecord, found)


def published(record_id: str) -> ProjectRecord | None:
    """For whoever presents it."""
    found = mongo.collection("project_records").find_one({"_id": record_id})
    return mongo.load(ProjectRecord, found) if found else None


def of_person(person: str) -> list[ProjectRecord]:
    """Newest first."""
    found = mongo.collection("project_records").find({"person": person}).sort([("issued_at", -1), ("_id", 1)])
    return [mongo.load(ProjectRecord, row) for row in found.limit(200)]


def newest(person: str, team: str) -> ProjectRecord | None:
    return next((one for one in of_person(person) if one.team == team), None)


def resting_on(method: str, since: datetime | None, replaced: list[str]) -> list[ProjectRecord]:
    """Standing ones that were signed under that verification method from then on (None: ever), or hold one of these
    credentials."""
    signed: dict[str, Any] = {"document.proof.verificationMethod": method}
    signed |= {"issued_at": {"$gte": since}} if since else {}
    wanted = {"$or": [signed, {"credentials": {"$in": replaced}}], "status": {"$ne": "revoked"}}
    found = mongo.collection("project_records").find(wanted).sort([("issued_at", 1), ("_id", 1)])
    return [mongo.load(ProjectRecord, row) for row in found]


def credentials_of(person: str, team: str) -> list[Credential]:
    """The valid ones of one person in one project, oldest first: the order in which the work was accepted."""
    wanted = {"person": person, "team": team, "status": "valid"}
    found = mongo.collection("credentials").find(wanted).sort([("accepted_at", 1), ("_id", 1)])
    return [mongo.load(Credential, row) for row in found.limit(100)]


def coming(person: str) -> list[str]:
    """The teams whose record is being signed."""
    wanted = {"params.person": person, "kind": "record.issue", "state": {"$in": ["waiting", "running"]}}
    return [row["params"]["team"] for row in mongo.collection("jobs").find(wanted, {"params": 1})]
