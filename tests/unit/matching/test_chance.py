"""The chance to get in: what raises it, what it does not tell, and how good it is on rounds that it has not seen."""

from datetime import date

import pytest

from services.matching.graph import Skill, SkillGraph
from services.matching.growing import Chance
from services.matching.growing.chance import FEW, WEIGHTS
from services.matching.scoring import Fit, Need, declare, fit
from tests.bench import chances

TODAY = date(2026, 3, 2)
GRAPH = SkillGraph([Skill(name, "skill", {"en": name}, (), "") for name in ("plc", "data")], [], version="1")


def met(level: int) -> Fit:
    return fit(GRAPH, [Need("plc", 3)], [declare("plc", level, "declared", TODAY)], TODAY)


def test_who_meets_the_needs_better_has_the_better_chance() -> None:
    low, high = (Chance.of(met(level), 20, 4).value for level in (2, 5))

    assert 0 < low < high < 1


def test_more_bids_for_a_seat_and_a_later_place_on_the_list_lower_it() -> None:
    assert Chance.of(met(3), 40, 4).value < Chance.of(met(3), 20, 4).value < Chance.of(met(3), 20, 8).value
    ranked = [Chance.of(met(3), 20, 4, rank).value for rank in range(1, 11)]
    assert ranked == sorted(ranked, reverse=True)


def test_how_few_bid_is_not_to_be_read_off_it() -> None:
    assert Chance.of(met(3), None, 4) == Chance.of(met(3), FEW, 4)


@pytest.mark.soak
def test_it_is_better_than_the_base_rate_on_rounds_of_another_seed_and_size() -> None:
    found = chances.judged(chances.bids_of("chances", 777), WEIGHTS)

    assert found.skill > chances.PROMISED
    assert all(abs(said - got_in) < 0.15 for _, _, count, said, got_in in found.rows if count >= 100)
