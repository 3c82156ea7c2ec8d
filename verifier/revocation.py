"""Looks a credential up in the status lists at hand. What cannot be looked up counts as not checked, never as fine."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from shared.dataintegrity import ProofError, proof_of, verify
from shared.linkeddata import LinkedDataError
from shared.messages import N_
from verifier import status
from verifier.did import assertion_key
from verifier.reading import Presented, UnreadableError, instant, issuer_of
from verifier.verdict import FAILED, NOT_CHECKED, OK, Check, Issuer

REVOKED = N_("The issuer has revoked it.")
SUSPENDED = N_("The issuer has suspended it for now.")
_INDEX = re.compile(r"0|[1-9]\d{0,6}")


class UnknownStatusError(ValueError):
    """The list is missing, not by the issuer, out of date or not a list."""


def check(
    presented: Presented, issuer: Issuer | None, lists: Mapping[str, Mapping[str, Any]], now: datetime
) -> Check:
    """``lists``: signed status list credentials by their address, fetched by whoever asks."""
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
        if _list(url, status.REVOCATION, issuer, lists, now).is_set(int(index)):
            return Check("status", FAILED, REVOKED)
        suspensions = status.suspension_url(url)
        if issuer.ours and _list(suspensions, status.SUSPENSION, issuer, lists, now).is_set(int(index)):
            return Check("status", FAILED, SUSPENDED)
    except (UnknownStatusError, status.StatusError):
        return Check(
            "status", NOT_CHECKED, N_("The issuer’s list of revocations is not at hand or out of date.")
        )
    return Check("status", OK, N_("The issuer has neither revoked nor suspended it."))


def contested(
    presented: Presented, issuer: Issuer | None, lists: Mapping[str, Mapping[str, Any]], now: datetime
) -> bool:
    """Whether the issuer says that an appeal is open against what ``check`` found. False where that is not known."""
    if issuer is None or not issuer.ours:
        return False
    entry = presented.credential["credentialStatus"]
    try:
        found = _list(status.contest_url(entry["statusListCredential"]), status.CONTEST, issuer, lists, now)
        return found.is_set(int(entry["statusListIndex"]))
    except (UnknownStatusError, status.StatusError):
        return False


def _list(
    url: str, purpose: str, issuer: Issuer, lists: Mapping[str, Mapping[str, Any]], now: datetime
) -> status.StatusList:
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
    return found
