"""The one clock: UTC, cut to milliseconds (what MongoDB keeps), movable for tests and demos."""

import time
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from pathlib import Path
from zoneinfo import ZoneInfo

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
        return float(_offset_file.read_text(encoding="ascii").strip() or 0)
    except (FileNotFoundError, ValueError):
        return 0.0


def due_in_days(days: int, start: datetime, zone: str) -> datetime:
    """End of the day that is ``days`` after ``start`` in ``zone``: a due date means that whole day."""
    local_day: date = start.astimezone(ZoneInfo(zone)).date() + timedelta(days=days)
    return end_of_day(local_day, zone)


def end_of_day(day: date, zone: str) -> datetime:
    """The last whole second of ``day`` in ``zone``, as UTC."""
    return datetime.combine(day, time_of_day(23, 59, 59), ZoneInfo(zone)).astimezone(UTC)
