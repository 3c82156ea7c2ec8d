"""How bids stand whose students agreed to be shown to the company; of all others nothing is kept here."""

from datetime import datetime
from typing import Any

from pymongo import ASCENDING, IndexModel

from services.matching.domain.briefs import Brief
from services.matching.ranking import Standing
from shared import mongo
from shared.errors import NotFound
from shared.messages import N_
from shared.viewer import Viewer

COMPANY = ("mentor", "company_admin")
MOST = 1_000
"""So many of a brief's bids are ranked, those that were shown first."""

INDEXES: mongo.Indexes = {
    "standings": [
        IndexModel([("brief", ASCENDING), ("_id", ASCENDING)], name="brief"),
        IndexModel([("person", ASCENDING), ("_id", ASCENDING)], name="person"),
    ]
}


def brief_of_company(brief_id: str, viewer: Viewer) -> Brief:
    """One of a company of the viewer's."""
    wanted = {"_id": brief_id, "organisation": {"$in": viewer.organisations_as(*COMPANY)}}
    document = mongo.collection("briefs").find_one(wanted | {"taken_down": {"$ne": True}})
    if document is None:
        raise NotFound(N_("Your company has no such brief, or it is not published yet."))
    return mongo.load(Brief, document)


def of_brief(brief: Brief) -> list[Standing]:
    """Of those who agreed; a row for needs that the brief has no longer is left out until it is weighed again."""
    fields = {"_id": 0, "person": 1, "rank": 1, "qualities": 1, "own": 1}
    rows = mongo.collection("standings").find({"brief": brief.id}, fields).sort("_id", 1).limit(MOST)
    return [_standing(row) for row in rows if len(row["qualities"]) == len(brief.skills)]


def people_of(brief_id: str) -> list[str]:
    return [row["person"] for row in mongo.collection("standings").find({"brief": brief_id}, {"person": 1})]


def _standing(row: dict[str, Any]) -> Standing:
    return Standing(row["person"], row["rank"], tuple(row["qualities"]), row["own"])


def shown(person: str) -> list[str]:
    """The briefs to whose companies the person agreed to be shown."""
    return [row["brief"] for row in mongo.collection("standings").find({"person": person}, {"brief": 1})]


def put(brief_id: str, one: Standing, now: datetime) -> None:
    """``since``: when they agreed, which stays."""
    values = {"rank": one.rank, "qualities": list(one.qualities), "own": one.own}
    first = {"schema_version": 1, "brief": brief_id, "person": one.person, "since": now}
    mongo.collection("standings").update_one(
        {"_id": f"{brief_id}:{one.person}"}, {"$set": values, "$setOnInsert": first}, upsert=True
    )


def drop(person: str, brief_id: str) -> bool:
    gone = mongo.collection("standings").delete_one({"_id": f"{brief_id}:{person}"})
    return gone.deleted_count > 0


def drop_all(brief_id: str) -> None:
    """Bidding is over: nobody is shown any more."""
    mongo.collection("standings").delete_many({"brief": brief_id})
