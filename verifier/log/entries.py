"""What the log holds: commitments that tell nothing without their salt.

A salt is random, at least 128 bits, and kept beside the credential alone. Erasing it leaves a log that is whole and in
which nobody can test a guess.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import rfc8785

LEAST_SALT = 16  # bytes
EVENTS = ("issued", "revoked", "suspended", "resumed", "appeal_upheld", "appeal_refused")


@dataclass(frozen=True)
class Entry:
    """``event``: one of EVENTS; ``credential_sha256``: hex, of ``credential_hash``; ``at``:
    RFC 3339 in UTC."""

    event: str
    credential_sha256: str
    at: str


def credential_hash(credential: Mapping[str, Any]) -> str:
    """SHA-256 in hex of the credential's canonical JSON (RFC 8785) without its proof, so that of both its forms.

    Raises ValueError for what has no canonical JSON.
    """
    content = {name: value for name, value in credential.items() if name != "proof"}
    return hashlib.sha256(rfc8785.dumps(content)).hexdigest()


def commitment(entry: Entry, salt: bytes) -> bytes:
    """The log's entry, 32 bytes: HMAC-SHA-256 of the entry's canonical JSON under the salt."""
    if len(salt) < LEAST_SALT:
        raise ValueError(f"a salt has at least {LEAST_SALT} bytes")
    if entry.event not in EVENTS:
        raise ValueError(f"an entry's event is one of {', '.join(EVENTS)}")
    text = rfc8785.dumps({"event": entry.event, "credential": entry.credential_sha256, "at": entry.at})
    return hmac.digest(salt, text, "sha256")
