"""Ed25519 keys, kept wrapped: a master secret per purpose lies in a file (mode 0600) and seals all others.

Whoever has the database alone has no key; whoever has a sealed key of one purpose cannot use it for another,
since AES-GCM covers key id and purpose as associated data. Nothing here prints a private key.
"""

import hmac
import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared import secretfiles
from shared.multikey import EncodingError, base64url, from_base64url
from shared.signatures import KeysError, SigningKey

_NONCE_BYTES = 12
_PURPOSE = re.compile(r"[a-z][a-z0-9-]{0,39}")


@dataclass(frozen=True, repr=False)
class Keeper:
    """Seals and opens the keys of one purpose. The master is read at each use: one that was replaced still opens what
    it sealed, and the new one seals at once."""

    purpose: str
    master: Path

    @classmethod
    def prepare(cls, folder: Path, purpose: str) -> "Keeper":
        """Makes ``<folder>/<purpose>.master`` unless it is there, however many start at once."""
        secretfiles.make(_master(folder, purpose))
        return cls.open(folder, purpose)

    @classmethod
    def open(cls, folder: Path, purpose: str) -> "Keeper":
        """Raises KeysError when ``<folder>/<purpose>.master`` is missing or cannot be read."""
        found = cls(purpose, _master(folder, purpose))
        secretfiles.readable(found.master)
        return found

    def wrap(self, key_id: str, secret: bytes) -> dict[str, str]:
        """``secret`` sealed, as plain text fields that may lie in a database."""
        nonce = os.urandom(_NONCE_BYTES)
        master = secretfiles.readable(self.master)[0]
        sealed = AESGCM(master).encrypt(nonce, secret, self._associated(key_id))
        return {
            "key_id": key_id,
            "purpose": self.purpose,
            "nonce": base64url(nonce),
            "sealed": base64url(sealed),
        }

    def unwrap(self, wrapped: dict[str, Any]) -> bytes:
        """The secret; KeysError when it was sealed for another id, purpose or master, or was altered."""
        return self._opened(wrapped)[0]

    def sealed_anew(self, wrapped: dict[str, Any]) -> dict[str, str] | None:
        """The same secret under the master in force; None when it is already."""
        secret, by_predecessor = self._opened(wrapped)
        return self.wrap(wrapped["key_id"], secret) if by_predecessor else None

    def _opened(self, wrapped: dict[str, Any]) -> tuple[bytes, bool]:
        """The secret, and whether the master in force does not open it, but its predecessor does."""
        for place, master in enumerate(secretfiles.readable(self.master)):
            try:
                nonce, sealed = from_base64url(wrapped["nonce"]), from_base64url(wrapped["sealed"])
                return AESGCM(master).decrypt(nonce, sealed, self._associated(wrapped["key_id"])), place > 0
            except (InvalidTag, EncodingError, KeyError, TypeError, ValueError):
                continue
        raise KeysError(f"a sealed key of {self.purpose} cannot be opened")

    def mac(self, message: bytes) -> bytes:
        """A check value that whoever lacks the master cannot make (HMAC-SHA-256)."""
        master = secretfiles.readable(self.master)[0]
        return hmac.new(master, f"shixun mac\0{self.purpose}\0".encode() + message, "sha256").digest()

    def new_key(self, key_id: str) -> tuple[SigningKey, dict[str, str]]:
        """A new signing key, and the same key sealed, to be stored."""
        private = secrets.token_bytes(32)
        return SigningKey(key_id, private), self.wrap(key_id, private)

    def signing_key(self, wrapped: dict[str, Any]) -> SigningKey:
        return SigningKey(wrapped["key_id"], self.unwrap(wrapped))

    def _associated(self, key_id: str) -> bytes:
        return f"shixun key\0{self.purpose}\0{key_id}".encode()

    def __repr__(self) -> str:
        return f"<Keeper of {self.purpose}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a keeper of keys is neither pickled nor copied")


def _master(folder: Path, purpose: str) -> Path:
    if not _PURPOSE.fullmatch(purpose):
        raise KeysError(f"{purpose!r} is no name of a purpose")
    return folder / f"{purpose}.master"
