"""Calendars of schools: for their staff to read, and for whatever is due there."""

from datetime import date

from services.accounts.domain.calendar import Calendar
from services.accounts.domain.organisation import Organisation
from services.accounts.store import models
from services.accounts.store.classes import READERS
from shared import clock, mongo
from shared.errors import NotFound
from shared.messages import N_
from shared.viewer import Viewer


def read(school: str, viewer: Viewer) -> Calendar | None:
    if school not in viewer.organisations_as(*READERS):
        raise NotFound(N_("There is no such organisation."))
    return of_school(school)


def of_school(school: str) -> Calendar | None:
    """None while the school keeps none. The school was read with its viewer before."""
    found = mongo.collection("calendars").find_one({"_id": school})
    return mongo.load(Calendar, found) if found else None


def save(kept: Calendar) -> None:
    if kept.version:
        mongo.replace(models.Calendar, kept)
    else:
        mongo.insert(models.Calendar, kept)
    kept.version += 1


def calendar_of(school: Organisation) -> clock.Calendar:
    """How days count there."""
    kept = of_school(school.id)
    if kept is None:
        return clock.Calendar(school.time_zone)
    off, working = (frozenset(date.fromisoformat(day) for day in days) for days in (kept.off, kept.working))
    return clock.Calendar(school.time_zone, True, off, working)
