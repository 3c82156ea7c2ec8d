"""The engine against the definition: every partition of small rounds is tried in plain Python."""

import pytest

from services.matching.engine import Infeasible, read_round, solve
from tests.unit.matching import rounds


@pytest.mark.parametrize("seed", range(100, 130))
def test_a_small_round_has_the_best_plan_there_is_or_none(seed: int) -> None:
    document = rounds.random_round(seed)
    best = rounds.best(document)
    if best is None:
        with pytest.raises(Infeasible):
            solve(read_round(document, rounds.CREDITS))
        return

    plan = solve(read_round(document, rounds.CREDITS))

    found = rounds.as_plan(plan)
    assert rounds.allowed(document, found)
    assert plan["objective"] == pytest.approx(rounds.worth(document, found), abs=2e-6)
    assert plan["objective"] == pytest.approx(best, rel=2e-4)
    assert plan["bound"] >= best - 1e-6
