"""The log as anybody reads it, and as whoever runs it proves it: what was entered stays as it was."""

import base64
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from services.portfolio import keyring
from services.portfolio.auditing import say
from services.portfolio.store import migrations
from services.portfolio.usecases import auditing, erasing
from shared import clock, mongo
from shared.signatures import SigningKey
from shared.web.i18n import written_day
from tests.actors import Actor
from tests.service.portfolio.conftest import Stage
from verifier import __main__ as client
from verifier.log import merkle, notes, tiles

DAY = datetime(2026, 11, 29, tzinfo=UTC)


@pytest.fixture
def log(stage: Stage) -> "Log":
    """Three credentials were issued and the second was revoked."""
    ids = [stage.issues() for _ in range(3)]
    stage.registrar.post(
        f"/portfolio/api/v1/credentials/{ids[1]}/status", {"status": "revoked", "reason": "issued_in_error"}
    )
    stage.world.settle()
    return Log(stage, ids)


class Log:
    def __init__(self, stage: Stage, ids: list[str]) -> None:
        self.stage, self.ids = stage, ids
        self.visitor = Actor(stage.world.client(), "somebody", "")
        self.public = keyring.public(stage.world.settings["portfolio"])

    def get(self, path: str) -> Any:
        return self.visitor.get(f"/portfolio/log/{path}")

    def bytes(self, path: str) -> bytes:
        return self.stage.world.client().client.get(f"/portfolio/log/{path}").get_data()

    def head(self, size: int | None = None) -> notes.Checkpoint:
        note = self.get(f"checkpoint/{size}" if size else "checkpoint")
        return notes.open_checkpoint(note, self.public.origin, self.public.log_key)

    def audit(self, kept: str | None = None) -> auditing.Report:
        with mongo.serving("portfolio"):
            return auditing.audit(self.stage.world.settings["portfolio"], kept)

    def collection(self, name: str) -> Any:
        with mongo.serving("portfolio"):
            return mongo.database()[name]

    def rebuild(self) -> None:
        """As somebody would who has the database and not the key: the whole tree anew, without a signature."""
        rows = list(self.collection("log_commitments").find().sort("_id", 1))
        leaves = [merkle.leaf_hash(bytes(row["entry"])) for row in rows]
        stored = tiles.append(0, leaves, lambda *_: [])
        for (level, index), hashes in stored.items():
            values = {"schema_version": 1, "hashes": tiles.tile_bytes(hashes)}
            self.collection("log_tiles").replace_one({"_id": f"{level}/{index}"}, values)


def test_a_client_rebuilds_the_tree_from_what_is_published(log: Log) -> None:
    head, bundle, tile = log.head(), log.bytes("tile/entries/000.p/4"), log.bytes("tile/0/000.p/4")
    entries = [bundle[at + 2 : at + 34] for at in range(0, len(bundle), 34)]
    assert [bundle[at : at + 2] for at in range(0, len(bundle), 34)] == [b"\x00\x20"] * 4
    leaves = [merkle.leaf_hash(entry) for entry in entries]
    assert tile == b"".join(leaves)
    assert (head.size, head.root) == (4, merkle.root(4, merkle.nodes_of(leaves)))
    assert tiles.bundle_path(0, 4) == "tile/entries/000.p/4"


def test_the_proof_of_an_issue_is_a_file_that_holds_under_the_last_checkpoint(log: Log) -> None:
    answer = log.visitor.http.call("GET", f"/portfolio/log/proof/{log.ids[1]}")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{log.ids[1]}.tlog-proof"'
    proof = notes.parse_proof(answer.text)
    head = notes.open_checkpoint(proof.note, log.public.origin, log.public.log_key)
    entry = log.bytes("tile/entries/000.p/4")[34 * proof.index + 2 : 34 * proof.index + 34]
    merkle.check_inclusion(merkle.leaf_hash(entry), proof.index, head.size, proof.hashes, head.root)
    stated = log.visitor.get(f"/portfolio/api/v1/verify/{log.ids[1]}")["inclusion"]
    assert stated["proof"] == answer.text
    log.visitor.page("/portfolio/log/proof/nobody", status=404)


def test_any_two_checkpoints_are_consistent_and_a_client_checks_it(log: Log, tmp_path: Path) -> None:
    for old, new in ((1, 4), (2, 3), (3, 4), (4, 4)):
        _grew(log, old, new, tmp_path)
    _is_not_forged(log, tmp_path)


