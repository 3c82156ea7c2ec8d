"""A reviewer's sign-off, or a school's: an Open Badges 3.0 EndorsementCredential about a contribution record.

No event alone makes a credential: it takes this signature, by the reviewer's own key, over the record's hash.
The reviewer's key is its own issuer (did:key), so that the sign-off names nobody and is checked without
asking anybody; whose key it was, and that its holder had the role at that time, is for the service that
issues to check by its own copies. A school's key is its domain's (did:web), so that the signature says whose it is.
"""

import hashlib
import re
from collections.abc import Mapping
from typing import Any

import rfc8785

from shared.dataintegrity import ProofError, proof_of, sign, verify
from shared.linkeddata import OPEN_BADGES, OPEN_BADGES_EXTENSIONS, VC_V2, LinkedDataError
from shared.multikey import did_key_method, digest_multibase
from shared.signatures import SigningKey

CONTEXT = [VC_V2, OPEN_BADGES, OPEN_BADGES_EXTENSIONS]
TYPES = ["VerifiableCredential", "EndorsementCredential"]
COMMENT = "I reviewed this contribution and accept it with the levels that its record states."
SCHOOLS_COMMENT = (
    "The school approved this project for its students and stands by the record of this contribution."
)
_RECORD_ID = re.compile(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class EndorsementError(ValueError):
    """It is not this signer's sign-off of this record; the text says why, in English, for the operator."""


def record_hash(record: Mapping[str, Any]) -> str:
    """SHA-256 in hex of the record's canonical JSON (RFC 8785). EndorsementError for what JSON cannot say."""
    try:
        return hashlib.sha256(rfc8785.dumps(dict(record))).hexdigest()
    except (rfc8785.CanonicalizationError, UnicodeEncodeError) as error:
        raise EndorsementError("the record has no canonical JSON form") from error


def record_urn(contribution_id: str) -> str:
    """The contribution's id as the address that sign-off and credential name."""
    return f"urn:uuid:{contribution_id}"


def endorse(
    *,
    endorsement_id: str,
    contribution_id: str,
    record_sha256: str,
    organisation: str,
    key: SigningKey,
    at: str,
    school: str = "",
) -> dict[str, Any]:
    """Composes and signs at once. ``endorsement_id``: urn:uuid; ``organisation``: whom the reviewer acts for;
    ``at``: RFC 3339 in UTC, of the signature too. ``school``: the did:web of one that signs by itself."""
    method = f"{school}#{key.key_id}" if school else did_key_method(key.public)
    document = {
        "@context": CONTEXT,
        "id": endorsement_id,
        "type": TYPES,
        "name": "Sign-off of a contribution",
        "issuer": {"id": method.partition("#")[0], "type": ["Profile"], "name": organisation},
        "validFrom": at,
        "credentialSubject": {
            "id": record_urn(contribution_id),
            "type": ["EndorsementSubject"],
            "endorsementComment": SCHOOLS_COMMENT if school else COMMENT,
            "digestMultibase": digest_multibase(record_sha256),
        },
    }
    signed = sign(document, key, method, at)
    check(
        signed, contribution_id=contribution_id, record_sha256=record_sha256, public=key.public, method=method
    )
    return signed


def check(
    endorsement: Mapping[str, Any],
    *,
    contribution_id: str,
    record_sha256: str,
    public: bytes,
    method: str = "",
) -> None:
    """Raises EndorsementError unless the key ``public`` (32 bytes) signed off exactly this record.

    ``public`` is what the asking service knows of the signer; never take it from the endorsement itself. ``method``:
    under which a school's key is known; a reviewer's goes by itself.
    """
    method = method or did_key_method(public)
    if endorsement.get("@context") != CONTEXT or endorsement.get("type") != TYPES:
        raise EndorsementError("it is not an endorsement of the kind that is signed here")
    issuer, subject = endorsement.get("issuer"), endorsement.get("credentialSubject")
    if not isinstance(issuer, Mapping) or issuer.get("id") != method.partition("#")[0]:
        raise EndorsementError("it is by another key")
    if not isinstance(subject, Mapping) or subject.get("type") != ["EndorsementSubject"]:
        raise EndorsementError("it endorses nothing")
    named = subject.get("id")
    if not _RECORD_ID.fullmatch(str(named)) or named != record_urn(contribution_id):
        raise EndorsementError("it is about another contribution")
    if subject.get("digestMultibase") != digest_multibase(record_sha256):
        raise EndorsementError("it is about another version of the record")
    try:
        if proof_of(endorsement)["verificationMethod"] != method:
            raise EndorsementError("its proof is by another key")
        verify(endorsement, public)
    except (ProofError, LinkedDataError) as error:
        raise EndorsementError(f"its proof does not hold: {error}") from error
