"""Copies that projects, matching and portfolio keep of accounts' facts: who may act, and how people are called.

Events of different aggregates arrive in any order: each copy is upserted by itself, with the n of its own event.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from time import monotonic
from typing import Any

from pymongo import ASCENDING, IndexModel

from shared import clock, merged, mongo
from shared.events import accounts
from shared.ids import new_id
from shared.messaging import erased
from shared.messaging.cloudevents import Delivery
from shared.messaging.consuming import Handlers
from shared.viewer import Viewer

INDEXES: mongo.Indexes = {
    "people": [],
    "standings": [],
    "organisations": [
        IndexModel([("kind", ASCENDING), ("region", ASCENDING), ("_id", ASCENDING)], name="kind")
    ],
    "calendars": [],
    "duties": [IndexModel([("school_class", ASCENDING), ("_id", ASCENDING)], name="class")],
    "memberships": [
        IndexModel([("person", ASCENDING), ("_id", ASCENDING)], name="person"),
        IndexModel(
            [("organisation", ASCENDING), ("roles", ASCENDING), ("_id", ASCENDING)], name="organisation"
        ),
    ],
    "merged": [IndexModel([("into", ASCENDING), ("_id", ASCENDING)], name="into")],
    "ended": [],
    "minorities": [],
    "directory": [],
    "accesses": [
        IndexModel([("operator", ASCENDING), ("until", ASCENDING), ("_id", ASCENDING)], name="operator"),
        IndexModel([("until", ASCENDING)], name="over", expireAfterSeconds=86_400),
    ],
}

# a suspension holds within two seconds; most of them belong to the event on its way
REMEMBERED_SECONDS = 0.25
_MOST_REMEMBERED = 10_000
# service → when the state of its copies was read last, and that state
_states: dict[str, tuple[float, str]] = {}
# (service, person, sign-in) → the state of the copies, and the viewer that they gave
_remembered: dict[tuple[str, str, str], tuple[str, Viewer | None]] = {}


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


def save_newer(name: str, document_id: str, n: int, values: dict[str, Any]) -> bool:
    """Upsert a copy unless it already holds a later event of its aggregate; False when it does."""
    copies = mongo.collection(name)
    held = copies.find_one({"_id": document_id}, {"n": 1})
    if held is not None and held["n"] >= n:
        return False
    copies.replace_one({"_id": document_id}, {"schema_version": 1, "n": n} | values, upsert=True)
    return True


def _rights_changed() -> None:
    """Somebody may do more or less than a moment ago: what any process remembers of viewers is old.

    In the transaction of the change, so that nobody reads the new state with the old rights.
    """
    mongo.collection("directory").update_one({"_id": "rights"}, {"$set": {"state": new_id()}}, upsert=True)
    _states.pop(mongo.current_service(), None)


def _person_changed(delivery: Delivery, now: datetime) -> None:  # noqa: ARG001
    event = delivery.event
    if erased.is_erased(event.person):
        return
    name, language = event.about(event.person, "name"), event.about(event.person, "language", "en")
    save_newer("people", event.person, delivery.n, {"name": name, "language": language})


def _standing_changed(delivery: Delivery, now: datetime) -> None:  # noqa: ARG001
    if not erased.is_erased(delivery.event.person):
        save_newer("standings", delivery.event.person, delivery.n, {"suspended": delivery.event.suspended})
        _rights_changed()


def _organisation_changed(delivery: Delivery, now: datetime) -> None:  # noqa: ARG001
    event = delivery.event
    names = (
        "name", "kind", "region", "time_zone", "trades", "checks", "suspended", "demo", "most_briefs", "most_megabytes",
    )  # fmt: skip
    save_newer(
        "organisations", event.organisation, delivery.n, {name: getattr(event, name) for name in names}
    )
    _rights_changed()


def _calendar_changed(delivery: Delivery, now: datetime) -> None:  # noqa: ARG001
    event = delivery.event
    save_newer("calendars", event.school, delivery.n, {"off": sorted(event.off), "working": event.working})


def _duty_changed(delivery: Delivery, now: datetime) -> None:  # noqa: ARG001
    event = delivery.event
    if erased.is_erased(event.person):
        return
    names = ("school", "school_class", "person", "kind", "begins", "ends", "over")
    save_newer("duties", event.duty, delivery.n, {name: getattr(event, name) for name in names})


def _organisation_merged(delivery: Delivery, now: datetime) -> None:  # noqa: ARG001
    merged.remember(delivery.event.organisation, delivery.event.into)
    _rights_changed()


def _membership_changed(delivery: Delivery, now: datetime) -> None:  # noqa: ARG001
    event = delivery.event
    if erased.is_erased(event.person):
        return
    values = {
        "person": event.person, "organisation": event.organisation, "roles": event.roles, "state": event.state,
        "programme": event.about(event.person, "programme"), "since": delivery.time,
        "school_class": event.about(event.person, "school_class", ""),
    }  # fmt: skip
    save_newer("memberships", event.membership, delivery.n, values)
    _rights_changed()


def _minority_changed(delivery: Delivery, now: datetime) -> None:  # noqa: ARG001
    person = delivery.event.person
    if erased.is_erased(person):
        return
    limits = delivery.event.about(person, "limits", {})
    moments = {purpose: datetime.fromisoformat(until) for purpose, until in limits.items()}
    save_newer("minorities", person, delivery.n, {"limits": moments})
    _rights_changed()


def _session_ended(delivery: Delivery, now: datetime) -> None:
    mongo.collection("ended").update_one({"_id": delivery.event.session}, {"$set": {"at": now}}, upsert=True)
    _rights_changed()


def _token_revoked(delivery: Delivery, now: datetime) -> None:
    mongo.collection("ended").update_one({"_id": delivery.event.token}, {"$set": {"at": now}}, upsert=True)
    _rights_changed()


def _access_granted(delivery: Delivery, now: datetime) -> None:  # noqa: ARG001
    _keep_access(delivery, delivery.event.until)


def _access_ended(delivery: Delivery, now: datetime) -> None:  # noqa: ARG001
    _keep_access(delivery, delivery.event.at)


def _keep_access(delivery: Delivery, until: datetime) -> None:
    """Whom an operator may look at, never why: the reason stays with accounts."""
    event = delivery.event
    values = {"operator": event.operator, "person": event.person, "until": until}
    save_newer("accesses", event.access, delivery.n, values)


HANDLERS: Handlers = {
    accounts.PersonChanged: _person_changed,
    accounts.StandingChanged: _standing_changed,
    accounts.OrganisationChanged: _organisation_changed,
    accounts.CalendarChanged: _calendar_changed,
    accounts.DutyChanged: _duty_changed,
    accounts.OrganisationMerged: _organisation_merged,
    accounts.MembershipChanged: _membership_changed,
    accounts.MinorityChanged: _minority_changed,
    accounts.SessionEnded: _session_ended,
    accounts.TokenRevoked: _token_revoked,
    accounts.AccessGranted: _access_granted,
    accounts.AccessEnded: _access_ended,
}


def viewer(person: str, sign_in: str, now: datetime) -> Viewer | None:
    """The person's roles; None when suspended or erased, or when that session or token (``sign_in``) has ended.

    What this process remembers is at most ``REMEMBERED_SECONDS`` older than the copies: one read for all its
    requests in that time says whether it still holds. Whom an operator may look at ends by the clock: read each time.
    """
    state = _state(mongo.current_service())
    key = (mongo.current_service(), person, sign_in)
    before = _remembered.get(key)
    if before is None or before[0] != state or not state:
        if len(_remembered) >= _MOST_REMEMBERED:
            _remembered.clear()
        _remembered[key] = before = (state, _viewer(person, sign_in))
    who = before[1]
    return replace(who, looks_at=_looked_at(person, now)) if who is not None and who.operator else who


def _state(service: str) -> str:
    """Changes whenever anybody's rights do; "" while nothing was copied yet."""
    read_at, state = _states.get(service, (float("-inf"), ""))
    if monotonic() - read_at > REMEMBERED_SECONDS or not state:
        read_at = monotonic()
        found = mongo.collection("directory").find_one({"_id": "rights"})
        state = found["state"] if found else ""
        _states[service] = (read_at, state)
    return state


