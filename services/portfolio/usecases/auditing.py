"""Proves that the whole log is what it was when each of its checkpoints was signed, or names the first entry that shows
the opposite.

What one checkpoint covers the next one must begin with: every tree is computed anew from its leaves, so that each
stored checkpoint is compared with the very tree that it signed. Who holds the log's key and the database could write
another log with other checkpoints; that is what a checkpoint kept elsewhere is for.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from services.portfolio import keyring
from services.portfolio.store import ledger, wholelog
from shared.config import Settings
from verifier.log.entries import Entry, commitment, credential_hash
from verifier.log.merkle import Growing, leaf_hash, nodes_of
from verifier.log.notes import Checkpoint, NoteError, open_checkpoint
from verifier.log.tiles import WIDTH, width_at
from verifier.verdict import Log


class Changed(Exception):
    """The log is not what it was; the text says from which entry on."""


@dataclass(frozen=True)
class Report:
    """``opened``: entries whose salt is still kept, and which fit their credential; ``by_hash``: those of which only
    the hash is known. ``broken``: what is wrong first, None when nothing is."""

    size: int = 0
    opened: int = 0
    by_hash: int = 0
    checkpoints: int = 0
    root: bytes = b""
    broken: str | None = None


def audit(settings: Settings, kept: str | None = None) -> Report:
    """``kept``: a checkpoint from elsewhere, as text; the log must have begun as it says."""
    public = keyring.public(settings)
    log, head = Log(public.origin, public.log_key), ledger.head()
    size = head["size"] if head else 0
    try:
        report = _entries(size, log, _known(kept, log, size))
        if head is not None:
            _is_signed(head["note"], size, report.root, log)
        _tiles(size)
        lost = wholelog.never_entered()
        if lost is not None:
            raise Changed(f"credential {lost}: it has no entry, or the salt of its entry is gone")
    except Changed as found:
        return Report(size, broken=str(found))
    return report


def _known(kept: str | None, log: Log, size: int) -> Checkpoint | None:
    if kept is None:
        return None
    try:
        found = open_checkpoint(kept, log.origin, log.public)
    except NoteError as error:
        raise Changed(f"the checkpoint given is none of this log: {error}") from error
    if found.size > size:
        raise Changed(f"entry {size}: the checkpoint given covers {found.size} entries, the log has {size}")
    return found


def _entries(size: int, log: Log, known: Checkpoint | None) -> Report:
    tree, fit, by_hash, checkpoints = Growing(), 0, 0, 0
    entered, salted, signed = map(
        _InOrder, (wholelog.commitments(), wholelog.salted(), wholelog.checkpoints())
    )
    for index, leaf in enumerate(wholelog.leaves(size)):
        stored, opened = entered.at(index), salted.at(index)
        tree.add(_checked(index, leaf, stored, opened))
        fit += opened is not None
        by_hash += stored is None and opened is None
        checkpoint = signed.at(tree.size)
        if checkpoint is not None:
            _is_signed(checkpoint["note"], tree.size, tree.root(), log)
            checkpoints += 1
        if known is not None and known.size == tree.size and known.root != tree.root():
            raise Changed(f"entries 0 to {index}: the checkpoint given covers others")
    for rows, least in ((entered, 0), (salted, 0), (signed, 1)):
        if rows.next is not None:
            raise Changed(f"entry {rows.next['_id'] - least}: it stands beyond the end of the log at {size}")
    return Report(size, fit, by_hash, checkpoints, tree.root())


def _checked(
    index: int, leaf: bytes | None, stored: dict[str, Any] | None, opened: dict[str, Any] | None
) -> bytes:
    if leaf is None:
        raise Changed(f"entry {index}: the tile that holds it is gone or too short")
    if stored is not None and leaf_hash(bytes(stored["entry"])) != leaf:
        raise Changed(f"entry {index}: the entry and its hash in the tree differ")
    if opened is not None:
        _opens(index, leaf, opened)
    return leaf


def _opens(index: int, leaf: bytes, row: dict[str, Any]) -> None:
    """The entry, made anew of the credential and the salt, is the one in the tree."""
    if row["document"] is None:
        raise Changed(f"entry {index}: its salt is kept, and its credential {row['credential']} is gone")
    try:
        entry = Entry(row["event"], credential_hash(row["document"]), row["at"])
        made = leaf_hash(commitment(entry, bytes(row["salt"])))
    except ValueError:
        made = b""
    if made != leaf:
        raise Changed(
            f"entry {index}: credential {row['credential']}, what happened to it or its salt was changed"
        )
    if row["event"] == "revoked" and row["status"] != "revoked":
        raise Changed(f"entry {index}: credential {row['credential']} was revoked and no longer is")


def _is_signed(note: str, size: int, root: bytes, log: Log) -> None:
    try:
        found = open_checkpoint(note, log.origin, log.public)
    except NoteError as error:
        raise Changed(f"entry {size - 1}: the checkpoint that covers it does not hold: {error}") from error
    if (found.size, found.root) != (size, root):
        raise Changed(f"entry {size - 1}: the checkpoint that covers it was signed over other entries")


def _tiles(size: int) -> None:
    """The tiles above follow from those below."""
    level = 1
    while size >> 8 * level:
        for place in range(size >> 8 * level):
            _follows(level, place, size)
        level += 1


def _follows(level: int, place: int, size: int) -> None:
    index = place // WIDTH
    above = _hashes(level, index, width_at(level, index, size))
    below = _hashes(level - 1, place, WIDTH)
    if not above or not below or above[place % WIDTH] != nodes_of(below)(8, 0):
        raise Changed(
            f"entry {place << 8 * level}: the tile {level}/{index} does not follow from what is below it"
        )


def _hashes(level: int, index: int, width: int) -> list[bytes]:
    data = ledger.tile(level, index, width) or b""
    return [data[at : at + ledger.HASH_BYTES] for at in range(0, len(data), ledger.HASH_BYTES)]


class _InOrder:
    """Rows by their number, asked for in rising order."""

    def __init__(self, rows: Iterator[dict[str, Any]]) -> None:
        self._rows = rows
        self.next = next(rows, None)

    def at(self, number: int) -> dict[str, Any] | None:
        found = self.next if self.next is not None and self.next["_id"] == number else None
        if found is not None:
            self.next = next(self._rows, None)
        return found
