"""Appeals: the holder's own, and those that a school decides."""

from services.portfolio.domain.appeals import Appeal
from services.portfolio.store import models_appeals as models
from shared import mongo
from shared.errors import NotFound
from shared.messages import N_
from shared.viewer import Viewer

DECIDERS = ("registrar", "school_admin")


def add(appeal: Appeal) -> None:
    mongo.insert(models.Appeal, appeal)


def save(appeal: Appeal) -> None:
    mongo.replace(models.Appeal, appeal)


def appeal(appeal_id: str, viewer: Viewer) -> Appeal:
    """One's own, or one that one may decide."""
    return _one({"_id": appeal_id, "$or": [{"person": viewer.person}, *_decides(viewer)]})


def own(appeal_id: str, viewer: Viewer) -> Appeal:
    return _one({"_id": appeal_id, "person": viewer.person})


def decidable(appeal_id: str, viewer: Viewer) -> Appeal:
    """Of the school where one is registrar or administrator; for operators, of somebody whose data they have opened."""
    return _one({"_id": appeal_id, "$or": _decides(viewer)})


def known(appeal_id: str) -> Appeal | None:
    """For timers: nobody looks."""
    found = mongo.collection("appeals").find_one({"_id": appeal_id})
    return mongo.load(Appeal, found) if found else None


def newest(credential: str) -> Appeal | None:
    """Of a credential that the caller may see."""
    found = mongo.collection("appeals").find_one({"credential": credential}, sort=[("change", -1)])
    return mongo.load(Appeal, found) if found else None


def is_open(credential: str) -> bool:
    """For the public verdict, which says no more of it."""
    found = newest(credential)
    return found is not None and found.state == "open"


def of_person(person: str) -> list[Appeal]:
    found = mongo.collection("appeals").find({"person": person}).sort("_id", 1)
    return [mongo.load(Appeal, row) for row in found]


def forget(person: str) -> None:
    """Theirs, and the words with which they decided others'."""
    rows = mongo.collection("appeals")
    rows.delete_many({"person": person})
    worded = {"decided_by": person, "reason": {"$ne": ""}}
    rows.update_many(worded, {"$set": {"reason": ""}, "$inc": {"version": 1}})


def _decides(viewer: Viewer) -> list[dict[str, object]]:
    return [
        {"school": {"$in": viewer.organisations_as(*DECIDERS)}},
        {"person": {"$in": viewer.looked_at}},
    ]


def _one(wanted: dict[str, object]) -> Appeal:
    found = mongo.collection("appeals").find_one(wanted)
    if found is None:
        raise NotFound(N_("There is no such appeal."))
    return mongo.load(Appeal, found)
