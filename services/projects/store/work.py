"""What members do in a milestone: artefacts, contributions, reviews that wait for a signature, disputes."""

from datetime import datetime
from typing import Any

from services.projects.domain.contribution import Contribution
from services.projects.domain.milestone import Artefact
from services.projects.domain.review import Dispute, Review
from services.projects.store import models
from shared import mongo
from shared.errors import NotFound
from shared.ids import new_id
from shared.messages import N_


def add_artefact(team_id: str, milestone_id: str, artefact: Artefact, by: str, now: datetime) -> None:
    """Put a file of the team's store into a milestone; the same content once."""
    row = mongo.converter.unstructure(artefact) | {"team": team_id, "by": by, "at": now, "schema_version": 1}
    mongo.collection("artefacts").update_one(
        {"milestone": milestone_id, "sha256": artefact.sha256},
        {"$set": row, "$setOnInsert": {"_id": new_id()}},
        upsert=True,
    )


def remove_artefact(milestone_id: str, sha256: str) -> None:
    mongo.collection("artefacts").delete_one({"milestone": milestone_id, "sha256": sha256})


def refers(team_id: str, sha256: str) -> bool:
    """Whether a milestone of the team, as it is or as it was delivered, or a statement points at this content."""
    rows, frozen = {"team": team_id, "sha256": sha256}, {"team": team_id, "artefacts.sha256": sha256}
    found = (
        mongo.collection("artefacts").find_one(rows, {"_id": 1})
        or mongo.collection("contributions").find_one(frozen, {"_id": 1})
        or mongo.collection("milestones").find_one(frozen, {"_id": 1})
    )
    return found is not None


def artefact_rows(milestone_id: str) -> list[dict[str, Any]]:
    """{sha256, media_type, description, size, name, by, at} of a milestone of a team that the caller has read."""
    found = mongo.collection("artefacts").find({"milestone": milestone_id})
    return list(found.sort([("milestone", 1), ("_id", 1)]))


def artefacts(milestone_id: str) -> list[Artefact]:
    return [mongo.load(Artefact, row) for row in artefact_rows(milestone_id)]


def add(contribution: Contribution) -> None:
    mongo.insert(models.Contribution, contribution)
    contribution.version += 1


def save(contribution: Contribution) -> None:
    mongo.replace(models.Contribution, contribution)
    contribution.version += 1


def of_milestone(milestone_id: str) -> list[Contribution]:
    """All members' of a milestone of a team that the caller has read."""
    found = mongo.collection("contributions").find({"milestone": milestone_id})
    return [mongo.load(Contribution, row) for row in found.sort([("milestone", 1), ("person", 1)])]


def of_member(milestone_id: str, person: str) -> Contribution | None:
    found = mongo.collection("contributions").find_one({"milestone": milestone_id, "person": person})
    return mongo.load(Contribution, found) if found else None


def contribution(contribution_id: str) -> Contribution:
    """The caller then reads its team with the viewer, or acts for an event or a timer."""
    found = mongo.collection("contributions").find_one({"_id": contribution_id})
    if found is None:
        raise NotFound(N_("There is no such contribution."))
    return mongo.load(Contribution, found)


def find_contribution(contribution_id: str) -> Contribution | None:
    found = mongo.collection("contributions").find_one({"_id": contribution_id})
    return mongo.load(Contribution, found) if found else None


def add_review(review: Review) -> None:
    mongo.insert(models.Review, review)


def save_review(review: Review) -> None:
    mongo.replace(models.Review, review)


def review(review_id: str) -> Review | None:
    """For the events that answer it."""
    found = mongo.collection("reviews").find_one({"_id": review_id})
    return mongo.load(Review, found) if found else None


def signing(milestone_id: str, now: datetime) -> Review | None:
    """A review of the milestone that may still be signed; the caller has read its team."""
    wanted = {"milestone": milestone_id, "state": "asked", "expires": {"$gt": now}}
    found = mongo.collection("reviews").find_one(wanted, sort=[("_id", -1)])
    return mongo.load(Review, found) if found else None


def add_dispute(dispute: Dispute) -> None:
    mongo.insert(models.Dispute, dispute)


def save_dispute(dispute: Dispute) -> None:
    mongo.replace(models.Dispute, dispute)


def dispute(dispute_id: str) -> Dispute:
    """The caller then reads its team with the viewer, or acts for a timer."""
    found = mongo.collection("disputes").find_one({"_id": dispute_id})
    if found is None:
        raise NotFound(N_("There is no such dispute."))
    return mongo.load(Dispute, found)


def disputes(team_id: str, state: str | None = None) -> list[Dispute]:
    """Of a team that the caller has read, oldest first."""
    wanted = {"team": team_id} | ({"state": state} if state else {})
    found = mongo.collection("disputes").find(wanted).sort([("team", 1), ("_id", 1)]).limit(100)
    return [mongo.load(Dispute, row) for row in found]
