"""The one clock: UTC, cut to milliseconds (what MongoDB keeps), movable for tests and demos."""

import time
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from pathlib import Path
from zoneinfo import ZoneInfo

MOST_DAYS_OFF = 400
"""Nobody is off for longer than a year: a calendar that says so moves nothing."""
_offset_file: Path | None = None


def use_offset_file(path: Path | None) -> None:
    """Shift the clock by the number of seconds that stands in ``path``, read at each call."""
    global _offset_file
    _offset_file = path


def now() -> datetime:
    """This moment, shifted by the test clock if there is one."""
    moment = datetime.fromtimestamp(time.time() + _offset(), UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def of_the_world() -> datetime:
    """This moment as other people's clocks show it, whatever the test clock says: by it a phone makes its codes."""
    return datetime.fromtimestamp(time.time(), UTC)


def _offset() -> float:
    if _offset_file is None:
        return 0.0
    try:
        with open(
            _offset_file, "rb", buffering=0
        ) as file:  # read twice in a request: a third of pathlib's time
            return float(file.read(32) or 0)
    except (FileNotFoundError, ValueError):
        return 0.0


@dataclass(frozen=True)
class Calendar:
    """How days count somewhere: in which zone, and where a school keeps a calendar (``kept``), on which it works."""

    zone: str
    kept: bool = False
    off: frozenset[date] = frozenset()
    working: frozenset[date] = frozenset()

    def works(self, day: date) -> bool:
        """Without a calendar every day counts; with one, weekends are off unless a day is made up for."""
        return not self.kept or day in self.working or not (day in self.off or day.weekday() >= 5)

    def working_day(self, day: date) -> date:
        """The day itself, or the next one on which somebody works.

        >>> Calendar("Asia/Shanghai", True, frozenset({date(2026, 10, 1)})).working_day(date(2026, 10, 1))
        datetime.date(2026, 10, 2)
        """
        later = (day + timedelta(days=days) for days in range(MOST_DAYS_OFF))
        return next((one for one in later if self.works(one)), day)


def day_in(moment: datetime, zone: str) -> date:
    """Which day it is there."""
    return moment.astimezone(ZoneInfo(zone)).date()


def due_in_days(days: int, start: datetime, where: Calendar | str) -> datetime:
    """End of the day that is ``days`` after ``start``: a due date means that whole day. ``where``: a zone, in which
    every day counts, or a calendar, by which a day on which nobody works gives way to the next."""
    calendar = Calendar(where) if isinstance(where, str) else where
    day = day_in(start, calendar.zone) + timedelta(days=days)
    return end_of_day(calendar.working_day(day), calendar.zone)


def moved_from(days: int, start: datetime, calendar: Calendar) -> datetime | None:
    """When that would be due if every day counted; None where it is due then."""
    plain = due_in_days(days, start, calendar.zone)
    return None if plain == due_in_days(days, start, calendar) else plain


def end_of_day(day: date, zone: str) -> datetime:
    """The last whole second of ``day`` in ``zone``, as UTC."""
    return datetime.combine(day, time_of_day(23, 59, 59), ZoneInfo(zone)).astimezone(UTC)
