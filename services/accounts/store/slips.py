"""Students with a number, as their school's teachers see them, and the slips that open their accounts."""

from typing import Any

from services.accounts.domain.organisation import Membership, Organisation
from services.accounts.domain.slip import Slip
from services.accounts.store import models
from shared import mongo
from shared.errors import NotFound
from shared.ids import digest
from shared.messages import N_
from shared.paging import Page, after, page_of
from shared.viewer import Viewer

STAFF = ("school_admin", "teacher")


def school(organisation_id: str, viewer: Viewer) -> Organisation:
    """One where the viewer teaches or administers: student numbers are for nobody else, operators included."""
    mine = any(viewer.has(role, organisation_id) for role in STAFF)
    wanted = {"_id": organisation_id, "kind": "school"}
    found = mongo.collection("organisations").find_one(wanted) if mine else None
    if found is None:
        raise NotFound(N_("There is no such organisation."))
    return mongo.load(Organisation, found)


def schools() -> list[Organisation]:
    """For whoever signs in by a student number: their names are public."""
    wanted = {"kind": "school", "suspended": False, "merged_into": {"$in": ["", None]}}
    found = mongo.collection("organisations").find(wanted).sort([("name", 1), ("_id", 1)]).limit(1000)
    return [mongo.load(Organisation, document) for document in found]


def numbered(
    organisation_id: str, viewer: Viewer, cursor: str | None = None, limit: int = 25
) -> Page[Membership]:
    """Those with a student number, by number."""
    school(organisation_id, viewer)
    wanted = {"organisation": organisation_id, "number": {"$gt": ""}, "state": {"$ne": "ended"}}
    found = mongo.collection("memberships").find({"$and": [wanted, after(cursor, "number")]})
    found = found.sort([("number", 1), ("_id", 1)]).limit(limit + 1)
    rows = [mongo.load(Membership, document) for document in found]
    return page_of(rows, limit, lambda row: (row.number, row.id))


def numbered_people(organisation_id: str, persons: list[str]) -> list[Membership]:
    """Those of them with a number there, by number. The school was read with its viewer before."""
    wanted = {"organisation": organisation_id, "person": {"$in": persons}, "number": {"$gt": ""}}
    found = mongo.collection("memberships").find(wanted | {"state": {"$ne": "ended"}})
    return [mongo.load(Membership, document) for document in found.sort([("number", 1), ("_id", 1)])]


def of_number(organisation_id: str, number: str) -> Membership | None:
    """Ended ones too: whoever left keeps the way into their own account."""
    found = mongo.collection("memberships").find_one({"organisation": organisation_id, "number": number})
    return mongo.load(Membership, found) if found and number else None


def add_slip(slip: Slip) -> None:
    mongo.insert(models.Slip, slip)


def save_slip(slip: Slip) -> None:
    mongo.replace(models.Slip, slip)


def slip(code: str) -> Slip | None:
    found = mongo.collection("slips").find_one({"_id": digest(code)})
    return mongo.load(Slip, found) if found else None


def use_up_slips(person_ids: list[str]) -> None:
    """No slip that was printed before opens anything any more."""
    wanted: dict[str, Any] = {"person": {"$in": person_ids}, "used": False}
    mongo.collection("slips").update_many(wanted, {"$set": {"used": True}, "$inc": {"version": 1}})
