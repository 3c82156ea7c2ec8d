"""The hours of a week in which somebody is free: a grid of seven days and five parts, kept as hours 0..167."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from shared.errors import Invalid
from shared.messages import N_

HOURS = 168
DAY = 24
PARTS: dict[str, range] = {
    "morning": range(8, 12),
    "noon": range(12, 14),
    "afternoon": range(14, 18),
    "evening": range(18, 21),
    "late": range(21, 24),
}
"""Parts of a day and their hours; a week begins on Monday at 0 h in the school's time zone."""

FILLS: dict[str, frozenset[tuple[int, str]]] = {
    "evenings": frozenset((day, "evening") for day in range(5)),
    "afternoons": frozenset((day, "afternoon") for day in range(5)),
    "weekend": frozenset((day, part) for day in (5, 6) for part in PARTS),
    "everything": frozenset((day, part) for day in range(7) for part in PARTS),
    "nothing": frozenset(),
}
"""What the quick fills choose, as (day, part)."""


@dataclass
class Week:
    """``id`` is the person's; ``slots`` their free hours, sorted."""

    id: str
    given: datetime
    slots: list[int] = field(default_factory=list)
    version: int = 0

    def give(self, slots: Iterable[int], now: datetime) -> None:
        """Raises Invalid for an hour that no week has."""
        chosen = sorted(set(slots))
        if any(not 0 <= hour < HOURS for hour in chosen):
            raise Invalid({"slots": N_("An hour of the week is a number from 0 (Monday, midnight) to 167.")})
        self.slots, self.given = chosen, now


def hours_of(cells: Iterable[tuple[int, str]]) -> list[int]:
    """The hours of the chosen parts.

    >>> hours_of([(0, "noon"), (1, "noon")])
    [12, 13, 36, 37]
    """
    return sorted({day * DAY + hour for day, part in cells for hour in PARTS[part]})


def elsewhere(hours: range, minutes: int) -> tuple[str, str, int]:
    """When a part of the day begins and ends for somebody whose clock is so many ``minutes`` ahead, and how many days
    later they call it.

    Examples
    --------
    >>> elsewhere(range(8, 12), 330)
    ('13:30', '17:30', 0)
    >>> elsewhere(range(8, 12), -13 * 60)
    ('19:00', '23:00', -1)
    """
    begin, end = (hour * 60 + minutes for hour in (hours[0], hours[-1] + 1))
    first, last = (f"{at // 60 % DAY:02}:{at % 60:02}" for at in (begin, end))
    return first, last, begin // (DAY * 60)


def cells_of(slots: Iterable[int]) -> frozenset[tuple[int, str]]:
    """The parts of which every hour is free: what the grid shows as chosen."""
    free = set(slots)
    return frozenset(
        (day, part)
        for day in range(7)
        for part, hours in PARTS.items()
        if all(day * DAY + hour in free for hour in hours)
    )
