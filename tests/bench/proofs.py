"""The log at a million entries beside a bare SHA-256 of the same bytes; signing beside a bare signature and a bare
canonicalisation; verifying on the page's own path.
"""

import hashlib
import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

from pyld import jsonld

from deploy.local.mongod import Mongod
from services.portfolio import signing
from services.portfolio.store import ledger
from services.portfolio.usecases import issuing, verifying
from shared import clock, mongo
from shared.linkeddata import CONTEXTS
from tests.actors import Actor, hidden
from tests.bench.events import Row
from tests.evidence import PUBLIC_URL
from tests.evidence import World as Issuer
from tests.verification_table import Table
from tests.world import World
from verifier.log import merkle, notes, tiles

ENTRIES = 1_000_000
BATCH = 100 * tiles.WIDTH
SECONDS = 3.0


def rows(folder: Path) -> Iterator[Row]:
    bytes_of = os.urandom(32 * ENTRIES)
    entries = [bytes_of[at : at + 32] for at in range(0, len(bytes_of), 32)]
    bare = _bare(entries)
    yield Row("bare SHA-256 of 1,000,000 entries", bare, "entries/s")
    yield from _of_the_log(entries, bare)
    yield from _of_signing()
    mongod = Mongod.start(folder / "mongod")
    try:
        world = World.build(mongod.uri, folder / "world")
        yield from _of_the_page(world)
        yield from _as_it_is_kept(entries, bare, world)
    finally:
        mongod.stop()


class Tiles:
    """The tiles of a log in memory."""

    def __init__(self) -> None:
        self.held: dict[tuple[int, int], list[bytes]] = {}
        self.size = 0

    def read(self, level: int, index: int, width: int) -> Sequence[bytes]:
        return self.held[level, index][:width]

    def append(self, leaves: Sequence[bytes]) -> None:
        self.held.update(tiles.append(self.size, leaves, self.read))
        self.size += len(leaves)

    @property
    def node(self) -> merkle.Node:
        return tiles.node_reader(self.size, self.read)


def _bare(entries: Sequence[bytes]) -> float:
    begun = time.perf_counter()
    for entry in entries:
        hashlib.sha256(entry).digest()
    return ENTRIES / (time.perf_counter() - begun)


def _of_the_log(entries: Sequence[bytes], bare: float) -> Iterator[Row]:
    """The tree alone, in memory."""
    log, begun = Tiles(), time.perf_counter()
    log.append([merkle.leaf_hash(entry) for entry in entries])
    at_once = ENTRIES / (time.perf_counter() - begun)
    yield Row("the same into the tree at once", at_once, "entries/s")
    yield Row("the tree, beside the bare SHA-256", bare / at_once, "times as long")
    yield from _one_by_one(log, bare)


def _one_by_one(log: "Tiles", bare: float) -> Iterator[Row]:
    key, random = Issuer().log_key, Random(7)

    def append() -> None:
        log.append([merkle.leaf_hash(random.randbytes(32))])
        checkpoint = notes.Checkpoint(notes.origin(PUBLIC_URL), log.size, merkle.root(log.size, log.node))
        notes.sign_checkpoint(checkpoint, key)

    appends = _per_second(append)
    yield Row("appends one by one at 1,000,000, each signed", appends, "entries/s")
    yield Row("such an append, beside the bare SHA-256", bare / appends, "times as long")
    proofs = _per_second(lambda: _proof(log, random.randrange(log.size)))
    yield Row("proofs at 1,000,000", proofs, "proofs/s")
    yield Row("such a proof, beside the bare SHA-256", bare / proofs, "times as long")
    yield Row("size of a proof with its checkpoint", len(_proof(log, 1, key)), "bytes")


def _as_it_is_kept(entries: Sequence[bytes], bare: float, world: World) -> Iterator[Row]:
    """The same in the database, by the code that issues: filled in batches, then one by one, each in a transaction."""
    settings, random = world.settings["portfolio"], Random(8)
    world.begin()
    with mongo.serving("portfolio"):
        begun = time.perf_counter()
        for first in range(0, ENTRIES, BATCH):
            _put(first, entries[first : first + BATCH])
        filled = ENTRIES / (time.perf_counter() - begun)
        yield Row("kept in the database, 25,600 at once", filled, "entries/s")
        yield Row("such an entry, beside the bare SHA-256", bare / filled, "times as long")
        sign = issuing.checkpoint_signer(settings)
        appends = _per_second(lambda: _append(random.randbytes(32), sign))
        yield Row("kept one by one at 1,000,000, each signed", appends, "entries/s")
        yield Row("such an append, beside the bare SHA-256", bare / appends, "times as long")
        proofs = _per_second(lambda: ledger.proof(random.randrange(ENTRIES)))
        yield Row("proofs of what is kept at 1,000,000", proofs, "proofs/s")
        yield Row("such a proof, beside the bare SHA-256", bare / proofs, "times as long")


