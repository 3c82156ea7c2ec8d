"""A person's data are gathered from every service, made into one file, and kept for a few days."""

from datetime import datetime, timedelta
from typing import Any

from services.accounts.domain import export as rules
from services.accounts.domain.export import Export
from services.accounts.store import audit, people
from services.accounts.store import exporting as store
from shared.events import accounts as events
from shared.files import Files
from shared.ids import new_id
from shared.messages import N_
from shared.messaging import erased, jobs, outbox, timers
from shared.messaging.jobs import Job
from shared.messaging.timers import Timer
from shared.mongo import transactional
from shared.viewer import Viewer

KIND = "export"
OVERDUE, EXPIRES = f"{KIND}.due", f"{KIND}.expires"
BUILD, MAIL, REMOVE = "export.build", "export_mail", "export.remove"
MOST_A_DAY, DAY = 3, timedelta(days=1)


def ask(viewer: Viewer, now: datetime) -> Export:
    audit.throttle(f"export:{viewer.person}", MOST_A_DAY, DAY, now)
    return _ask(viewer, now)


@transactional
def _ask(viewer: Viewer, now: datetime) -> Export:
    held = store.last(viewer)
    rules.refuse_second(held if held is not None and held.state == "gathering" else None)
    export = Export(new_id(), viewer.person, asked=now)
    store.add(export)
    outbox.append(events.ExportAsked(export=export.id, person=export.person), now)
    timers.put(export.id, OVERDUE, now + rules.DUE)
    audit.record(N_("Own data asked for"), viewer.person, viewer.person, now)
    return export


@transactional
def part(event: Any, now: datetime) -> None:
    """A service's part. Sections that the person was cut out of are those of somebody who is erased."""
    export = store.export(event.export)
    sections = event.about(event.person, "sections")
    if export is None or sections is None or export.person != event.person:
        return
    service = event.TYPE.split(".", 1)[0]
    last = export.take(service, event.number, event.of)
    store.add_part(export, service, event.number, sections)
    store.save(export)
    if last:
        jobs.add(BUILD, export.id, now, person=export.person)


@transactional
def built(export_id: str, sha256: str, size: int, keep: timedelta, now: datetime) -> None:
    export = store.export(export_id)
    if export is None:
        return
    export.ready(sha256, size, now + keep)
    _ended(export, now)
    timers.put(export.id, EXPIRES, now + keep)
    if people.person(export.person).mail_confirmed:
        jobs.add(MAIL, export.id, now, person=export.person)


def _ended(export: Export, now: datetime) -> None:
    store.save(export)
    store.drop_parts(export.id)
    timers.cancel(export.id, OVERDUE)
    outbox.append(events.ExportEnded(export=export.id, person=export.person), now)


def overdue(timer: Timer, now: datetime) -> None:
    """A service has not answered for a day: what came is dropped, the person may ask again."""
    export = store.export(timer.subject)
    if export is not None and export.state == "gathering":
        export.fail()
        _ended(export, now)


def expire(timer: Timer, now: datetime) -> None:
    """The days are over: the file goes."""
    export = store.export(timer.subject)
    if export is not None:
        store.delete(export.id)
        jobs.add(REMOVE, export.id, now, contents=[export.sha256])


def remove_files(job: Job, files: Files) -> None:
    for content in job.params["contents"]:
        if not store.is_kept(content):
            files.remove(content)


def may_build(job: Job) -> Export | None:
    """None when it was given up, or the person was erased meanwhile."""
    export = store.export(job.subject)
    return None if export is None or erased.is_erased(export.person) else export


TIMERS: timers.Handlers = {OVERDUE: overdue, EXPIRES: expire}
