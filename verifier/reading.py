"""Reads what somebody presents, JSON or compact JWT, into one plain shape; trusts nothing of it."""

import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from shared.linkeddata import CONTEXTS, DEEPEST, VC_V2
from shared.multikey import EncodingError, from_base64url

MOST_BYTES = 64 * 1024
MOST_ENDORSEMENTS = 5
MOST_CONTENTS = 20
MOST_DIGITS = 100
RECORD = "ClrCredential"
"""Of a project or more: it holds credentials, each with its own proof."""
_BADGES = {"OpenBadgeCredential", "AchievementCredential", RECORD}
_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})"
)
_CLAIMS = ("iss", "sub", "jti", "nbf", "exp", "iat")


class UnreadableError(ValueError):
    """It is nothing that can be checked here."""


@dataclass(frozen=True)
class Signature:
    """Of a JWT: the key that it names, the bytes that are signed, the signature."""

    key_id: str
    message: bytes
    value: bytes


@dataclass(frozen=True)
class Presented:
    """``credential``: its JSON. ``signature``: of the JWT form; None when the proof is embedded."""

    credential: dict[str, Any]
    signature: Signature | None

    @property
    def issuer(self) -> str:
        return issuer_of(self.credential)

    @property
    def is_record(self) -> bool:
        return RECORD in self.credential["type"]

    @property
    def items(self) -> list[Mapping[str, Any]]:
        """The evidence."""
        return list(self.credential.get("evidence", []))

    @property
    def contents(self) -> list[dict[str, Any]]:
        """The credentials in a record; none where it holds too many, or something else."""
        held = self.credential["credentialSubject"].get("verifiableCredential", [])
        sound = self.is_record and isinstance(held, list) and len(held) <= MOST_CONTENTS
        return list(held) if sound and all(isinstance(one, dict) for one in held) else []


def issuer_of(credential: Mapping[str, Any]) -> str:
    """The issuer's address; empty when there is none."""
    issuer = credential.get("issuer")
    found = issuer.get("id") if isinstance(issuer, Mapping) else issuer
    return found if isinstance(found, str) else ""


def instant(value: Any) -> datetime:
    """RFC 3339 with a time zone, or UnreadableError."""
    if not isinstance(value, str) or not _TIME.fullmatch(value):
        raise UnreadableError("it has a time that is not of RFC 3339, or has no zone")
    try:
        found = datetime.fromisoformat(value)
        found.astimezone(UTC)  # the first and the last day of the calendar may have none there
    except (ValueError, OverflowError) as error:
        raise UnreadableError("it has a time that cannot be read") from error
    return found


def read(presented: str | bytes) -> Presented:
    """Raises UnreadableError for anything that is not a credential of at most 64 KB."""
    data = presented.encode("utf-8", "surrogatepass") if isinstance(presented, str) else presented
    if len(data) > MOST_BYTES:
        raise UnreadableError("it is larger than 64 KB")
    text = data.strip()
    if text.startswith(b"ey"):
        return _from_jwt(text)
    return read_within(parse(text))


def read_within(credential: dict[str, Any]) -> Presented:
    """What stands in a record, and is JSON already."""
    _check_shape(credential)
    return Presented(credential, None)


def parse(data: bytes) -> dict[str, Any]:
    """A JSON object of which every reader reads the same; UnreadableError for any other."""

    def refuse(_text: str) -> Any:
        raise ValueError("not a number of JSON")

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        # Readers differ on which of two members counts, so what was signed and what is shown could differ too.
        if len({name for name, _ in pairs}) < len(pairs):
            raise ValueError("it names a member twice")
        return dict(pairs)

    try:
        value = json.loads(
            data.decode("utf-8-sig"), object_pairs_hook=unique, parse_constant=refuse,
            parse_int=partial(_number, int), parse_float=partial(_number, float),
        )  # fmt: skip
        json.dumps(
            value, ensure_ascii=False
        ).encode()  # half a character is no text, and no database takes it
    except (ValueError, RecursionError) as error:
        raise UnreadableError("it is not JSON") from error
    if not isinstance(value, dict):
        raise UnreadableError("it is not a JSON object")
    return value


