"""Composes the Comprehensive Learner Record of one person's part in a project (1EdTech CLR 2.0 on VC 2.0).

It holds the credentials of the person's contributions as they were signed, each with its own proof: whoever reads the
record can check them one by one. It is ``partial``: of other projects it says nothing.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from services.portfolio.credential.composing import DEMO_DESCRIPTION, PRODUCT
from shared.linkeddata import LEARNER_RECORDS, OPEN_BADGES, OPEN_BADGES_EXTENSIONS, VC_V2

CONTEXT = [VC_V2, LEARNER_RECORDS, OPEN_BADGES, OPEN_BADGES_EXTENSIONS]
TYPE = "ClrCredential"
SCHEMA_URL = "https://purl.imsglobal.org/spec/clr/v2p0/schema/json/clr_v2p0_clrcredential_schema.json"


def compose_project(
    title: str,
    credentials: Sequence[Mapping[str, Any]],
    issuer_did: str,
    record_id: str,
    subject_id: str,
    status_entry: Mapping[str, Any],
    valid_from: str,
    demo: bool = False,
    issuer_name: str = PRODUCT,
) -> dict[str, Any]:
    """The record, unsigned. ``credentials`` are signed ones of one person; the ids are random urn:uuid."""
    return {
        "@context": CONTEXT,
        "id": record_id,
        "type": ["VerifiableCredential", TYPE],
        "name": title,
        **({"description": DEMO_DESCRIPTION} if demo else {}),
        "partial": True,
        "issuer": {"id": issuer_did, "type": ["Profile"], "name": issuer_name},
        "validFrom": valid_from,
        "credentialSubject": {
            "id": subject_id,
            "type": ["ClrSubject"],
            "verifiableCredential": [dict(one) for one in credentials],
        },
        "credentialStatus": dict(status_entry),
        "credentialSchema": [{"id": SCHEMA_URL, "type": "1EdTechJsonSchemaValidator2019"}],
    }
