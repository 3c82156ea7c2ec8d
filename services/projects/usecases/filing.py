"""Files of a team: taken in by parts, checked as a whole, referred to in the transaction."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from services.projects import filekinds
from services.projects.domain.team import Team
from services.projects.store import briefs, teams
from services.projects.store import files as held
from services.projects.usecases import counting
from shared.errors import Conflict, Invalid, OutOfSpace, TooLarge
from shared.files import MOST_BYTES, Files, checked_name, media_type
from shared.ids import new_id
from shared.messages import N_
from shared.messaging import timers
from shared.mongo import transactional
from shared.viewer import Viewer

QUOTA = 500 * 1024 * 1024
"""Bytes of one team."""

SWEEP_AFTER = timedelta(hours=24)
LINK_TYPE = "text/uri-list"
"""RFC 2483: a link is kept as the one-line file that it is, so that it has a SHA-256 like everything else."""


@dataclass(frozen=True)
class Part:
    """``size`` of the whole file where the caller knows it; without it the first part is the whole."""

    name: str
    chunk: bytes
    offset: int = 0
    size: int | None = None
    upload: str | None = None


def receive(team_id: str, part: Part, viewer: Viewer, files: Files, now: datetime) -> dict[str, Any]:
    """Take in a part. Answers {upload, received} until the file is whole, then {sha256, size, media_type, name}."""
    name = checked_name(part.name)
    team = teams.worked_in(team_id, viewer)
    total = part.size if part.size is not None else len(part.chunk)
    _fits(team, total)
    if part.upload is None:
        media_type_allowed(name, team)
        counting.room_for_a_file(team.organisation, total)
        upload = _begin(team.id, name, total, viewer, now)
    else:
        upload = part.upload
        total = held.upload(upload, team.id, viewer.person)["size"]
    if part.offset + len(part.chunk) > total:
        with files.alone(upload, begin=part.upload is None):
            files.drop(upload)
        raise Conflict(N_("More came in than was announced. Nothing was kept; begin again."))
    received = files.append(upload, part.offset, part.chunk)
    if received < total:
        return {"upload": upload, "received": received}
    return _finish(team, upload, viewer, files, now)


def media_type_allowed(name: str, team: Team) -> None:
    """Refuse by the name alone before megabytes come in. Raises Invalid."""
    extension = name.rpartition(".")[2].lower()
    if not any(extension in filekinds.extensions(group) for group in _groups(team)):
        raise Invalid({"file": N_("Files of this kind are not taken for this trade.")})


def _groups(team: Team) -> frozenset[str]:
    return filekinds.groups(briefs.edition(team.brief, team.brief_version)["trade"])


def _fits(team: Team, size: int) -> None:
    if size == 0:
        raise Invalid({"file": N_("The file is empty.")})
    if size > MOST_BYTES:
        raise TooLarge(N_("A file has at most %(limit)s MB. Nothing was kept."), limit=MOST_BYTES >> 20)
    if held.total(team.id) + size > QUOTA:
        raise OutOfSpace(N_("The team's files fill their %(limit)s MB. Nothing was kept."), limit=QUOTA >> 20)


@transactional
def _begin(team_id: str, name: str, size: int, viewer: Viewer, now: datetime) -> str:
    upload = new_id()
    held.begin(upload, team_id, viewer.person, name, size, now)
    timers.put(upload, "upload.sweep", now + SWEEP_AFTER)
    return upload


def _finish(team: Team, upload: str, viewer: Viewer, files: Files, now: datetime) -> dict[str, Any]:
    name = held.upload(upload, team.id, viewer.person)["name"]
    with files.alone(upload):
        sha256, size, head = files.digest(upload)
        try:
            kind = media_type(name, head, _groups(team))
        except Invalid:
            files.drop(upload)
            raise
        files.keep(upload, sha256)
        _refer(team, upload, sha256, name, kind, size, viewer, now)
        # once more, should the sweeper have taken the same content between the two
        files.keep(upload, sha256)
        files.drop(upload)
    return {"sha256": sha256, "size": size, "media_type": kind, "name": name}


@transactional
def _refer(
    team: Team, upload: str, sha256: str, name: str, kind: str, size: int, viewer: Viewer, now: datetime
) -> None:
    held.add(team.id, sha256, name, kind, size, viewer.person, now)
    held.end(upload)
    timers.cancel(upload)
    counting.tell(team.organisation, now)


def keep_link(team_id: str, link: str, viewer: Viewer, files: Files, now: datetime) -> str:
    """Keep an address as a file of one line; returns its SHA-256."""
    team = teams.worked_in(team_id, viewer)
    line = f"{link}\r\n".encode()
    upload = _begin(team.id, link, len(line), viewer, now)
    files.append(upload, 0, line)
    sha256, size, _ = files.digest(upload)
    files.keep(upload, sha256)
    _refer(team, upload, sha256, link, LINK_TYPE, size, viewer, now)
    files.drop(upload)
    return sha256


@transactional
def sweep_content(sha256: str, files: Files) -> None:
    """Content that a team took out: its bytes go, unless somebody holds the same."""
    if not held.is_held(sha256):
        files.remove(sha256)


@transactional
def sweep(upload: str, files: Files) -> None:
    """An upload that nobody finished: its bytes go, and its content unless somebody refers to the same."""
    if files.pending(upload).exists():
        sha256, _, _ = files.digest(upload)
        if not held.is_held(sha256):
            files.remove(sha256)
        files.drop(upload)
    held.end(upload)
