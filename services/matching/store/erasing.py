"""The deleting of what matching holds of a person."""

from services.matching.domain.proposal import Proposal
from services.matching.store import companions, plans, stated
from shared import audit, mongo


def proposals_with(person: str) -> list[Proposal]:
    """All in which the person has, or had, a seat."""
    found = mongo.collection("proposals").find({"seats.person": person}).sort("_id", 1)
    return [mongo.load(Proposal, row) for row in found]


def briefs_bid_on(person: str) -> list[str]:
    return sorted(row["brief"] for row in mongo.collection("bids").find({"person": person}, {"brief": 1}))


def forget(person: str) -> None:
    """In the erasing transaction; done again it finds nothing left."""
    for name in ("holdings", "evidence", "bids", "standings", "reserve", "round_students", "round_contests"):
        mongo.collection(name).delete_many({"person": person})
    for name in ("weeks", "growths", "bid_lists", "engagements"):
        mongo.collection(name).delete_one({"_id": person})
    companions.forget(person)
    plans.forget(person)
    stated.forget(person)
    audit.scrub(person)
