"""An accepted contribution comes in: it becomes a credential only on the reviewer's endorsement, checked by our copies.

The event, the reviewer's key, the reviewer's membership and the team come in any order; whoever comes last runs the
check. What is known to be wrong raises Conflict, so that the event is parked; what is missing waits.
"""

from datetime import datetime
from typing import Any

from services.portfolio.credential import Record
from services.portfolio.domain.evidence import OVERDUE, Claim, check_team, holds_role
from services.portfolio.store import copies, evidence
from shared import endorsement, mongo
from shared.errors import Conflict, Invalid
from shared.messages import N_
from shared.messaging import jobs, timers
from shared.mongo import transactional
from shared.multikey import EncodingError, from_multikey
from shared.waiting import Wait, open_item

ISSUE, OVERDUE_TIMER = "evidence.issue", "evidence.overdue"


@transactional
def accept(event: Any, now: datetime) -> None:
    """Take in a ContributionAccepted. Raises Conflict for what contradicts itself or what we know."""
    record = event.about(event.person, "record")
    if record is None:
        return  # the person was erased
    held = evidence.claim(event.contribution)
    if held is not None:
        if (held.person, held.record_hash) != (event.person, event.record_hash):
            raise Conflict("this contribution was accepted before, for another person or with another record")
        return
    claim = _claim(event, record, now)
    _check_itself(claim, event.members)
    claim.lacks = _lacks(claim)
    claim.state = "waiting" if claim.lacks else "checked"
    evidence.add_claim(claim)
    if claim.state == "checked":
        jobs.add(ISSUE, claim.id, now)
    else:
        timers.put(claim.id, OVERDUE_TIMER, now + OVERDUE)


def _claim(event: Any, record: dict[str, Any], now: datetime) -> Claim:
    same = (
        "person", "team", "brief", "milestone", "company", "school", "reviewer", "reviewer_organisation",
        "reviewer_role", "record_hash", "endorsement", "accepted_at",
    )  # fmt: skip
    values = {name: getattr(event, name) for name in same}
    return Claim(
        id=event.contribution, record=record, key=_signing_key(event.endorsement), received=now, **values
    )


def _check_itself(claim: Claim, members: list[str]) -> None:
    """What the event alone tells: the record, its hash, the signature over it, the parts of those who act."""
    try:
        plain = Record.from_dict(claim.record)
    except Invalid as error:
        raise Conflict(f"the record cannot be signed: {sorted(error.errors)}") from error
    if plain.contribution_id != claim.id:
        raise Conflict("the record is of another contribution")
    if endorsement.record_hash(claim.record) != claim.record_hash:
        raise Conflict("the record is not the one that was hashed")
    claim.check_roles()
    if claim.reviewer in members:
        raise Conflict("the reviewer is a member of the team")
    try:
        public = from_multikey(claim.key)
        endorsement.check(
            claim.endorsement, contribution_id=claim.id, record_sha256=claim.record_hash, public=public
        )
        if claim.signed_at.tzinfo is None:
            raise EncodingError("the endorsement's time has no zone")
    except (EncodingError, endorsement.EndorsementError, KeyError, TypeError, ValueError) as error:
        raise Conflict(f"the endorsement does not hold: {error}") from error


def still_holds(claim: Claim) -> str:
    """For one that was decided before: why it would not be accepted now, by all that we know; empty where it would."""
    try:
        _check_itself(claim, [])  # who is in the team, its copy tells
        lacks = _lacks(claim)
    except Conflict as error:
        return str(error)
    return f"our copies lack: {', '.join(lacks)}" if lacks else ""


def _signing_key(signed: dict[str, Any]) -> str:
    issuer = signed.get("issuer")
    return str(issuer.get("id") if isinstance(issuer, dict) else "").removeprefix("did:key:")


def _lacks(claim: Claim) -> list[str]:
    """Which of our copies are missing for the decision; raises Conflict when one of them contradicts the claim."""
    key = copies.key(claim.key)
    if key is not None:
        key.check(claim.reviewer, claim.signed_at)
    moments = copies.moments(claim.reviewer, claim.reviewer_organisation, claim.signed_at)
    role = holds_role(claim.reviewer_role, moments)
    team = copies.team(claim.team)
    fits = team is not None and check_team(team, claim)
    school = claim.reviewer_role == "mentor" or (
        team is not None and copies.is_school_of(claim.reviewer_organisation, team.ever)
    )
    there = {"key": key is not None, "membership": role, "team": fits, "school": school}
    return [name for name, found in there.items() if not found]


@transactional
def try_again(now: datetime, **wanted: str) -> None:
    """A copy has come: decide what waited for it (``key``, ``team`` or ``reviewer_organisation``)."""
    for claim in evidence.waiting_claims(**wanted):
        try:
            claim.lacks = _lacks(claim)
        except Conflict as error:
            _refuse(claim, str(error), now)
            continue
        if not claim.lacks:
            claim.state = "checked"
            jobs.add(ISSUE, claim.id, now)
            timers.cancel(claim.id, OVERDUE_TIMER)
        evidence.save_claim(claim)


def _refuse(claim: Claim, reason: str, now: datetime) -> None:
    """Its event was done when it could not be judged yet, so the claim itself is put aside and the operators told."""
    claim.state, claim.reason, claim.lacks = "refused", reason, []
    evidence.save_claim(claim)
    timers.cancel(claim.id, OVERDUE_TIMER)
    _tell_operators(
        claim.id, N_("An accepted contribution was refused a credential: its sign-off does not hold."), now
    )


@transactional
def overdue(contribution: str, now: datetime) -> None:
    """The timer: something that a claim needs has not come for days."""
    claim = evidence.claim(contribution)
    if claim is not None and claim.state == "waiting":
        message = N_("An accepted contribution waits for a key, a membership or a team that has not come.")
        _tell_operators(claim.id, message, now)


def _tell_operators(contribution: str, message: str, now: datetime) -> None:
    if mongo.collection("waiting").find_one({"subject": contribution, "kind": "evidence.stuck"}, {"_id": 1}):
        return
    default = N_("No credential is issued.")
    open_item(Wait(contribution, "evidence.stuck", message, default, "/portfolio/log", role="operator"), now)
