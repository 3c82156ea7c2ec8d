"""The jobs that sign: a credential for a checked claim, and the status lists; their results go into the log.

Signing takes tens of milliseconds, so it is done without a transaction; what was signed is stored, logged and told
in one short transaction after it.
"""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import SystemRandom
from typing import Any

from services.portfolio import keyring, signing
from services.portfolio.credential import Record, compose
from services.portfolio.credential.composing import PRODUCT
from services.portfolio.credential.record import SHORT, text_problem
from services.portfolio.domain.evidence import Claim, Credential, results_of
from services.portfolio.store import audit, copies, evidence, ledger, projects, search, statuses
from services.portfolio.usecases import anchoring, schoolsigning
from services.portfolio.usecases.accepting import ISSUE
from shared import directory
from shared.config import Settings
from shared.endorsement import record_urn
from shared.errors import Conflict
from shared.events import portfolio as events
from shared.ids import new_id
from shared.messages import N_
from shared.messaging import jobs, outbox, timers
from shared.messaging.jobs import Job, Work
from verifier import status
from verifier.log import entries, notes
from verifier.reading import instant

SIGN_LISTS, REFRESH = "status.sign", "status.refresh"
LIST_LIFE, REFRESH_AFTER = timedelta(days=3), timedelta(hours=12)
SALT_BYTES = 16


@dataclass(frozen=True)
class Signed:
    """What the job made: the credential, its entry in the log and what that was made of; the school's key that signed
    too."""

    credential: Credential
    at: str
    salt: bytes
    commitment: bytes
    school_key: str = ""


@dataclass(frozen=True)
class Lists:
    documents: list[dict[str, Any]]
    changes: int
    until: datetime


def kinds(settings: Settings) -> jobs.Kinds:
    return {
        ISSUE: Work(
            lambda job, now: _issue(job, settings, now), lambda _, made, now: _issued(made, settings, now)
        ),
        SIGN_LISTS: Work(
            lambda job, now: _sign_lists(int(job.subject), settings, now),
            lambda job, made, now: _signed_lists(job, made, settings, now),
        ),
    }


def list_url(settings: Settings, number: int) -> str:
    return f"{settings.public_url}/portfolio/status/{number}"


def issuer_name() -> str:
    """Of the organisation that runs the platform, as every page names it; of the product while nobody has said it."""
    found = directory.platform()
    return PRODUCT if found is None or text_problem(found.name, SHORT) else found.name or PRODUCT