def _number(kind: Callable[[str], float], text: str) -> float:
    found = kind(text)
    if len(text) > MOST_DIGITS or not math.isfinite(found):
        raise ValueError("a number that not every reader takes")
    return found


def _from_jwt(text: bytes) -> Presented:
    parts = text.decode("ascii", "replace").split(".")
    if len(parts) != 3:
        raise UnreadableError("it is not a compact JWT")
    try:
        header, claims, signature = (from_base64url(part) for part in parts)
    except EncodingError as error:
        raise UnreadableError("it is not a compact JWT") from error
    head, payload = parse(header), parse(claims)
    if (
        head.get("alg") != "EdDSA"
        or "crit" in head
        or not isinstance(head.get("kid"), str)
        or "vc" in payload
    ):
        raise UnreadableError("it is not a JWT of the kind that Open Badges 3.0 asks for")
    credential = {name: value for name, value in payload.items() if name not in _CLAIMS}
    _check_shape(credential)
    _check_claims(payload, credential)
    message = text.rpartition(b".")[0]
    return Presented(credential, Signature(head["kid"], message, signature))


def _check_claims(payload: Mapping[str, Any], credential: Mapping[str, Any]) -> None:
    """The claims repeat the credential; where they differ, readers would see two credentials."""
    expected = {
        "iss": issuer_of(credential),
        "sub": credential["credentialSubject"].get("id"),
        "jti": credential["id"],
        "nbf": int(instant(credential["validFrom"]).timestamp()),
    }
    if "validUntil" in credential:
        expected["exp"] = int(instant(credential["validUntil"]).timestamp())
    # True and 1.0 are equal to 1 here, and nowhere else
    if any(
        (type(payload.get(name)), payload.get(name)) != (type(one), one) for name, one in expected.items()
    ):
        raise UnreadableError("its claims say something else than its credential")
    if ("exp" in payload) != ("exp" in expected):
        raise UnreadableError("its claims say something else than its credential")


def _check_shape(credential: Mapping[str, Any]) -> None:
    contexts, types = credential.get("@context"), credential.get("type")
    if (
        not isinstance(contexts, list)
        or contexts[:1] != [VC_V2]
        or any(c not in CONTEXTS for c in map(str, contexts))
    ):
        raise UnreadableError("it names contexts that are not on the list")
    if (
        not isinstance(types, list)
        or "VerifiableCredential" not in types
        or not _BADGES & set(map(str, types))
    ):
        raise UnreadableError("it is not an Open Badges credential")
    if not isinstance(credential.get("id"), str) or not issuer_of(credential):
        raise UnreadableError("it has no id or no issuer")
    if not isinstance(credential.get("credentialSubject"), dict):
        raise UnreadableError("it is about nobody, or about several")
    for name in ("evidence", "endorsement"):
        items = credential.get(name, [])
        if not isinstance(items, list) or any(not isinstance(item, dict) for item in items):
            raise UnreadableError(f"its {name} is not a list")
    if len(credential.get("endorsement", [])) > MOST_ENDORSEMENTS:
        raise UnreadableError("it has more sign-offs than can be checked here")
    if _count(credential, credential["id"]) != 1:
        # Its own id within would let a part of it be moved to where a plain reader does not look.
        raise UnreadableError("it speaks of itself")
    for name in ("validFrom", "validUntil"):
        if name == "validFrom" or name in credential:
            instant(credential.get(name)).astimezone(UTC)


def _count(value: Any, text: str, depth: int = 0) -> int:
    if depth > DEEPEST:
        raise UnreadableError("it is nested too deeply")
    if isinstance(value, dict | list):
        items = value.values() if isinstance(value, dict) else value
        return sum(_count(item, text, depth + 1) for item in items)
    return int(value == text)
