"""Saved searches, each its owner's alone."""

from services.portfolio.domain.saved import SavedSearch
from services.portfolio.store import models_saved as models
from shared import mongo
from shared.errors import NotFound
from shared.messages import N_
from shared.viewer import Viewer


def add(saved: SavedSearch) -> None:
    mongo.insert(models.SavedSearch, saved)


def save(saved: SavedSearch) -> None:
    mongo.replace(models.SavedSearch, saved)


def own(saved_id: str, viewer: Viewer) -> SavedSearch:
    found = mongo.collection("saved_searches").find_one({"_id": saved_id, "person": viewer.person})
    if found is None:
        raise NotFound(N_("There is no such search."))
    return mongo.load(SavedSearch, found)


def of_person(person: str) -> list[SavedSearch]:
    """All of them, a few by rule; by skill and level."""
    found = mongo.collection("saved_searches").find({"person": person})
    return [mongo.load(SavedSearch, row) for row in found.sort([("skill", 1), ("level", 1)])]


def delete(saved_id: str) -> None:
    mongo.collection("saved_searches").delete_one({"_id": saved_id})


def forget(person: str) -> None:
    """Theirs, and that they were among those whom others found."""
    rows = mongo.collection("saved_searches")
    rows.delete_many({"person": person})
    rows.update_many({"known": person}, {"$pull": {"known": person}, "$inc": {"version": 1}})
