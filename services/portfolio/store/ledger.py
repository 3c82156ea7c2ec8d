"""The append-only log: its head, its tiles, and the salts by which an entry is recognised."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bson import Binary
from pymongo import ReturnDocument

from shared import mongo
from shared.messaging.jobs import NotNow
from verifier.log import merkle, notes, tiles

HASH_BYTES = 32
Sign = Callable[[int, bytes], str]
"""(size, root) to the signed checkpoint."""


@dataclass(frozen=True)
class Logged:
    """One entry of a credential: ``salt`` and ``at`` (RFC 3339) are what its commitment was made of."""

    index: int
    event: str
    at: str
    salt: bytes


def append(entry: bytes, sign: Sign, made: datetime, now: datetime) -> int:
    """Append one entry, made at ``made``, and sign the new head; returns its index. Only in a transaction: appenders
    wait in line. Raises NotNow while that is before the last entry: the clock was set back, or another was faster."""
    head = mongo.collection("log_head").find_one_and_update(
        {"_id": "head"}, {"$inc": {"size": 1}}, upsert=True, return_document=ReturnDocument.AFTER
    )
    size: int = head["size"]  # type: ignore[index]
    _check_order(size - 1, min(made, now))
    read = put(size - 1, [entry])
    note = sign(size, merkle.root(size, tiles.node_reader(size, read)))
    mongo.collection("log_head").update_one({"_id": "head"}, {"$set": {"note": note}})
    mongo.collection("log_checkpoints").insert_one(
        {"_id": size, "schema_version": 1, "note": note, "at": now}
    )
    return size - 1


def put(size: int, entries: Sequence[bytes]) -> tiles.TileReader:
    """Entries that follow the first ``size``, with the tiles that they change; what counts says the head. Returns a
    reader of the edge of the tree as it is then."""
    mongo.collection("log_commitments").insert_many(
        {"_id": index, "schema_version": 1, "entry": Binary(entry)}
        for index, entry in enumerate(entries, start=size)
    )
    leaves, held = [merkle.leaf_hash(entry) for entry in entries], _held(size)
    changed = tiles.append(size, leaves, _reader(held))
    for (level, index), hashes in changed.items():
        values = {"schema_version": 1, "hashes": Binary(tiles.tile_bytes(hashes))}
        mongo.collection("log_tiles").replace_one({"_id": f"{level}/{index}"}, values, upsert=True)
    return _reader(held | changed)


def _check_order(size: int, moment: datetime) -> None:
    """Entries tell whole seconds."""
    last = checkpoint(size)
    if last is not None and last["at"] is not None and moment < last["at"].replace(microsecond=0):
        behind = (last["at"] - moment).total_seconds()
        raise NotNow("the clock is behind the log's last entry", seconds=min(60.0, behind))


def note_entry(index: int, credential: str, logged: Logged, now: datetime) -> None:
    values = {"schema_version": 1, "credential": credential, "event": logged.event, "at": logged.at}
    mongo.collection("log_entries").insert_one(
        {"_id": index, "salt": Binary(logged.salt), "noted": now} | values
    )


def entries(credential: str) -> list[Logged]:
    """In the order of the log."""
    found = mongo.collection("log_entries").find({"credential": credential}).sort("_id", 1)
    return [Logged(row["_id"], row["event"], row["at"], bytes(row["salt"])) for row in found]


def head() -> dict[str, Any] | None:
    """{size, note} of the log, None while it is empty."""
    return mongo.collection("log_head").find_one({"_id": "head"})


def proof(index: int) -> str | None:
    """The tlog-proof of an entry under the last checkpoint."""
    found = head()
    if found is None or index >= found["size"]:
        return None
    size = found["size"]
    hashes = merkle.inclusion_proof(index, size, tiles.node_reader(size, _reader(_held(size, index))))
    return notes.proof_text(notes.LogProof(index, tuple(hashes), found["note"]))


def checkpoint(size: int) -> dict[str, Any] | None:
    """{_id, note, at}, with stamp and stamped once it is anchored: as it was signed when the log had that size."""
    return mongo.collection("log_checkpoints").find_one({"_id": size})


def keep_stamp(size: int, stamp: bytes, at: datetime) -> None:
    """An outside authority's time stamp (RFC 3161) over that checkpoint."""
    values = {"stamp": Binary(stamp), "stamped": at}
    mongo.collection("log_checkpoints").update_one({"_id": size}, {"$set": values})


def checkpoints(limit: int) -> list[dict[str, Any]]:
    """The last ones, newest first."""
    return list(mongo.collection("log_checkpoints").find().sort("_id", -1).limit(limit))


def consistency(old: int, new: int) -> list[bytes]:
    """The proof that the tree of ``new`` entries began as that of ``old``; both at most the head's size."""
    return merkle.consistency_proof(old, new, tiles.node_reader(new, _reader(_held(new, old - 1))))


def bundle(index: int, width: int) -> bytes | None:
    """The first ``width`` entries of a bundle, None while it has fewer."""
    first = index * tiles.WIDTH
    wanted = {"_id": {"$gte": first, "$lt": first + width}}
    found = [bytes(row["entry"]) for row in mongo.collection("log_commitments").find(wanted).sort("_id", 1)]
    return tiles.bundle_bytes(found) if len(found) == width and width else None


def tile(level: int, index: int, width: int) -> bytes | None:
    """The first ``width`` hashes of a tile, None while it has fewer."""
    found = mongo.collection("log_tiles").find_one({"_id": f"{level}/{index}"})
    data = bytes(found["hashes"])[: width * HASH_BYTES] if found else b""
    return data if len(data) == width * HASH_BYTES and width else None


Held = dict[tuple[int, int], Sequence[bytes]]


def _held(size: int, *leaves: int) -> Held:
    """The tiles by which these leaves are proved in the tree of ``size``, read at once."""
    names = {f"{level}/{index}": (level, index) for level, index in tiles.needed(size, *leaves)}
    found = mongo.collection("log_tiles").find({"_id": {"$in": list(names)}})
    return {names[row["_id"]]: _split(bytes(row["hashes"])) for row in found}


def _split(data: bytes) -> list[bytes]:
    return [data[at : at + HASH_BYTES] for at in range(0, len(data), HASH_BYTES)]


def _reader(held: Held) -> tiles.TileReader:
    def read(level: int, index: int, width: int) -> Sequence[bytes]:
        hashes = held.get((level, index), ())[:width]
        if len(hashes) < width:
            raise RuntimeError(f"the log has no tile {level}/{index} of width {width}")
        return hashes

    return read
