"""The days that schools set, for its staff to read and for whatever begins to wait."""

from services.projects.domain.deadlines import Deadlines
from services.projects.store import models
from shared import merged, mongo
from shared.errors import NotFound
from shared.messages import N_
from shared.viewer import Viewer

READERS = ("school_admin", "teacher")


def read(school: str, viewer: Viewer) -> Deadlines:
    """Of a school at which the viewer teaches, or which they administer."""
    if school not in viewer.organisations_as(*READERS):
        raise NotFound(N_("There is no such school."))
    return of(school)


def of(school: str) -> Deadlines:
    """For what begins to wait; those of a school that was merged are those of the one that stays."""
    lead = merged.currents([school])[school]
    found = mongo.collection("deadlines").find_one({"_id": lead})
    return mongo.load(Deadlines, found) if found else Deadlines(lead)


def save(kept: Deadlines) -> None:
    if kept.version:
        mongo.replace(models.Deadlines, kept)
    else:
        mongo.insert(models.Deadlines, kept)
    kept.version += 1
