"""The issuer's name on the web: did:web on the service's own origin, and the document that lists its keys.

Rotation keeps the old keys, so that what they signed stays verifiable; a compromised key is left out.
Source: W3C DID Core 1.0, the did:web method, W3C Controlled Identifiers 1.0.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlsplit

from shared.multikey import EncodingError, from_jwk, from_multikey, jwk, multikey

PATH = "portfolio"  # the document is served at <public_url>/portfolio/did.json
CONTEXT = [
    "https://www.w3.org/ns/did/v1",
    "https://w3id.org/security/multikey/v1",
    "https://w3id.org/security/jwk/v1",
]
JWK_SUFFIX = "-jwk"


@dataclass(frozen=True)
class PublishedKey:
    """``public``: 32 bytes. ``compromised``: from then on somebody else may have it; the document leaves it out."""

    key_id: str
    public: bytes
    compromised: datetime | None = None


def did_web(public_url: str) -> str:
    """``https://host:port`` as ``did:web:host%3Aport:portfolio``."""
    return f"did:web:{quote(urlsplit(public_url).netloc, safe='')}:{PATH}"


def document_url(public_url: str) -> str:
    return f"{public_url}/{PATH}/did.json"


def method_id(did: str, key_id: str) -> str:
    """The verification method under which a key signs proofs."""
    return f"{did}#{key_id}"


def jwk_method_id(did: str, key_id: str) -> str:
    """The same key as JsonWebKey: the ``kid`` of the JWT form."""
    return method_id(did, key_id) + JWK_SUFFIX


def document(did: str, keys: Sequence[PublishedKey]) -> dict[str, Any]:
    """The DID document: each key as Multikey and as JsonWebKey, all in ``assertionMethod``."""
    methods = [method for key in keys if not key.compromised for method in _methods(did, key)]
    return {
        "@context": CONTEXT,
        "id": did,
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
    }


def _methods(did: str, key: PublishedKey) -> list[dict[str, Any]]:
    return [
        {
            "id": method_id(did, key.key_id),
            "type": "Multikey",
            "controller": did,
            "publicKeyMultibase": multikey(key.public),
        },
        {
            "id": jwk_method_id(did, key.key_id),
            "type": "JsonWebKey",
            "controller": did,
            "publicKeyJwk": jwk(key.public),
        },
    ]


def assertion_key(did_document: Mapping[str, Any], method: str) -> bytes | None:
    """The Ed25519 key (32 bytes) that may assert under ``method``, an id; None when there is none.

    A method must be listed in ``assertionMethod`` by its id and be controlled by the document's own subject.
    """
    allowed = did_document.get("assertionMethod")
    methods = did_document.get("verificationMethod")
    if not isinstance(allowed, list) or method not in allowed or not isinstance(methods, list):
        return None
    found = [m for m in methods if isinstance(m, Mapping) and m.get("id") == method]
    if len(found) != 1 or found[0].get("controller") != did_document.get("id"):
        return None
    key = found[0].get("publicKeyJwk")
    try:
        return (
            from_jwk(key)
            if isinstance(key, dict)
            else from_multikey(str(found[0].get("publicKeyMultibase", "")))
        )
    except EncodingError:
        return None
