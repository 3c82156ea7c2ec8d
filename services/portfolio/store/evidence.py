"""Claims and credentials."""

from datetime import datetime
from typing import Any

from services.portfolio.domain.evidence import REPLACED, Claim, Credential
from services.portfolio.store import models
from shared import mongo
from shared.errors import NotFound
from shared.messages import N_
from shared.paging import Page, after, page_of
from shared.viewer import Viewer


def claim(contribution: str) -> Claim | None:
    """For handlers and jobs: nobody looks."""
    found = mongo.collection("claims").find_one({"_id": contribution})
    return mongo.load(Claim, found) if found else None


def add_claim(claim: Claim) -> None:
    mongo.insert(models.Claim, claim)


def save_claim(claim: Claim) -> None:
    mongo.replace(models.Claim, claim)


def waiting_claims(**wanted: str) -> list[Claim]:
    """Those that wait for a copy, of a key, a team or the reviewer's organisation."""
    found = mongo.collection("claims").find({"state": "waiting", **wanted}).sort("_id", 1)
    return [mongo.load(Claim, row) for row in found]


def claims_on_their_way(viewer: Viewer) -> list[Claim]:
    """The viewer's accepted contributions without a credential yet."""
    found = mongo.collection("claims").find(
        {"person": viewer.person, "state": {"$in": ["waiting", "checked"]}}
    )
    return [mongo.load(Claim, row) for row in found.sort("_id", 1).limit(50)]


def stuck_claims(viewer: Viewer, limit: int = 50) -> list[dict[str, Any]]:
    """For operators: ids and states only, of claims that wait or were refused."""
    if not viewer.operator:
        raise NotFound(N_("There is nothing here, or you may not see it."))
    names = {"state": 1, "received": 1, "lacks": 1, "reason": 1}
    found = mongo.collection("claims").find({"state": {"$in": ["waiting", "refused"]}}, names)
    return list(found.sort([("received", 1), ("_id", 1)]).limit(limit))


def add_credential(credential: Credential) -> None:
    mongo.insert(models.Credential, credential)


def save_credential(credential: Credential) -> None:
    mongo.replace(models.Credential, credential)


def credential(credential_id: str, viewer: Viewer) -> Credential:
    """One's own, of a student of the school whose registrar one is, of somebody whose data an operator has opened."""
    return _one({"_id": credential_id, "$or": _seen_by(viewer)})


def _seen_by(viewer: Viewer) -> list[dict[str, Any]]:
    schools = viewer.organisations_as("registrar")
    return [{"person": {"$in": [viewer.person, *viewer.looked_at]}}, {"school": {"$in": schools}}]


def closed_credential(credential_id: str, viewer: Viewer) -> Credential | None:
    """For an operator one of which only ids and the status may be shown, None where more (or nothing) may be."""
    if not viewer.operator:
        return None
    found = mongo.collection("credentials").find_one({"_id": credential_id, "$nor": _seen_by(viewer)})
    return mongo.load(Credential, found) if found else None


def own_credential(credential_id: str, viewer: Viewer) -> Credential:
    return _one({"_id": credential_id, "person": viewer.person})


def governed_credential(credential_id: str, viewer: Viewer) -> Credential:
    """One whose status the viewer may change: registrars of its school, operators; never one's own."""
    scope: dict[str, Any] = (
        {} if viewer.operator else {"school": {"$in": viewer.organisations_as("registrar")}}
    )
    return _one({"_id": credential_id, "person": {"$ne": viewer.person}} | scope)


def published(credential_id: str) -> Credential | None:
    """For whoever has its address: verifying shows what the credential itself says, and nobody's name."""
    found = mongo.collection("credentials").find_one({"_id": credential_id})
    return mongo.load(Credential, found) if found else None


def own_credentials(viewer: Viewer, cursor: str | None, limit: int) -> Page[Credential]:
    """Newest first."""
    wanted = {"person": viewer.person} | after(cursor, "issued_at", descending=True)
    found = mongo.collection("credentials").find(wanted).sort([("issued_at", -1), ("_id", -1)])
    rows = [mongo.load(Credential, row) for row in found.limit(limit + 1)]
    return page_of(rows, limit, lambda row: (row.issued_at, row.id))


def credentials_of(person: str, ids: list[str] | None = None) -> list[Credential]:
    """A person's credentials, for what they chose to show; newest first."""
    wanted: dict[str, Any] = {"person": person} | ({"_id": {"$in": ids}} if ids is not None else {})
    found = mongo.collection("credentials").find(wanted).sort([("issued_at", -1), ("_id", 1)])
    return [mongo.load(Credential, row) for row in found.limit(200)]


def signed_since(method: str, since: datetime | None, standing: bool = False) -> list[str]:
    """Ids of credentials that were signed under that verification method from then on (None: ever); of those
    ``standing`` that are not revoked."""
    wanted: dict[str, Any] = {"document.proof.verificationMethod": method}
    wanted |= {"issued_at": {"$gte": since}} if since else {}
    wanted |= {"status": {"$ne": "revoked"}} if standing else {}
    return [row["_id"] for row in mongo.collection("credentials").find(wanted, {"_id": 1}).sort("_id", 1)]


def replaced(method: str) -> list[str]:
    """Ids of credentials that were signed under that verification method and issued anew."""
    wanted = {"document.proof.verificationMethod": method, "status": "revoked", "reason": REPLACED}
    return [row["_id"] for row in mongo.collection("credentials").find(wanted, {"_id": 1})]


def signed_off_since(reviewer: str, since: datetime) -> list[Credential]:
    """Valid ones with a sign-off by the key of that name (did:key) from then on."""
    wanted = {"document.endorsement.issuer.id": reviewer, "status": "valid"}
    found = mongo.collection("credentials").find(wanted).sort("_id", 1)
    return [
        credential
        for credential in (mongo.load(Credential, row) for row in found)
        if any(_signed_at(one) >= since for one in credential.document["endorsement"] if _by(one) == reviewer)
    ]


def _by(endorsement: dict[str, Any]) -> str:
    return str(endorsement["issuer"]["id"])


def _signed_at(endorsement: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(endorsement["validFrom"])


def any_credential() -> bool:
    return mongo.collection("credentials").find_one({}, {"_id": 1}) is not None


def _one(wanted: dict[str, Any]) -> Credential:
    found = mongo.collection("credentials").find_one(wanted)
    if found is None:
        raise NotFound(N_("There is no such credential."))
    return mongo.load(Credential, found)
