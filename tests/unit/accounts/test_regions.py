"""Regions: each has a zone, a language, ages with their source; a school raises an age and never lowers it."""

from zoneinfo import ZoneInfo

import pytest

from services.accounts.regions import REGIONS, age_for, region
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


def test_a_school_may_raise_an_age_but_not_lower_it():
    assert age_for("cn", "placement") == 16
    assert age_for("cn", "placement", raised_to=18) == 18
    assert age_for("cn", "placement", raised_to=14) == 16


def test_codes_are_checked_as_the_region_does():
    assert [region(key).code_kind for key in ("cn", "tw", "ie")] == ["uscc", "tw_ubn", "free"]
