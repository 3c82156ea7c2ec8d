"""Classes of schools. The school's staff reads them; who changes them is the use cases' question."""

from collections.abc import Iterable
from typing import Any

from services.accounts.domain.organisation import Invitation, Membership
from services.accounts.domain.school_class import SchoolClass
from services.accounts.store import models
from shared import mongo
from shared.errors import NotFound
from shared.messages import N_
from shared.paging import Page, after, page_of
from shared.viewer import Viewer

READERS = ("school_admin", "teacher", "registrar")
MOST_STUDENTS = 500


def add(made: SchoolClass) -> None:
    mongo.insert(models.SchoolClass, made)
    made.version += 1


def save(changed: SchoolClass) -> None:
    mongo.replace(models.SchoolClass, changed)
    changed.version += 1


def one(class_id: str, viewer: Viewer) -> SchoolClass:
    wanted = {"_id": class_id, "school": {"$in": viewer.organisations_as(*READERS)}}
    found = mongo.collection("classes").find_one(wanted)
    if found is None:
        raise NotFound(N_("There is no such class."))
    return mongo.load(SchoolClass, found)


def of_list(class_id: str) -> SchoolClass:
    """One that the school's list names; it was looked up within the school."""
    found = mongo.collection("classes").find_one({"_id": class_id})
    if found is None:
        raise NotFound(N_("There is no such class."))
    return mongo.load(SchoolClass, found)


def of_school(
    school: str,
    viewer: Viewer,
    closed: bool = False,
    cursor: str | None = None,
    limit: int = 25,
    term: str = "",
) -> Page[SchoolClass]:
    """By name; those that are closed apart. ``term``: of that one alone."""
    if school not in viewer.organisations_as(*READERS):
        raise NotFound(N_("There is no such organisation."))
    state = _state(closed) | ({"term": term} if term else {})
    found = mongo.collection("classes").find({"school": school} | state | after(cursor, "name"))
    rows = [mongo.load(SchoolClass, row) for row in found.sort([("name", 1), ("_id", 1)]).limit(limit + 1)]
    return page_of(rows, limit, lambda row: (row.name, row.id))


def _state(closed: bool) -> dict[str, Any]:
    return {"closed": {"$ne": None}} if closed else {"closed": None}


def terms(school: str, viewer: Viewer, closed: bool = False) -> list[str]:
    """As they are called, the last first as far as names tell."""
    if school not in viewer.organisations_as(*READERS):
        raise NotFound(N_("There is no such organisation."))
    found = mongo.collection("classes").distinct("term", {"school": school} | _state(closed))
    return sorted((one for one in found if one), reverse=True)


def names(school: str, class_ids: Iterable[str]) -> list[tuple[str, str]]:
    """(id, name) of those of the school's classes, by name. The school was read with its viewer before."""
    found = mongo.collection("classes").find(
        {"_id": {"$in": sorted(class_ids)}, "school": school}, {"name": 1}
    )
    return [(row["_id"], row["name"]) for row in found.sort("name", 1)]


def of_people(school: str, persons: list[str]) -> list[tuple[str, str]]:
    """The classes of the school in which they are."""
    wanted = {"organisation": school, "person": {"$in": persons}, "state": {"$ne": "ended"}}
    return names(school, set(mongo.collection("memberships").distinct("school_class", wanted)) - {"", None})


def students(class_id: str) -> list[Membership]:
    """Those who have not left, in the order in which they came. The class was read with its viewer before."""
    found = mongo.collection("memberships").find({"school_class": class_id, "state": {"$ne": "ended"}})
    return [mongo.load(Membership, row) for row in found.sort("_id", 1).limit(MOST_STUDENTS)]


def sizes(class_ids: list[str]) -> dict[str, dict[str, int]]:
    """Class → {"active": n, "pending": n}."""
    wanted = {"school_class": {"$in": class_ids}, "state": {"$ne": "ended"}}
    groups = {"_id": {"class": "$school_class", "state": "$state"}, "count": {"$sum": 1}}
    counted: dict[str, dict[str, int]] = {one: {"active": 0, "pending": 0} for one in class_ids}
    for row in mongo.collection("memberships").aggregate([{"$match": wanted}, {"$group": groups}]):
        counted[row["_id"]["class"]][row["_id"]["state"]] = row["count"]
    return counted


def codes(class_id: str) -> list[Invitation]:
    wanted = {"school_class": class_id, "withdrawn": False}
    found = mongo.collection("invitations").find(wanted).sort("_id", 1).limit(100)
    return [mongo.load(Invitation, row) for row in found]
