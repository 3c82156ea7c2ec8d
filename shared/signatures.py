"""Ed25519 signatures: who has the private key signs, everybody checks. What the offline verifier needs of keys, and no
more: keeping them is the affair of ``shared.keys``.
"""

import secrets
from typing import NoReturn

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


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
