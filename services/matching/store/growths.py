"""Students' ways to their targets: each is the person's alone, and read by nobody else."""

from services.matching.domain.growth import Growth
from services.matching.store import models
from shared import mongo
from shared.viewer import Viewer


def mine(viewer: Viewer) -> Growth:
    """The viewer's; a new one where they have none yet."""
    return of(viewer.person) or Growth(viewer.person)


def of(person: str) -> Growth | None:
    """For events and timers."""
    found = mongo.collection("growths").find_one({"_id": person})
    return mongo.load(Growth, found) if found else None


def save(growth: Growth) -> None:
    if growth.version:
        mongo.replace(models.Growth, growth)
    else:
        mongo.insert(models.Growth, growth)
