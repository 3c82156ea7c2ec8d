"""Exports, the parts that have come for them, and what accounts itself holds of a person."""

from typing import Any

from services.accounts.domain.export import Export
from services.accounts.store import models
from shared import mongo
from shared.errors import NotFound
from shared.exporting import CHAIN, Sections, plain
from shared.messages import N_
from shared.viewer import Viewer


def add(export: Export) -> None:
    mongo.insert(models.Export, export)


def save(export: Export) -> None:
    mongo.replace(models.Export, export)


def export(export_id: str) -> Export | None:
    """For events, jobs and timers."""
    found = mongo.collection("exports").find_one({"_id": export_id})
    return mongo.load(Export, found) if found else None


def own(export_id: str, viewer: Viewer) -> Export:
    found = mongo.collection("exports").find_one({"_id": export_id, "person": viewer.person})
    if found is None:
        raise NotFound(N_("There is no such file, or no longer."))
    return mongo.load(Export, found)


def last(viewer: Viewer) -> Export | None:
    """The viewer's newest."""
    found = mongo.collection("exports").find_one({"person": viewer.person}, sort=[("asked", -1), ("_id", 1)])
    return mongo.load(Export, found) if found else None


def delete(export_id: str) -> None:
    mongo.collection("exports").delete_one({"_id": export_id})


def add_part(export: Export, service: str, number: int, sections: Sections) -> None:
    row = {"schema_version": 1, "export": export.id, "person": export.person, "service": service}
    mongo.collection("export_parts").replace_one(
        {"_id": f"{export.id}:{service}:{number}"},
        row | {"number": number, "sections": sections},
        upsert=True,
    )


def parts(export_id: str, service: str) -> Sections:
    """The service's sections, put together again."""
    found: Sections = {}
    rows = mongo.collection("export_parts").find({"export": export_id, "service": service})
    for row in rows.sort("number", 1):
        for title, several in row["sections"].items():
            found.setdefault(title, []).extend(several)
    return found


def drop_parts(export_id: str) -> None:
    mongo.collection("export_parts").delete_many({"export": export_id})


def is_kept(sha256: str) -> bool:
    return mongo.collection("exports").find_one({"sha256": sha256}, {"_id": 1}) is not None


def forget(person: str) -> list[str]:
    """In the erasing transaction; returns the hashes of files to be taken from the disk."""
    files = mongo.collection("exports").distinct("sha256", {"person": person, "state": "ready"})
    mongo.collection("exports").delete_many({"person": person})
    mongo.collection("export_parts").delete_many({"person": person})
    return files


def of(person: str) -> Sections:
    """What accounts holds of the person, under headings; no secrets, and nothing of others."""
    mine = {"person": person}
    return {
        N_("Account"): _all("people", {"_id": person}, "password"),
        N_("Where you belong"): [row | _named(row) for row in _all("memberships", mine)],
        N_("Where you were signed in"): _all("sessions", mine, "secret"),
        N_("Access tokens"): _all("tokens", mine),
        N_("Links that were mailed to you"): _all("links", mine, "_id"),
        N_("Tasks that you opened by a mailed link"): _all("visits", mine, "secret"),
        N_("Slips with a one-time code"): _all("slips", mine, "_id"),
        N_("Invitations to your address"): _invitations(person),
        N_("Second step of signing in"): _all(
            "second_factors", {"_id": person}, "sealed", "offered", "recovery"
        ),
        N_("What a guardian answered"): _all(
            "minorities", {"_id": person}, "guardian", "mail", "secret", "code", "question"
        ),
        N_("What a guardian was asked about placements"): _all("placements", mine, "mentor"),
        N_("Robots in your chats"): _all("channels", mine, "sealed"),
        N_("What waits for you"): _all("items", mine),
        N_("Duties that you had in classes"): _all("duties", mine),
        N_("Who stood in for you"): _all("deputies", mine),
        N_("For whom you stood in"): _all("deputies", {"deputy": person}),
        N_("What you reported"): _all("reports", {"by": person}, "decided_by", "reason", "told"),
        N_("What you agreed to"): _all("consents", mine),
        N_("Who looked at your data"): _all("accesses", mine),
        N_("What you were asked to sign"): _all("signing_requests", {"reviewer": person}, "records"),
        N_("Keys by which you sign"): _all("keys", mine, "sealed"),
        N_("What happened with your account"): _all("audit", {"object": person}, *CHAIN),
        N_("What you did"): _all("audit", {"by": person}, *CHAIN),
    }


def _all(name: str, wanted: dict[str, Any], *but: str) -> list[dict[str, Any]]:
    return [plain(row, *but) for row in mongo.collection(name).find(wanted).sort("_id", 1)]


def _invitations(person: str) -> list[dict[str, Any]]:
    """Those to an address that is proven to be theirs."""
    found = mongo.collection("people").find_one({"_id": person, "mail_confirmed": True}, {"mail": 1})
    return _all("invitations", {"mail": found["mail"]}, "secret") if found and found.get("mail") else []


def _named(membership: dict[str, Any]) -> dict[str, Any]:
    found = mongo.collection("organisations").find_one({"_id": membership["organisation"]}, {"name": 1})
    return {"organisation_name": found["name"]} if found else {}
