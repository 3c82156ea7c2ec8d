"""A credit rule is a table that a registrar can read; what is wrong in it is named before it is published."""

from datetime import UTC, datetime

import cattrs
import pytest

from services.portfolio.credits.calculation import Result, calculate
from services.portfolio.credits.rules import Evidence, PassRule, Rounding, Row, RuleSet, RuleTerms
from services.portfolio.credits.templates import TEMPLATES
from services.portfolio.credits.uses import Use
from shared.errors import Conflict, Invalid

NOW = datetime(2026, 9, 1, tzinfo=UTC)


def a_rule(**terms):
    given = {"title": "16 class hours", "rows": [Row("16", "1"), Row("32", "2")], "valid_from": "2026-09-01"}
    return RuleSet(id="r1", school="s1", created_by="registrar", created_at=NOW, **given | terms)


def test_a_published_version_is_read_only():
    rule = a_rule()
    rule.publish("registrar", 3, NOW)
    assert (rule.state, rule.number, rule.published_by) == ("published", 3, "registrar")
    with pytest.raises(Conflict):
        rule.publish("registrar", 4, NOW)


def test_a_retired_version_counts_until_its_last_day():
    rule = a_rule()
    with pytest.raises(Conflict):
        rule.retire("2027-01-31")
    rule.publish("registrar", 1, NOW)
    with pytest.raises(Invalid):
        rule.retire("2026-08-31")
    rule.retire("2027-01-31")
    assert (rule.state, rule.valid_until) == ("retired", "2027-01-31")


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"title": " "}, "title"),
        ({"rows": []}, "rows"),
        ({"rows": [Row("16", "one")]}, "rows.0.credits"),
        ({"rows": [Row("-16", "1")]}, "rows.0.at"),
        ({"rows": [Row("NaN", "1")]}, "rows.0.at"),
        ({"rows": [Row("32", "2"), Row("16", "1")]}, "rows.1.at"),
        ({"rows": [Row("16", "2"), Row("32", "1")]}, "rows.1.credits"),
        ({"basis": "prize", "rows": [Row("first", "3"), Row("first", "2")]}, "rows.1.at"),
        ({"caps": {"placement": "0"}}, "caps.placement"),
        ({"cap_total": "lots"}, "cap_total"),
        ({"cap_share": "1.5"}, "cap_share"),
        ({"rank_factors": {"1": "2"}}, "rank_factors.1"),
        ({"rank_factors": {"first": "1"}}, "rank_factors.first"),
        ({"named_members": 0}, "named_members"),
        ({"rounding": Rounding("down", "0")}, "rounding.step"),
        ({"valid_from": "soon"}, "valid_from"),
        ({"valid_from": "20260901"}, "valid_from"),
        ({"valid_until": "2026-08-31"}, "valid_until"),
        ({"signatures": []}, "signatures"),
        ({"signatures": ["registrar", "teacher"]}, "signatures"),
        ({"signatures": ["minister", "registrar"]}, "signatures"),
        ({"evidence": [Evidence("report", "report", 0)]}, "evidence"),
        ({"pass_rule": PassRule("60", {"employer": "0.5", "teacher": "0.6"})}, "pass_rule"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_published(terms, field):
    rule = a_rule(**terms)
    with pytest.raises(Invalid) as refused:
        rule.publish("registrar", 1, NOW)
    assert list(refused.value.errors) == [field]
    assert rule.state == "draft"


def test_what_is_stored_comes_back_equal():
    rule = a_rule(evidence=[Evidence("log", "log", 3)], pass_rule=PassRule("60", {"teacher": "1"}))
    plain = cattrs.Converter()
    plain.register_structure_hook(datetime, lambda value, _: value)
    assert plain.structure(plain.unstructure(rule), RuleSet) == rule


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda t: t.key)
def test_a_template_is_a_rule_that_can_be_published_at_once(template):
    terms = template.begin(template.title, "2026-09-01")
    terms.check()
    assert template.source
    terms.rows.clear()
    assert template.make().rows, "each use gets terms of its own"


def terms_of(key) -> RuleTerms:
    return next(template for template in TEMPLATES if template.key == key).make()


ENOUGH = {"evidence": {"weekly_log": 18, "report": 1, "week": 8, "assessment": 1}, "course": "EE301"}


@pytest.mark.parametrize(
    ("key", "work", "credits"),
    [
        ("cn_hours_16", {"hours": "47"}, "2"),
        ("cn_hours_18", {"hours": "47"}, "2"),
        ("cn_hours_18", {"hours": "54"}, "3"),
        ("cn_weeks", {"weeks": "8"}, "8"),
        ("cn_team_prize", {"prize": "second", "position": 3}, "2"),
        ("cn_team_prize", {"prize": "first", "position": 4}, "0"),
        ("tw_summer", {"hours": "320"}, "2"),
        ("tw_summer", {"hours": "319"}, "0"),
        ("tw_semester", {"weeks": "18"}, "9"),
        ("tw_hours_540", {"hours": "720"}, "9"),
        ("tw_hours_648", {"hours": "648", "marks": {"employer": "80", "teacher": "40"}}, "9"),
        ("tw_hours_648", {"hours": "648", "marks": {"employer": "79", "teacher": "40"}}, "0"),
        ("hk_qf", {"hours": "105"}, "10"),
        ("ects_25", {"hours": "125"}, "5"),
        ("us_table", {"hours": "44.5"}, "0"),
        ("us_table", {"hours": "74"}, "1"),
        ("us_table", {"hours": "140"}, "4"),
        ("us_table", {"hours": "900"}, "4"),
    ],
)
def test_the_templates_say_what_their_sources_say(key, work, credits):
    result = Result("k1", "Work", "project", "2026-10-01", **ENOUGH | work)
    assert calculate(terms_of(key), [result]).total == credits


@pytest.mark.parametrize("excluded", ["politics", "physical_education"])
def test_replacement_leaves_politics_and_sports_alone(excluded):
    result = Result("k1", "Work", "project", "2026-10-01", hours="32", course="X", course_type=excluded)
    assert calculate(terms_of("cn_replacement"), [result]).refused == ["k1"]


def test_in_taiwan_an_outside_project_counts_only_inside_a_course():
    result = Result("k1", "Work", "project", "2026-10-01", hours="600")
    assert calculate(terms_of("tw_hours_540"), [result]).refused == ["k1"]


def test_ects_needs_assessed_outcomes():
    result = Result("k1", "Work", "project", "2026-10-01", hours="125")
    assert calculate(terms_of("ects_25"), [result]).total == "0"


def test_a_result_is_reserved_consumed_or_released_by_its_own_application_alone():
    use = Use(id="k1", person="p1")
    use.reserve("a1")
    for wrong in (lambda: use.reserve("a2"), lambda: use.consume("a2"), lambda: use.release("a2")):
        with pytest.raises(Conflict):
            wrong()
    use.release("a1")
    use.reserve("a2")
    use.consume("a2")
    for wrong in (lambda: use.release("a2"), lambda: use.reserve("a3"), lambda: use.consume("a2")):
        with pytest.raises(Conflict):
            wrong()
    assert (use.state, use.application) == ("consumed", "a2")
