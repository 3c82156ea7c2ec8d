"""Who was taken on by whom, as the person says; and with which companies they worked."""

from services.portfolio.domain.hires import Hire
from services.portfolio.store import models_hires as models
from services.portfolio.store.contacts import SEARCHERS
from shared import merged, mongo
from shared.errors import NotFound
from shared.messages import N_
from shared.viewer import Viewer

MOST = 100
NOTHING = N_("There is nothing here, or you may not see it.")


def add(hire: Hire) -> None:
    mongo.insert(models.Hire, hire)


def save(hire: Hire) -> None:
    mongo.replace(models.Hire, hire)


def delete(hire_id: str) -> None:
    mongo.collection("hires").delete_one({"_id": hire_id})


def hire(hire_id: str, viewer: Viewer) -> Hire:
    """The viewer's own, or one that names an organisation for which they recruit."""
    return _one({"_id": hire_id, "$or": [{"person": viewer.person}, _named(viewer)]})


def own(hire_id: str, viewer: Viewer) -> Hire:
    return _one({"_id": hire_id, "person": viewer.person})


def confirmable(hire_id: str, viewer: Viewer) -> Hire:
    return _one({"_id": hire_id} | _named(viewer))


def known(hire_id: str) -> Hire | None:
    """For timers: nobody looks."""
    found = mongo.collection("hires").find_one({"_id": hire_id})
    return mongo.load(Hire, found) if found else None


def of_person(person: str) -> list[Hire]:
    found = mongo.collection("hires").find({"person": person}).sort([("begins", -1), ("_id", -1)])
    return [mongo.load(Hire, row) for row in found.limit(MOST)]


def companies(person: str) -> list[str]:
    """For which the person did work that was accepted, and those that they let contact them."""
    worked = mongo.collection("credentials").distinct("company", {"person": person})
    met = mongo.collection("contacts").distinct("organisation", {"person": person, "state": "accepted"})
    return sorted(set(merged.currents({*worked, *met}).values()))


def worked_for(organisations: list[str]) -> list[str]:
    """Person ids of those with valid evidence of work for one of the organisations, the last first."""
    wanted = {"company": {"$in": merged.same(organisations)}, "status": "valid"}
    found = mongo.collection("credentials").find(wanted, {"person": 1})
    rows = found.sort([("accepted_at", -1), ("_id", 1)]).limit(10 * MOST)
    return list(dict.fromkeys(row["person"] for row in rows))[:MOST]


def forget(person: str) -> None:
    mongo.collection("hires").delete_many({"person": person})


def _named(viewer: Viewer) -> dict[str, object]:
    return {"organisation": {"$in": viewer.organisations_as(*SEARCHERS)}}


def _one(wanted: dict[str, object]) -> Hire:
    found = mongo.collection("hires").find_one(wanted)
    if found is None:
        raise NotFound(NOTHING)
    return mongo.load(Hire, found)