def _grew(log: Log, old: int, new: int, tmp_path: Path) -> None:
    grew = log.get(f"consistency/{old}/{new}")
    hashes = [base64.b64decode(one) for one in grew["proof"]]
    first, last = log.head(old), log.head(new)
    merkle.check_consistency(first.size, last.size, hashes, first.root, last.root)
    paths = {name: tmp_path / name for name in ("grew.json", "trust.json", "kept.txt", "other.txt")}
    paths["grew.json"].write_text(json.dumps(grew))
    paths["trust.json"].write_text(json.dumps(log.visitor.get("/portfolio/trust.json")))
    paths["kept.txt"].write_text(log.get(f"checkpoint/{old}"))
    paths["other.txt"].write_text(log.get(f"checkpoint/{1 if old > 1 else 2}"))
    with_list = [str(paths["grew.json"]), "--trust", str(paths["trust.json"])]
    assert client.main(with_list, DAY) == 0
    assert client.main([*with_list, "--checkpoint", str(paths["kept.txt"])], DAY) == 0
    assert client.main([*with_list, "--checkpoint", str(paths["other.txt"])], DAY) == 1
    assert client.main([str(paths["grew.json"])], DAY) == 2, "no trust list was given"


def _is_not_forged(log: Log, tmp_path: Path) -> None:
    grew, listed = log.get("consistency/1/4"), tmp_path / "trust.json"
    listed.write_text(json.dumps(log.visitor.get("/portfolio/trust.json")))
    head = log.head(4)
    other = notes.sign_checkpoint(notes.Checkpoint(head.origin, 4, b"\7" * 32), _stranger())
    for change in (
        {"proof": grew["proof"][:-1]},
        {"proof": ["AAAA"]},
        {"proof": 5},
        {"new": other},
        {"new": grew["old"]},
    ):
        path = tmp_path / "grew.json"
        path.write_text(json.dumps(grew | change))
        assert client.main([str(path), "--trust", str(listed)], DAY) == 1, change


def _stranger() -> SigningKey:
    return SigningKey("log", b"\x05" * 32)


def test_the_log_audits_clean_and_still_does_when_a_student_is_erased(
    log: Log, capsys: pytest.CaptureFixture
) -> None:
    kept = log.get("checkpoint/2")
    report = log.audit(kept)
    assert (report.broken, report.size, report.opened, report.checkpoints) == (None, 4, 4, 4)
    with mongo.serving("portfolio"):
        erasing.erase(log.stage.student.person, log.stage.world.settings["portfolio"].credit_terms, DAY)
    after = log.audit(kept)
    assert (after.broken, after.opened, after.root) == (None, 0, report.root)
    assert say(after) == 0
    assert "4 entries unchanged" in capsys.readouterr().out


def _set(name: str, row: Any, **values: Any) -> Callable[[Log], None]:
    return lambda log: log.collection(name).update_one({"_id": row}, {"$set": values})


def _credential(number: int, **values: Any) -> Callable[[Log], None]:
    return lambda log: log.collection("credentials").update_one({"_id": log.ids[number]}, {"$set": values})


def _rebuild(log: Log) -> None:
    log.collection("log_commitments").update_one({"_id": 2}, {"$set": {"entry": b"\x09" * 32}})
    log.rebuild()


def _cut(log: Log) -> None:
    """The last entry is gone, as though it had never been: its revocation too."""
    note = log.collection("log_checkpoints").find_one({"_id": 3})["note"]
    log.collection("log_head").update_one({"_id": "head"}, {"$set": {"size": 3, "note": note}})
    for name, row in (("log_checkpoints", 4), ("log_commitments", 3), ("log_entries", 3)):
        log.collection(name).delete_one({"_id": row})


def _put_in(log: Log) -> None:
    log.collection("log_commitments").insert_one({"_id": 4, "entry": b"\x01" * 32})


def _delete(log: Log, name: str, row: Any) -> None:
    log.collection(name).delete_one({"_id": row})


def _swap(log: Log) -> None:
    note = log.collection("log_checkpoints").find_one({"_id": 2})["note"]
    log.collection("log_checkpoints").update_one({"_id": 1}, {"$set": {"note": note}})


