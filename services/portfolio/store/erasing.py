"""The deleting of what portfolio holds of a person. A place in a status list outlives its credential, so that the
revocation of what somebody holds in their hands does not disappear."""

from services.portfolio.domain.applying import Application
from services.portfolio.domain.evidence import Credential
from shared import audit, mongo


def claims_of(person: str) -> list[str]:
    return [row["_id"] for row in mongo.collection("claims").find({"person": person}, {"_id": 1})]


def credentials_of(person: str) -> list[Credential]:
    found = mongo.collection("credentials").find({"person": person}).sort("_id", 1)
    return [mongo.load(Credential, row) for row in found]


def open_applications(person: str) -> list[Application]:
    found = mongo.collection("applications").find({"person": person, "state": "applied"}).sort("_id", 1)
    return [mongo.load(Application, row) for row in found]


def forget(person: str) -> None:
    """Salts go with the credentials: then nobody can test a guess against the log. In the erasing transaction; done
    again it finds nothing left."""
    credentials = mongo.collection("credentials").distinct("_id", {"person": person})
    records = mongo.collection("project_records").distinct("_id", {"person": person})
    mongo.collection("log_entries").delete_many({"credential": {"$in": [*credentials, *records]}})
    for name in ("credentials", "project_records", "claims", "shares", "views", "confirmed", "searches"):
        mongo.collection(name).delete_many({"person": person})
    mongo.collection("profiles").delete_one({"_id": person})
    mongo.collection("uses").delete_many({"person": person})
    _forget_applications(person)


def _forget_applications(person: str) -> None:
    """What was decided is blocked by now, see blocking.py; of others' applications the words go that were theirs."""
    mongo.collection("applications").delete_many({"person": person})
    acted = mongo.collection("audit").distinct("object", {"by": person})
    decided = {"_id": {"$in": acted}, "decided_by": person, "reason": {"$nin": ["", None]}}
    mongo.collection("applications").update_many(decided, {"$set": {"reason": ""}, "$inc": {"version": 1}})
    audit.scrub(person)
