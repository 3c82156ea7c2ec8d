"""A school's calendar: typed, sent as a file, begun from the law's fixed dates; what is due minds it."""

import io
import re
from html import unescape

import pytest

from shared import clock
from tests.service.accounts.conftest import Cast
from tests.world import World

API = "/accounts/api/v1"
PLACE = "/accounts/calendar"
GOLDEN_WEEK = (
    "2030-10-01, 国庆节, off\n2030-10-02, 国庆节, 放假\n2030-10-03, 国庆节\n2030-10-12, 调休, working"
)


def keeps(cast: Cast, days: str = "", status: int = 303, **more: object) -> str:
    return unescape(str(cast.admin.send(PLACE, {"days": days, **more}, status=status).text))


def test_a_school_without_a_calendar_counts_every_day_and_one_with_an_empty_one_has_weekends(
    cast: Cast,
) -> None:
    school = cast.admin.organisation
    assert "keeps no calendar yet" in cast.admin.page(PLACE)
    keeps(cast)
    assert "keeps no calendar yet" not in cast.admin.page(PLACE)
    assert cast.world.count("accounts", "calendars", {"_id": school, "days": []}) == 1


def test_it_is_typed_and_shown_as_it_was_typed(cast: Cast) -> None:
    keeps(cast, GOLDEN_WEEK, terms="2030 秋, 2030-09-01, 2031-01-15")
    page = cast.admin.page(PLACE)
    assert "2030-10-03, 国庆节, off" in page
    assert "2030-10-12, 调休, working" in page
    assert "2030 秋" in page
    keeps(cast, "2030-10-01, 国庆节, off")
    assert "2030-10-03" not in cast.admin.page(PLACE)


def test_days_are_added_by_a_file_in_any_encoding(cast: Cast) -> None:
    file = (
        io.BytesIO("日期,名称,类型\n2031/1/1,元旦,休\n2031年1月4日,补班,班\n".encode("gb18030")),
        "days.csv",
    )
    keeps(cast, "2030-10-01, 国庆节, off", file=file)
    page = cast.admin.page(PLACE)
    assert "2030-10-01, 国庆节, off" in page
    assert "2031-01-01, 元旦, off" in page
    assert "2031-01-04, 补班, working" in page


@pytest.mark.parametrize(
    ("days", "terms", "sentence"),
    [
        ("2030-10-01\n30 February, x, off", "", "Line 2: give a day as 2026-10-01"),
        ("2030-02-30, x, off\n2030-10-01", "", "Line 1: give a day"),
        ("2030-10-01, x, perhaps", "", "Line 1: give a day"),
        ("", "2030 秋, 2031-01-15, 2030-09-01", "Line 1: give the name of the term"),
        ("2030-10-01, a\u202eb, off", "", "cannot be shown"),
    ],
)
def test_a_bad_line_is_named_and_nothing_is_kept(cast: Cast, days: str, terms: str, sentence: str) -> None:
    assert sentence in keeps(cast, days, status=422, terms=terms)
    assert cast.world.count("accounts", "calendars") == 0


def test_the_law_gives_the_days_of_a_fixed_date_and_they_replace_nothing(cast: Cast) -> None:
    year = clock.now().year
    assert "国务院令第795号" in cast.admin.page(PLACE)
    keeps(cast, f"{year}-10-01, 校庆, working")
    cast.admin.send(f"{PLACE}/fixed", {"year": year})
    page = cast.admin.page(PLACE)
    assert f"{year}-05-01, 劳动节, off" in page
    assert f"{year}-10-01, 校庆, working" in page
    cast.admin.send(f"{PLACE}/fixed", {"year": year + 9}, status=422)


def test_who_saved_over_somebody_elses_calendar_is_told(cast: Cast) -> None:
    keeps(cast)
    keeps(cast, version=1)
    keeps(cast, version=1, status=412)


def test_a_teacher_reads_it(cast: Cast) -> None:
    code = cast.admin.invites(kind="invitation", roles=["teacher"])["code"]
    teacher = cast.comes_in(code, "李老师", "li@qinglan.example")
    assert "administrators and registrars keep the calendar" in teacher.page(PLACE)
    teacher.send(PLACE, {"days": ""}, status=403)


def test_what_is_due_on_a_holiday_is_due_on_the_next_working_day_and_says_so(
    cast: Cast, world: World
) -> None:
    """Students who joined wait for three days; all days but the fifth are off."""
    off = "\n".join(f"{_later(number)}, 长假, off" for number in range(5))
    keeps(cast, f"{off}\n{_later(5)}, 上班, working")
    code = cast.admin.invites(kind="code", roles=["student"])["code"]
    cast.comes_in(code)
    item = next(one for one in cast.admin.waiting() if one["kind"] == "newcomers")
    assert item["due"][:10] == _later(5)
    assert item["moved_from"][:10] == _later(3)
    assert re.search(r"moved from .*, on which the school does not work", cast.admin.page("/accounts/inbox"))


def _later(days: int) -> str:
    """So many days from today in Shanghai."""
    return clock.due_in_days(days, clock.now(), "Asia/Shanghai").date().isoformat()


def test_the_calendar_reaches_the_other_services(cast: Cast, world: World) -> None:
    keeps(cast, GOLDEN_WEEK)
    world.settle()
    for service in ("projects", "matching", "portfolio"):
        assert world.count(service, "calendars", {"off": "2030-10-01", "working": "2030-10-12"}) == 1
