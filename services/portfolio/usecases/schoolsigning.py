"""The school's own signature under what it vouches for, and which keys of schools the trust list names."""

import logging
from typing import Any

from services.portfolio import keyring
from services.portfolio.domain.evidence import Claim
from services.portfolio.domain.schoolkeys import SchoolKey
from services.portfolio.store import copies
from services.portfolio.store import schoolkeys as store
from shared import directory
from shared.config import Settings
from shared.endorsement import endorse, record_urn
from shared.ids import new_id
from shared.multikey import from_multikey
from shared.signatures import KeysError
from verifier.did import PublishedKey
from verifier.did import document as did_document
from verifier.verdict import SchoolKey as ListedKey

APPROVED = ("for_credit", "without_credit")
log = logging.getLogger(__name__)


def signer(claim: Claim) -> SchoolKey | None:
    """The school's key, where it vouches for this: it approved the project for its students, the student lets it be
    named, and the key stood at its domain when it was last looked for."""
    school = directory.organisation(claim.school)
    if school is None or school.suspended or not claim.record["school_name"]:
        return None
    if copies.approval(claim.brief, claim.school) not in APPROVED:
        return None
    key = store.in_force(claim.school)
    return key if key is not None and key.state == "confirmed" else None


def signature(key: SchoolKey, claim: Claim, settings: Settings, at: str) -> dict[str, Any] | None:
    """An endorsement of the contribution's record; None when the key cannot be opened: nothing waits for it."""
    try:
        own = keyring.schools(settings).signing_key(key.sealed)
    except KeysError as error:
        log.error("a school's key cannot be opened", extra={"key": key.id, "error": str(error)})
        return None
    return endorse(
        endorsement_id=record_urn(new_id()), contribution_id=claim.id, record_sha256=claim.record_hash,
        organisation=claim.record["school_name"], key=own, at=at, school=key.did,
    )  # fmt: skip


def still_signs(key_id: str) -> bool:
    key = store.known(key_id)
    return key is not None and key.state == "confirmed"


def document(key: SchoolKey) -> dict[str, Any]:
    """What the school publishes for this key's domain: with the older ones, so that what they signed stays verifiable
    for whoever looks there."""
    keys = store.published(key.school, key.domain)
    return did_document(key.did, [PublishedKey(one.id, from_multikey(one.public)) for one in keys])


def trusted() -> dict[str, ListedKey]:
    """By verification method: every key that counts, or counted for a time."""
    keys = store.ever_in_force()
    names = {one.id: one.name for one in directory.organisations({key.school for key in keys})}
    return {
        key.method: row
        for key in keys
        if (row := _listed(key, names.get(key.school, key.domain))) is not None
    }


def _listed(key: SchoolKey, name: str) -> ListedKey | None:
    counts = key.counts()
    if counts is None or key.seen is None:
        return None
    seen = key.seen.isoformat(timespec="seconds").replace("+00:00", "Z")
    return ListedKey(name, key.method, from_multikey(key.public), *counts, seen)
