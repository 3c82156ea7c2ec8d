"""Issues a credential: sign, verify at once, hand out. The same content as embedded proof and as VC-JWT.

The JWT is written by hand (RFC 7515): Open Badges verifiers know the algorithm by its old name ``EdDSA``, which the
JOSE library no longer uses without a warning, and the private key stays inside its own class this way.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from shared.dataintegrity import sign, verify
from shared.multikey import base64url
from shared.signatures import SigningKey
from verifier.did import jwk_method_id, method_id


def issue(credential: Mapping[str, Any], key: SigningKey, issued_at: str) -> dict[str, Any]:
    """``credential`` (composed, with its issuer) signed under the issuer's method for ``key`` and verified at once.

    ``issued_at``: RFC 3339 in UTC. Raises LinkedDataError for what cannot be signed; nothing is to be stored then.
    """
    signed = sign(credential, key, method_id(issuer_of(credential), key.key_id), issued_at)
    verify(signed, key.public)
    return signed


def issuer_of(credential: Mapping[str, Any]) -> str:
    """The issuer's address, given alone or as a profile."""
    issuer = credential["issuer"]
    return str(issuer["id"] if isinstance(issuer, Mapping) else issuer)


def to_jwt(credential: Mapping[str, Any], key: SigningKey) -> str:
    """The credential as VC-JWT (EdDSA), without its embedded proof; claims as Open Badges 3.0, section 8.2.4, says."""
    issuer = issuer_of(credential)
    header = {"alg": "EdDSA", "typ": "JWT", "kid": jwk_method_id(issuer, key.key_id)}
    claims = {
        **{name: value for name, value in credential.items() if name != "proof"},
        "iss": issuer,
        "sub": credential["credentialSubject"]["id"],
        "jti": credential["id"],
        "nbf": int(datetime.fromisoformat(credential["validFrom"]).timestamp()),
    }
    if "validUntil" in credential:
        claims["exp"] = int(datetime.fromisoformat(credential["validUntil"]).timestamp())
    signed_part = f"{_part(header)}.{_part(claims)}"
    return f"{signed_part}.{base64url(key.sign(signed_part.encode()))}"


def _part(value: Mapping[str, Any]) -> str:
    return base64url(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())
