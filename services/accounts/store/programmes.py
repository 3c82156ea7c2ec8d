"""Programmes of schools. The school's staff reads them; who keeps them is the use cases' question."""

from services.accounts.domain.organisation import Membership
from services.accounts.domain.programme import MOST, Programme
from services.accounts.store import models
from services.accounts.store.classes import READERS
from shared import mongo
from shared.errors import NotFound
from shared.messages import N_
from shared.viewer import Viewer


def add(made: Programme) -> None:
    mongo.insert(models.Programme, made)
    made.version += 1


def save(changed: Programme) -> None:
    mongo.replace(models.Programme, changed)
    changed.version += 1


def one(programme_id: str, viewer: Viewer) -> Programme:
    wanted = {"_id": programme_id, "school": {"$in": viewer.organisations_as(*READERS)}}
    found = mongo.collection("programmes").find_one(wanted)
    if found is None:
        raise NotFound(N_("There is no such programme."))
    return mongo.load(Programme, found)


def listed(school: str, viewer: Viewer) -> list[Programme]:
    if school not in viewer.organisations_as(*READERS):
        raise NotFound(N_("There is no such organisation."))
    return of_school(school)


def of_school(school: str) -> list[Programme]:
    """By code; closed ones too. The school was read with its viewer before."""
    found = mongo.collection("programmes").find({"school": school}).sort([("code", 1), ("_id", 1)])
    return [mongo.load(Programme, row) for row in found.limit(2 * MOST)]


def rename(school: str, old: str, new: str) -> None:
    """In classes and open ways in; those of whom others keep copies follow one by one."""
    change = {"$set": {"programme": new}, "$inc": {"version": 1}}
    for name, field in (("classes", "school"), ("invitations", "organisation")):
        mongo.collection(name).update_many({field: school, "programme": old}, change)


def members_of(school: str, name: str, limit: int) -> list[Membership]:
    found = mongo.collection("memberships").find({"organisation": school, "programme": name}).sort("_id", 1)
    return [mongo.load(Membership, row) for row in found.limit(limit)]


def move(school: str, into: str) -> None:
    """When a school is merged into another, its programmes go along; of two with one code that of the other stays."""
    rows = mongo.collection("programmes")
    there = rows.distinct("code", {"school": into})
    rows.delete_many({"school": school, "code": {"$in": there}})
    rows.update_many({"school": school}, {"$set": {"school": into}, "$inc": {"version": 1}})
