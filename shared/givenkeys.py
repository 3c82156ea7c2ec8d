"""Secrets that an operator keeps elsewhere: given by the environment or by files mounted beside it, never written here.

``KEY_ACCOUNTS_ENDORSEMENTS`` stands in for ``KEYS_DIR/accounts/endorsements.master``, ``KEY_CSRF`` for
``KEYS_DIR/csrf``: 32 bytes as base64url text. With ``_FILE`` at its end the variable names a file that holds that text.
``KEY_…_BEFORE``, or ``KEY_…_BEFORE_FILE``, is the predecessor, which still opens what it sealed.
"""

import os
from pathlib import Path

from shared.multikey import EncodingError, from_base64url
from shared.signatures import KeysError

SECRET_BYTES = 32


def variable(path: Path) -> str:
    """The variable that stands in for a file of KEYS_DIR.

    >>> variable(Path("/keys/accounts/second-factors.master")), variable(Path("/keys/csrf"))
    ('KEY_ACCOUNTS_SECOND_FACTORS', 'KEY_CSRF')
    """
    names = (path.parent.name, path.stem) if path.suffix == ".master" else (path.name,)
    return "_".join(("KEY", *names)).upper().replace("-", "_")


def secrets_of(path: Path) -> tuple[bytes, ...]:
    """The secret in force, and behind it its predecessor where there is one; empty when none is given.

    Raises KeysError that names the variable, never what it holds.
    """
    name = variable(path)
    found = _secret(name)
    if found is None:
        return ()
    old = _secret(f"{name}_BEFORE")
    return (found,) if old in (None, found) else (found, old)


def _secret(name: str) -> bytes | None:
    text = os.environ.get(name, "").strip() or _in_file(f"{name}_FILE")
    if not text:
        return None
    try:
        found = from_base64url(text.rstrip("="))
    except EncodingError:
        found = b""
    if len(found) != SECRET_BYTES:
        raise KeysError(f"{name} does not hold {SECRET_BYTES} bytes as base64url text")
    return found


def _in_file(name: str) -> str:
    place = os.environ.get(name, "").strip()
    if not place:
        return ""
    try:
        return Path(place).read_text(encoding="ascii").strip()
    except (OSError, ValueError) as error:
        raise KeysError(f"{name} names a file that cannot be read") from error
