"""Signs and checks documents with the cryptosuite ``eddsa-rdfc-2022`` (W3C Data Integrity EdDSA 1.0).

The proof stands as an array of one: the only form that all known verifiers and the Open Badges schema take.
"""

import hashlib
import re
from collections.abc import Mapping
from typing import Any

from shared.linkeddata import CONTEXTS, canonical
from shared.multikey import EncodingError, base58, from_base58
from shared.signatures import SigningKey
from shared.signatures import verify as signature_holds

CRYPTOSUITE = "eddsa-rdfc-2022"
_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})"
)
_TEXTS = ("cryptosuite", "verificationMethod", "proofPurpose", "proofValue")
_MEMBERS = {"type", "id", "created", "expires", "domain", "challenge", "nonce", "@context", *_TEXTS}


class ProofError(ValueError):
    """There is no such proof, or it does not hold; the text says why, in English, for logs and tests."""


def sign(
    document: Mapping[str, Any],
    key: SigningKey,
    verification_method: str,
    created: str,
    contexts: Mapping[str, Any] = CONTEXTS,
) -> dict[str, Any]:
    """``document`` with its proof. ``created``: RFC 3339, UTC. LinkedDataError for what cannot be signed."""
    if "proof" in document:
        raise ProofError("it has a proof already")
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": CRYPTOSUITE,
        "created": created,
        "verificationMethod": verification_method,
        "proofPurpose": "assertionMethod",
    }
    data = hash_data(document, proof, contexts)
    return {**document, "proof": [{**proof, "proofValue": "z" + base58(key.sign(data))}]}


def proof_of(document: Mapping[str, Any]) -> dict[str, Any]:
    """The one proof of ``document``, its form checked, not its signature."""
    proofs = document.get("proof")
    if isinstance(proofs, list) and len(proofs) == 1:
        proofs = proofs[0]
    if not isinstance(proofs, dict):
        raise ProofError("it has not exactly one proof")
    if proofs.get("type") != "DataIntegrityProof" or proofs.get("cryptosuite") != CRYPTOSUITE:
        raise ProofError(f"its proof is not of the cryptosuite {CRYPTOSUITE}")
    if not proofs.keys() <= _MEMBERS or any(not isinstance(proofs.get(name), str) for name in _TEXTS):
        raise ProofError("its proof has not the members that it must have")
    if not all(_plain(name, value) for name, value in proofs.items()):
        raise ProofError("its proof has members of another form")
    for name in ("created", "expires"):
        if name in proofs and not (isinstance(proofs[name], str) and _TIME.fullmatch(proofs[name])):
            raise ProofError(f"the proof's {name} is not a time")
    if proofs["proofPurpose"] != "assertionMethod":
        raise ProofError("its proof was not made to assert anything")
    if "@context" in proofs and proofs["@context"] != document.get("@context"):
        raise ProofError("its proof names another context")
    return proofs


def _plain(name: str, value: Any) -> bool:
    """Text, nothing nested: the proof is canonicalised too, and no hash of the document says what stands in it."""
    if name == "domain" and isinstance(value, list):
        return all(isinstance(one, str) for one in value)
    return name == "@context" or isinstance(value, str)


def verify(document: Mapping[str, Any], public: bytes, contexts: Mapping[str, Any] = CONTEXTS) -> None:
    """Raises ProofError unless the one proof of ``document`` is by the Ed25519 key ``public`` (32 bytes).

    Whether the key may speak for the issuer, and periods, are the caller's to check.
    """
    proof = proof_of(document)
    unsigned = {name: value for name, value in document.items() if name != "proof"}
    options = {name: value for name, value in proof.items() if name not in ("proofValue", "@context")}
    data = hash_data(unsigned, options, contexts)
    if not signature_holds(public, signature_of(proof), data):
        raise ProofError("the signature does not stand under this document")


def signature_of(proof: Mapping[str, Any]) -> bytes:
    """The 64 bytes of ``proofValue``."""
    value = proof["proofValue"]
    try:
        signature = from_base58(value[1:]) if value.startswith("z") else b""
    except EncodingError:
        signature = b""
    if len(signature) != 64:
        raise ProofError("its proof value is not a signature")
    return signature


def hash_data(unsigned: Mapping[str, Any], options: Mapping[str, Any], contexts: Mapping[str, Any]) -> bytes:
    """What is signed, 64 bytes: SHA-256 of the canonical proof options, then of the canonical document."""
    configuration = {"@context": unsigned.get("@context", []), **options}
    return joined_hashes(canonical(unsigned, contexts), canonical(configuration, contexts))


def joined_hashes(canonical_document: str, canonical_options: str) -> bytes:
    return b"".join(
        hashlib.sha256(text.encode()).digest() for text in (canonical_options, canonical_document)
    )
