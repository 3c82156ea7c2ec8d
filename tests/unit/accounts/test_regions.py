"""Regions: each has a zone, a language, ages with their source; a person acts alone from midnight of a birthday."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from services.accounts.regions import REGIONS, acts_alone_from, region
from shared.errors import Invalid


@pytest.mark.parametrize("key", ["cn", "tw", "hk", "ie", "other"])
def test_a_region_is_complete_and_names_its_sources(key):
    found = region(key)
    assert ZoneInfo(found.zone)
    assert found.language in ("en", "zh_Hans_CN", "zh_Hant_TW")
    assert set(found.ages) == {"contract", "data_consent", "placement", "night_work"}
    assert all(age.source and 0 < age.years <= 18 for age in found.ages.values())
    assert found.facts
    assert all(fact.source and len(fact.date) == 10 for fact in found.facts)


def test_there_are_no_other_regions():
    assert set(REGIONS) == {"cn", "tw", "hk", "ie", "other"}
    with pytest.raises(Invalid):
        region("atlantis")


@pytest.mark.parametrize(
    ("purpose", "born", "moment"),
    [
        ("placement", date(2010, 5, 1), datetime(2026, 4, 30, 16, tzinfo=UTC)),
        ("data_consent", date(2010, 5, 1), datetime(2024, 4, 30, 16, tzinfo=UTC)),
        ("contract", date(2008, 2, 29), datetime(2026, 2, 28, 16, tzinfo=UTC)),
    ],
)
def test_a_person_acts_alone_from_the_schools_midnight_of_the_birthday(purpose, born, moment):
    assert acts_alone_from("cn", purpose, born, "Asia/Shanghai") == moment


def test_codes_are_checked_as_the_region_does():
    assert [region(key).code_kind for key in ("cn", "tw", "ie")] == ["uscc", "tw_ubn", "free"]
