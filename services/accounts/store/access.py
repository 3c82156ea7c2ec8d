"""Accesses of operators to people's data; for the person, the log of who looked, when and why."""

from datetime import datetime

from services.accounts.domain.access import Access
from services.accounts.store import models
from shared import mongo
from shared.errors import NotFound
from shared.messages import N_
from shared.viewer import Viewer


def add(access: Access) -> None:
    mongo.insert(models.Access, access)


def save(access: Access) -> None:
    mongo.replace(models.Access, access)


def access(access_id: str, viewer: Viewer) -> Access:
    """One that the viewer has opened."""
    found = mongo.collection("accesses").find_one({"_id": access_id, "operator": viewer.person})
    if found is None:
        raise NotFound(N_("There is no such access."))
    return mongo.load(Access, found)


def known(access_id: str) -> Access | None:
    """For the job that tells the person."""
    found = mongo.collection("accesses").find_one({"_id": access_id})
    return mongo.load(Access, found) if found else None


def open_ones(operator: str, now: datetime) -> list[Access]:
    """What the operator may look at now, the last opened first."""
    wanted = {"operator": operator, "until": {"$gt": now}, "ended": None}
    found = mongo.collection("accesses").find(wanted).sort([("until", -1), ("_id", 1)])
    return [mongo.load(Access, row) for row in found]


def looked_at(operator: str, now: datetime) -> frozenset[str]:
    return frozenset(one.person for one in open_ones(operator, now))


def log_of(person: str, limit: int = 100) -> list[Access]:
    """Who looked at the person's data, when and why, the last first. For the person alone."""
    found = mongo.collection("accesses").find({"person": person}).sort([("since", -1), ("_id", 1)])
    return [mongo.load(Access, row) for row in found.limit(limit)]
