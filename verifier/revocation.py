"""Looks a credential up in the status lists at hand. What cannot be looked up counts as not checked, never as fine."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from shared.dataintegrity import ProofError, proof_of, verify
from shared.linkeddata import LinkedDataError
from shared.messages import N_
from verifier import status
from verifier.did import assertion_key
from verifier.reading import Presented, UnreadableError, instant, issuer_of
from verifier.verdict import FAILED, NOT_CHECKED, OK, Check, Issuer

REVOKED = N_("The issuer has revoked it (as of %(as_of)s).")
SUSPENDED = N_("The issuer has suspended it for now (as of %(as_of)s).")
_INDEX = re.compile(r"0|[1-9][0-9]{0,6}")


class UnknownStatusError(ValueError):
    """The list is missing, not by the issuer, out of date or not a list."""


def check(
    presented: Presented, issuer: Issuer | None, lists: Mapping[str, Mapping[str, Any]], now: datetime
) -> Check:
    """``lists``: signed status list credentials by their address, fetched by whoever asks. What they say is told with
    the moment at which they were signed, of two the earlier."""
    entry = presented.credential.get("credentialStatus")
    if issuer is None or not isinstance(entry, Mapping):
        return Check("status", NOT_CHECKED, N_("Whether it was revoked is not known."))
    url, index = entry.get("statusListCredential"), entry.get("statusListIndex")
    if (
        entry.get("type") != "BitstringStatusListEntry"
        or entry.get("statusPurpose") != status.REVOCATION
        or not isinstance(url, str)
        or not isinstance(index, str)
        or not _INDEX.fullmatch(index)
    ):
        return Check("status", NOT_CHECKED, N_("Whether it was revoked is not known."))
    try:
        revoked, signed = _found(url, status.REVOCATION, index, issuer, lists, now)
        if revoked:
            return Check("status", FAILED, REVOKED, _as_of(signed))
        suspensions, oldest = status.suspension_url(url), signed
        if issuer.ours:
            suspended, signed = _found(suspensions, status.SUSPENSION, index, issuer, lists, now)
            if suspended:
                return Check("status", FAILED, SUSPENDED, _as_of(signed))
            oldest = min(oldest, signed)
    except (UnknownStatusError, status.StatusError):
        return Check(
            "status", NOT_CHECKED, N_("The issuer’s list of revocations is not at hand or out of date.")
        )
    reason = N_("The issuer has neither revoked nor suspended it (as of %(as_of)s).")
    return Check("status", OK, reason, _as_of(oldest))


def _as_of(signed: datetime) -> dict[str, str]:
    text = signed.astimezone(UTC).isoformat()
    return {"as_of": f"{text[:16].replace('T', ' ')} UTC", "signed": f"{text[:19]}Z"}


def contested(
    presented: Presented, issuer: Issuer | None, lists: Mapping[str, Mapping[str, Any]], now: datetime
) -> bool:
    """Whether the issuer says that an appeal is open against what ``check`` found. False where that is not known."""
    if issuer is None or not issuer.ours:
        return False
    entry = presented.credential["credentialStatus"]
    try:
        url, index = status.contest_url(entry["statusListCredential"]), entry["statusListIndex"]
        return _found(url, status.CONTEST, index, issuer, lists, now)[0]
    except (UnknownStatusError, status.StatusError):
        return False


def _found(
    url: str, purpose: str, index: str, issuer: Issuer, lists: Mapping[str, Mapping[str, Any]], now: datetime
) -> tuple[bool, datetime]:
    """Whether the list says so, and when it was signed."""
    credential = lists.get(url)
    if credential is None or issuer_of(credential) != issuer.did:
        raise UnknownStatusError("the list is not at hand, or by another issuer")
    try:
        method = proof_of(credential)["verificationMethod"]
        public = assertion_key(issuer.document, method)
        if public is None:
            raise UnknownStatusError("the list is signed by a key that is not the issuer's")
        verify(credential, public)
        begins, ends = instant(credential.get("validFrom")), instant(credential.get("validUntil"))
    except (ProofError, LinkedDataError, UnreadableError) as error:
        raise UnknownStatusError("the list's own proof does not hold") from error
    found = status.parse(credential)
    if not begins <= now < ends or found.url != url or found.purpose != purpose:
        raise UnknownStatusError("it is another list, or out of date")
    return found.is_set(int(index)), begins
