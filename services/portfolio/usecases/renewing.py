"""After credentials were issued anew: the records of projects that held them, or that the compromised key signed.

One project, one transaction: the newer record is stored and logged, those that rested on the key are revoked as
replaced.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from services.portfolio.domain.projects import ProjectRecord, check_contents, weight
from services.portfolio.store import audit, evidence, projects, statuses
from services.portfolio.usecases import recording, reissuing
from services.portfolio.usecases.issuing import SIGN_LISTS
from shared import directory
from shared.clock import due_in_days
from shared.config import Settings
from shared.errors import Conflict, DomainError
from shared.ids import new_id
from shared.messages import N_
from shared.messaging import jobs
from shared.mongo import transactional
from shared.waiting import Wait, open_item

TOLD = N_("The record of “%(title)s” was signed anew: hand out this one from now on")
STAYS = N_("What you handed out as a file no longer counts.")


@dataclass(frozen=True)
class Outcome:
    """``records``: those of one project, oldest first; ``replaced_by``: the new one's id; else ``left``: why there is
    none."""

    records: list[str]
    replaced_by: str = ""
    left: str = ""


def to_do(key_id: str, everything: bool, settings: Settings) -> list[list[ProjectRecord]]:
    """Project by project, what rests on that key. Raises KeysError unless it was declared compromised."""
    method, since = reissuing.reach(key_id, everything, settings)
    found: dict[tuple[str, str], list[ProjectRecord]] = {}
    for one in projects.resting_on(method, since, evidence.replaced(method)):
        found.setdefault((one.person, one.team), []).append(one)
    return list(found.values())


def renew(old: list[ProjectRecord], undone: Collection[str], settings: Settings, now: datetime) -> Outcome:
    """``undone``: credentials that are still to be issued anew. Raises NotNow while the key is locked away, or ``now``
    is before the log's last entry."""
    ids, newest = [one.id for one in old], projects.newest(old[-1].person, old[-1].team)
    if newest is not None and newest.id not in ids:  # its holder was faster
        _replace(old, None, settings, now)
        return Outcome(ids, replaced_by=newest.id)
    if not set(old[-1].credentials).isdisjoint(undone):
        return Outcome(ids, left="a credential in it is not issued anew yet")
    try:
        return _renew(old, settings, now)
    except DomainError as error:
        return Outcome(ids, left=str(error))


def _renew(old: list[ProjectRecord], settings: Settings, now: datetime) -> Outcome:
    person, team = old[-1].person, old[-1].team
    held = projects.credentials_of(person, team)
    check_contents(held, None, weight(held))
    made = recording.signed(new_id(), person, team, settings, now)
    if made is None:
        raise Conflict("no credential of it is valid")
    _replace(old, made, settings, now)
    return Outcome([one.id for one in old], replaced_by=made.record.id)


@transactional
def _replace(
    old: list[ProjectRecord], made: recording.Signed | None, settings: Settings, now: datetime
) -> None:
    for one in old:
        held = projects.published(one.id)
        if held is None or held.version != one.version:
            raise Conflict("it has changed meanwhile")
        _revoke(held, now)
    if made is not None:
        recording.keep(made, settings, now)
        _tell(made.record, now)


def _revoke(record: ProjectRecord, now: datetime) -> None:
    record.status = "revoked"
    projects.save(record)
    statuses.change(record.status_list, record.place, "revoked")
    jobs.add(SIGN_LISTS, str(record.status_list), now, credential=record.id, event="revoked")
    audit.record(N_("Record of a project replaced"), record.id, None, now, operator=True)


def _tell(record: ProjectRecord, now: datetime) -> None:
    last = evidence.published(record.credentials[-1])
    due = due_in_days(reissuing.KNOWN_DAYS, now, directory.calendar_of(last.school if last else ""))
    place, params = f"/portfolio/evidence/{record.credentials[-1]}#project", {"title": record.title}
    open_item(
        Wait(
            record.id, reissuing.KIND, TOLD, STAYS, place, person=record.person, due=due, remind=now,
            params=params,
        ),
        now,
    )  # fmt: skip
