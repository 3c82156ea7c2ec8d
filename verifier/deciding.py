"""Puts the checks together into one word. Fails closed: valid is only what holds in everything that is required."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from shared.messages import N_
from verifier import checking, revocation, schools
from verifier.reading import Presented, UnreadableError, read, read_within
from verifier.verdict import (
    DEMO_TAG,
    FAILED,
    INVALID,
    NOT_CHECKABLE,
    NOT_CHECKED,
    OK,
    REVOKED,
    SENTENCES,
    SUSPENDED,
    VALID,
    Check,
    Inclusion,
    Issuer,
    Trust,
    Verdict,
)

PARTS = N_("The record itself is genuine, but not every credential in it holds. Look at each of them.")
_WORST = (INVALID, REVOKED, SUSPENDED, NOT_CHECKABLE, VALID)
_UNSEEN = Verdict(NOT_CHECKABLE, SENTENCES[NOT_CHECKABLE], {}, (), None, False)
_FORM = N_("It is an Open Badges 3.0 credential.")
_RECORD_FORM = N_("It is a Comprehensive Learner Record (CLR 2.0).")


def verify(
    presented: str | bytes,
    trust: Trust,
    status_lists: Mapping[str, Mapping[str, Any]],
    now: datetime,
    *,
    artefacts: Collection[str] = (),
    inclusion: Inclusion | None = None,
    within: Mapping[str, Inclusion] | None = None,
    contents: Sequence[Verdict] | None = None,
) -> Verdict:
    """The verdict on what somebody presents: JSON with an embedded proof, or a compact JWT; at most 64 KB.

    ``status_lists``: signed status list credentials by address; ``now``: aware; ``artefacts``: SHA-256 (hex) of files
    at hand; ``inclusion``: the proof of the log; ``within``: the same of each credential in a record (CLR), by its id;
    ``contents``: the verdicts on these, where they were found already. Depends on nothing else and never raises for
    what was presented.
    """
    try:
        found = read(presented)
    except UnreadableError:
        return unreadable()
    verdict = _decided(found, trust, status_lists, now, artefacts, inclusion)
    if not found.is_record:
        return verdict
    if contents is None:
        contents = [_within(one, trust, status_lists, now, within or {}) for one in found.contents]
    return _with_contents(verdict, tuple(contents))


def _within(
    credential: dict[str, Any],
    trust: Trust,
    status_lists: Mapping[str, Mapping[str, Any]],
    now: datetime,
    proofs: Mapping[str, Inclusion],
) -> Verdict:
    """A record in a record is not looked into."""
    try:
        found = read_within(credential)
    except UnreadableError:
        return unreadable()
    verdict = _decided(found, trust, status_lists, now, (), proofs.get(credential["id"]))
    return _with_contents(verdict, ()) if found.is_record else verdict


def _decided(
    presented: Presented,
    trust: Trust,
    status_lists: Mapping[str, Mapping[str, Any]],
    now: datetime,
    artefacts: Collection[str],
    inclusion: Inclusion | None,
) -> Verdict:
    known, checks = _checks(presented, trust, status_lists, now, artefacts, inclusion)
    word = _word(checks, known, presented.is_record)
    params = {"issuer": known.name if known else "", "trust_list": trust.name}
    credential = presented.credential
    verdict = Verdict(word, SENTENCES[word], params, checks, credential, _is_demo(credential))
    stands = word in (REVOKED, SUSPENDED) and revocation.contested(presented, known, status_lists, now)
    return replace(verdict, contested=stands)


def unreadable() -> Verdict:
    """On what is no credential."""
    check = Check("readable", FAILED, N_("This is not an Open Badges credential that we can read."))
    return Verdict(NOT_CHECKABLE, SENTENCES[NOT_CHECKABLE], {}, (check,), None, False)


def _checks(
    presented: Presented,
    trust: Trust,
    status_lists: Mapping[str, Mapping[str, Any]],
    now: datetime,
    artefacts: Collection[str],
    inclusion: Inclusion | None,
) -> tuple[Issuer | None, tuple[Check, ...]]:
    by_whom, known = checking.issuer(presented, trust)
    included = checking.inclusion(presented, inclusion, known.log if known else None)
    key, public = checking.key(presented, known, inclusion, included)
    return known, (
        Check("readable", OK, _RECORD_FORM if presented.is_record else _FORM),
        by_whom,
        key,
        checking.proof(presented, public),
        checking.period(presented, now),
        revocation.check(presented, known, status_lists, now),
        checking.endorsement(presented, now),
        *schools.check(presented, trust, now, inclusion),
        checking.artefacts(presented, artefacts),
        included,
        checking.time(presented, inclusion, included),
    )


def _with_contents(verdict: Verdict, contents: tuple[Verdict, ...]) -> Verdict:
    """A record holds as far as every credential in it does; what was not looked into counts as not checked."""
    check = checking.contents(contents)
    words = [verdict.word, *(one.word for one in contents or (_UNSEEN,))]
    if check.reason == checking.TWICE:
        words.append(INVALID)
    word = min(words, key=_WORST.index)
    message = _sentence(verdict, word, check)
    return replace(verdict, word=word, message=message, checks=(*verdict.checks, check), contents=contents)


def _sentence(verdict: Verdict, word: str, check: Check) -> str:
    """What is said of the record itself stays true, whatever is in it."""
    if word == verdict.word:
        return verdict.message
    if verdict.word == VALID and check.reason != checking.TWICE:
        return PARTS
    return SENTENCES[INVALID] if word == INVALID else verdict.message


def _word(checks: Sequence[Check], known: Issuer | None, is_record: bool = False) -> str:
    outcome = {check.name: check.outcome for check in checks}
    reason = {check.name: check.reason for check in checks}
    if FAILED in (outcome["key"], outcome["proof"]):
        return INVALID
    if outcome["proof"] == OK and outcome["status"] == FAILED:
        return REVOKED if reason["status"] == revocation.REVOKED else SUSPENDED
    if FAILED in (outcome[name] for name in ("period", "endorsement", "artefacts", "inclusion")):
        return INVALID
    if reason.get("school") == schools.CHANGED:
        return INVALID
    if known is None:
        return NOT_CHECKABLE
    required = ["issuer", "key", "proof", "period", "status"]
    required += ["endorsement"] if known.ours and not is_record else []
    required += ["inclusion", "time"] if known.log else []
    required += ["school"] if "school" in outcome else []
    undecided = any(outcome[name] in (NOT_CHECKED, FAILED) for name in required)
    return NOT_CHECKABLE if undecided else VALID


def _is_demo(credential: Mapping[str, Any]) -> bool:
    held = credential["credentialSubject"].get("verifiableCredential")
    if isinstance(held, list) and any(_holds_demo(one) for one in held):
        return True
    achievement = credential["credentialSubject"].get("achievement")
    tags = achievement.get("tag", []) if isinstance(achievement, Mapping) else []
    return isinstance(tags, list) and DEMO_TAG in tags


def _holds_demo(one: Any) -> bool:
    subject = one.get("credentialSubject") if isinstance(one, Mapping) else None
    return isinstance(subject, Mapping) and "verifiableCredential" not in subject and _is_demo(one)