KEPT = ("log_head", "log_tiles", "log_entries", "log_commitments", "log_checkpoints", "credentials")
TAMPERED: dict[str, tuple[Callable[[Log], None], str]] = {
    "an entry": (_set("log_commitments", 1, entry=b"\x01" * 32), "entry 1:"),
    "a salt": (_set("log_entries", 1, salt=b"\x01" * 16), "entry 1:"),
    "a time": (_set("log_entries", 2, at="2020-01-01T00:00:00Z"), "entry 2:"),
    "what happened": (_set("log_entries", 3, event="resumed"), "entry 3:"),
    "what cannot happen": (_set("log_entries", 3, event="forgiven"), "entry 3:"),
    "whom it is about": (lambda log: _set("log_entries", 0, credential=log.ids[2])(log), "entry 0:"),
    "a stored credential": (_credential(2, **{"document.name": "Professor"}), "entry 2:"),
    "a revocation taken back": (_credential(1, status="valid"), "entry 3:"),
    "a tile": (_set("log_tiles", "0/0", hashes=b"\x01" * 128), "entry 0:"),
    "a tile cut short": (_set("log_tiles", "0/0", hashes=b"\x01" * 64), "entry 0:"),
    "a whole branch, without the key": (_rebuild, "entry 2:"),
    "a checkpoint's text": (_set("log_checkpoints", 2, note="shixun\n2\nAAAA\n\n— x y\n"), "entry 1:"),
    "the head": (_set("log_head", "head", size=3), "entry 3:"),
    "an entry put in": (_put_in, "entry 4:"),
    "a credential taken out": (lambda log: _delete(log, "credentials", log.ids[0]), "entry 0:"),
    "a salt taken out": (lambda log: _delete(log, "log_entries", 0), "credential "),
    "a checkpoint of another size": (_swap, "entry 0:"),
}  # fmt: skip


def test_whoever_edits_the_database_is_found_by_the_first_entry(log: Log) -> None:
    held = {name: list(log.collection(name).find()) for name in KEPT}
    for what, (tamper, said) in TAMPERED.items():
        assert log.audit().broken is None, f"before {what}"
        tamper(log)
        assert (log.audit().broken or "nothing").startswith(said), what
        for name, rows in held.items():
            log.collection(name).delete_many({})
            log.collection(name).insert_many(rows)


def test_a_log_cut_back_to_an_earlier_checkpoint_is_found_by_a_later_one_kept_elsewhere(log: Log) -> None:
    kept = log.get("checkpoint")
    _cut(log)
    assert log.audit().broken is None, "the rest is what was signed"
    assert "covers 4 entries" in (log.audit(kept).broken or "")


def test_a_fork_that_is_signed_by_the_logs_own_key_is_found_by_a_checkpoint_kept_elsewhere(log: Log) -> None:
    """Whoever has key and database writes another log; nothing in it tells, but what others keep does."""
    kept = log.get("checkpoint/3")
    stolen = keyring.private(log.stage.world.settings["portfolio"]).log
    log.collection("log_entries").delete_many({})
    log.collection("credentials").delete_many({})
    log.collection("log_commitments").update_one({"_id": 0}, {"$set": {"entry": b"\x09" * 32}})
    log.rebuild()
    leaves = [
        merkle.leaf_hash(bytes(row["entry"]))
        for row in log.collection("log_commitments").find().sort("_id", 1)
    ]
    for size in range(1, 5):
        root = merkle.root(size, merkle.nodes_of(leaves))
        note = notes.sign_checkpoint(notes.Checkpoint(log.public.origin, size, root), stolen)
        log.collection("log_checkpoints").update_one({"_id": size}, {"$set": {"note": note}})
    log.collection("log_head").update_one({"_id": "head"}, {"$set": {"note": note}})
    assert log.audit().broken is None
    assert "covers others" in (log.audit(kept).broken or "")
    assert "none of this log" in (log.audit("nonsense").broken or "")


def test_a_database_from_before_gets_its_entries_and_its_last_checkpoint(log: Log) -> None:
    before = log.bytes("tile/entries/000.p/4")
    log.collection("log_commitments").delete_many({})
    log.collection("log_checkpoints").delete_many({})
    assert log.audit().broken is None
    with mongo.serving("portfolio"):
        for _ in range(2):
            migrations._entries_of_the_log(mongo.database())
    assert log.bytes("tile/entries/000.p/4") == before
    assert log.audit().checkpoints == 1


def test_the_page_tells_size_checkpoints_and_the_entries_of_a_credential(log: Log) -> None:
    page = log.visitor.page("/portfolio/log")
    assert "consistency/1/4" in page
    found = log.visitor.page(f"/portfolio/log?credential=http://127.0.0.1:8080/portfolio/verify/{log.ids[1]}")
    assert "Entry 1" in found
    assert "Entry 3" in found
    day = written_day(clock.now(), "Asia/Shanghai", "en")
    assert re.search(rf"Entry 3 .*<time [^>]*>{day} \d\d:\d\d</time>", found), "as the reader writes a time"
    assert f"/portfolio/log/proof/{log.ids[1]}" in found
    assert "known to belong to this" in log.visitor.page("/portfolio/log?credential=nobody")
    for path in ("consistency/0/1", "consistency/3/2", "consistency/1/9", "checkpoint/9", "tile/entries/000.p/9",
                 "tile/entries/001"):  # fmt: skip
        log.visitor.page(f"/portfolio/log/{path}", status=404)
