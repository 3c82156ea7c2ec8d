"""Short signed statements between services: JWTs by Ed25519 (RFC 7519, RFC 8037), each service with a key of its own.

The private key lies sealed in KEYS_DIR/<service>; the public half in KEYS_DIR/public/<service>.json, where the other
services read it.
"""

import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from shared import keychain, secretfiles
from shared.config import Settings
from shared.ids import made_at, new_id
from shared.keychain import Key, Purpose
from shared.keys import Keeper, KeysError, SigningKey
from shared.multikey import base64url

STATEMENTS = "statements"

# What a statement says is its kind: whose key a reviewer signs with, and whose a contribution is. Without them,
# whoever can write to the broker could declare a key of their own, or claim another's accepted work.
REVIEWER_KEY, CONTRIBUTION = "reviewer-key+jwt", "contribution+jwt"


def key_claims(event: Any) -> dict[str, Any]:
    """What accounts states with a KeyDeclared."""
    moments = {name: getattr(event, name) for name in ("valid_from", "valid_until", "compromised_at")}
    facts = {name: getattr(event, name) for name in ("key", "person", "public_key")}
    return facts | {
        name: at.isoformat(timespec="milliseconds") if at else None for name, at in moments.items()
    }


def contribution_claims(event: Any) -> dict[str, Any]:
    """What projects states with a ContributionAccepted."""
    return {name: getattr(event, name) for name in ("contribution", "person", "team", "record_hash")}


def sign(key: SigningKey, kind: str, claims: Mapping[str, Any]) -> str:
    """A compact JWT; ``kind`` becomes its ``typ``, so that no statement passes for another."""
    header = {"alg": "EdDSA", "kid": key.key_id, "typ": kind}
    signed = ".".join(
        base64url(json.dumps(part, separators=(",", ":")).encode()) for part in (header, dict(claims))
    )
    return f"{signed}.{base64url(key.sign(signed.encode()))}"


def verify(
    settings: Settings, service: str, kind: str, text: str, *, retired_after: datetime | None = None
) -> dict[str, Any] | None:
    """The claims of a statement of that kind by a key of that service, whatever its times say; else None.

    A key that signs no more counts on, as what it signed stands in events; ``retired_after``: unless it signed its last
    before that moment, for what lives shortly.
    """
    path = _public_path(settings.keys_dir, service)
    try:
        changed = os.stat(path).st_mtime_ns
        header, claims = _read(text, path, changed)
        retired = _retired(path, changed).get(header.get("kid", ""))
    except (JoseError, ValueError, OSError, KeysError):
        return None
    if header.get("typ") != kind or "kid" not in header:
        return None
    if retired is not None and retired_after is not None and retired < retired_after:
        return None
    return dict(claims)


