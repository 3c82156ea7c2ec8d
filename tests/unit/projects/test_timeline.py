"""A project along a line: working days alone take room, and nothing is written over anything else."""

import doctest
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from services.projects import timeline
from services.projects.domain.milestone import Milestone
from shared import clock

START = date(2026, 6, 1)  # a Monday
ZONE = "Asia/Shanghai"


def milestone(number: int, days: int, **changes: Any) -> Milestone:
    facts: dict[str, Any] = {
        "id": f"m{number}", "team": "t", "brief": "b", "number": number, "title": f"Step {number}",
        "due": clock.end_of_day(START + timedelta(days=days), ZONE), "state_since": noon(0),
    }  # fmt: skip
    return Milestone(**facts | changes)


def noon(days: int) -> datetime:
    return datetime(2026, 6, 1, 4, tzinfo=UTC) + timedelta(days=days)


def drawn(*milestones: Milestone, now: datetime, start: date = START) -> timeline.Line:
    found = timeline.line(milestones, start.isoformat(), now, ZONE)
    assert found is not None
    return found


def test_the_examples_hold() -> None:
    result = doctest.testmod(timeline)
    assert (result.attempted > 0, result.failed) == (True, 0)


def test_without_a_start_or_a_milestone_there_is_no_line() -> None:
    assert timeline.line([], START.isoformat(), noon(0), ZONE) is None
    assert timeline.line([milestone(1, 7)], None, noon(0), ZONE) is None


def test_a_weekend_takes_no_room() -> None:
    """Friday, Saturday and Sunday are one place; each week is as wide as the next."""
    line = drawn(*(milestone(n, days) for n, days in enumerate((4, 5, 6, 14, 28), 1)), now=noon(0))
    friday, saturday, sunday, _, last = (stop.x for stop in line.stops)
    assert friday == saturday == sunday
    assert last == timeline.LAST
    gaps = [round(after - before, 1) for before, after in zip(line.weeks, line.weeks[1:], strict=False)]
    assert max(gaps) - min(gaps) <= 0.2


@pytest.mark.parametrize(("days", "place"), [(-3, None), (0, timeline.FIRST), (14, 50), (90, timeline.LAST)])
def test_today_stands_on_the_line_from_its_first_day_on(days: int, place: float | None) -> None:
    assert drawn(milestone(1, 28), now=noon(days)).today == place


def test_a_milestone_shows_its_state_and_whether_it_is_late() -> None:
    stops = drawn(
        milestone(1, 1, state="accepted"), milestone(2, 2, state="delivered"), milestone(3, 3, state="rework"),
        milestone(4, 4), milestone(5, 28), now=noon(10),
    ).stops  # fmt: skip
    assert [stop.tone for stop in stops] == ["ok", "waiting", "bad", "bad", "draft"]


def test_days_that_are_near_each_other_are_written_in_two_rows() -> None:
    stops = drawn(*(milestone(n, days) for n, days in enumerate((7, 9, 11, 28), 1)), now=noon(0)).stops
    assert [stop.low for stop in stops] == [False, True, False, False]
