"""A record that a school has to keep although the person is erased: blocked until its term ends, then deleted."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass
class Blocked:
    """``record`` is the application as the school decided it, without words; its term counts from ``decided_at``."""

    id: str
    person: str
    school: str
    decided_at: datetime
    since: datetime
    record: dict[str, Any]
    version: int = 0

    def until(self, years: int | None) -> datetime | None:
        """When its term ends; None while nobody has set one."""
        return None if years is None else years_after(self.decided_at, years)


def years_after(moment: datetime, years: int) -> datetime:
    """The same day of another year, or 1 March where that year has no 29 February.

    Examples
    --------
    >>> years_after(datetime(2028, 2, 29), 1)
    datetime.datetime(2029, 3, 1, 0, 0)
    >>> years_after(datetime(2036, 11, 29), -10)
    datetime.datetime(2026, 11, 29, 0, 0)
    """
    year = moment.year + years
    try:
        return moment.replace(year=year)
    except ValueError:
        return moment.replace(year=year, month=3, day=1)
