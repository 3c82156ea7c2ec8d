"""Who came by a mailed link to one task. Apart from sessions, so that nothing that takes a session takes these."""

from services.accounts.domain.visit import Visit
from services.accounts.store import models
from shared import mongo
from shared.ids import digest


def add(visit: Visit) -> None:
    mongo.insert(models.Visit, visit)


def save(visit: Visit) -> None:
    mongo.replace(models.Visit, visit)


def visit(visit_id: str) -> Visit | None:
    found = mongo.collection("visits").find_one({"_id": visit_id})
    return mongo.load(Visit, found) if found else None


def by_secret(secret: str) -> Visit | None:
    found = mongo.collection("visits").find_one({"secret": digest(secret)})
    return mongo.load(Visit, found) if found else None


def of_person(person: str) -> list[Visit]:
    """Those that have not ended, for the rules that end them."""
    return _open({"person": person})


def of_item(item: str) -> list[Visit]:
    return _open({"item": item})


def _open(wanted: dict[str, str]) -> list[Visit]:
    found = mongo.collection("visits").find({**wanted, "ended": False}).sort("_id", 1)
    return [mongo.load(Visit, document) for document in found]
