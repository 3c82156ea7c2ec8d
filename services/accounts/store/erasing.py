"""Erasures, and the deleting of what accounts holds of a person."""

from services.accounts.domain.erasure import Erasure
from services.accounts.domain.person import Person
from services.accounts.domain.signing import SigningRequest
from services.accounts.store import audiences, channels, class_lists, deputies, models, reports
from shared import audit, mongo
from shared.ids import digest
from shared.viewer import Viewer


def add(erasure: Erasure) -> None:
    mongo.insert(models.Erasure, erasure)


def save(erasure: Erasure) -> None:
    mongo.replace(models.Erasure, erasure)


def by_secret(secret: str) -> Erasure | None:
    """For whoever has the link."""
    found = mongo.collection("erasures").find_one({"secrets": digest(secret)})
    return mongo.load(Erasure, found) if found else None


def erasure(erasure_id: str) -> Erasure | None:
    """For jobs and timers."""
    found = mongo.collection("erasures").find_one({"_id": erasure_id})
    return mongo.load(Erasure, found) if found else None


def of_person(person: str) -> Erasure | None:
    """For the services' answers."""
    found = mongo.collection("erasures").find_one({"people": person})
    return mongo.load(Erasure, found) if found else None


def unfinished(viewer: Viewer, limit: int = 100) -> list[Erasure]:
    """For operators, oldest first."""
    if not viewer.operator:
        return []
    found = mongo.collection("erasures").find({"finished": None}).sort([("asked", 1), ("_id", 1)])
    return [mongo.load(Erasure, row) for row in found.limit(limit)]


def delete(erasure_id: str) -> None:
    mongo.collection("erasures").delete_one({"_id": erasure_id})


def begun_with(mail: str) -> list[Person]:
    """Accounts that were begun with the address and never confirmed: nobody knows whose they are."""
    found = mongo.collection("people").find({"mail": mail, "mail_confirmed": {"$ne": True}}).sort("_id", 1)
    return [mongo.load(Person, row) for row in found]


def forget_address(person: str) -> None:
    """The address was not theirs; the rest of what they began stays."""
    mongo.collection("people").update_one({"_id": person}, {"$set": {"mail": ""}, "$inc": {"version": 1}})


def asked_about(person: str) -> list[SigningRequest]:
    """Requests to sign that are open and asked of the person, or hold a record of theirs."""
    whose = [{"reviewer": person}, {"records.person": person}]
    found = mongo.collection("signing_requests").find({"state": "asked", "$or": whose}).sort("_id", 1)
    return [mongo.load(SigningRequest, row) for row in found]


def forget(person: str) -> None:
    """Delete what is theirs, cut them out of what is others'. In the erasing transaction."""
    class_lists.forget(person)
    for name in (
        "sessions",
        "tokens",
        "links",
        "visits",
        "slips",
        "memberships",
        "keys",
        "items",
        "accesses",
        "consents",
        "duties",
        "placements",
    ):
        mongo.collection(name).delete_many({"person": person})
    cut = {"$pull": {"records": {"person": person}}, "$inc": {"version": 1}}
    mongo.collection("signing_requests").update_many({"records.person": person}, cut)
    given_back = {"$unset": {"taken_by": ""}, "$inc": {"version": 1}}
    mongo.collection("items").update_many({"taken_by": person, "state": "open"}, given_back)
    nobody = {"$pull": {"awaited_by": person}, "$inc": {"version": 1}}
    mongo.collection("items").update_many({"awaited_by": person}, nobody)
    audit.scrub(person)
    reports.forget(person)
    deputies.forget(person)
    channels.forget(person)
    audiences.forget(person)
    for name in ("people", "minorities", "second_factors"):
        mongo.collection(name).delete_one({"_id": person})


def forget_invitations_to(mail: str) -> None:
    """Invitations keep their number, not whom they went to; one that is still open leads nowhere. Links by which they
    were to show others' mail domain go whole."""
    mongo.collection("links").delete_many({"mail": mail, "purpose": "domain"})
    change = {"$unset": {"mail": ""}, "$set": {"withdrawn": True}, "$inc": {"version": 1}}
    mongo.collection("invitations").update_many({"mail": mail, "used": {"$in": [0, None]}}, change)
    mongo.collection("invitations").update_many(
        {"mail": mail}, {"$unset": {"mail": ""}, "$inc": {"version": 1}}
    )
