"""Lists of students on their way in: each for who sent it alone, and what the school has to compare them with."""

from collections.abc import Iterable
from typing import Any

from services.accounts.domain.class_list import ClassList, Member, Planned, class_key, left_out
from services.accounts.domain.organisation import Membership
from services.accounts.domain.person import Person
from services.accounts.store import models, people
from services.accounts.store.slips import STAFF
from shared import mongo
from shared.errors import NotFound
from shared.messages import N_
from shared.viewer import Viewer


def add(made: ClassList) -> None:
    mongo.insert(models.ClassList, made)
    made.version += 1


def save(changed: ClassList) -> None:
    mongo.replace(models.ClassList, changed)
    changed.version += 1


def one(list_id: str, viewer: Viewer) -> ClassList:
    """The viewer's own, while they keep the school's classes."""
    schools = viewer.organisations_as(*STAFF)
    found = mongo.collection("class_lists").find_one(
        {"_id": list_id, "by": viewer.person, "school": {"$in": schools}}
    )
    if found is None:
        raise NotFound(N_("There is no such list, or no longer."))
    return mongo.load(ClassList, found)


def known(list_id: str) -> ClassList | None:
    """For the job that takes it in."""
    found = mongo.collection("class_lists").find_one({"_id": list_id})
    return mongo.load(ClassList, found) if found else None


def advance(list_id: str, planned: list[Planned], persons: list[str]) -> None:
    """So many rows further, beside what they did. The file itself is not written again each time."""
    bad = [left_out(one) for one in planned if one.outcome == "bad"]
    steps: dict[str, int] = {"done": len(planned), "version": 1}
    for one in planned:
        steps[f"counts.{one.outcome}"] = steps.get(f"counts.{one.outcome}", 0) + 1
    change = {"$inc": steps, "$push": {"people": {"$each": persons}, "bad": {"$each": bad}}}
    mongo.collection("class_lists").update_one({"_id": list_id}, change)


def delete(list_id: str) -> None:
    mongo.collection("class_lists").delete_one({"_id": list_id})


def forget(person: str) -> None:
    """Lists that are theirs or name them, and those of their schools that were not read yet. Before their memberships
    go, in the erasing transaction."""
    schools = mongo.collection("memberships").distinct("organisation", {"person": person})
    whose: list[dict[str, Any]] = [{"by": person}, {"people": person}, {"school": {"$in": schools}}]
    mongo.collection("class_lists").delete_many({"$or": whose})


def by_number(school: str, numbers: Iterable[str]) -> dict[str, Member]:
    """Those with one of the numbers, who left included: a number is nobody else's."""
    wanted = {"organisation": school, "number": {"$in": sorted({one for one in numbers if one})}}
    return {one.number: one for one in _members(wanted)}


def by_mail(school: str, mails: Iterable[str]) -> dict[str, Member]:
    """Those who belong there with one of the addresses; whom else the platform knows by it, no list tells."""
    named = mongo.collection("people").find(
        {"mail": {"$in": sorted({one for one in mails if one})}}, {"_id": 1}
    )
    persons = [row["_id"] for row in named]
    wanted = {"organisation": school, "person": {"$in": persons}, "state": {"$ne": "ended"}}
    return {one.mail: one for one in sorted(_members(wanted), key=lambda one: one.proven)}


def _members(wanted: dict[str, Any]) -> list[Member]:
    found = [mongo.load(Membership, row) for row in mongo.collection("memberships").find(wanted)]
    whose = {one.id: one for one in people.people([row.person for row in found])}
    return [_member(row, whose[row.person]) for row in found if row.person in whose and _student(row)]


def _student(row: Membership) -> bool:
    return "student" in row.roles


def _member(row: Membership, person: Person) -> Member:
    entered = person.mail_confirmed or person.password is not None
    return Member(
        row.id, person.id, person.name, row.number, person.mail, person.mail_confirmed, entered, row.state,
        row.school_class,
    )  # fmt: skip


def class_names(school: str) -> dict[str, list[str]]:
    """Name as it is compared → ids of the open classes that are called so."""
    found: dict[str, list[str]] = {}
    rows = mongo.collection("classes").find({"school": school, "closed": None}, {"name": 1}).sort("_id", 1)
    for row in rows.limit(5000):
        found.setdefault(class_key(row["name"]), []).append(row["_id"])
    return found
