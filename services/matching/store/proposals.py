"""Proposals, and the reserve of each."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from services.matching.domain.proposal import LIVE, Proposal
from services.matching.store import models
from shared import merged, mongo
from shared.errors import NotFound
from shared.ids import new_id
from shared.messages import N_
from shared.paging import ROWS, Page, after, page_of
from shared.viewer import Viewer


def proposal(proposal_id: str, viewer: Viewer) -> Proposal:
    """One in which the viewer has, or had, a seat."""
    found = mongo.collection("proposals").find_one({"_id": proposal_id, "seats.person": viewer.person})
    if found is None:
        raise NotFound(N_("There is no such proposal."))
    return mongo.load(Proposal, found)


def mine(viewer: Viewer, cursor: str | None = None, limit: int = ROWS) -> Page[Proposal]:
    """The viewer's proposals, newest first."""
    wanted = {"seats.person": viewer.person} | after(cursor, "opened", descending=True)
    found = mongo.collection("proposals").find(wanted).sort([("opened", -1), ("_id", -1)]).limit(limit + 1)
    rows = [mongo.load(Proposal, document) for document in found]
    return page_of(rows, limit, lambda row: (row.opened, row.id))


def found(proposal_id: str) -> Proposal | None:
    """For events, timers and jobs."""
    document = mongo.collection("proposals").find_one({"_id": proposal_id})
    return mongo.load(Proposal, document) if document else None


def of_seat(seat_id: str) -> Proposal | None:
    """For timers: the proposal that the seat belongs to."""
    document = mongo.collection("proposals").find_one({"seats.id": seat_id})
    return mongo.load(Proposal, document) if document else None


def of_brief(brief: str, states: Iterable[str] = (*LIVE, "confirmed")) -> list[Proposal]:
    """For events and jobs: the brief's proposals that stand, oldest first."""
    wanted = {"brief": brief, "state": {"$in": list(states)}}
    return [
        mongo.load(Proposal, document)
        for document in mongo.collection("proposals").find(wanted).sort("_id", 1)
    ]


def of_round(round_id: str) -> list[Proposal]:
    """For the round's pages and jobs, which its school may see: all its proposals, oldest first."""
    found = mongo.collection("proposals").find({"round": round_id}).sort("_id", 1)
    return [mongo.load(Proposal, document) for document in found]


def in_rounds(company: str) -> list[Proposal]:
    """For events: those of a company that a round made, and that are not confirmed yet."""
    wanted = {
        "organisation": {"$in": merged.same([company])},
        "state": {"$in": list(LIVE)},
        "round": {"$ne": None},
    }
    return [mongo.load(Proposal, row) for row in mongo.collection("proposals").find(wanted).sort("_id", 1)]


def seats_of(brief: str) -> dict[str, int]:
    """How many people were ever asked for a seat of the brief's teams, and how many hold one that they accepted."""
    found = mongo.collection("proposals").find({"brief": brief}, {"seats.person": 1, "seats.state": 1})
    seats = [seat for row in found for seat in row["seats"]]
    accepted = {seat["person"] for seat in seats if seat["state"] == "accepted"}
    return {"asked": len({seat["person"] for seat in seats}), "accepted": len(accepted)}


def add(one: Proposal) -> None:
    mongo.insert(models.Proposal, one)


def save(one: Proposal) -> None:
    mongo.replace(models.Proposal, one)
    one.version += 1


def set_reserve(one: Proposal, rows: Sequence[Mapping[str, Any]]) -> None:
    """Replace the reserve: rows of {person, place, told}, ranked."""
    reserve = mongo.collection("reserve")
    reserve.delete_many({"proposal": one.id})
    if rows:
        told = {"schema_version": 1, "proposal": one.id, "brief": one.brief}
        reserve.insert_many([{"_id": new_id(), **told, **row} for row in rows])


def reserve(proposal_id: str) -> list[str]:
    """For jobs: who stands in the reserve, best first."""
    found = mongo.collection("reserve").find({"proposal": proposal_id}).sort([("place", 1), ("_id", 1)])
    return [row["person"] for row in found]


def my_places(brief: str, viewer: Viewer) -> list[dict[str, Any]]:
    """The viewer's places in reserves of the brief: {place, told}."""
    wanted = {"person": viewer.person, "brief": brief}
    return list(mongo.collection("reserve").find(wanted, {"place": 1, "told": 1}).sort("_id", -1))
