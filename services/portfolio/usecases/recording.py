"""A person asks for the record of a project: a job composes, signs, verifies and stores it, as it does credentials."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from random import SystemRandom

from services.portfolio import keyring, signing
from services.portfolio.credential.project import compose_project
from services.portfolio.domain.projects import ProjectRecord, check_contents, weight
from services.portfolio.store import audit, ledger, projects, statuses
from services.portfolio.usecases.issuing import (
    SALT_BYTES,
    SIGN_LISTS,
    checkpoint_signer,
    issuer_name,
    list_url,
    rfc3339,
)
from shared.config import Settings
from shared.endorsement import record_urn
from shared.errors import Conflict
from shared.ids import new_id
from shared.messages import N_
from shared.messaging import jobs
from shared.messaging.jobs import Job, Work
from shared.mongo import transactional
from shared.viewer import Viewer
from verifier import status
from verifier.log import entries
from verifier.reading import instant

RECORD = "record.issue"


@dataclass(frozen=True)
class Signed:
    record: ProjectRecord
    at: str
    salt: bytes
    commitment: bytes


def kinds(settings: Settings) -> jobs.Kinds:
    return {
        RECORD: Work(
            lambda job, now: _issue(job, settings, now), lambda _, made, now: _issued(made, settings, now)
        )
    }


@transactional
def ask(team: str, viewer: Viewer, now: datetime) -> str:
    """The id that the record will have."""
    held = projects.credentials_of(viewer.person, team)
    check_contents(held, projects.newest(viewer.person, team), weight(held))
    if team in projects.coming(viewer.person):
        raise Conflict(N_("The record of this project is being signed."))
    record_id = new_id()
    jobs.add(RECORD, record_id, now, person=viewer.person, team=team)
    return record_id


def _issue(job: Job, settings: Settings, now: datetime) -> Signed | None:
    return signed(job.subject, job.params["person"], job.params["team"], settings, now)


def signed(record_id: str, person: str, team: str, settings: Settings, now: datetime) -> Signed | None:
    """None: the person was erased, or no credential is valid any more. Raises NotNow while the key is locked away."""
    held = projects.credentials_of(person, team)
    if not held:
        return None
    keys, number, at = keyring.awaited(settings), statuses.current_list(), rfc3339(now)
    place, demo = status.free_index(statuses.taken(number), SystemRandom()), any(one.demo for one in held)
    composed = compose_project(
        held[0].title, [one.document for one in held], keyring.public(settings).did, record_urn(record_id),
        record_urn(new_id()), status.entry(list_url(settings, number), place), at, demo, issuer_name(),
    )  # fmt: skip
    document = signing.issue(composed, keys.issuer, at)
    record = ProjectRecord(
        record_id, person, team, held[0].title, [one.id for one in held], document, number, place, now, demo
    )
    salt = secrets.token_bytes(SALT_BYTES)
    entry = entries.Entry("issued", entries.credential_hash(document), at)
    return Signed(record, at, salt, entries.commitment(entry, salt))


def _issued(made: Signed | None, settings: Settings, now: datetime) -> None:
    if made is None:
        return
    record = made.record
    held = projects.newest(record.person, record.team)
    if held and held.status == "valid" and held.credentials == record.credentials:
        return  # asked for twice at the same moment
    keep(made, settings, now)


def keep(made: Signed, settings: Settings, now: datetime) -> None:
    """Store and log it, in one transaction. Raises Conflict."""
    record = made.record
    if {one.id for one in projects.credentials_of(record.person, record.team)} != set(record.credentials):
        raise Conflict("the credentials of the project changed while its record was signed")
    keyring.still_counts(settings, record.document)
    statuses.take(record.status_list, record.place)
    projects.add(record)
    index = ledger.append(made.commitment, checkpoint_signer(settings), instant(made.at), now)
    ledger.note_entry(index, record.id, ledger.Logged(index, "issued", made.at, made.salt), now)
    audit.record(N_("Record of a project issued"), record.id, None, now, credentials=len(record.credentials))
    if not statuses.is_signed(list_url(settings, record.status_list)):
        jobs.add(SIGN_LISTS, str(record.status_list), now)
