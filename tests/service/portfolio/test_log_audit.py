"""``log audit`` on a log of six hundred entries: whatever was done to it, the first entry that shows it is named."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import pytest

from services.portfolio import keyring
from services.portfolio.auditing import say
from services.portfolio.usecases import auditing
from shared import mongo
from shared.config import Settings
from shared.signatures import SigningKey
from tests.service.portfolio.conftest import Stage
from verifier.log import merkle, notes, tiles

SIZE, DAY = 600, datetime(2026, 11, 29, tzinfo=UTC)
KEPT = ("log_head", "log_tiles", "log_commitments", "log_checkpoints")


class Log:
    """A log as the service keeps it, without the credentials that it is about."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.origin, self.key = keyring.public(settings).origin, keyring.private(settings).log
        self.entries = [sha256(bytes([n % 256, n // 256])).digest() for n in range(SIZE)]
        self.write(self.entries, self.key)

    def write(self, entries: list[bytes], key: SigningKey, first: int = 0) -> None:
        """All of it anew, with the checkpoints above ``first`` signed by ``key``."""
        self.write_tree(entries)
        tree, rows = merkle.Growing(), []
        for entry in entries:
            tree.add(merkle.leaf_hash(entry))
            if tree.size > first:
                rows.append({"_id": tree.size, "note": self.note(tree.size, tree.root(), key), "at": DAY})
        mongo.collection("log_checkpoints").delete_many({"_id": {"$gt": first}})
        mongo.collection("log_checkpoints").insert_many(rows)
        head = {"_id": "head", "size": len(entries), "note": rows[-1]["note"]}
        mongo.collection("log_head").replace_one({"_id": "head"}, head, upsert=True)

    def write_tree(self, entries: list[bytes]) -> None:
        """Entries and tiles, as somebody writes them who has the database and not the key."""
        mongo.collection("log_commitments").delete_many({})
        mongo.collection("log_tiles").delete_many({})
        rows = [{"_id": n, "entry": entry} for n, entry in enumerate(entries)]
        mongo.collection("log_commitments").insert_many(rows)
        for (level, index), hashes in tiles.append(0, list(map(merkle.leaf_hash, entries)), _nothing).items():
            self.set_tile(level, index, hashes)

    def note(self, size: int, root: bytes, key: SigningKey) -> str:
        return notes.sign_checkpoint(notes.Checkpoint(self.origin, size, root), key)

    def tile(self, level: int, index: int) -> list[bytes]:
        data = mongo.collection("log_tiles").find_one({"_id": f"{level}/{index}"})["hashes"]
        return [bytes(data[at : at + 32]) for at in range(0, len(data), 32)]

    def set_tile(self, level: int, index: int, hashes: list[bytes]) -> None:
        values = {"hashes": tiles.tile_bytes(hashes)}
        mongo.collection("log_tiles").update_one({"_id": f"{level}/{index}"}, {"$set": values}, upsert=True)

    def audit(self, kept: str | None = None) -> auditing.Report:
        return auditing.audit(self.settings, kept)


def _nothing(*_: Any) -> list[bytes]:
    return []


@pytest.fixture
def log(stage: Stage) -> Iterator[Log]:
    with mongo.serving("portfolio"):
        yield Log(stage.world.settings["portfolio"])


def _swapped(items: list[bytes], first: int) -> list[bytes]:
    return [*items[:first], items[first + 1], items[first], *items[first + 2 :]]


def _a_leaf(log: Log) -> None:
    hashes = log.tile(0, 1)
    log.set_tile(0, 1, [*hashes[:44], b"\x07" * 32, *hashes[45:]])


def _a_tile(log: Log, row: str) -> None:
    mongo.collection("log_tiles").delete_one({"_id": row})


def _swapped_entries(log: Log) -> None:
    for row, entry in ((300, log.entries[301]), (301, log.entries[300])):
        mongo.collection("log_commitments").update_one({"_id": row}, {"$set": {"entry": entry}})


def _cut_back(log: Log) -> None:
    """The head alone, with the checkpoint that was signed then."""
    earlier = mongo.collection("log_checkpoints").find_one({"_id": 500})["note"]
    mongo.collection("log_head").update_one({"_id": "head"}, {"$set": {"size": 500, "note": earlier}})


def _forged(log: Log, key: SigningKey) -> None:
    note = log.note(301, b"\x07" * 32, key)
    mongo.collection("log_checkpoints").update_one({"_id": 301}, {"$set": {"note": note}})


def _forged_head(log: Log) -> None:
    note = log.note(SIZE, merkle.EMPTY_ROOT, SigningKey("log", b"\x05" * 32))
    mongo.collection("log_head").update_one({"_id": "head"}, {"$set": {"note": note}})


STRANGER = SigningKey("log", b"\x05" * 32)
DONE: dict[str, tuple[Callable[[Log], None], str]] = {
    "a leaf changed": (_a_leaf, "entry 300: the entry and its hash"),
    "a tile gone": (lambda log: _a_tile(log, "0/1"), "entry 256: the tile that holds it"),
    "the last tile gone": (lambda log: _a_tile(log, "0/2"), "entry 512: the tile that holds it"),
    "a tile cut short": (lambda log: log.set_tile(0, 1, log.tile(0, 1)[:44]), "entry 300: the tile that holds it"),
    "a tile above gone": (lambda log: _a_tile(log, "1/0"), "entry 0: the tile 1/0 does not follow"),
    "a tile above changed": (
        lambda log: log.set_tile(1, 0, [log.tile(1, 0)[0], b"\x07" * 32]), "entry 256: the tile 1/0 does not follow",
    ),
    "two leaves swapped": (
        lambda log: log.set_tile(0, 1, _swapped(log.tile(0, 1), 44)), "entry 300: the entry and its hash",
    ),
    "two entries swapped": (_swapped_entries, "entry 300: the entry and its hash"),
    "two swapped in all of the tree": (
        lambda log: log.write_tree(_swapped(log.entries, 300)), "entry 300: the checkpoint that covers it was signed",
    ),
    "the head cut back": (_cut_back, "entry 500: it stands beyond the end"),
    "all but the head cut off": (lambda log: log.write_tree(log.entries[:500]), "entry 500: the tile that holds it"),
    "a checkpoint by another key": (lambda log: _forged(log, STRANGER), "entry 300: the checkpoint that covers it d"),
    "a checkpoint of another tree": (lambda log: _forged(log, log.key), "entry 300: the checkpoint that covers it was"),
    "the head by another key": (_forged_head, "entry 599: the checkpoint that covers it does not hold"),
    "a fork from there on": (
        lambda log: log.write([*log.entries[:300], b"\x07" * 32, *log.entries[301:]], STRANGER, 300),
        "entry 300: the checkpoint that covers it does not hold",
    ),
}  # fmt: skip


def test_the_first_bad_entry_is_named(log: Log, capsys: pytest.CaptureFixture) -> None:
    held = {name: list(mongo.collection(name).find()) for name in KEPT}
    assert (log.audit().broken, log.audit().checkpoints) == (None, SIZE)
    for what, (act, said) in DONE.items():
        act(log)
        report = log.audit()
        assert (report.broken or "nothing").startswith(said), what
        assert say(report) == 1
        assert capsys.readouterr().out.startswith(f"changed: {said}"), what
        for name, rows in held.items():
            mongo.collection(name).delete_many({})
            mongo.collection(name).insert_many(rows)
    assert log.audit().broken is None


def test_a_fork_by_the_logs_own_key_is_named_with_what_a_kept_checkpoint_covers(log: Log) -> None:
    kept = mongo.collection("log_checkpoints").find_one({"_id": 400})["note"]
    log.write([*log.entries[:300], b"\x07" * 32, *log.entries[301:]], log.key, 300)
    assert log.audit().broken is None, "nothing in it tells"
    assert log.audit(kept).broken == "entries 0 to 399: the checkpoint given covers others"
    earlier = mongo.collection("log_checkpoints").find_one({"_id": 300})["note"]
    assert log.audit(earlier).broken is None, "the fork begins behind it"
