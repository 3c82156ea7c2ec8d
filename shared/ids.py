"""Random names for things: UUIDv7 (RFC 9562) as text, and secrets that are shown once."""

import hashlib
import re
import secrets
from datetime import UTC, datetime

import uuid_utils

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def new_id() -> str:
    """A UUIDv7: random, yet later ones sort after earlier ones."""
    return str(uuid_utils.uuid7())


def made_at(made: str) -> datetime:
    """When the id was made, which stands in its first 48 bits."""
    return datetime.fromtimestamp(int(made.replace("-", "")[:12], 16) / 1000, UTC)


def is_id(value: object) -> bool:
    return isinstance(value, str) and _UUID.fullmatch(value) is not None


def new_secret() -> str:
    """192 random bits, URL-safe. Store only ``digest`` of it."""
    return secrets.token_urlsafe(24)


def digest(secret: str) -> str:
    """SHA-256 in hex: what is stored of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()
