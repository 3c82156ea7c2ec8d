"""Skills that students hold, and the evidence behind them."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from services.matching.domain.held import Held, Shown
from services.matching.scoring import Holding
from services.matching.store import models
from shared import mongo
from shared.errors import NotFound
from shared.messages import N_
from shared.viewer import Viewer


def mine(viewer: Viewer) -> list[Held]:
    """What the viewer holds, highest level first."""
    found = mongo.collection("holdings").find({"person": viewer.person}).sort([("person", 1), ("skill", 1)])
    rows = [mongo.load(Held, document) for document in found]
    return sorted(rows, key=lambda held: (-held.level, -held.confidence, held.skill))


def one_of_mine(held_id: str, viewer: Viewer) -> Held:
    found = mongo.collection("holdings").find_one({"_id": held_id, "person": viewer.person})
    if found is None:
        raise NotFound(N_("There is no such skill on your list."))
    return mongo.load(Held, found)


def of_skill(person: str, skill: str) -> Held | None:
    found = mongo.collection("holdings").find_one({"person": person, "skill": skill})
    return mongo.load(Held, found) if found else None


def save(held: Held) -> None:
    if held.version:
        mongo.replace(models.Held, held)
    else:
        mongo.insert(models.Held, held)


def delete(held: Held) -> None:
    mongo.collection("holdings").delete_one({"_id": held.id})


def of_people(people: Iterable[str]) -> dict[str, tuple[Holding, ...]]:
    """For the forming of teams: each person's holdings."""
    rows: defaultdict[str, list[Holding]] = defaultdict(list)
    for document in mongo.collection("holdings").find({"person": {"$in": sorted(set(people))}}):
        rows[document["person"]].append(mongo.load(Held, document).holding)
    return {person: tuple(found) for person, found in rows.items()}


def save_evidence(
    credential: str, person: str, results: list[dict[str, Any]], on: datetime, status: str
) -> None:
    values = {"schema_version": 1, "person": person, "on": on, "status": status, "results": results}
    mongo.collection("evidence").replace_one({"_id": credential}, values, upsert=True)


def set_status(credential: str, status: str) -> list[str]:
    """Returns the skills that this credential speaks of."""
    evidence = mongo.collection("evidence")
    evidence.update_one({"_id": credential}, {"$set": {"status": status}})
    found = evidence.find_one({"_id": credential}) or {"results": []}
    return sorted({row["uri"] for row in found["results"]})


def evidence_of(person: str, skill: str) -> list[Shown]:
    """What valid credentials say of the person's skill."""
    found = mongo.collection("evidence").find({"person": person, "status": "valid"}).sort("_id", 1)
    return [
        Shown(float(row["level"]), document["on"], bool(row.get("untouched", False)))
        for document in found
        for row in document["results"]
        if row["uri"] == skill
    ]