@mongo.transactional
def _put(size: int, entries: Sequence[bytes]) -> None:
    ledger.put(size, entries)
    values = {"$set": {"size": size + len(entries)}}
    mongo.collection("log_head").update_one({"_id": "head"}, values, upsert=True)


@mongo.transactional
def _append(entry: bytes, sign: ledger.Sign) -> None:
    ledger.append(entry, sign, clock.now(), clock.now())


def _proof(log: Tiles, index: int, key: signing.SigningKey | None = None) -> str:
    node = log.node
    hashes = merkle.inclusion_proof(index, log.size, node)
    checkpoint = notes.Checkpoint(
        notes.origin(PUBLIC_URL), log.size, merkle.root(log.size, node) if key else b""
    )
    note = notes.sign_checkpoint(checkpoint, key) if key else ""
    return notes.proof_text(notes.LogProof(index, tuple(hashes), note))


def _of_signing() -> Iterator[Row]:
    issuer = Issuer()
    composed, signed = issuer.composed(), issuer.signed()
    content = json.dumps(composed, ensure_ascii=False).encode()
    yield Row("size of the credential", len(content), "bytes")
    bare = _per_second(lambda: issuer.key.sign(content))
    yield Row("bare Ed25519 signatures over its bytes", bare, "signatures/s")
    graph = _per_second(lambda: jsonld.normalize(composed, CANONICAL))
    yield Row("bare canonicalisation of it (pyld)", graph, "documents/s")
    embedded = _per_second(lambda: signing.issue(composed, issuer.key, issuer.at))
    yield Row("credentials signed and verified, eddsa-rdfc-2022", embedded, "credentials/s")
    yield Row("these, beside the bare signature", bare / embedded, "times as long")
    yield Row("these, beside the bare canonicalisation", graph / embedded, "times as long")
    jwt = _per_second(lambda: signing.to_jwt(signed, issuer.key))
    yield Row("credentials signed, VC-JWT", jwt, "credentials/s")
    yield Row("these, beside the bare signature", bare / jwt, "times as long")


def _held(address: str, _options: object) -> dict[str, Any]:
    """Of the contexts at hand; the library fetches none."""
    document = CONTEXTS[address]
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": address,
        "document": document,
    }


CANONICAL = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": _held}


def _of_the_page(world: World) -> Iterator[Row]:
    """Each time another text, so that no verdict is kept; from another range each time, as people come."""
    world.begin()
    table = Table(clock.now())
    verifying.trust = lambda settings: table.trust
    text = table.bundle(table.world.signed()).decode()
    visitor = Actor(world.client(), "somebody", "")
    token, turns = hidden(visitor.page("/portfolio/verify"), "csrf_token"), [0]

    def verify(padding: int) -> str:
        turns[0] += 1
        form = {"text": text + " " * (turns[0] if padding else 0), "csrf_token": token}
        origin = {"X-Forwarded-For": f"10.{turns[0] // 250 % 250}.{turns[0] % 250}.1"}
        return visitor.http.call("POST", "/portfolio/verify", form=form, headers=origin).text

    assert "Valid" in verify(0), json.dumps(table.listed())[:200]
    times = _times(lambda: verify(1))
    yield Row("verifications on the page's path", len(times) / sum(times), "pages/s")
    yield Row("the 99th percentile of them", sorted(times)[int(len(times) * 0.99) - 1], "s", at_most=1.0)
    yield Row("the same text again within the minute", _per_second(lambda: verify(0)), "pages/s")


def _times(act: Callable[[], object]) -> list[float]:
    found: list[float] = []
    while sum(found) < SECONDS or len(found) < 100:
        begun = time.perf_counter()
        act()
        found.append(time.perf_counter() - begun)
    return found


def _per_second(act: Callable[[], object]) -> float:
    times = _times(act)
    return len(times) / sum(times)
