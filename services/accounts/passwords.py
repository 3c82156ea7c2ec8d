"""Passwords by argon2id (RFC 9106), with the library's present parameters; the same work for unknown people."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

HASHER = PasswordHasher()
_NOBODY = HASHER.hash("nobody has this password")


def hashed(password: str) -> str:
    return HASHER.hash(password)


def matches(stored: str | None, password: str) -> bool:
    """Whether it is the password; takes as long when there is none."""
    try:
        return HASHER.verify(stored or _NOBODY, password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False
