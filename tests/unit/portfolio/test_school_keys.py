"""A school's key as plain values: when it counts, who decides, what may follow what."""

from datetime import UTC, datetime, timedelta

import pytest

from services.portfolio.domain.schoolkeys import ENDS, SchoolKey, checked_domain
from shared.errors import Conflict, Invalid

NOON = datetime(2027, 3, 1, 12, 0, 0, 700_000, UTC)
WHOLE = NOON.replace(microsecond=0)
DAY = timedelta(days=1)


def asked() -> SchoolKey:
    return SchoolKey("k", "school", "school.example", "z6Mk", "admin", NOON - DAY, {"sealed": "…"})


def confirmed() -> SchoolKey:
    key = asked()
    key.approve("operator", NOON - DAY)
    assert key.was_seen(NOON)
    return key


def test_it_counts_from_the_second_in_which_it_was_found_and_through_that_in_which_it_ended() -> None:
    assert asked().counts() is None
    key = confirmed()
    assert key.counts() == (WHOLE, None)
    key.end("withdrawn", "admin", NOON + DAY)
    assert key.counts() == (WHOLE, WHOLE + DAY + timedelta(seconds=1))
    assert key.sealed == {}


def test_of_two_ends_the_earlier_counts_and_before_its_beginning_nothing_does() -> None:
    key = confirmed()
    key.end("replaced", None, NOON + 3 * DAY)
    key.compromise(WHOLE + DAY, "admin", NOON + 4 * DAY)
    assert key.counts() == (WHOLE, WHOLE + DAY)
    with pytest.raises(Conflict):
        key.compromise(WHOLE + 2 * DAY, "admin", NOON + 4 * DAY)
    key.compromise(WHOLE - DAY, "admin", NOON + 4 * DAY)
    assert key.counts() is None
    assert (key.why, key.state) == ("compromised", "ended")


def test_nothing_is_declared_for_a_day_that_has_not_come() -> None:
    with pytest.raises(Invalid):
        confirmed().compromise(NOON + DAY, "admin", NOON)


def test_a_look_changes_the_state_once() -> None:
    key = confirmed()
    assert not key.was_seen(NOON + DAY)
    assert key.was_missed("gone", {}, NOON + 2 * DAY)
    assert not key.was_missed("still gone", {}, NOON + 3 * DAY)
    assert (key.state, key.failing_since, key.problem) == ("failing", NOON + 2 * DAY, "still gone")
    assert key.was_seen(NOON + 4 * DAY)
    assert (key.state, key.failing_since, key.problem) == ("confirmed", None, "")
    assert key.counts() == (WHOLE, None), "it signed nothing meanwhile"


def test_nobody_decides_what_they_asked_for_and_nothing_is_looked_for_before() -> None:
    key = asked()
    for act in (key.approve, key.refuse):
        with pytest.raises(Conflict):
            act("admin", NOON)
    with pytest.raises(Conflict):
        key.check_may_look(NOON)
    key.refuse("operator", NOON)
    assert ENDS[key.why]
    with pytest.raises(Conflict):
        key.check_may_look(NOON)


def test_somebody_who_presses_again_and_again_waits_a_minute() -> None:
    key = confirmed()
    with pytest.raises(Conflict):
        key.check_may_look(NOON + timedelta(seconds=59))
    key.check_may_look(NOON + timedelta(seconds=60))


def test_the_platform_s_own_name_is_no_school_s() -> None:
    assert checked_domain(" School.Example. ", "shixun.example") == "school.example"
    with pytest.raises(Invalid):
        checked_domain("shixun.example", "shixun.example")
