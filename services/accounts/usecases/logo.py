"""The logo of who runs the platform: drawn anew, kept under its hash, shown in the foot of every page."""

from datetime import datetime

from services.accounts import redrawing
from services.accounts.domain import organisation as rules
from services.accounts.domain.organisation import Organisation
from services.accounts.store import audit, organisations
from services.accounts.usecases import publishing
from shared import mongo
from shared.files import Files
from shared.ids import new_id
from shared.messages import N_
from shared.messaging import jobs
from shared.messaging.jobs import Job
from shared.mongo import transactional
from shared.viewer import Viewer

REMOVE = "logo.remove"


def put(
    organisation_id: str, picture: bytes, expected_version: int | None, viewer: Viewer, files: Files, now: datetime
) -> Organisation:  # fmt: skip
    """Raises Invalid for what is no picture, Forbidden for any other organisation than the one that runs the
    platform."""
    _to_change(organisation_id, expected_version, viewer)
    sha256 = _kept(redrawing.redrawn(picture), files)
    return _change(organisation_id, sha256, expected_version, viewer, now)


def take_away(
    organisation_id: str, expected_version: int | None, viewer: Viewer, now: datetime
) -> Organisation:
    return _change(organisation_id, "", expected_version, viewer, now)


@transactional
def _change(
    organisation_id: str, sha256: str, expected_version: int | None, viewer: Viewer, now: datetime
) -> Organisation:
    organisation = _to_change(organisation_id, expected_version, viewer)
    before, organisation.logo = organisation.logo, sha256
    organisations.save_organisation(organisation)
    publishing.organisation(organisation, now)
    audit.record(
        N_("Facts changed"), organisation.id, viewer.person, now, operator=viewer.operator, fields=["logo"]
    )
    if before not in ("", sha256):
        jobs.add(REMOVE, organisation.id, now, content=before)
    return organisations.organisation(organisation.id, viewer)


def _to_change(organisation_id: str, expected_version: int | None, viewer: Viewer) -> Organisation:
    organisation = organisations.administered(organisation_id, viewer)
    rules.may_stand_on_pages(organisation, ["logo"])
    mongo.expect_version(organisation, expected_version)
    return organisation


def _kept(picture: bytes, files: Files) -> str:
    upload = new_id()
    files.append(upload, 0, picture)
    sha256, _, _ = files.digest(upload)
    files.keep(upload, sha256)
    files.drop(upload)
    return sha256


def remove(job: Job, files: Files) -> None:
    """The picture that was replaced goes, unless it has come back meanwhile."""
    kept = {one.logo for one in organisations.organisations_by_id([job.subject])}
    if job.params["content"] not in kept:
        files.remove(job.params["content"])
