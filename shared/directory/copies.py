"""What events tell is kept: each copy is upserted by itself, with the n of its own event, since those of different
aggregates arrive in any order."""

from datetime import datetime
from typing import Any

from pymongo import ASCENDING, IndexModel

from shared import merged, mongo
from shared.directory.running import platform_changed
from shared.directory.viewing import rights_changed
from shared.events import accounts
from shared.messaging import erased
from shared.messaging.cloudevents import Delivery
from shared.messaging.consuming import Handlers

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


def save_newer(name: str, document_id: str, n: int, values: dict[str, Any]) -> bool:
    """Upsert a copy unless it already holds a later event of its aggregate; False when it does."""
    copies = mongo.collection(name)
    held = copies.find_one({"_id": document_id}, {"n": 1})
    if held is not None and held["n"] >= n:
        return False
    copies.replace_one({"_id": document_id}, {"schema_version": 1, "n": n} | values, upsert=True)
    return True


def _person_changed(delivery: Delivery, now: datetime) -> None:  # noqa: ARG001
    event = delivery.event
    if erased.is_erased(event.person):
        return
    name, language = event.about(event.person, "name"), event.about(event.person, "language", "en")
    save_newer("people", event.person, delivery.n, {"name": name, "language": language})


def _standing_changed(delivery: Delivery, now: datetime) -> None:  # noqa: ARG001
    if not erased.is_erased(delivery.event.person):
        save_newer("standings", delivery.event.person, delivery.n, {"suspended": delivery.event.suspended})
        rights_changed()


def _organisation_changed(delivery: Delivery, now: datetime) -> None:  # noqa: ARG001
    event = delivery.event
    names = (
        "name", "kind", "region", "time_zone", "trades", "checks", "suspended", "demo", "most_briefs", "most_megabytes",
        "staff", "contact", "website", "legal", "logo",
    )  # fmt: skip
    save_newer(
        "organisations", event.organisation, delivery.n, {name: getattr(event, name) for name in names}
    )
    if event.kind == "operator":
        platform_changed()
    rights_changed()


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
    rights_changed()


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
    rights_changed()


def _minority_changed(delivery: Delivery, now: datetime) -> None:  # noqa: ARG001
    person = delivery.event.person
    if erased.is_erased(person):
        return
    limits = delivery.event.about(person, "limits", {})
    moments = {purpose: datetime.fromisoformat(until) for purpose, until in limits.items()}
    until = delivery.event.about(person, "minor_until")
    values = {"limits": moments, "minor_until": datetime.fromisoformat(until) if until else None}
    save_newer("minorities", person, delivery.n, values)
    rights_changed()


def _session_ended(delivery: Delivery, now: datetime) -> None:
    mongo.collection("ended").update_one({"_id": delivery.event.session}, {"$set": {"at": now}}, upsert=True)
    rights_changed()


def _token_revoked(delivery: Delivery, now: datetime) -> None:
    mongo.collection("ended").update_one({"_id": delivery.event.token}, {"$set": {"at": now}}, upsert=True)
    rights_changed()


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


def forget(person: str, now: datetime) -> None:
    """Delete the copies of an erased person, whose every sign-in has ended. In the erasing transaction."""
    mongo.collection("ended").update_one({"_id": person}, {"$set": {"at": now}}, upsert=True)
    mongo.collection("people").delete_one({"_id": person})
    mongo.collection("standings").delete_one({"_id": person})
    mongo.collection("minorities").delete_one({"_id": person})
    mongo.collection("memberships").delete_many({"person": person})
    mongo.collection("duties").delete_many({"person": person})
    rights_changed()
