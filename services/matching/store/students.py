"""Who may bid: students by the copies of memberships; where each studies, and which team or proposal holds them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from shared import directory, merged, mongo


@dataclass(frozen=True)
class Studies:
    """One place where a person studies. ``programme`` and ``school_class`` are empty when the school told none."""

    person: str
    school: str
    region: str
    programme: str
    zone: str
    school_class: str = ""


def studies_of(person: str) -> list[Studies]:
    """Where the person is an active student, in schools that are not suspended."""
    return _studies({"person": person})


def studies_in(schools: Iterable[str], people: Iterable[str]) -> list[Studies]:
    """Those of ``people`` who study in ``schools``."""
    wanted = {"organisation": {"$in": merged.same(schools)}, "person": {"$in": sorted(people)}}
    return _studies(wanted)


def programmes_of(people: Iterable[str]) -> dict[str, str]:
    """person → programme, of all of ``people``; empty where it is not known."""
    people = list(people)
    found = {place.person: place.programme for place in _studies({"person": {"$in": sorted(people)}})}
    return {person: found.get(person, "") for person in people}


def of_school(school: str) -> list[Studies]:
    """All students of a school, by person."""
    found = {one.person: one for one in _studies({"organisation": {"$in": merged.same([school])}})}
    return [found[person] for person in sorted(found)]


def class_teachers(classes: Iterable[str]) -> dict[str, str]:
    """class → the person who is its class teacher, where there is one."""
    wanted = {"school_class": {"$in": sorted(set(classes))}, "kind": "class_teacher", "over": False}
    return {
        row["school_class"]: row["person"] for row in mongo.collection("duties").find(wanted).sort("_id", -1)
    }


def _studies(wanted: dict) -> list[Studies]:
    rows = list(
        mongo.collection("memberships").find(wanted | {"state": "active", "roles": "student"}).sort("_id", 1)
    )
    leads = merged.currents({row["organisation"] for row in rows})
    schools = {one.id: one for one in directory.organisations(leads)}
    return [
        _place(row, leads[school.id], school)
        for row in rows
        if (school := schools.get(row["organisation"])) is not None
        and school.kind == "school"
        and not school.suspended
    ]


def _place(row: dict, lead: str, school: directory.Organisation) -> Studies:
    programme, of_class = row["programme"] or "", row.get("school_class") or ""
    return Studies(row["person"], lead, school.region, programme, school.time_zone, of_class)


def zone_of(school: str) -> str:
    found = directory.organisation(school)
    return found.time_zone if found else "UTC"


def engaged(people: Iterable[str]) -> dict[str, str]:
    """person → the proposal that holds a seat for them: they are in no other team."""
    found = mongo.collection("engagements").find({"_id": {"$in": sorted(set(people))}})
    return {row["_id"]: row["proposal"] for row in found}


def engage(person: str, proposal: str, now: datetime) -> None:
    """Hold the person for the proposal. Raises DuplicateKeyError when another one was faster."""
    row = {"_id": person, "schema_version": 1, "proposal": proposal, "at": now}
    mongo.collection("engagements").insert_one(row)


def set_free(people: Iterable[str], proposal: str) -> None:
    wanted = {"_id": {"$in": sorted(set(people))}, "proposal": proposal}
    mongo.collection("engagements").delete_many(wanted)


def set_all_free(proposal: str) -> None:
    mongo.collection("engagements").delete_many({"proposal": proposal})
