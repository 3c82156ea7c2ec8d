"""A list of students: sent, looked at, taken in by a job, some invited by mail. Sent twice it does nothing twice."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from services.accounts.domain import class_list as rules
from services.accounts.domain import table as tables
from services.accounts.domain.class_list import ClassList, Known, Planned, Row
from services.accounts.domain.table import Table
from services.accounts.store import audit, class_lists, classes, people, slips
from services.accounts.usecases import enrolling, sessions
from shared.errors import Conflict, Invalid
from shared.ids import new_id
from shared.messages import N_
from shared.messaging import jobs
from shared.messaging.jobs import Job
from shared.mongo import transactional
from shared.text import clean
from shared.viewer import Viewer

TAKE, WELCOME_MAIL = "class_list.take", "class_list.welcome_mail"
CHUNK = 50


@transactional
def send(school: str, content: bytes, into: str, viewer: Viewer, now: datetime) -> ClassList:
    """Kept until it is taken in, a few days at most; nothing else happens yet."""
    slips.school(school, viewer)
    table = tables.read(content)
    made = ClassList(
        new_id(), school, viewer.person, now, content, table.encoding, table.heads(), tables.guess(table)
    )
    made.into = _open_class(into, school, viewer)
    made.rows = len(table.rows) - made.heading
    class_lists.add(made)
    return made


@transactional
def understand(list_id: str, facts: Mapping[str, Any], viewer: Viewer) -> ClassList:
    """Which column says what, as the teacher corrects it."""
    found = class_lists.one(list_id, viewer)
    found.check_unread()
    columns = {name: facts[name] for name in tables.FIELDS if facts.get(name) is not None}
    table = tables.read(found.content, facts["encoding"])
    if any(not 0 <= column < table.width for column in columns.values()):
        raise Invalid({"name": N_("There is no such column.")})
    tables.check_columns(columns)
    found.encoding, found.heading, found.columns = facts["encoding"], facts["heading"], columns
    found.into, found.rows = _open_class(facts["into"], found.school, viewer), len(table.rows) - found.heading
    class_lists.save(found)
    return found


def _open_class(class_id: str, school: str, viewer: Viewer) -> str:
    if not class_id:
        return ""
    found = classes.one(class_id, viewer)
    if found.school != school:
        raise Invalid({"into": N_("This class belongs to another school.")})
    found.check_open()
    return class_id


def table_of(found: ClassList) -> Table:
    return tables.read(found.content, found.encoding)


def plan(found: ClassList, table: Table) -> list[Planned]:
    """What taking it in would do now, row by row."""
    rows = _rows(found, table)
    return rules.plan(rows, _known(found.school, rows), found.into)


def _rows(found: ClassList, table: Table) -> list[Row]:
    return [_clean(row) for row in rules.rows_of(table, found.columns, found.heading)]


def _clean(row: Row) -> Row:
    try:
        return replace(
            row, name=clean(row.name), school_class=clean(row.school_class), programme=clean(row.programme)
        )
    except ValueError:
        return Row(row.line, "", unreadable=True)


def _known(school: str, rows: list[Row]) -> Known:
    return Known(
        class_lists.by_number(school, (row.number for row in rows)),
        class_lists.by_mail(school, (row.mail for row in rows)),
        class_lists.class_names(school),
    )


@transactional
def take(list_id: str, viewer: Viewer, now: datetime) -> ClassList:
    """By a job: of a whole year there are two thousand rows."""
    found = class_lists.one(list_id, viewer)
    found.check_unread()
    tables.check_columns(found.columns)
    if found.into:
        classes.one(found.into, viewer).check_open()
    found.state = "running"
    class_lists.save(found)
    jobs.add(TAKE, found.id, now)
    return found


def take_in(job: Job, now: datetime) -> None:
    """A few rows a transaction, each beside what they did: whoever takes the job up again goes on behind them."""
    found = class_lists.known(job.subject)
    if found is None or found.state != "running":
        return
    table = table_of(found)
    first = {one.row.line: one for one in rules.plan(_rows(found, table), Known(), "")}
    rows = [one.row for one in first.values()]
    for some in _chunks(rows[found.done :]):
        wrong = {row.line: first[row.line] for row in some if first[row.line].outcome == "bad"}
        if not _take_some(job.subject, some, wrong, now):
            return


def _chunks(rows: list[Row]) -> Iterator[list[Row]]:
    for at in range(0, len(rows), CHUNK):
        yield rows[at : at + CHUNK]


@transactional
def _take_some(list_id: str, rows: list[Row], wrong: Mapping[int, Planned], now: datetime) -> bool:
    """False when the list is gone, or whoever sent it may no longer. ``wrong``: rows that clash within the list."""
    found = class_lists.known(list_id)
    viewer = sessions.apart_from_sessions(found.by) if found else None
    if found is None or viewer is None or found.school not in viewer.organisations_as(*slips.STAFF):
        return False
    good = [row for row in rows if row.line not in wrong]
    planned = rules.plan(good, _known(found.school, good), found.into)
    persons = enrolling.enrol(found.school, planned, viewer, now)
    class_lists.advance(list_id, [*planned, *wrong.values()], persons)
    return True


@transactional
def taken(list_id: str, now: datetime) -> None:
    """The file goes; what is left names those who were left out, until the list goes too."""
    found = class_lists.known(list_id)
    if found is None or found.state != "running":
        return
    found.state = "taken" if found.done == found.rows else "stopped"
    found.content = b""
    found.bad.sort(key=lambda one: one["line"])
    class_lists.save(found)
    audit.record(N_("List of students taken in"), found.school, found.by, now, count=found.done)


@transactional
def discard(list_id: str, viewer: Viewer) -> None:
    found = class_lists.one(list_id, viewer)
    if found.state == "running":
        raise Conflict(N_("This list is being taken in."))
    class_lists.delete(found.id)


def to_invite(found: ClassList) -> list[str]:
    """Those of the list who have not come in and have an address that nobody has proven yet."""
    here = people.people(found.people)
    return sorted(one.id for one in here if one.mail and not one.mail_confirmed and one.password is None)


@transactional
def invite(list_id: str, viewer: Viewer, now: datetime) -> None:
    """Only now anything is mailed; once a list."""
    found = class_lists.one(list_id, viewer)
    found.invite(now)
    class_lists.save(found)
    chosen = to_invite(found)
    for person in chosen:
        jobs.add(WELCOME_MAIL, person, now, organisation=found.school)
    audit.record(N_("Students invited by mail"), found.school, viewer.person, now, count=len(chosen))
