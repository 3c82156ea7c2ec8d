"""How people and organisations are called, who belongs where, and how days count there."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from pymongo import ASCENDING

from shared import clock, merged, mongo

IDENTITY = frozenset({"document", "mail_domain", "site_visit"})
"""Checks in which a person looked at who an organisation is. The form of a registered code is anybody's to compute,
and a mailed link ("mail_domain_link") shows a domain, which anybody may own."""


@dataclass(frozen=True)
class Organisation:
    id: str
    name: str
    kind: str
    region: str
    time_zone: str
    trades: list[str]
    checks: list[str]
    suspended: bool
    demo: bool
    most_briefs: int | None = None
    most_megabytes: int | None = None
    staff: int | None = None


def looked_at(checks: Iterable[str]) -> bool:
    """``checks``: those that passed."""
    return not IDENTITY.isdisjoint(checks)


def names(people: Iterable[str]) -> dict[str, str]:
    """Display names by person id; erased or unknown people are left out."""
    found = mongo.collection("people").find({"_id": {"$in": sorted(set(people))}}, {"name": 1})
    return {document["_id"]: document["name"] for document in found if document["name"]}


def organisation(organisation_id: str) -> Organisation | None:
    found = organisations([organisation_id])
    return found[0] if found else None


def organisations(ids: Iterable[str]) -> list[Organisation]:
    """By name. One that was merged into another has the id that was asked for, and the facts of the one that stays."""
    leads = merged.currents(set(ids))
    found = {one.id: one for one in _organisations({"_id": {"$in": sorted({*leads, *leads.values()})}})}
    rows = [
        replace(facts, id=asked)
        for asked, at in leads.items()
        if (facts := found.get(at) or found.get(asked)) is not None
    ]
    return sorted(rows, key=lambda one: (one.name, one.id))


def calendar_of(organisation_id: str, schools: Iterable[str] = ()) -> clock.Calendar:
    """How days count for the organisation: by its own calendar, else by that of the first of ``schools`` for whose
    students it works that keeps one, else every day in its zone."""
    found = organisation(organisation_id)
    zone = found.time_zone if found else "UTC"
    asked = list(merged.currents([organisation_id, *schools]).values())
    kept = {row["_id"]: row for row in mongo.collection("calendars").find({"_id": {"$in": asked}})}
    row = next((kept[one] for one in asked if one in kept), None)
    if row is None:
        return clock.Calendar(zone)
    off, working = (frozenset(date.fromisoformat(day) for day in row[name]) for name in ("off", "working"))
    return clock.Calendar(zone, True, off, working)


def schools(region: str) -> list[Organisation]:
    """The schools of a region that are not suspended, by name."""
    return of_region(region, "school")


def of_region(region: str, *kinds: str) -> list[Organisation]:
    """Those of these kinds that are not suspended, by name."""
    wanted = {"kind": {"$in": list(kinds)}, "region": region, "suspended": False}
    return _organisations(wanted | {"_id": {"$nin": merged.former()}})


def members(organisation_id: str, *roles: str) -> list[str]:
    """Person ids of the active members who have one of the roles (without roles: all)."""
    wanted: dict[str, Any] = {"organisation": {"$in": merged.same([organisation_id])}, "state": "active"}
    if roles:
        wanted["roles"] = {"$in": list(roles)}
    found = mongo.collection("memberships").find(wanted, {"person": 1}).sort("_id", ASCENDING)
    return list(dict.fromkeys(membership["person"] for membership in found))


def supervisors(people: Iterable[str], school: str, day: str) -> list[str]:
    """The teachers who have a duty on that ISO day in the classes of these people: supervisors, where there are none
    class teachers."""
    same = {"$in": merged.same([school])}
    ours = {"person": {"$in": sorted(set(people))}, "organisation": same, "school_class": {"$gt": ""}}
    classes = mongo.collection("memberships").distinct("school_class", ours)
    if not classes:
        return []
    wanted = {"school_class": {"$in": classes}, "school": same, "over": False, "begins": {"$lte": day}}
    found = mongo.collection("duties").find(wanted | {"$or": [{"ends": ""}, {"ends": {"$gte": day}}]})
    teachers = set(members(school, "teacher"))
    here = [row for row in found.sort("_id", ASCENDING) if row["person"] in teachers]
    first = [row["person"] for row in here if row["kind"] == "supervisor"]
    return list(dict.fromkeys(first or [row["person"] for row in here]))


def only_demo() -> bool:
    """Whether there are schools and companies here, and all of them are invented."""
    found = mongo.collection("organisations")
    either = {"kind": {"$in": ["school", "company"]}}
    real = found.find_one(either | {"demo": {"$ne": True}}, {"_id": 1})
    return real is None and found.find_one(either, {"_id": 1}) is not None


def colleagues(people: Iterable[str], organisations: list[str]) -> set[str]:
    """Those of ``people`` who belong to one of the organisations."""
    wanted = {"person": {"$in": sorted(set(people))}, "organisation": {"$in": merged.same(organisations)}}
    found = mongo.collection("memberships").find(wanted | {"state": {"$ne": "ended"}}, {"person": 1})
    return {row["person"] for row in found}


def belongs(person: str, organisation_id: str) -> bool:
    """Whether the person is a member there, suspended or not: for what nobody does for their own organisation."""
    return bool(colleagues([person], [organisation_id]))


def memberships(person: str) -> list[dict[str, Any]]:
    """The person's active memberships: organisation, roles, programme, since."""
    found = mongo.collection("memberships").find({"person": person, "state": "active"})
    return list(found.sort("_id", ASCENDING))


def _organisations(wanted: dict[str, Any]) -> list[Organisation]:
    found = mongo.collection("organisations").find(wanted).sort([("name", ASCENDING), ("_id", ASCENDING)])
    return [
        Organisation(
            document["_id"],
            **{name: document[name] for name in Organisation.__dataclass_fields__ if name in document},
        )
        for document in found
    ]
