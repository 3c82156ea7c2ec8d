"""Holdings, evidence, and how a person meets the needs of a brief."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.matching.graph import Skill, SkillGraph
from services.matching.scoring import (
    CONSTANTS,
    Holding,
    Need,
    confidence_on,
    declare,
    evidence_updates,
    fit,
    level_used,
    preference,
    quality,
)
from shared.errors import Invalid

TODAY = date(2026, 3, 2)
GRAPH = SkillGraph(
    [Skill(uri, "skill", {"en": uri}, (), "") for uri in ("welding", "spot welding", "painting")],
    [("spot welding", "welding", "broader")],
    version="1",
)

days = st.dates(date(2020, 1, 1), date(2026, 3, 2))
holdings = st.builds(
    Holding,
    skill=st.sampled_from(["welding", "spot welding", "painting"]),
    level=st.integers(1, 5),
    confidence=st.floats(0, 1),
    source=st.sampled_from(["declared", "course", "confirmed"]),
    date=days,
)
quick = settings(max_examples=60, deadline=None, database=None)


def sure(skill: str, level: float) -> Holding:
    return Holding(skill, level, 1.0, "confirmed", TODAY)


def test_a_sure_holding_counts_in_full_and_an_unsure_one_six_tenths() -> None:
    assert level_used(sure("welding", 3), TODAY) == 3
    assert level_used(Holding("welding", 3, 0, "declared", TODAY), TODAY) == pytest.approx(1.8)


def test_half_the_confidence_is_left_after_a_half_life() -> None:
    later = TODAY + timedelta(days=CONSTANTS["half_life_days"])

    assert confidence_on(Holding("welding", 3, 0.8, "course", TODAY), later) == pytest.approx(0.4)


def test_confidence_does_not_grow_before_its_day() -> None:
    assert confidence_on(Holding("welding", 3, 0.8, "course", TODAY), TODAY - timedelta(days=9)) == 0.8


@pytest.mark.parametrize(
    ("effective", "level", "expected"),
    [(0, 3, 0), (0.74, 3, 0), (0.75, 3, 0.25), (1.5, 3, 0.5), (2.999, 3, 0.75), (3, 3, 1), (9, 3, 1)],
)
def test_quality_is_rounded_down_to_quarters(effective: float, level: int, expected: float) -> None:
    assert quality(effective, level) == expected


def test_rounding_forgives_what_floating_point_loses() -> None:
    assert quality(3 - 1e-7, 3) == 1
    assert quality(3 - 1e-5, 3) == 0.75


def test_a_first_bid_is_worth_one_and_no_bid_nothing() -> None:
    assert [preference(rank, 4) for rank in (1, 2, 4, 5, None)] == [1, 0.75, 0.25, 0, 0]


def test_a_fit_names_the_best_holding_and_how_it_counts() -> None:
    needs = [Need("welding", 4, weight=3), Need("painting", 2, weight=1)]
    found = fit(GRAPH, needs, [sure("spot welding", 4), sure("welding", 2)], TODAY)
    welding, painting = found.needs

    assert (welding.weight, painting.weight) == (0.75, 0.25)
    assert welding.holding == sure("spot welding", 4)
    assert welding.effective == pytest.approx(3.2)
    assert welding.quality == 0.75
    assert [step.relation for step in welding.path] == ["narrower"]
    assert (painting.quality, painting.holding, painting.path) == (0, None, ())
    assert (found.score, found.growth) == (0.75 * 0.75, 0.75)


@quick
@given(st.lists(holdings, max_size=6), st.randoms())
def test_the_order_of_holdings_changes_nothing(held: list[Holding], random: object) -> None:
    mixed = sorted(held, key=lambda _: random.random())  # type: ignore[attr-defined]
    needs = [Need("welding", 3), Need("painting", 2)]

    assert fit(GRAPH, needs, held, TODAY).score == fit(GRAPH, needs, mixed, TODAY).score


@quick
@given(st.lists(holdings, max_size=5), holdings)
def test_one_more_holding_never_lowers_a_score(held: list[Holding], more: Holding) -> None:
    needs = [Need("welding", 3), Need("painting", 2)]

    assert fit(GRAPH, needs, [*held, more], TODAY).score >= fit(GRAPH, needs, held, TODAY).score


@quick
@given(holdings, st.integers(1, 5))
def test_evidence_at_least_as_high_raises_what_counts(holding: Holding, achieved: int) -> None:
    after = evidence_updates(holding, holding.skill, achieved, TODAY)

    assert after.source == "confirmed"
    if achieved >= holding.level or holding.source == "confirmed":
        assert level_used(after, TODAY) >= level_used(holding, TODAY) - 1e-9


@quick
@given(holdings, st.integers(1, 5))
def test_an_untouched_preset_never_lowers_and_never_counts_more_than_a_rating(
    holding: Holding, achieved: int
) -> None:
    untouched = evidence_updates(holding, holding.skill, achieved, TODAY, untouched=True)
    rated = evidence_updates(holding, holding.skill, achieved, TODAY)

    assert level_used(untouched, TODAY) >= level_used(holding, TODAY) - 1e-9
    if achieved >= holding.level:
        assert untouched.confidence <= rated.confidence


def test_first_evidence_makes_a_holding_and_more_makes_it_surer() -> None:
    first = evidence_updates(None, "welding", 3, TODAY)
    second = evidence_updates(first, "welding", 3, TODAY)

    assert (first.level, first.confidence) == (3, 0.8)
    assert second.confidence == pytest.approx(0.9)


def test_a_rating_corrects_a_claim_and_a_confirmed_level_never_falls() -> None:
    claimed = declare("welding", 5, "declared", TODAY)

    assert evidence_updates(claimed, "welding", 3, TODAY).level == 3
    assert evidence_updates(sure("welding", 4), "welding", 2, TODAY).level == 4


def test_late_evidence_does_not_turn_the_date_back() -> None:
    assert evidence_updates(sure("welding", 3), "welding", 3, date(2025, 1, 1)).date == TODAY


@pytest.mark.parametrize(
    ("level", "confidence", "source", "field"),
    [
        (0, 1, "course", "level"),
        (6, 1, "course", "level"),
        (3, 2, "course", "confidence"),
        (3, 1, "x", "source"),
    ],
)
def test_a_holding_out_of_range_is_refused(level: float, confidence: float, source: str, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        Holding("welding", level, confidence, source, TODAY)

    assert list(refused.value.errors) == [field]


@pytest.mark.parametrize(("level", "weight", "field"), [(0, 1, "level"), (3, 0, "weight"), (3, -1, "weight")])
def test_a_need_out_of_range_is_refused(level: int, weight: float, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        Need("welding", level, weight)

    assert list(refused.value.errors) == [field]


def test_the_weights_of_a_fit_sum_to_one() -> None:
    found = fit(GRAPH, [Need("welding", 3, 2), Need("painting", 1, 5)], [], TODAY)

    assert sum(need.weight for need in found.needs) == pytest.approx(1)