@lru_cache(maxsize=10_000)
def _read(text: str, path: Path, changed: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """(header, claims) of what the keys signed: the same token comes with every request of its bearer."""
    token = jwt.decode(text, _key_set(path, changed), algorithms=["EdDSA"])
    return token.header, token.claims


def make_service_key(settings: Settings) -> None:
    """Unless there is one; the first process makes it."""
    path = _private_file(settings)
    if not path.exists():
        secretfiles.write_json(path, Keeper.prepare(*_own(settings)).new_key(new_id())[1])
    key, public = service_key(settings), _public_file(settings, settings.service)
    known = _known(settings) if public.exists() else []
    if key.key_id not in {one["kid"] for one in known}:
        secretfiles.write_json(public, {"keys": [*known, _public(key)]}, over=True)


def service_key(settings: Settings) -> SigningKey:
    """This service's own key, the one that signs now. Raises KeysError."""
    path = _private_file(settings)
    return _service_key(settings, secretfiles.stamp(path))


def rotate_service_key(settings: Settings, now: datetime) -> str:
    """A new key signs from now on; its id. Its public half is known first, the old one's stays."""
    with secretfiles.locked(settings.keys_dir / settings.service):
        made, sealed = Keeper.open(*_own(settings)).new_key(new_id())
        public = _public_file(settings, settings.service)
        secretfiles.write_json(public, {"keys": [*_known(settings), _public(made)]}, over=True)
        secretfiles.write_json(_private_file(settings), sealed, over=True)
        _retire(settings, now)
    return made.key_id


def _retire(settings: Settings, now: datetime) -> None:
    """Say of every key but the one that signs since when it does not."""
    signs, keys = service_key(settings).key_id, _known(settings)
    for key in keys:
        if key["kid"] != signs:
            key.setdefault("retired", int(now.timestamp()))
    secretfiles.write_json(_public_file(settings, settings.service), {"keys": keys}, over=True)


def purposes(settings: Settings) -> list[Purpose]:
    """A service's own key, and the master that seals it."""
    path = _private_file(settings)

    def check() -> None:
        service_key(settings)
        check_public(settings, settings.service)

    def listed() -> list[Key]:
        signs = service_key(settings).key_id
        return [
            Key(key["kid"], STATEMENTS, made_at(key["kid"]), _state(key, signs)) for key in _known(settings)
        ]

    def seal_anew(keeper: Keeper) -> int:
        sealed = keeper.sealed_anew(secretfiles.read_json(path))
        if sealed is not None:
            secretfiles.write_json(path, sealed, over=True)
        return 0 if sealed is None else 1

    def rotate(now: datetime) -> str:
        return f"{rotate_service_key(settings, now)} signs; what was signed before stays good."

    return [
        Purpose(STATEMENTS, check, listed, rotate),
        keychain.master(*_own(settings), seal_anew),
    ]


def check_public(settings: Settings, service: str) -> None:
    """Raises KeysError when what that service signs cannot be verified here."""
    secretfiles.read_json(_public_file(settings, service))


def _state(key: dict[str, Any], signs: str) -> str:
    if key["kid"] == signs:
        return "signs"
    return "verifies" if "retired" in key else "known"


def _own(settings: Settings) -> tuple[Path, str]:
    """Where the master lies that seals the service's key."""
    return settings.keys_dir / settings.service, STATEMENTS


def _private_file(settings: Settings) -> Path:
    return settings.keys_dir / settings.service / f"{STATEMENTS}.json"


def _public_file(settings: Settings, service: str) -> Path:
    return _public_path(settings.keys_dir, service)


@lru_cache(maxsize=64)
def _public_path(keys_dir: Path, service: str) -> Path:
    """Every request asks for it."""
    return keys_dir / "public" / f"{service}.json"


def _known(settings: Settings) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = secretfiles.read_json(_public_file(settings, settings.service))["keys"]
    return found


def _public(key: SigningKey) -> dict[str, Any]:
    kind = {"kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig"}
    return kind | {"kid": key.key_id, "x": base64url(key.public)}


@lru_cache(maxsize=8)
def _service_key(settings: Settings, changed: int) -> SigningKey:  # noqa: ARG001 -- a changed file is read again
    return Keeper.open(*_own(settings)).signing_key(secretfiles.read_json(_private_file(settings)))


@lru_cache(maxsize=8)
def _key_set(path: Path, changed: int) -> KeySet:  # noqa: ARG001 -- a changed file is read again
    keys = secretfiles.read_json(path)["keys"]
    return KeySet.import_key_set({"keys": [{k: v for k, v in key.items() if k != "retired"} for key in keys]})


@lru_cache(maxsize=8)
def _retired(path: Path, changed: int) -> dict[str, datetime]:  # noqa: ARG001 -- a changed file is read again
    """When a key signed its last, for those that sign no more."""
    keys = secretfiles.read_json(path)["keys"]
    return {key["kid"]: datetime.fromtimestamp(key["retired"], UTC) for key in keys if "retired" in key}
