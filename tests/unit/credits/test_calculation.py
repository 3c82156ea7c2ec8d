"""The calculation is read line by line: what counted, which row, which limit, and what was refused and why."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.portfolio.credits.calculation import Result, Standing, calculate
from services.portfolio.credits.rules import Evidence, PassRule, Rounding, Row, RuleTerms

ROWS = [Row("45", "1"), Row("75", "2"), Row("105", "3"), Row("140", "4")]
DAY = "2026-10-01"


def a_rule(**terms):
    return RuleTerms(**{"title": "Table", "rows": ROWS, "valid_from": "2026-09-01"} | terms)


def a_result(key="k1", hours="80", kind="project", **more):
    return Result(key, f"Work {key}", kind, more.pop("day", DAY), hours=hours, **more)


def refusal(rule, result):
    found = calculate(rule, [result])
    assert (found.total, found.refused, found.keys) == ("0", [result.key], [])
    return found.lines[0].message % found.lines[0].params


def test_hours_of_one_type_are_added_up_and_looked_up_once():
    found = calculate(a_rule(), [a_result("k1", "40.5"), a_result("k2", "40")])
    assert [line.message % line.params for line in found.lines] == [
        "“Work k1”: hours that count: 40.5.",
        "“Work k2”: hours that count: 40.",
        "Hours together: 80.5.",
        "Row 2: from 75 hours on, credits: 2.",
        "Recommended credits: 2.",
    ]
    assert (found.total, found.keys, found.refused) == ("2", ["k1", "k2"], [])


def test_types_are_looked_up_apart():
    found = calculate(a_rule(), [a_result("k1", "44"), a_result("k2", "44", "placement")])
    assert (found.total, found.keys) == ("0", []), "nothing is reserved for nothing"


@pytest.mark.parametrize(("use", "word"), [("reserved", "reserved"), ("consumed", "already earned")])
def test_a_result_is_used_once(use, word):
    assert word in refusal(a_rule(), a_result(use=use))


def test_a_result_named_twice_counts_once():
    found = calculate(a_rule(), [a_result(hours="50"), a_result(hours="50")])
    assert (found.total, found.keys, found.refused) == ("1", ["k1"], [])


@pytest.mark.parametrize(
    ("terms", "more", "word"),
    [
        ({}, {"day": "2026-08-31"}, "2026-08-31"),
        ({"valid_until": "2026-09-30"}, {}, "not valid"),
        ({"course_required": True}, {}, "no course section"),
        ({"allowed_courses": ["EE301"]}, {"course": "PE101"}, "PE101"),
        ({"excluded_course_types": ["politics"]}, {"course_type": "politics"}, "cannot be replaced"),
        ({"named_members": 3}, {"position": 4}, "after place 3"),
        ({"named_members": 3}, {}, "after place 3"),
        ({"evidence": [Evidence("report", "final report")]}, {}, "1 × final report"),
        ({"pass_rule": PassRule("60", {"teacher": "1"})}, {}, "still missing"),
        ({"pass_rule": PassRule("60", {"teacher": "1"})}, {"marks": {"teacher": "59.9"}}, "59.9"),
        ({"basis": "prize", "rows": [Row("first", "3")]}, {"prize": "tenth"}, "no row"),
    ],
)
def test_a_refusal_says_why(terms, more, word):
    assert word in refusal(a_rule(**terms), a_result(**more))


def test_logs_of_all_results_of_a_type_are_counted_together():
    rule = a_rule(evidence=[Evidence("log", "weekly log", 18, "type")])
    nine = {"evidence": {"log": 9}}
    assert calculate(rule, [a_result("k1", **nine), a_result("k2", **nine)]).total == "4"
    assert calculate(rule, [a_result("k1", "160", **nine)]).total == "0"


def test_a_cap_of_a_type_and_of_the_total_with_what_was_granted_before():
    rule = a_rule(caps={"project": "3"}, cap_total="5")
    results = [a_result("k1", "140"), a_result("k2", "140", "placement")]
    assert calculate(rule, results).total == "5"
    assert calculate(rule, results, Standing({"project": "2", "placement": "1"})).total == "2"
    assert calculate(rule, results, Standing({"placement": "9"})).total == "0"


def test_a_share_of_the_major_is_cut_down_to_a_whole_step():
    rule = a_rule(cap_share="0.20", rounding=Rounding("down", "0.5"))
    found = calculate(rule, [a_result(hours="140")], Standing(major_credits="13"))
    assert found.total == "2.5"
    assert found.lines[-2].params == {"cap": "2.6", "left": "2.6", "credits": "2.5"}


def test_a_factor_by_rank_is_a_line_of_its_own_and_rounded_as_the_rule_says():
    prize = {"basis": "prize", "rows": [Row("first", "3")], "rank_factors": {"2": "0.75"}}
    result = a_result(prize="first", position=2)
    assert calculate(a_rule(**prize, rounding=Rounding("down", "0.5")), [result]).total == "2"
    assert calculate(a_rule(**prize, rounding=Rounding("half_up", "0.5")), [result]).total == "2.5"
    messages = [line.message for line in calculate(a_rule(**prize), [result]).lines]
    assert any("factor" in message for message in messages)


hours = st.decimals(0, 300, places=2).map(str)


@settings(deadline=None)
@given(st.lists(hours, max_size=6), st.randoms())
def test_the_order_of_results_changes_nothing(amounts, random):
    results = [a_result(f"k{n}", amount) for n, amount in enumerate(amounts)]
    shuffled = random.sample(results, len(results))
    assert calculate(a_rule(), results).total == calculate(a_rule(), shuffled).total


@settings(deadline=None)
@given(st.lists(hours, min_size=1, max_size=6))
def test_credits_are_always_a_row_of_the_table_and_never_fall_with_more_hours(amounts):
    results = [a_result(f"k{n}", amount) for n, amount in enumerate(amounts)]
    totals = [Decimal(calculate(a_rule(), results[:n]).total) for n in range(len(results) + 1)]
    assert totals == sorted(totals)
    assert set(totals) <= {Decimal(row.credits) for row in ROWS} | {Decimal(0)}


@settings(deadline=None)
@given(st.lists(hours, max_size=6), st.integers(1, 5))
def test_a_cap_holds_and_what_earned_nothing_is_not_used_up(amounts, cap):
    results = [a_result(f"k{n}", amount) for n, amount in enumerate(amounts)]
    found = calculate(a_rule(cap_total=str(cap)), results)
    assert Decimal(found.total) <= cap
    assert bool(found.keys) == (found.total != "0")
    assert all(line.message % line.params for line in found.lines)
