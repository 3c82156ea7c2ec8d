"""Schools' keys: a school's own for its administrators, all for operators, who alone decide about domains."""

from typing import Any

from services.portfolio.domain.schoolkeys import COMING, LOOKED_AT, SIGNING, SchoolKey
from services.portfolio.store import models_schoolkeys as models
from shared import merged, mongo
from shared.errors import NotFound
from shared.keys import Keeper
from shared.messages import N_
from shared.paging import Page, after, page_of
from shared.viewer import Viewer

KEEPER = "school_admin"
_SEALED = {"sealed.sealed": {"$exists": True}}


def add(key: SchoolKey) -> None:
    mongo.insert(models.SchoolKey, key)


def save(key: SchoolKey) -> None:
    mongo.replace(models.SchoolKey, key)


def own(key_id: str, viewer: Viewer) -> SchoolKey:
    """One of a school that the viewer administers."""
    return _one({"_id": key_id, "school": {"$in": viewer.organisations_as(KEEPER)}})


def readable(key_id: str, viewer: Viewer) -> SchoolKey:
    """The same; operators read all."""
    return decidable(key_id, viewer) if viewer.operator else own(key_id, viewer)


def decidable(key_id: str, viewer: Viewer) -> SchoolKey:
    """For operators."""
    return _one({"_id": key_id} if viewer.operator else {"_id": None})


def known(key_id: str) -> SchoolKey | None:
    """For timers and jobs: nobody looks."""
    found = mongo.collection("school_keys").find_one({"_id": key_id})
    return mongo.load(SchoolKey, found) if found else None


def of_schools(viewer: Viewer, cursor: str | None, limit: int) -> Page[SchoolKey]:
    """Those of the viewer's schools, or all for operators; the newest first."""
    mine: dict[str, Any] = {} if viewer.operator else {"school": {"$in": viewer.organisations_as(KEEPER)}}
    wanted = {"$and": [mine, after(cursor, "asked", descending=True)]}
    found = mongo.collection("school_keys").find(wanted).sort([("asked", -1), ("_id", -1)])
    rows = [mongo.load(SchoolKey, row) for row in found.limit(limit + 1)]
    return page_of(rows, limit, lambda row: (row.asked, row.id))


def coming(school: str) -> SchoolKey | None:
    return _of(school, COMING)


def in_force(school: str) -> SchoolKey | None:
    """The one that signs, or would if it were found at its domain."""
    return _of(school, SIGNING)


def living_elsewhere(domain: str, school: str) -> bool:
    """Whether another school has the domain."""
    states = {"state": {"$in": [*LOOKED_AT]}}
    wanted = {"domain": domain, "school": {"$nin": merged.same([school])}} | states
    return mongo.collection("school_keys").find_one(wanted, {"_id": 1}) is not None


def published(school: str, domain: str) -> list[SchoolKey]:
    """What the school's document lists: what was ever in force there and is not compromised, and what is coming."""
    wanted = {
        "school": {"$in": merged.same([school])}, "domain": domain, "compromised_from": None,
        "$or": [{"seen": {"$ne": None}}, {"state": {"$in": [*COMING]}}],
    }  # fmt: skip
    found = mongo.collection("school_keys").find(wanted).sort("_id", 1)
    return [mongo.load(SchoolKey, row) for row in found]


def ever_in_force() -> list[SchoolKey]:
    """For the trust list: a few for each school."""
    found = mongo.collection("school_keys").find({"seen": {"$ne": None}}, {"sealed": 0})
    return [mongo.load(SchoolKey, row) for row in found.sort([("seen", 1), ("_id", 1)])]


def signed_by(key: SchoolKey) -> int:
    """How many credentials bear its signature; they lie with those of its school."""
    wanted = {
        "school": {"$in": merged.same([key.school])},
        "document.endorsement.proof.verificationMethod": key.method,
    }
    return mongo.collection("credentials").count_documents(wanted)


def any_sealed() -> bool:
    return mongo.collection("school_keys").find_one(_SEALED, {"_id": 1}) is not None


def seal_anew(keeper: Keeper) -> int:
    """All under the keeper's master in force; how many rows it were."""
    rows, count = mongo.collection("school_keys"), 0
    for row in rows.find(_SEALED, {"sealed": 1}):
        sealed = keeper.sealed_anew(row["sealed"])
        if sealed is not None:
            as_read = {"_id": row["_id"], "sealed": row["sealed"]}
            count += rows.update_one(as_read, {"$set": {"sealed": sealed}}).modified_count
    return count


def _of(school: str, states: tuple[str, ...]) -> SchoolKey | None:
    wanted = {"school": {"$in": merged.same([school])}, "state": {"$in": list(states)}}
    found = mongo.collection("school_keys").find_one(wanted, sort=[("_id", 1)])
    return mongo.load(SchoolKey, found) if found else None


def _one(wanted: dict[str, Any]) -> SchoolKey:
    found = mongo.collection("school_keys").find_one(wanted)
    if found is None:
        raise NotFound(N_("There is no such key."))
    return mongo.load(SchoolKey, found)
