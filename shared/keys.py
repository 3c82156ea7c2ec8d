"""Ed25519 keys, kept wrapped: a master secret per purpose lies in a file (mode 0600) and seals all others.

Whoever has the database alone has no key; whoever has a sealed key of one purpose cannot use it for another,
since AES-GCM covers key id and purpose as associated data. Nothing here prints a private key.
"""

import hmac
import os
import re
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.multikey import EncodingError, base64url, from_base64url

MASTER_BYTES = 32
_NONCE_BYTES = 12
_PURPOSE = re.compile(r"[a-z][a-z0-9-]{0,39}")


class KeysError(Exception):
    """A key file or a sealed key cannot be used; the text names it, never its content."""


class SigningKey:
    """A private Ed25519 key under its id. It signs, and shows its public half only."""

    __slots__ = ("_private", "key_id", "public")

    def __init__(self, key_id: str, private: bytes) -> None:
        """``private``: the 32 bytes of RFC 8032."""
        if len(private) != 32:
            raise KeysError(f"the private key of {key_id} has not 32 bytes")
        self._private = Ed25519PrivateKey.from_private_bytes(private)
        self.key_id = key_id
        self.public = self._private.public_key().public_bytes_raw()

    @classmethod
    def generate(cls, key_id: str) -> "SigningKey":
        return cls(key_id, secrets.token_bytes(32))

    def sign(self, message: bytes) -> bytes:
        """The signature, 64 bytes."""
        return self._private.sign(message)

    def __repr__(self) -> str:
        return f"<SigningKey {self.key_id}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a signing key is neither pickled nor copied")


def verify(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether ``signature`` (64 bytes) by the Ed25519 key ``public`` (32 bytes) stands under ``message``."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


@dataclass(frozen=True, repr=False)
class Keeper:
    """Seals and opens the keys of one purpose."""

    purpose: str
    _master: bytes

    @classmethod
    def open(cls, folder: Path, purpose: str) -> "Keeper":
        """Reads ``<folder>/<purpose>.master``; the first caller makes it, however many start at once."""
        if not _PURPOSE.fullmatch(purpose):
            raise KeysError(f"{purpose!r} is no name of a purpose")
        path = folder / f"{purpose}.master"
        if not path.exists():
            _make_master(path)
        return cls(purpose, _read_master(path))

    def wrap(self, key_id: str, secret: bytes) -> dict[str, str]:
        """``secret`` sealed, as plain text fields that may lie in a database."""
        nonce = os.urandom(_NONCE_BYTES)
        sealed = AESGCM(self._master).encrypt(nonce, secret, self._associated(key_id))
        return {
            "key_id": key_id,
            "purpose": self.purpose,
            "nonce": base64url(nonce),
            "sealed": base64url(sealed),
        }

    def unwrap(self, wrapped: dict[str, Any]) -> bytes:
        """The secret; KeysError when it was sealed for another id, purpose or master, or was altered."""
        try:
            nonce, sealed = from_base64url(wrapped["nonce"]), from_base64url(wrapped["sealed"])
            return AESGCM(self._master).decrypt(nonce, sealed, self._associated(wrapped["key_id"]))
        except (InvalidTag, EncodingError, KeyError, TypeError, ValueError) as error:
            raise KeysError(f"a sealed key of {self.purpose} cannot be opened") from error

    def mac(self, message: bytes) -> bytes:
        """A check value that whoever lacks the master cannot make (HMAC-SHA-256)."""
        return hmac.new(self._master, f"shixun mac\0{self.purpose}\0".encode() + message, "sha256").digest()

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


def _make_master(path: Path) -> None:
    """Written aside and linked into place: nobody reads half of it, and of two who make it one wins."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(MASTER_BYTES))
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink()


def _read_master(path: Path) -> bytes:
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise KeysError(f"{path} can be read by others: set its mode to 0600")
    master = path.read_bytes()
    if len(master) != MASTER_BYTES:
        raise KeysError(f"{path} has not {MASTER_BYTES} bytes")
    return master
