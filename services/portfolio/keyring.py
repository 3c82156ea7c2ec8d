"""The service's own keys: the issuer's and the log's. Sealed in KEYS_DIR/portfolio, public halves beside them.

They are made by ``prepare`` before the first request. The web process reads public halves; jobs open the keys.
"""

import json
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from services.portfolio.did import PublishedKey, did_web
from services.portfolio.did import document as did_document
from services.portfolio.log import notes
from shared.config import Settings
from shared.ids import new_id
from shared.keys import Keeper, SigningKey
from shared.multikey import from_multikey, multikey

PURPOSE = "credentials"
FILE = "issuer.json"


@dataclass(frozen=True)
class Public:
    """What everybody may know: the DID, its document's keys, and the log's name and key (32 bytes)."""

    did: str
    keys: tuple[PublishedKey, ...]
    origin: str
    log_key: bytes

    @property
    def document(self) -> dict[str, Any]:
        return did_document(self.did, self.keys)


@dataclass(frozen=True)
class Keyring:
    """The keys that sign now."""

    issuer: SigningKey
    log: SigningKey


def prepare(settings: Settings) -> None:
    """Make the keys, unless they are there."""
    path = _path(settings)
    if path.exists():
        return
    keeper = _keeper(settings)
    made = {use: keeper.new_key(f"{use}-{new_id()}") for use in ("issuer", "log")}
    rows = [
        {"use": use, "public": multikey(key.public), "sealed": sealed, "compromised": False}
        for use, (key, sealed) in made.items()
    ]
    _write(path, {"keys": rows})


def public(settings: Settings) -> Public:
    rows = _rows(_path(settings), _path(settings).stat().st_mtime_ns)
    keys = tuple(
        PublishedKey(row["sealed"]["key_id"], from_multikey(row["public"]), row["compromised"])
        for row in rows
        if row["use"] == "issuer"
    )
    log = next(row for row in reversed(rows) if row["use"] == "log")
    origin = notes.origin(settings.public_url)
    return Public(did_web(settings.public_url), keys, origin, from_multikey(log["public"]))


def private(settings: Settings) -> Keyring:
    """The newest key of each use that is not compromised."""
    keeper, rows = _keeper(settings), _rows(_path(settings), _path(settings).stat().st_mtime_ns)
    newest = {row["use"]: row["sealed"] for row in rows if not row["compromised"]}
    return Keyring(keeper.signing_key(newest["issuer"]), keeper.signing_key(newest["log"]))


def _keeper(settings: Settings) -> Keeper:
    return Keeper.open(settings.keys_dir / settings.service, PURPOSE)


def _path(settings: Settings) -> Path:
    return settings.keys_dir / settings.service / FILE


@lru_cache(maxsize=8)
def _rows(path: Path, changed: int) -> list[dict[str, Any]]:  # noqa: ARG001 -- a changed file is read again
    rows: list[dict[str, Any]] = json.loads(path.read_text(encoding="ascii"))["keys"]
    return rows


def _write(path: Path, value: dict[str, Any]) -> None:
    """Written aside and linked into place: of two who make it one wins, and nobody reads half of it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{new_id()}")
    with os.fdopen(
        os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii"
    ) as file:
        json.dump(value, file)
        file.flush()
        os.fsync(file.fileno())
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
