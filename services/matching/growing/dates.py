"""When the steps of a way are done: laid on the hours of the week in which the student is free."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

DAY, WEEK = 24, 168
AT_A_TIME = 2
WAKING = range(8, 22)


@dataclass(frozen=True, slots=True)
class Span:
    """What a step takes: ``hours`` of learning, or ``weeks`` of a team's work that begins at ``not_before``."""

    hours: int
    weeks: int = 0
    not_before: datetime | None = None


def hours_of_week(slots: Collection[int] | None, most: int) -> tuple[int, ...]:
    """Returns the hours of the week for learning: at most ``most`` of the free ones, spread over the days.

    Each day in turn, from Monday, gives up to two hours that follow each other, until there are enough. Who has said
    nothing is free from 8 to 22 h.

    Examples
    --------
    >>> hours_of_week({18, 19, 20, 42, 43}, 4), hours_of_week({18, 19, 20}, 9), hours_of_week(set(), 4)
    ((18, 19, 42, 43), (18, 19, 20), ())
    >>> hours_of_week(None, 3)
    (8, 9, 32)
    """
    free = sorted(slots) if slots is not None else [day * DAY + hour for day in range(7) for hour in WAKING]
    days = [[hour for hour in free if hour // DAY == day] for day in range(7)]
    chosen: list[int] = []
    while len(chosen) < most and any(days):
        for day in days:
            chosen += day[: min(AT_A_TIME, most - len(chosen))]
            del day[:AT_A_TIME]
    return tuple(sorted(chosen))


def lay(
    spans: Sequence[Span], begin: datetime, week: Sequence[int], zone: str
) -> list[tuple[datetime, datetime]] | None:
    """Returns when each step begins and ends, one after the other; None where there is no hour for them.

    Parameters
    ----------
    begin : datetime
        Nothing begins before.
    week : sequence of int
        The hours for learning, 0..167 in ``zone``, as `hours_of_week` gives them.

    Examples
    --------
    >>> monday = datetime(2026, 3, 2, 12, tzinfo=UTC)
    >>> first, second = lay([Span(3), Span(1)], monday, (18, 19), "UTC")
    >>> first[0].isoformat(" ", "minutes"), first[1].isoformat(" ", "minutes")
    ('2026-03-02 18:00+00:00', '2026-03-09 19:00+00:00')
    >>> second[0].isoformat(" ", "minutes")
    '2026-03-09 19:00+00:00'
    """
    laid, at = [], begin
    for span in spans:
        if span.weeks:
            start = max(at, span.not_before or at)
            at = start + timedelta(weeks=span.weeks)
            laid.append((start, at))
            continue
        if not week:
            return None
        taken = list(islice(_hours(at, week, zone), span.hours))
        at = taken[-1] + timedelta(hours=1)
        laid.append((taken[0], at))
    return laid


def _hours(begin: datetime, week: Sequence[int], zone: str) -> Iterator[datetime]:
    """Yields the hours for learning that begin at ``begin`` or later."""
    monday = _monday(begin, zone)
    while True:
        for hour in week:
            at = _at(monday + timedelta(days=hour // DAY), hour % DAY, zone)
            if at >= begin:
                yield at
        monday += timedelta(days=7)


def next_monday(now: datetime, zone: str, hour: int = 6) -> datetime:
    """Returns the next Monday at this hour of the zone.

    >>> [next_monday(datetime(2026, 3, 2, at, tzinfo=UTC), "UTC").isoformat(" ") for at in (5, 7)]
    ['2026-03-02 06:00:00+00:00', '2026-03-09 06:00:00+00:00']
    """
    at = _at(_monday(now, zone), hour, zone)
    return at if at > now else _at(_monday(now, zone) + timedelta(days=7), hour, zone)


def _monday(moment: datetime, zone: str) -> date:
    day = moment.astimezone(ZoneInfo(zone)).date()
    return day - timedelta(days=day.weekday())


def _at(day: date, hour: int, zone: str) -> datetime:
    return datetime.combine(day, time(hour), ZoneInfo(zone)).astimezone(UTC)
