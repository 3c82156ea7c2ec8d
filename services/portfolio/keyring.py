"""The service's own keys: the issuer's and the log's. Sealed in KEYS_DIR/portfolio, public halves beside them; schools'
keys lie in the database, sealed by a master of their own.

They are made by ``prepare`` before the first request. The web process reads public halves, and seals a school's key
when it is asked for; jobs open the keys.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from shared import keychain, secretfiles
from shared.config import Settings
from shared.dataintegrity import proof_of
from shared.ids import made_at, new_id
from shared.keychain import Key, Purpose
from shared.keys import Keeper, KeysError
from shared.messaging.jobs import NotNow
from shared.multikey import from_multikey, multikey
from shared.signatures import SigningKey
from verifier.did import PublishedKey, assertion_key, did_web, method_id
from verifier.did import document as did_document
from verifier.log import notes
from verifier.verdict import CompromisedKey

PURPOSE, SCHOOLS = "credentials", "school-keys"
FILE = "issuer.json"
ISSUER, LOG = "issuer", "log"


@dataclass(frozen=True)
class Public:
    """What everybody may know: the DID, its keys, and the log's name and key (32 bytes)."""

    did: str
    keys: tuple[PublishedKey, ...]
    origin: str
    log_key: bytes

    @property
    def document(self) -> dict[str, Any]:
        return did_document(self.did, self.keys)

    @property
    def compromised(self) -> dict[str, CompromisedKey]:
        return {
            method_id(self.did, key.key_id): CompromisedKey(key.public, key.compromised)
            for key in self.keys
            if key.compromised
        }


@dataclass(frozen=True)
class Keyring:
    """The keys that sign now."""

    issuer: SigningKey
    log: SigningKey


def prepare(settings: Settings) -> None:
    """Make the keys, unless they are there."""
    if there(settings):
        return
    keeper = Keeper.prepare(*_own(settings))
    secretfiles.write_json(_path(settings), {"keys": [_new(use, keeper) for use in (ISSUER, LOG)]})


def there(settings: Settings) -> bool:
    return _path(settings).exists()


def purposes(settings: Settings) -> list[Purpose]:
    """The issuer's key, and the master that seals it and the log's. The log's own stays: a log is known by its key."""
    path = _path(settings)

    def listed() -> list[Key]:
        rows = _all(settings)
        signs = {row["use"]: row["sealed"]["key_id"] for row in rows if not _since(row)}.values()
        return [_told(row, row["sealed"]["key_id"] in signs) for row in rows]

    def rotate(now: datetime) -> str:  # noqa: ARG001 -- a key's id tells when it was made
        with secretfiles.locked(path.parent):
            made = _new(ISSUER, _keeper(settings))
            secretfiles.write_json(path, {"keys": [*_all(settings), made]}, over=True)
        return f"{made['sealed']['key_id']} signs what is issued from now on; the older stay in did.json."

    def seal_anew(keeper: Keeper) -> int:
        rows = secretfiles.read_json(path)["keys"]
        anew = [keeper.sealed_anew(row["sealed"]) for row in rows]
        changed = [row | {"sealed": sealed or row["sealed"]} for row, sealed in zip(rows, anew, strict=True)]
        if any(anew):
            secretfiles.write_json(path, {"keys": changed}, over=True)
        return len([one for one in anew if one])

    master = keychain.master(*_own(settings), seal_anew)
    return [Purpose(ISSUER, lambda: private(settings), listed, rotate), master]


def _told(row: dict[str, Any], signs: bool) -> Key:
    use, _, made = row["sealed"]["key_id"].partition("-")
    since = _since(row)
    state = f"compromised since {since.isoformat()}" if since else "signs" if signs else "verifies"
    return Key(row["sealed"]["key_id"], use, made_at(made), state)


def _since(row: dict[str, Any]) -> datetime | None:
    """From when on somebody else may have had it."""
    return datetime.fromisoformat(row["compromised"]) if row["compromised"] else None


def compromise(settings: Settings, key_id: str, since: datetime) -> bool:
    """Declare it; where it signed, a new key does from now on. False: it is none of the issuer's. Raises KeysError for
    a day after one declared before: that is not taken back."""
    path = _path(settings)
    with secretfiles.locked(path.parent):
        rows = _all(settings)
        found = [row for row in rows if row["sealed"]["key_id"] == key_id and row["use"] == ISSUER]
        if not found:
            return False
        held, signs = _since(found[0]), private(settings).issuer.key_id == key_id
        if held is not None and held < since:
            raise KeysError(f"{key_id} was declared compromised since {held.isoformat()} already")
        declared = {"compromised": since.isoformat()}
        changed = [row | (declared if row is found[0] else {}) for row in rows]
        made = [_new(ISSUER, _keeper(settings))] if signs else []
        secretfiles.write_json(path, {"keys": [*changed, *made]}, over=True)
    return True


def still_counts(settings: Settings, document: dict[str, Any]) -> None:
    """For what was signed a moment ago: raises NotNow when its key was declared compromised meanwhile."""
    if assertion_key(public(settings).document, proof_of(document)["verificationMethod"]) is None:
        raise NotNow("the key was declared compromised while it signed", seconds=1)


def _new(use: str, keeper: Keeper) -> dict[str, Any]:
    key, sealed = keeper.new_key(f"{use}-{new_id()}")
    return {"use": use, "public": multikey(key.public), "sealed": sealed, "compromised": None}


def public(settings: Settings) -> Public:
    rows = _all(settings)
    keys = tuple(
        PublishedKey(row["sealed"]["key_id"], from_multikey(row["public"]), _since(row))
        for row in rows
        if row["use"] == ISSUER
    )
    log = next(row for row in reversed(rows) if row["use"] == LOG)
    origin = notes.origin(settings.public_url)
    return Public(did_web(settings.public_url), keys, origin, from_multikey(log["public"]))


def schools(settings: Settings) -> Keeper:
    """Makes and opens the keys of schools."""
    return Keeper.open(settings.keys_dir / settings.service, SCHOOLS)


def private(settings: Settings) -> Keyring:
    """The newest key of each use that is not compromised."""
    keeper, rows = _keeper(settings), _all(settings)
    newest = {row["use"]: row["sealed"] for row in rows if not _since(row)}
    return Keyring(keeper.signing_key(newest[ISSUER]), keeper.signing_key(newest[LOG]))


def awaited(settings: Settings) -> Keyring:
    """The same for jobs, which wait while the keys cannot be opened: raises NotNow."""
    try:
        return private(settings)
    except KeysError as error:
        raise NotNow(str(error)) from error


def _own(settings: Settings) -> tuple[Path, str]:
    return settings.keys_dir / settings.service, PURPOSE


def _keeper(settings: Settings) -> Keeper:
    return Keeper.open(*_own(settings))


def _all(settings: Settings) -> list[dict[str, Any]]:
    path = _path(settings)
    return _rows(path, secretfiles.stamp(path))


def _path(settings: Settings) -> Path:
    return settings.keys_dir / settings.service / FILE


@lru_cache(maxsize=8)
def _rows(path: Path, changed: int) -> list[dict[str, Any]]:  # noqa: ARG001 -- a changed file is read again
    rows: list[dict[str, Any]] = secretfiles.read_json(path)["keys"]
    return rows
