"""Days as schools count them."""

from datetime import UTC, date, datetime

import pytest

from shared.clock import Calendar, due_in_days, moved_from

OFF = frozenset(date(2026, 10, day) for day in range(1, 8))
SCHOOL = Calendar("Asia/Shanghai", True, OFF, frozenset({date(2026, 10, 10)}))
MONDAY = datetime(2026, 9, 28, 1, 0, tzinfo=UTC)


def local(due: datetime) -> str:
    return due.astimezone(UTC).strftime("%m-%d %H:%M")


@pytest.mark.parametrize(
    ("days", "due"),
    [(0, "09-28"), (2, "09-30"), (3, "10-08"), (9, "10-08"), (10, "10-08"), (12, "10-10"), (13, "10-12")],
)
def test_a_day_off_gives_way_to_the_next_working_day(days: int, due: str) -> None:
    """1 to 7 October are off; the 10th, a Saturday, is made up for."""
    assert local(due_in_days(days, MONDAY, SCHOOL)) == f"{due} 15:59"


def test_where_nobody_keeps_a_calendar_every_day_counts() -> None:
    assert local(due_in_days(5, MONDAY, "Asia/Shanghai")) == "10-03 15:59"
    assert local(due_in_days(5, MONDAY, Calendar("Asia/Shanghai"))) == "10-03 15:59"


def test_a_date_that_was_moved_says_from_where() -> None:
    moved = moved_from(3, MONDAY, SCHOOL)
    assert moved is not None
    assert local(moved) == "10-01 15:59"
    assert moved_from(2, MONDAY, SCHOOL) is None
    assert moved_from(5, MONDAY, Calendar("Asia/Shanghai")) is None


def test_a_calendar_on_which_nobody_ever_works_moves_nothing() -> None:
    never = frozenset(date.fromordinal(date(2026, 9, 1).toordinal() + days) for days in range(500))
    assert local(due_in_days(3, MONDAY, Calendar("Asia/Shanghai", True, never))) == "10-01 15:59"
