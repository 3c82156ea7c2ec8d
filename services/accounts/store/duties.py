"""Duties of teachers. Classes were read with their viewer before."""

from services.accounts.domain.duty import Duty
from services.accounts.store import models
from services.accounts.store.slips import STAFF
from shared import mongo
from shared.errors import NotFound
from shared.messages import N_
from shared.viewer import Viewer


def add(made: Duty) -> None:
    mongo.insert(models.Duty, made)


def save(changed: Duty) -> None:
    mongo.replace(models.Duty, changed)


def one(duty_id: str, viewer: Viewer) -> Duty:
    wanted = {"_id": duty_id, "school": {"$in": viewer.organisations_as(*STAFF)}}
    found = mongo.collection("duties").find_one(wanted)
    if found is None:
        raise NotFound(N_("There is no such duty."))
    return mongo.load(Duty, found)


def of_class(class_id: str) -> list[Duty]:
    """Those that nobody has ended, by their first day."""
    found = mongo.collection("duties").find({"school_class": class_id, "over": False})
    return [mongo.load(Duty, row) for row in found.sort([("begins", 1), ("_id", 1)])]
