"""Codes of authenticator apps (RFC 6238: SHA-1, 6 digits, 30 seconds, as every app knows them) and recovery codes."""

import hmac
import unicodedata
from datetime import datetime

import pyotp

from services.accounts import joincodes
from services.accounts.domain.second_factor import RECOVERY_CODES
from shared.ids import digest

STEP_SECONDS = 30
TOLERATED_STEPS = 1
"""A phone's clock may be one step early or late."""
ISSUER = "Shixun"


def new_secret() -> str:
    """160 random bits in base 32, as RFC 4226 recommends and apps take it."""
    return pyotp.random_base32()


def address(secret: str, name: str) -> str:
    """What the QR code holds; ``name`` tells one's accounts apart in the app."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)


def grouped(secret: str) -> str:
    """For typing it in: groups of four."""
    return " ".join(secret[place : place + 4] for place in range(0, len(secret), 4))


def step_of(secret: str, typed: str, at: datetime) -> int | None:
    """The time step whose code was typed, of those that are tolerated ``at``; None when it is none of them."""
    code = "".join(character for character in unicodedata.normalize("NFKC", typed) if character.isdigit())
    now, found = int(at.timestamp()) // STEP_SECONDS, None
    for step in range(now - TOLERATED_STEPS, now + TOLERATED_STEPS + 1):
        if hmac.compare_digest(pyotp.HOTP(secret).at(step).encode(), code.encode()):
            found = step
    return found


def new_recovery_codes() -> list[str]:
    return [joincodes.new_code() for _ in range(RECOVERY_CODES)]


def recovery_digest(person: str, typed: str) -> str:
    """What is stored of a recovery code: 60 random bits together with whose it is."""
    return digest(f"{person}:{joincodes.normal(typed)}")
