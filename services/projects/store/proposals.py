"""Copies of matching's proposals: who is proposed, with which reasons, until when the company may confirm."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from shared import directory, mongo
from shared.errors import NotFound
from shared.messages import N_


@dataclass(kw_only=True)
class Proposal:
    """``state``: proposed, answered (the company said yes, matching has not yet), confirmed, ended. ``about``:
    {person: {school, reasons}}."""

    id: str
    n: int
    brief: str
    revision: int
    members: list[str]
    captain: str | None = None
    coverage: list[dict[str, Any]] = field(default_factory=list)
    confirm_until: datetime | None = None
    state: str = "proposed"
    reason: str = ""
    about: dict[str, dict[str, Any]] = field(default_factory=dict)


def save(proposal: Proposal) -> bool:
    """Keep it unless a later event of it was seen; False when one was."""
    values = mongo.converter.unstructure(proposal)
    return directory.save_newer("proposals", values.pop("id"), values.pop("n"), values)


def change(proposal_id: str, **values: Any) -> None:
    """Change what is ours to change: the state."""
    mongo.collection("proposals").update_one({"_id": proposal_id}, {"$set": values})


def add_member(proposal_id: str, person: str, about: dict[str, Any]) -> None:
    """Somebody of the reserve is in it now; nothing where the copy is not there."""
    change = {"$addToSet": {"members": person}, "$set": {f"about.{person}": about}}
    mongo.collection("proposals").update_one({"_id": proposal_id}, change)


def find(proposal_id: str) -> Proposal | None:
    found = mongo.collection("proposals").find_one({"_id": proposal_id})
    return mongo.load(Proposal, found) if found else None


def known(proposal_id: str) -> Proposal:
    """For timers, which act for nobody."""
    proposal = find(proposal_id)
    if proposal is None:
        raise NotFound(N_("There is no such proposal."))
    return proposal


def of_brief(brief_id: str) -> list[Proposal]:
    """All of a brief that the caller may change, newest first."""
    found = (
        mongo.collection("proposals").find({"brief": brief_id}).sort([("brief", 1), ("_id", -1)]).limit(50)
    )
    return [mongo.load(Proposal, document) for document in found]


def of_own_brief(proposal_id: str, brief_id: str) -> Proposal:
    """One of a brief that the caller may change."""
    proposal = find(proposal_id)
    if proposal is None or proposal.brief != brief_id:
        raise NotFound(N_("There is no such proposal."))
    return proposal
