"""A project along a line: where each milestone, each week and today stand, in per cent. Weekends are not drawn."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from services.projects.domain.milestone import Milestone

FIRST, LAST = 11, 89
"""Where the line begins and ends: a day written at either end is not cut off on a phone."""

CLOSE = 22
"""Days nearer to each other than this are written in two rows."""

TONES = {"accepted": "ok", "delivered": "waiting", "rework": "work", "planned": "draft"}


@dataclass(frozen=True)
class Stop:
    """``tone``: of its state, "bad" when it is late; ``low``: its day is written in the second row."""

    number: int
    title: str
    due: datetime
    tone: str
    x: float
    low: bool


@dataclass(frozen=True)
class Line:
    """``today`` is None before the start; ``weeks`` are the Mondays."""

    stops: list[Stop]
    weeks: list[float]
    today: float | None
    first: int = FIRST
    last: int = LAST


def line(milestones: Sequence[Milestone], start_on: str | None, now: datetime, zone: str) -> Line | None:
    """None before there is a start and a milestone."""
    if not milestones or not start_on:
        return None
    place, start, today = ZoneInfo(zone), date.fromisoformat(start_on), now.astimezone(ZoneInfo(zone)).date()
    last = max(one.due.astimezone(place).date() for one in milestones)
    whole = max(workdays(start, last), 1)

    def at(day: date) -> float:
        return round(FIRST + min(workdays(start, day) / whole, 1) * (LAST - FIRST), 1)

    monday = start + timedelta(days=-start.weekday() % 7)
    weeks = [at(monday + timedelta(weeks=n)) for n in range((last - monday).days // 7 + 1)]
    here = at(today) if today >= start else None
    return Line(_stops(milestones, at, place, now), weeks, here)


def _stops(
    milestones: Sequence[Milestone], at: Callable[[date], float], place: ZoneInfo, now: datetime
) -> list[Stop]:
    found: list[Stop] = []
    for one in milestones:
        x = at(one.due.astimezone(place).date())
        near = bool(found) and x - found[-1].x < CLOSE
        late = one.state in ("planned", "rework") and one.due < now
        tone = "bad" if late else TONES[one.state]
        low = near and not found[-1].low
        found.append(Stop(one.number, one.title, one.due, tone, x, low))
    return found


def workdays(first: date, last: date) -> int:
    """How many days from Monday to Friday lie after ``first``, up to and with ``last``; 0 where it lies before.

    Examples
    --------
    >>> workdays(date(2026, 6, 12), date(2026, 6, 15))  # Friday to Monday
    1
    >>> workdays(date(2026, 6, 12), date(2026, 6, 14))  # Friday to Sunday
    0
    >>> workdays(date(2026, 6, 1), date(2026, 6, 29))
    20
    """
    weeks, rest = divmod(max((last - first).days, 0), 7)
    return weeks * 5 + sum((first.weekday() + n) % 7 < 5 for n in range(1, rest + 1))
