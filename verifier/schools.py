"""The signature of a school by a key of its own domain, beside the reviewer's sign-off.

The key is looked up in the trust list, which says where and when it was last seen; what the credential names is never
asked. A signature that does not belong there makes the credential invalid; one that the list does not know, or that
was made outside the key's time, leaves it unconfirmed.
"""

from datetime import datetime

from shared.endorsement import EndorsementError
from shared.messages import N_
from shared.multikey import EncodingError
from verifier import checking
from verifier.reading import Presented, UnreadableError, instant
from verifier.verdict import FAILED, NOT_CHECKED, OK, Check, Inclusion, SchoolKey, Trust

CHANGED = N_("The school’s signature does not belong to this contribution.")


def check(presented: Presented, trust: Trust, now: datetime, given: Inclusion | None) -> tuple[Check, ...]:
    """Its line of the verdict; none where no school signed."""
    found = [one for one in presented.credential.get("endorsement", []) if checking.of_school(one)]
    if not found:
        return ()
    failed = Check("school", FAILED, CHANGED)
    if len(found) > 1:
        return (failed,)
    key = trust.schools.get(_method(found[0]))
    if key is None:
        reason = N_("It bears a school’s signature by a key that is not on the trust list “%(trust_list)s”.")
        return (Check("school", FAILED, reason, {"trust_list": trust.name}),)
    try:
        checking.check_signed_off(found[0], presented, key.public, now, key.method)
        made = [instant(found[0]["validFrom"]), *([instant(given.at)] if given else [])]
    except (EndorsementError, EncodingError, UnreadableError):
        return (failed,)
    return (_judged(key, made, trust),)


def _method(endorsement: object) -> str:
    """Of a proof that cannot be read nothing is known: empty."""
    proofs = endorsement.get("proof") if isinstance(endorsement, dict) else None
    first = proofs[0] if isinstance(proofs, list) and proofs else proofs
    method = first.get("verificationMethod") if isinstance(first, dict) else None
    return method if isinstance(method, str) else ""


def _judged(key: SchoolKey, made: list[datetime], trust: Trust) -> Check:
    """``made``: when it was signed, by itself and by the log: a thief can choose the one and not the other."""
    params = {"school": key.name, "domain": key.domain, "day": key.seen[:10]}
    if min(made) < key.begins or (key.ends is not None and max(made) >= key.ends):
        reason = N_("The key of %(domain)s was not in force for %(school)s when this was signed.")
        return Check("school", FAILED, reason, params)
    if not trust.vouched:
        reason = N_(
            "The trust list came along with the credential, so it proves nothing about whose key it is."
        )
        return Check("school", NOT_CHECKED, reason)
    reason = N_("Also signed by %(school)s with its key of %(domain)s, last seen there on %(day)s.")
    return Check("school", OK, reason, params)
