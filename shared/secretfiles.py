"""Secrets in files of KEYS_DIR (32 bytes, mode 0600): made once, replaced while everybody goes on.

While one is replaced its predecessor lies beside it as ``<name>.before`` and still opens what was made with it. Whoever
uses a secret looks at the files anew, so every process knows the new one at its next use. Nothing here prints one.
One that is given from outside (``givenkeys``) comes before the file, which is then neither made nor read.
"""

import fcntl
import json
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from shared import givenkeys
from shared.givenkeys import SECRET_BYTES
from shared.signatures import KeysError


def make(path: Path) -> None:
    """Unless it is there; of two who make it at once one wins."""
    if not there(path):
        _create(path, secrets.token_bytes(SECRET_BYTES))


def there(path: Path) -> bool:
    """Raises KeysError for one that is given and no secret."""
    return bool(givenkeys.secrets_of(path)) or path.exists()


def readable(path: Path) -> tuple[bytes, ...]:
    """The secret in force, and behind it its predecessor while that still counts. Raises KeysError."""
    return givenkeys.secrets_of(path) or _readable(path, stamp(path), stamp(before(path)))


def replace(path: Path) -> bool:
    """Put a new secret in force. False: the last change is not over yet, its predecessor still counts. One that is
    given is replaced where it is kept; raises KeysError until its predecessor is given too."""
    given = givenkeys.secrets_of(path)
    if len(given) == 1:
        name = givenkeys.variable(path)
        raise KeysError(
            f"{name} is given from outside: give the new one there, the one of before as {name}_BEFORE"
        )
    if given:
        return True
    old, now = before(path), _read(path)
    if old.exists() and _read(old) != now:
        return False
    old.unlink(missing_ok=True)
    old.hardlink_to(path)  # from here on both are the same: whoever dies now has changed nothing
    _replace(path, secrets.token_bytes(SECRET_BYTES))
    return True


def changed(path: Path) -> datetime | None:
    """When the change began that is not over yet; None of one that is given, whose predecessor others take away."""
    return made(path) if not givenkeys.secrets_of(path) and before(path).exists() else None


def forget_before(path: Path) -> None:
    before(path).unlink(missing_ok=True)


def made(path: Path) -> datetime:
    """Raises KeysError when it is missing."""
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except OSError as error:
        raise KeysError(_trouble(path, error)) from error


def write_json(path: Path, value: dict[str, Any], *, over: bool = False) -> None:
    """Nobody reads half of it. ``over``: also where there is one already, under ``locked``."""
    content = json.dumps(value).encode("ascii")
    if over:
        _replace(path, content)
    elif not path.exists():
        _create(path, content)


def read_json(path: Path) -> dict[str, Any]:
    """Raises KeysError when it is missing or no JSON."""
    try:
        found = json.loads(path.read_text(encoding="ascii"))
    except (OSError, ValueError) as error:
        raise KeysError(_trouble(path, error)) from error
    if not isinstance(found, dict):
        raise KeysError(f"{_name(path)} does not hold what it should")
    return found


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Only one changes the keys of a folder at a time; those who read them do not wait."""
    with (folder / ".changing").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@lru_cache(maxsize=64)
def _readable(path: Path, stamp: int, old_stamp: int) -> tuple[bytes, ...]:  # noqa: ARG001 -- read again when changed
    found = [_read(path)]
    if old_stamp and (old := _read(before(path))) != found[0]:
        found.append(old)
    return tuple(found)


def _read(path: Path) -> bytes:
    try:
        mode, content = path.stat().st_mode, path.read_bytes()
    except FileNotFoundError as error:
        raise KeysError(f"{givenkeys.variable(path)} is not set and {_trouble(path, error)}") from error
    except OSError as error:
        raise KeysError(_trouble(path, error)) from error
    if stat.S_IMODE(mode) & 0o077:
        raise KeysError(f"{_name(path)} can be read by others: set its mode to 0600")
    if len(content) != SECRET_BYTES:
        raise KeysError(f"{_name(path)} has not {SECRET_BYTES} bytes")
    return content


def _trouble(path: Path, error: Exception) -> str:
    return f"{_name(path)} {'is missing' if isinstance(error, FileNotFoundError) else 'cannot be read'}"


def _name(path: Path) -> str:
    """Enough to find it in KEYS_DIR."""
    return f"{path.parent.name}/{path.name}"


def before(path: Path) -> Path:
    """Where its predecessor lies while that still counts."""
    return path.with_name(f"{path.name}.before")


def stamp(path: Path) -> int:
    """Another number after each change, of its mode too; 0: there is none."""
    try:
        return path.stat().st_ctime_ns
    except OSError:
        return 0


def _create(path: Path, content: bytes) -> None:
    draft = _draft(path, content)
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _replace(path: Path, content: bytes) -> None:
    _draft(path, content).replace(path)


def _draft(path: Path, content: bytes) -> Path:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return draft
