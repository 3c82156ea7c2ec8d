"""What people agreed to. Rows are added, never changed."""

from services.accounts.domain.consent import DOCUMENTS, Consent
from services.accounts.store import models
from shared import mongo
from shared.errors import NotFound
from shared.messages import N_
from shared.viewer import Viewer


def add(consent: Consent) -> None:
    mongo.insert(models.Consent, consent)


def own(consent_id: str, viewer: Viewer) -> Consent:
    found = mongo.collection("consents").find_one({"_id": consent_id, "person": viewer.person})
    if found is None:
        raise NotFound(N_("There is no such consent."))
    return mongo.load(Consent, found)


def last(person: str, purpose: str, about: str) -> Consent | None:
    """How it stands now: the newest row."""
    wanted = {"person": person, "purpose": purpose, "about": about}
    found = mongo.collection("consents").find_one(wanted, sort=[("at", -1), ("_id", -1)])
    return mongo.load(Consent, found) if found else None


def all_of(viewer: Viewer, limit: int = 1000) -> list[Consent]:
    """The viewer's own, newest first."""
    found = mongo.collection("consents").find({"person": viewer.person}).sort([("at", -1), ("_id", -1)])
    return [mongo.load(Consent, row) for row in found.limit(limit)]


def accepted(person: str, edition: str) -> bool:
    """Whether terms and notice of this edition, or a later one, were accepted."""
    wanted = {"person": person, "purpose": {"$in": DOCUMENTS}, "given": True, "edition": {"$gte": edition}}
    return len(mongo.collection("consents").distinct("purpose", wanted)) == len(DOCUMENTS)
