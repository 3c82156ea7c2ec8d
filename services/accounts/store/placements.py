"""Placements about which guardians are asked: read through the minority that opens them, never by an id alone."""

from services.accounts.domain.minority import Minority
from services.accounts.domain.placement import OPEN, Placement
from services.accounts.store import models
from shared import mongo
from shared.errors import NotFound
from shared.messages import N_


def add(placement: Placement) -> None:
    mongo.insert(models.Placement, placement)
    placement.version += 1


def save(placement: Placement) -> None:
    mongo.replace(models.Placement, placement)
    placement.version += 1


def known(placement_id: str) -> Placement | None:
    """For events and timers."""
    found = mongo.collection("placements").find_one({"_id": placement_id})
    return mongo.load(Placement, found) if found else None


def of(minority: Minority) -> list[Placement]:
    """Those that wait for an answer, or whose consent may be withdrawn."""
    wanted = {"person": minority.id, "state": {"$in": list(OPEN)}}
    return [mongo.load(Placement, row) for row in mongo.collection("placements").find(wanted).sort("_id", 1)]


def one_of(minority: Minority, placement_id: str) -> Placement:
    found = mongo.collection("placements").find_one({"_id": placement_id, "person": minority.id})
    if found is None:
        raise NotFound(N_("There is no such placement."))
    return mongo.load(Placement, found)


def delete_all(person: str) -> None:
    mongo.collection("placements").delete_many({"person": person})
