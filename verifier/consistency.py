"""Whether a log that grew is still the one it was: two of its checkpoints, and the proof that leads from one to the
other."""

from collections.abc import Mapping
from typing import Any

from verifier.log.merkle import ProofMismatchError, check_consistency
from verifier.log.notes import Checkpoint, NoteError, from_base64, open_checkpoint
from verifier.verdict import (
    FAILED,
    INVALID,
    NOT_CHECKABLE,
    NOT_CHECKED,
    OK,
    VALID,
    Check,
    Log,
    Trust,
    Verdict,
)

TYPE = "shixun-consistency"
MOST_HASHES = 128

SENTENCES = {
    VALID: "The log only grew between these checkpoints: nothing in it was changed or taken out.",
    INVALID: "These checkpoints do not belong to one log that only grew. Keep both, and ask the log’s operator.",
    NOT_CHECKABLE: "Whether the log only grew could not be checked.",
}


def is_one(value: Any) -> bool:
    return isinstance(value, Mapping) and value.get("type") == TYPE


def verify(value: Mapping[str, Any], trust: Trust, kept: str | None = None) -> Verdict:
    """``kept``: a checkpoint that the reader got earlier; one of the two must be it, byte by byte."""
    old, new = value.get("old"), value.get("new")
    log = _log(old, trust)
    if log is None or not isinstance(old, str) or not isinstance(new, str):
        return _verdict(NOT_CHECKABLE, trust, _signed(NOT_CHECKED))
    try:
        first, last = (open_checkpoint(one, log.origin, log.public) for one in (old, new))
    except NoteError:
        return _verdict(INVALID, trust, _signed(FAILED))
    grew = Check("consistency", OK, "The later tree begins with the earlier one.")
    if not _grew(first, last, value.get("proof")) or (kept is not None and kept not in (old, new)):
        grew = Check("consistency", FAILED, "The proof does not lead from the one checkpoint to the other.")
    return _verdict(VALID if grew.outcome == OK else INVALID, trust, _signed(OK), grew)


def _verdict(word: str, trust: Trust, *checks: Check) -> Verdict:
    vouched = word if trust.vouched or word == INVALID else NOT_CHECKABLE
    return Verdict(vouched, SENTENCES[vouched], {"trust_list": trust.name}, checks, None, False)


def _signed(outcome: str) -> Check:
    reasons = {
        OK: "Both checkpoints are signed by the log’s key.",
        FAILED: "A checkpoint is not signed by the log’s key.",
        NOT_CHECKED: "The log’s key is not on the trust list.",
    }
    return Check("checkpoints", outcome, reasons[outcome])


def _log(note: Any, trust: Trust) -> Log | None:
    origin = note.partition("\n")[0] if isinstance(note, str) else None
    return next((one.log for one in trust.issuers.values() if one.log and one.log.origin == origin), None)


def _grew(first: Checkpoint, last: Checkpoint, proof: Any) -> bool:
    if not isinstance(proof, list) or len(proof) > MOST_HASHES:
        return False
    try:
        hashes = [from_base64(one) for one in proof]
        check_consistency(first.size, last.size, hashes, first.root, last.root)
    except (NoteError, ProofMismatchError, TypeError):
        return False
    return True