def _viewer(person: str, sign_in: str) -> Viewer | None:
    suspended = mongo.collection("standings").find_one({"_id": person, "suspended": True}, {"_id": 1})
    if suspended or mongo.collection("ended").find_one({"_id": {"$in": [sign_in, person]}}, {"_id": 1}):
        return None
    found = list(mongo.collection("memberships").find({"person": person, "state": "active"}))
    leads = merged.currents(membership["organisation"] for membership in found)
    closed = _suspended_organisations(sorted(set(leads.values())))
    held: dict[str, frozenset[str]] = {}
    for membership in found:
        name = leads[membership["organisation"]]
        if name not in closed:
            held[name] = held.get(name, frozenset()) | frozenset(membership["roles"])
    roles, former = merged.under_all_names(held)
    minority = mongo.collection("minorities").find_one({"_id": person})
    return Viewer(person, roles, minority["limits"] if minority else {}, former=former)


def under_age(people: Iterable[str], purpose: str, now: datetime) -> set[str]:
    """Those of the people for whom a guardian would have to consent to that purpose, and has not."""
    wanted = {"_id": {"$in": list(people)}, f"limits.{purpose}": {"$gt": now}}
    return {row["_id"] for row in mongo.collection("minorities").find(wanted, {"_id": 1})}


def _looked_at(operator: str, now: datetime) -> frozenset[str]:
    wanted = {"operator": operator, "until": {"$gt": now}}
    return frozenset(row["person"] for row in mongo.collection("accesses").find(wanted, {"person": 1}))


def _suspended_organisations(ids: list[str]) -> set[str]:
    found = mongo.collection("organisations").find({"_id": {"$in": ids}, "suspended": True}, {"_id": 1})
    return {document["_id"] for document in found}


def forget(person: str, now: datetime) -> None:
    """Delete the copies of an erased person, whose every sign-in has ended. In the erasing transaction."""
    mongo.collection("ended").update_one({"_id": person}, {"$set": {"at": now}}, upsert=True)
    mongo.collection("people").delete_one({"_id": person})
    mongo.collection("standings").delete_one({"_id": person})
    mongo.collection("minorities").delete_one({"_id": person})
    mongo.collection("memberships").delete_many({"person": person})
    mongo.collection("duties").delete_many({"person": person})
    _rights_changed()


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
    wanted = {"kind": "school", "region": region, "suspended": False}
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