def rfc3339(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _issue(job: Job, settings: Settings, now: datetime) -> Signed | None:
    """Compose, sign, verify what was signed. None: it was issued already."""
    claim = evidence.claim(job.subject)
    return signed(claim, settings, now) if claim is not None and claim.state == "checked" else None


def signed(claim: Claim, settings: Settings, now: datetime) -> Signed:
    """Of a claim that holds. Raises NotNow while the key is locked away."""
    keys, number = keyring.awaited(settings), statuses.current_list()
    place, at = status.free_index(statuses.taken(number), SystemRandom()), rfc3339(now)
    credential_id, key = new_id(), schoolsigning.signer(claim)
    schools = schoolsigning.signature(key, claim, settings, at) if key else None
    composed = compose(
        Record.from_dict(claim.record), keyring.public(settings).did, record_urn(credential_id), record_urn(new_id()),
        status.entry(list_url(settings, number), place), claim.endorsement, at,
        confidential=bool(copies.confidential([claim.brief])), schools=schools, issuer_name=issuer_name(),
    )  # fmt: skip
    document = signing.issue(composed, keys.issuer, at)
    credential = _credential(
        claim, credential_id, document, signing.to_jwt(document, keys.issuer), number, place, now
    )
    salt = secrets.token_bytes(SALT_BYTES)
    entry = entries.Entry("issued", entries.credential_hash(document), at)
    return Signed(credential, at, salt, entries.commitment(entry, salt), key.id if key and schools else "")


def _credential(
    claim: Claim,
    credential_id: str,
    document: dict[str, Any],
    jwt: str,
    number: int,
    place: int,
    now: datetime,
) -> Credential:
    same = (
        "person", "team", "brief", "company", "school", "reviewer", "reviewer_organisation", "reviewer_role",
        "record", "accepted_at",
    )  # fmt: skip
    return Credential(
        id=credential_id, contribution=claim.id, title=claim.record["brief_title"], document=document, jwt=jwt,
        status_list=number, place=place, issued_at=now, demo=claim.record["demo"],
        **{name: getattr(claim, name) for name in same},
    )  # fmt: skip


def _issued(made: Signed | None, settings: Settings, now: datetime) -> None:
    if made is None:
        return
    credential = made.credential
    claim = evidence.claim(credential.contribution)
    if claim is None:
        return  # the person was erased meanwhile
    if claim.state != "checked":
        raise Conflict("the claim was decided otherwise while its credential was signed")
    claim.state = "issued"
    evidence.save_claim(claim)
    keep(made, settings, now)


def keep(made: Signed, settings: Settings, now: datetime) -> None:
    """Store, log and tell it, in one transaction."""
    credential = made.credential
    if made.school_key and not schoolsigning.still_signs(made.school_key):
        raise Conflict("the school's key ended while it signed")
    keyring.still_counts(settings, credential.document)
    statuses.take(credential.status_list, credential.place)
    evidence.add_credential(credential)
    index = ledger.append(made.commitment, checkpoint_signer(settings), instant(made.at), now)
    ledger.note_entry(index, credential.id, ledger.Logged(index, "issued", made.at, made.salt), now)
    anchoring.plan(settings, now)
    audit.record(N_("Credential issued"), credential.id, None, now)
    search.confirm(credential.person, now)
    if not statuses.is_signed(list_url(settings, credential.status_list)):
        jobs.add(SIGN_LISTS, str(credential.status_list), now)
    outbox.append(_event(credential, now), now)


def _event(credential: Credential, now: datetime) -> events.CredentialIssued:
    results = [
        {"uri": one["uri"], "level": one["level"], "untouched": one["untouched"]}
        for one in results_of(credential.record)
    ]
    return events.CredentialIssued(
        credential=credential.id, contribution=credential.contribution, person=credential.person,
        team=credential.team, issued_at=now, personal={credential.person: {"results": results}},
    )  # fmt: skip


def checkpoint_signer(settings: Settings) -> ledger.Sign:
    def sign(size: int, root: bytes) -> str:
        origin = notes.origin(settings.public_url)
        return notes.sign_checkpoint(notes.Checkpoint(origin, size, root), keyring.awaited(settings).log)

    return sign


def _sign_lists(number: int, settings: Settings, now: datetime) -> Lists:
    """The lists of a number as they stand: revocations, suspensions, and which of them are contested."""
    changes, until, url = statuses.changes(number), now + LIST_LIFE, list_url(settings, number)
    key, issuer = keyring.awaited(settings).issuer, keyring.public(settings).did
    documents = []
    for address, purpose in status.all_lists(url).items():
        bits = statuses.bits(address, purpose, number)
        composed = status.compose(bits, issuer, rfc3339(now), rfc3339(until))
        documents.append(signing.issue(composed, key, rfc3339(now)))
    return Lists(documents, changes, until)


def _signed_lists(job: Job, made: Lists, settings: Settings, now: datetime) -> None:
    """Keep the lists; the change that made them necessary goes into the log with them."""
    for document in made.documents:
        keyring.still_counts(settings, document)
        statuses.save(document, int(job.subject), made.changes, made.until)
    timers.put(f"status:{job.subject}", REFRESH, now + REFRESH_AFTER, list=int(job.subject))
    if "credential" in job.params:
        _log_change(job.params["credential"], job.params["event"], settings, now)


def _log_change(credential_id: str, event: str, settings: Settings, now: datetime) -> None:
    """Of a credential, or of the record of a project."""
    credential = evidence.published(credential_id) or projects.published(credential_id)
    if credential is None:
        return
    at, salt = rfc3339(now), secrets.token_bytes(SALT_BYTES)
    entry = entries.Entry(event, entries.credential_hash(credential.document), at)
    index = ledger.append(entries.commitment(entry, salt), checkpoint_signer(settings), now, now)
    ledger.note_entry(index, credential.id, ledger.Logged(index, event, at, salt), now)
    anchoring.plan(settings, now)


def refresh(number: int, now: datetime) -> None:
    """The timer: a signed list proves nothing after its last day. It is set again here too, so that it goes on even if
    this job is given up."""
    timers.put(f"status:{number}", REFRESH, now + REFRESH_AFTER, list=number)
    if not jobs.waits(SIGN_LISTS, str(number)):
        jobs.add(SIGN_LISTS, str(number), now)
