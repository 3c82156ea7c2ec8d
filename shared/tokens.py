"""Short signed statements between services: JWTs by Ed25519 (RFC 7519, RFC 8037), each service with a key of its own.

The private key lies sealed in KEYS_DIR/<service>; the public half in KEYS_DIR/public/<service>.json, where the other
services read it.
"""

import json
import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from shared.config import Settings
from shared.ids import new_id
from shared.keys import Keeper, SigningKey
from shared.multikey import base64url

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


def verify(settings: Settings, service: str, kind: str, text: str) -> dict[str, Any] | None:
    """The claims of a statement of that kind by a key of that service, whatever its times say; else None."""
    path = _public_file(settings, service)
    try:
        header, claims = _read(text, path, path.stat().st_mtime_ns)
    except (JoseError, ValueError, OSError):
        return None
    if header.get("typ") != kind or "kid" not in header:
        return None
    return dict(claims)


@lru_cache(maxsize=10_000)
def _read(text: str, path: Path, changed: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """(header, claims) of what the keys signed: the same token comes with every request of its bearer."""
    token = jwt.decode(text, _key_set(path, changed), algorithms=["EdDSA"])
    return token.header, token.claims


@lru_cache(maxsize=8)
def service_key(settings: Settings) -> SigningKey:
    """This service's own key; the first process makes it."""
    folder = settings.keys_dir / settings.service
    keeper = Keeper.open(folder, "statements")
    path = folder / "statements.json"
    if not path.exists():
        _write(path, keeper.new_key(new_id())[1])
    key = keeper.signing_key(json.loads(path.read_text(encoding="ascii")))
    public = {
        "kty": "OKP",
        "crv": "Ed25519",
        "alg": "EdDSA",
        "use": "sig",
        "kid": key.key_id,
        "x": base64url(key.public),
    }
    _write(_public_file(settings, settings.service), {"keys": [public]})
    return key


def _public_file(settings: Settings, service: str) -> Path:
    return settings.keys_dir / "public" / f"{service}.json"


@lru_cache(maxsize=8)
def _key_set(path: Path, changed: int) -> KeySet:  # noqa: ARG001 -- a changed file is read again
    return KeySet.import_key_set(json.loads(path.read_text(encoding="ascii")))


def _write(path: Path, value: dict[str, Any]) -> None:
    """Written aside and linked into place: of two who make it one wins, and nobody reads half of it."""
    if path.exists():
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{new_id()}")
    with os.fdopen(
        os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii"
    ) as file:
        json.dump(value, file)
        file.flush()
        os.fsync(file.fileno())
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
