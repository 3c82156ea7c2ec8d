"""A school lists its programmes; classes and ways in are of one of them, and lists of students name it as they like."""

from collections.abc import Mapping
from datetime import datetime

from services.accounts.domain.programme import Programme, meant
from services.accounts.store import audit, organisations, programmes
from services.accounts.usecases import publishing
from shared import mongo
from shared.errors import Invalid, NotFound
from shared.ids import new_id
from shared.messages import N_
from shared.messaging import jobs
from shared.messaging.jobs import Job
from shared.mongo import transactional
from shared.viewer import Viewer

KEEPERS = ("school_admin", "registrar")
RENAME = "programme.rename"
AT_ONCE = 50


@transactional
def add(school: str, facts: Mapping[str, str], viewer: Viewer, now: datetime) -> Programme:
    if school not in viewer.organisations_as(*KEEPERS):
        raise NotFound(N_("There is no such organisation."))
    made = Programme(new_id(), school, facts["code"].upper(), facts["name"], now)
    made.check(programmes.of_school(school))
    programmes.add(made)
    audit.record(N_("Programme listed: %(code)s"), school, viewer.person, now, code=made.code)
    return made


@transactional
def rename(programme_id: str, name: str, expected: int | None, viewer: Viewer, now: datetime) -> Programme:
    """Its classes are called so at once, its students by a job, since other services hear of each of them."""
    found = _kept(programme_id, viewer)
    mongo.expect_version(found, expected)
    old, found.name = found.name, name
    found.check(programmes.of_school(found.school))
    programmes.save(found)
    if old != name:
        programmes.rename(found.school, old, name)
        jobs.add(RENAME, found.id, now, school=found.school, old=old, new=name)
        audit.record(N_("Programme renamed: %(code)s"), found.school, viewer.person, now, code=found.code)
    return found


@transactional
def close(programme_id: str, viewer: Viewer, now: datetime) -> Programme:
    found = _kept(programme_id, viewer)
    found.close(now)
    programmes.save(found)
    audit.record(N_("Programme closed: %(code)s"), found.school, viewer.person, now, code=found.code)
    return found


def _kept(programme_id: str, viewer: Viewer) -> Programme:
    found = programmes.one(programme_id, viewer)
    if found.school not in viewer.organisations_as(*KEEPERS):
        raise NotFound(N_("There is no such programme."))
    return found


def carry_name(job: Job, now: datetime) -> None:
    while _carry_some(job.params["school"], job.params["old"], job.params["new"], now):
        pass


@transactional
def _carry_some(school: str, old: str, new: str, now: datetime) -> int:
    """Some memberships; returns how many. Done again it finds none."""
    found = programmes.members_of(school, old, AT_ONCE)
    for membership in found:
        membership.programme = new
        organisations.save_membership(membership)
        publishing.membership(membership, now)
    return len(found)


def chosen(school: str, text: str, before: str = "") -> tuple[str, str]:
    """(name, code) of the open programme that the text names; as it is where the school lists none, or where nothing
    is changed. Raises Invalid."""
    listed = programmes.of_school(school)
    found = meant(text, listed) if text else None
    if found is not None and (found.closed is None or found.name == before):
        return found.name, found.code
    if text in ("", before) or not listed:
        return text, ""
    raise Invalid({"programme": N_("Choose one of the school's programmes, by its code or its name.")})


def named(school: str, text: str) -> tuple[str, str]:
    """The same for what a list of students calls it: one that the school does not list stays as it is written."""
    found = meant(text, programmes.of_school(school)) if text else None
    return (found.name, found.code) if found else (text, "")


def choices(school: str) -> list[tuple[str, str]]:
    """(name, code and name) of those that are open, by code."""
    return [
        (one.name, f"{one.code} {one.name}") for one in programmes.of_school(school) if one.closed is None
    ]
