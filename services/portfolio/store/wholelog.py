"""The whole log in its order, for whoever checks all of it: rows come one after another, never all at once."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

from services.portfolio.store import ledger
from shared import mongo
from verifier.log import tiles

ISSUED = ("credentials", "project_records")
_AT_ONCE = 200
_Row = TypeVar("_Row")


def commitments() -> Iterator[dict[str, Any]]:
    """{_id: index, entry}."""
    return iter(mongo.collection("log_commitments").find().sort("_id", 1))


def checkpoints() -> Iterator[dict[str, Any]]:
    """{_id: size, note} and what else is kept with it."""
    return iter(mongo.collection("log_checkpoints").find().sort("_id", 1))


def salted() -> Iterator[dict[str, Any]]:
    """{_id: index, credential, event, at, salt} with the credential's ``document`` and ``status``, None once it is
    gone."""
    rows = mongo.collection("log_entries").find().sort("_id", 1)
    for some in _some(rows):
        held = _issued([row["credential"] for row in some])
        for row in some:
            of = held.get(row["credential"], {})
            yield row | {"document": of.get("document"), "status": of.get("status")}


def _issued(ids: list[str]) -> dict[str, dict[str, Any]]:
    """Credentials, and records of projects."""
    wanted, shown = {"_id": {"$in": ids}}, {"document": 1, "status": 1}
    return {row["_id"]: row for name in ISSUED for row in mongo.collection(name).find(wanted, shown)}


def leaves(size: int) -> Iterator[bytes | None]:
    """The hashes of the first ``size`` entries as the tiles hold them; None where one is missing."""
    for first in range(0, size, tiles.WIDTH):
        held = mongo.collection("log_tiles").find_one({"_id": f"0/{first // tiles.WIDTH}"})
        data = bytes(held["hashes"]) if held else b""
        for at in range(min(tiles.WIDTH, size - first)):
            leaf = data[at * ledger.HASH_BYTES : (at + 1) * ledger.HASH_BYTES]
            yield leaf if len(leaf) == ledger.HASH_BYTES else None


def never_entered() -> str | None:
    """A credential, or a project's record, whose issue has no entry with a salt."""
    for some in _some(row["_id"] for name in ISSUED for row in _ids(name)):
        wanted = {"credential": {"$in": some}, "event": "issued"}
        entered = set(mongo.collection("log_entries").distinct("credential", wanted))
        for credential in some:
            if credential not in entered:
                return str(credential)
    return None


def _ids(name: str) -> Iterator[dict[str, Any]]:
    return iter(mongo.collection(name).find({}, {"_id": 1}).sort("_id", 1))


def _some(rows: Iterable[_Row]) -> Iterator[list[_Row]]:
    left = iter(rows)
    while some := list(islice(left, _AT_ONCE)):
        yield some
