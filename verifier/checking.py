"""The single checks of a verification. Each returns its line of the verdict; none raises for what was presented."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from shared.dataintegrity import ProofError, proof_of, verify
from shared.endorsement import EndorsementError
from shared.endorsement import check as check_endorsement
from shared.linkeddata import LinkedDataError, UnsignedContentError
from shared.messages import N_
from shared.multikey import EncodingError, from_did_key, from_digest_multibase
from shared.signatures import verify as signature_holds
from verifier.did import JWK_SUFFIX, assertion_key
from verifier.log.entries import Entry, commitment, credential_hash
from verifier.log.merkle import ProofMismatchError, check_inclusion, leaf_hash
from verifier.log.notes import NoteError, open_checkpoint, parse_proof
from verifier.reading import Presented, UnreadableError, instant, issuer_of
from verifier.verdict import (
    FAILED,
    NOT_CHECKED,
    OK,
    VALID,
    Check,
    CompromisedKey,
    Inclusion,
    Issuer,
    Log,
    Trust,
    Verdict,
)

CLOCK_SKEW = timedelta(minutes=5)
BACKDATED = timedelta(days=7)
BEFORE = N_(
    "The issuer declared the key that signed it compromised from %(since)s on; the log holds it from before."
)
COMPROMISED = N_(
    "The issuer declared the key that signed it compromised from %(since)s on; the log does not hold it from before."
)
TWICE = N_("A credential stands in it more than once.")
_UUID_URN = "urn:uuid:"


def issuer(presented: Presented, trust: Trust) -> tuple[Check, Issuer | None]:
    params = {"trust_list": trust.name}
    known = trust.issuers.get(presented.issuer)
    if known is None:
        reason = N_("The issuer is not on our trust list “%(trust_list)s”, so we cannot say who it is.")
        return Check("issuer", NOT_CHECKED, reason, params), None
    if not trust.vouched:
        reason = N_(
            "The trust list came along with the credential, so it proves nothing about who issued it."
        )
        return Check("issuer", NOT_CHECKED, reason, params), known
    reason = N_("%(issuer)s is on the trust list “%(trust_list)s”.")
    return Check("issuer", OK, reason, {**params, "issuer": known.name}), known


def key(
    presented: Presented, known: Issuer | None, given: Inclusion | None, included: Check
) -> tuple[Check, bytes | None]:
    """Whether the key that signed is the issuer's own and may assert for it, or could when the log took this in."""
    did = presented.issuer
    try:
        method = (
            presented.signature.key_id
            if presented.signature
            else proof_of(presented.credential)["verificationMethod"]
        )
    except ProofError:
        return Check("key", FAILED, N_("It carries no proof that we know.")), None
    if method.partition("#")[0] != did:
        return Check(
            "key", FAILED, N_("It was signed with somebody else’s key, not with the issuer’s.")
        ), None
    if known is not None and (lost := known.compromised.get(method.removesuffix(JWK_SUFFIX))):
        return _by_compromised(lost, given, included)
    if known is not None:
        public = assertion_key(known.document, method) if known.document.get("id") == did else None
    else:
        public = _own_key(did)
        if public is None:
            return Check("key", NOT_CHECKED, N_("We do not know the issuer’s keys.")), None
    if public is None:
        return Check("key", FAILED, N_("The issuer does not stand by the key that signed it.")), None
    return Check("key", OK, N_("The key that signed it is one of the issuer’s.")), public


def _by_compromised(
    lost: CompromisedKey, given: Inclusion | None, included: Check
) -> tuple[Check, bytes | None]:
    """The log's own time decides: a thief can choose every other."""
    params = {"since": f"{lost.since.astimezone(UTC).isoformat()[:16].replace('T', ' ')} UTC"}
    try:
        before = given is not None and included.outcome == OK and instant(given.at) < lost.since
    except UnreadableError:
        before = False
    return (Check("key", OK, BEFORE, params), lost.public) if before else (
        Check("key", FAILED, COMPROMISED, params), None
    )  # fmt: skip


def _own_key(did: str) -> bytes | None:
    try:
        return from_did_key(did)
    except EncodingError:
        return None


def proof(presented: Presented, public: bytes | None) -> Check:
    if public is None:
        return Check("proof", NOT_CHECKED, N_("The signature was not checked, since the key is not known."))
    unchanged = Check("proof", OK, N_("The signature holds: nothing was changed since it was issued."))
    if presented.signature:
        holds = signature_holds(public, presented.signature.value, presented.signature.message)
        return (
            unchanged
            if holds
            else Check("proof", FAILED, N_("The signature does not hold: something was changed."))
        )
    try:
        verify(presented.credential, public)
    except UnsignedContentError:
        return Check("proof", FAILED, N_("It has parts that its signature does not cover."))
    except LinkedDataError:
        return Check("proof", NOT_CHECKED, N_("It is written in a way that we do not check."))
    except ProofError:
        return Check("proof", FAILED, N_("The signature does not hold: something was changed."))
    return unchanged


def period(presented: Presented, now: datetime) -> Check:
    """The credential's own period and that of its proof."""
    try:
        begins, ends = _period(presented.credential)
        made, proof_ends = _proof_period(presented)
    except (UnreadableError, ProofError):
        return Check("period", FAILED, N_("It has a time that cannot be read."))
    if begins > now + CLOCK_SKEW or (made is not None and made > now + CLOCK_SKEW):
        return Check("period", FAILED, N_("It is not in force yet."))
    if (ends is not None and ends <= now) or (proof_ends is not None and proof_ends <= now):
        return Check("period", FAILED, N_("It is no longer in force: its period is over."))
    return Check("period", OK, N_("It is within its period."))


