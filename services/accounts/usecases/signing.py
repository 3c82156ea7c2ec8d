"""A reviewer reads what is to be signed and signs it: the one way to an endorsement."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from services.accounts.domain.signing import ReviewerKey, SigningRequest
from services.accounts.store import audit, organisations, waiting_items
from shared import tokens
from shared.endorsement import endorse, record_hash, record_urn
from shared.errors import Conflict, Forbidden, NotFound
from shared.events import accounts as events
from shared.ids import new_id
from shared.keys import Keeper, SigningKey
from shared.messages import N_
from shared.messaging import outbox, timers
from shared.messaging.timers import Timer
from shared.mongo import transactional
from shared.multikey import multikey
from shared.viewer import Viewer

STATEMENT = "signing+jwt"
EXPIRES = "signing.expires"


def request_of(request_id: str, viewer: Viewer) -> SigningRequest:
    request = waiting_items.request(request_id, viewer)
    if request is None:
        raise NotFound(N_("There is no such request to sign."))
    return request


@transactional
def take_in(event: Any, claims: dict[str, Any] | None) -> None:
    """Keep what projects asks to have signed. ``claims``: what projects' own signature covers, None if it has none.

    Raises Conflict, so that the event is parked, when the signature does not cover exactly these records.
    """
    records = [
        {"contribution": name, "person": person, "hash": event.hashes[name], "record": record}
        for person in sorted(event.personal)
        for name, record in sorted((event.about(person, "records") or {}).items())
    ]
    covered = (claims or {}).get("hashes")
    until = (claims or {}).get("exp", int(event.expires.timestamp()))
    whole = {row["contribution"]: row["hash"] for row in records}
    if (
        claims is None
        or claims.get("request") != event.request
        or covered != event.hashes
        or until != int(event.expires.timestamp())
        or whole != event.hashes
    ):
        raise Conflict("the request to sign is not signed by projects, or covers other records")
    if any(record_hash(row["record"]) != row["hash"] for row in records):
        raise Conflict("a record of the request to sign is not the one that was hashed")
    waiting_items.add_request(
        SigningRequest(
            id=event.request,
            review=event.review,
            team=event.team,
            reviewer=event.reviewer,
            organisation=event.organisation,
            role=event.role,
            brief_title=event.brief_title,
            milestone_title=event.milestone_title,
            expires=event.expires,
            records=records,
        )
    )
    timers.put(event.request, EXPIRES, event.expires)


def lapse(timer: Timer, now: datetime) -> None:
    """Nobody signed in time: projects is told, so that the reviewer may accept once more."""
    request = waiting_items.asked_request(timer.subject)
    if request is not None:
        request.state = "expired"
        waiting_items.save_request(request)
        lapsed = events.EndorsementDeclined(request=request.id, review=request.review, team=request.team)
        outbox.append(lapsed, now)


def sign(request_id: str, viewer: Viewer, keeper: Keeper, own: SigningKey, now: datetime) -> str:
    """Endorse every record of the request; returns the event's id. ``own`` is accounts' key.

    All is made before the transaction that signs, since signing is the slow part (about 22 ms a record).
    """
    request = request_of(request_id, viewer)
    _check(request, viewer, now)
    key = keeper.signing_key(_key(viewer.person, keeper, own, now).sealed)
    name = organisations.organisations_by_id([request.organisation])[0].name
    endorsements = {row["contribution"]: _endorse(row, name, key, now) for row in request.records}
    return _signed(request_id, endorsements, viewer, now)


def _check(request: SigningRequest, viewer: Viewer, now: datetime) -> None:
    request.check_open(viewer.person, now)
    if not viewer.has(request.role, request.organisation):
        raise Forbidden(N_("You no longer have the role in which you were asked to sign."))


def _endorse(row: dict[str, Any], organisation: str, key: SigningKey, now: datetime) -> dict[str, Any]:
    return endorse(
        endorsement_id=record_urn(new_id()),
        contribution_id=row["contribution"],
        record_sha256=row["hash"],
        organisation=organisation,
        key=key,
        at=now.isoformat(timespec="seconds").replace("+00:00", "Z"),
    )


@transactional
def _key(person: str, keeper: Keeper, own: SigningKey, now: datetime) -> ReviewerKey:
    """The person's key, made at the first signature and told to portfolio."""
    key = waiting_items.current_key(person)
    if key is None:
        made, sealed = keeper.new_key(new_id())
        key = ReviewerKey(made.key_id, person, multikey(made.public), valid_from=now, sealed=sealed)
        waiting_items.add_key(key)
        _declare(key, own, now)
    return key


def _declare(key: ReviewerKey, own: SigningKey, now: datetime) -> None:
    declared = events.KeyDeclared(
        key=key.id, person=key.person, public_key=key.public_key, valid_from=key.valid_from,
        valid_until=key.valid_until, compromised_at=key.compromised_at,
    )  # fmt: skip
    statement = tokens.sign(own, tokens.REVIEWER_KEY, tokens.key_claims(declared))
    outbox.append(replace(declared, statement=statement), now)


@transactional
def declare_compromised(name: str, since: datetime, own: SigningKey, now: datetime) -> ReviewerKey | None:
    """Somebody else may have had the key since then: it signs nothing more, the reviewer's next signature makes
    another, and portfolio is told. None: there is no such key."""
    key = waiting_items.known_key(name)
    if key is not None:
        key.declare_compromised(since, now)
        waiting_items.save_key(key)
        _declare(key, own, now)
        audit.record(N_("Reviewer’s key declared compromised"), key.id, None, now, to=key.person)
    return key


@transactional
def _signed(request_id: str, endorsements: dict[str, Any], viewer: Viewer, now: datetime) -> str:
    request = request_of(request_id, viewer)
    _check(request, viewer, now)
    request.state = "signed"
    waiting_items.save_request(request)
    timers.cancel(request.id, EXPIRES)
    audit.record(N_("Signed"), request.id, viewer.person, now, records=len(endorsements))
    event = events.EndorsementSigned(
        request=request.id,
        review=request.review,
        team=request.team,
        contributions=sorted(endorsements),
        signer=viewer.person,
        organisation=request.organisation,
        role=request.role,
        endorsements=endorsements,
    )
    return outbox.append(event, now)


@transactional
def decline(request_id: str, viewer: Viewer, now: datetime) -> str:
    request = request_of(request_id, viewer)
    request.check_open(viewer.person, now)
    request.state = "declined"
    waiting_items.save_request(request)
    timers.cancel(request.id, EXPIRES)
    audit.record(N_("Not signed"), request.id, viewer.person, now)
    declined = events.EndorsementDeclined(
        request=request.id, review=request.review, team=request.team, by=viewer.person
    )
    return outbox.append(declined, now)
