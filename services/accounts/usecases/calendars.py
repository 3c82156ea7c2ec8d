"""A school keeps its calendar: terms, days off, days that are made up for. From then on its due dates mind them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from services.accounts import holidays
from services.accounts.domain import calendar as rules
from services.accounts.domain import table as tables
from services.accounts.domain.calendar import Calendar
from services.accounts.domain.organisation import Organisation
from services.accounts.store import audit, calendars, organisations
from shared import mongo
from shared.errors import Invalid, NotFound
from shared.events import accounts as events
from shared.messages import N_
from shared.messaging import outbox
from shared.mongo import transactional
from shared.text import clean
from shared.viewer import Viewer

KEEPERS = ("school_admin", "registrar")
YEARS_AHEAD = 2


@transactional
def keep(
    school_id: str, facts: Mapping[str, Any], expected: int | None, viewer: Viewer, now: datetime
) -> Calendar:
    """As typed, whole; the rows of ``file`` are added to it."""
    days = rules.days_of(_table(facts["days"], "days"), "days")
    if facts.get("file"):
        days += rules.days_of(_clean(tables.read(facts["file"]), "file"), "file")
    return _keep(school_id, days, rules.terms_of(_table(facts["terms"], "terms")), expected, viewer, now)


@transactional
def keep_rows(
    school_id: str, days: list[dict[str, Any]], terms: list[dict[str, str]], expected: int, viewer: Viewer,
    now: datetime,
) -> Calendar:  # fmt: skip
    return _keep(school_id, days, terms, expected, viewer, now)


def _keep(
    school_id: str, days: list[dict[str, Any]], terms: list[dict[str, str]], expected: int | None, viewer: Viewer,
    now: datetime,
) -> Calendar:  # fmt: skip
    school = _kept(school_id, viewer)
    found = calendars.of_school(school.id) or Calendar(school.id)
    mongo.expect_version(found, expected)
    found.keep_days(days)
    found.keep_terms(terms)
    return _saved(found, viewer, now)


@transactional
def add_fixed(school_id: str, year: int, viewer: Viewer, now: datetime) -> Calendar:
    """The holidays of that year whose date the law of the school's region fixes; what stands there stays."""
    school = _kept(school_id, viewer)
    if school.region not in holidays.FIXED or not 0 <= year - now.year <= YEARS_AHEAD:
        raise Invalid({"year": N_("Choose one of the years offered.")})
    found = calendars.of_school(school.id) or Calendar(school.id)
    fixed = [
        {"day": day, "name": name, "working": False} for day, name in holidays.of_year(school.region, year)
    ]
    found.keep_days([*fixed, *found.days])
    return _saved(found, viewer, now)


def _kept(school_id: str, viewer: Viewer) -> Organisation:
    if school_id not in viewer.organisations_as(*KEEPERS):
        raise NotFound(N_("There is no such organisation."))
    return organisations.organisation(school_id, viewer)


def _table(text: str, field: str) -> tables.Table:
    """Nothing typed is an empty calendar, not a mistake."""
    if not text.strip():
        return tables.Table("utf-8", [])
    try:
        table = tables.read(text.encode(), "utf-8")
    except Invalid as error:
        raise Invalid({field: error.errors["file"]}) from error
    return _clean(table, field)


def _clean(table: tables.Table, field: str) -> tables.Table:
    try:
        return tables.Table(
            table.encoding, [(line, [clean(cell) for cell in cells]) for line, cells in table.rows]
        )
    except ValueError as error:
        raise Invalid({field: str(error)}) from error


def _saved(found: Calendar, viewer: Viewer, now: datetime) -> Calendar:
    calendars.save(found)
    outbox.append(events.CalendarChanged(school=found.id, off=found.off, working=found.working), now)
    audit.record(N_("Calendar changed"), found.id, viewer.person, now)
    return found