def _period(credential: Mapping[str, Any]) -> tuple[datetime, datetime | None]:
    until = credential.get("validUntil")
    return instant(credential.get("validFrom")), None if until is None else instant(until)


def _proof_period(presented: Presented) -> tuple[datetime | None, datetime | None]:
    if presented.signature:
        return None, None
    found = proof_of(presented.credential)
    made, ends = found.get("created"), found.get("expires")
    return None if made is None else instant(made), None if ends is None else instant(ends)


def endorsement(presented: Presented, now: datetime) -> Check:
    """Whether every reviewer's sign-off in it is about the very record that its evidence names."""
    failed = Check("endorsement", FAILED, N_("The reviewer’s sign-off does not belong to this contribution."))
    found = [one for one in presented.credential.get("endorsement", []) if not of_school(one)]
    if not found:
        return Check("endorsement", NOT_CHECKED, N_("It carries no reviewer’s sign-off."))
    try:
        for one in found:
            check_signed_off(one, presented, from_did_key(issuer_of(one)), now)
    except (EncodingError, EndorsementError):
        return failed
    return Check("endorsement", OK, N_("A reviewer signed off exactly this contribution with an own key."))


def of_school(endorsement: Mapping[str, Any]) -> bool:
    """Whether it says that it is by a key of a domain, as schools' are; a reviewer's is by a key alone."""
    return issuer_of(endorsement).startswith("did:web:")


def check_signed_off(
    one: Mapping[str, Any], presented: Presented, public: bytes, now: datetime, method: str = ""
) -> None:
    """Raises EndorsementError or EncodingError unless it is that key's, about the one record that the evidence
    names, and in force. ``method``: under which a school's key is known."""
    records = [item for item in presented.items if item.get("genre") == "record"]
    if len(records) != 1:
        raise EndorsementError("there is not one record that it could be about")
    check_endorsement(
        one,
        contribution_id=str(records[0].get("id", "")).removeprefix(_UUID_URN),
        record_sha256=from_digest_multibase(str(records[0].get("digestMultibase", ""))),
        public=public,
        method=method,
    )
    if period(Presented(dict(one), None), now).outcome != OK:
        raise EndorsementError("it is not in force")


def artefacts(presented: Presented, given: Collection[str]) -> Check:
    """Whether each file at hand, by its SHA-256 in hex, is one that the credential names, or one in the record."""
    if not given:
        return Check("artefacts", NOT_CHECKED, N_("No file was given to compare with."))
    named = set()
    for item in (*presented.items, *_items_within(presented)):
        if item.get("genre") == "record":
            continue
        try:
            named.add(from_digest_multibase(str(item.get("digestMultibase", ""))))
        except EncodingError:
            continue
    if set(given) <= named:
        return Check("artefacts", OK, N_("Every file given is one that the credential names, byte by byte."))
    return Check(
        "artefacts", FAILED, N_("A file given is not one that the credential names, or it was changed.")
    )


def _items_within(presented: Presented) -> Iterator[Mapping[str, Any]]:
    for one in presented.contents:
        items = one.get("evidence", [])
        yield from (item for item in items if isinstance(item, dict)) if isinstance(items, list) else ()


def contents(verdicts: Sequence[Verdict]) -> Check:
    """Whether every credential in a record holds by itself, and stands there once."""
    if not verdicts:
        return Check("contents", NOT_CHECKED, N_("The credentials in it were not checked."))
    addresses = [one.credential["id"] for one in verdicts if one.credential]
    if len(set(addresses)) < len(addresses):
        return Check("contents", FAILED, TWICE)
    params = {"all": str(len(verdicts)), "valid": str(sum(one.word == VALID for one in verdicts))}
    reason = N_("Valid by themselves: %(valid)s of the %(all)s credentials in it.")
    return Check("contents", OK if params["valid"] == params["all"] else FAILED, reason, params)


def inclusion(presented: Presented, given: Inclusion | None, log: Log | None) -> Check:
    """Whether the issue stands in the issuer's log."""
    if log is None or given is None:
        return Check("inclusion", NOT_CHECKED, N_("There is no proof at hand that its issue is in the log."))
    try:
        found = parse_proof(given.proof)
        head = open_checkpoint(found.note, log.origin, log.public)
        entry = Entry("issued", credential_hash(presented.credential), given.at)
        leaf = leaf_hash(commitment(entry, given.salt))
        check_inclusion(leaf, found.index, head.size, found.hashes, head.root)
    except (NoteError, ProofMismatchError, ValueError):
        return Check("inclusion", FAILED, N_("The proof does not show its issue in the log."))
    return Check(
        "inclusion", OK, N_("Its issue is in the public log, where nothing can be changed afterwards.")
    )


def time(presented: Presented, given: Inclusion | None, included: Check) -> Check:
    """Whether it claims to be much older than its entry in the log."""
    if given is None or included.outcome != OK:
        return Check("time", NOT_CHECKED, N_("Its time was not compared with the log’s."))
    try:
        backdated = instant(given.at) - instant(presented.credential["validFrom"]) > BACKDATED
    except UnreadableError:
        backdated = True
    if backdated:
        return Check("time", FAILED, N_("It claims to be older than its entry in the log allows."))
    return Check("time", OK, N_("Its time agrees with its entry in the log."))
