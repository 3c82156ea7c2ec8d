"""The school's calendar: terms, days off, days that are made up for; typed, or by CSV."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from services.accounts import holidays, permissions
from services.accounts.domain.calendar import Calendar
from services.accounts.domain.table import MOST_BYTES
from services.accounts.pages.classes import school_of
from services.accounts.schemas import calendars as schemas
from services.accounts.store import calendars as store
from services.accounts.store import classes, organisations
from services.accounts.usecases import calendars
from shared import clock
from shared.web import forms
from shared.web.permissions import needs

pages = Blueprint("calendars", __name__, url_prefix="/accounts")

PLACE = "/accounts/calendar"


@pages.get("/calendar")
@needs(permissions.SEE_CLASSES)
def show() -> str:
    school = school_of(*classes.READERS)
    kept = store.of_school(school)
    return _page(school, kept)(forms.filled(_lines(kept)))


def _lines(kept: Calendar | None) -> dict[str, str]:
    """As they are typed."""
    if kept is None:
        return {"days": "", "terms": ""}
    days = [
        f"{one['day']}, {one['name']}, {_('working') if one['working'] else _('off')}" for one in kept.days
    ]
    terms = [f"{one['name']}, {one['begins']}, {one['ends']}" for one in kept.terms]
    return {"days": "\n".join(days), "terms": "\n".join(terms)}


def _page(school_id: str, kept: Calendar | None) -> Any:
    school = organisations.organisation(school_id, g.viewer)
    year = clock.now().astimezone(ZoneInfo(school.time_zone)).year
    facts = {
        "school": school, "kept": kept, "keeps": school_id in g.viewer.organisations_as(*calendars.KEEPERS),
        "fixed": holidays.FIXED.get(school.region), "years": range(year, year + calendars.YEARS_AHEAD),
        "coming": _coming(kept, school.time_zone), "saved": "saved" in request.args,
    }  # fmt: skip
    return lambda form: render_template("accounts/calendar.html", form=form, **facts)


def _coming(kept: Calendar | None, zone: str) -> list[dict[str, Any]]:
    """The days from today on, as moments that the reader's language writes."""
    if kept is None:
        return []
    today = clock.now().astimezone(ZoneInfo(zone)).date().isoformat()
    noon = [
        (one, datetime.fromisoformat(f"{one['day']}T12:00").replace(tzinfo=ZoneInfo(zone)))
        for one in kept.days
    ]
    return [one | {"at": at} for one, at in noon if one["day"] >= today][:40]


@pages.post("/calendar")
@needs(permissions.KEEP_CALENDAR)
def keep() -> ResponseReturnValue:
    school = school_of(*calendars.KEEPERS)

    def work(data: Mapping[str, Any]) -> str:
        sent = request.files.get("file")
        file = sent.stream.read(MOST_BYTES + 1) if sent is not None and sent.filename else b""
        version = request.form.get("version", type=int)
        calendars.keep(school, {**data, "file": file}, version, g.viewer, clock.now())
        return f"{PLACE}?saved=1"

    return forms.submit(schemas.CalendarTyped(), work, _page(school, store.of_school(school)))


@pages.post("/calendar/fixed")
@needs(permissions.KEEP_CALENDAR)
def add_fixed() -> ResponseReturnValue:
    school = school_of(*calendars.KEEPERS)

    def work(data: Mapping[str, Any]) -> str:
        calendars.add_fixed(school, data["year"], g.viewer, clock.now())
        return f"{PLACE}?saved=1"

    kept = store.of_school(school)
    return forms.submit(
        schemas.FixedOf(), work, lambda form: _page(school, kept)(forms.Form(_lines(kept), form.errors))
    )
