"""Rounds in a row by a solver that tests write: what a place teaches, who is still new, how far the quarters part."""

from collections.abc import Mapping
from typing import Any

import pytest

from services.matching.engine import read_round, solve
from services.matching.placing import Case, digest, newcomers, repeating
from services.matching.placing.fairness import fairness
from services.matching.placing.reporting import FORMAT, checks, teams_of
from tests.unit.matching.rounds import CREDITS, GRAPH, Document, a_round, project, student

STRONG, WEAK = [f"s{number}" for number in range(5, 10)], [f"s{number}" for number in range(5)]
LABELS = {one: {"level": "q1", "evidence": "new"} for one in WEAK} | {
    one: {"level": "q4", "evidence": "shown"} for one in STRONG
}


def ten(**settings: Any) -> Document:
    """Five newcomers who can do little and five who can do more, and wish for it, for five places."""
    people = [student(one, weld=1, newcomer=True) for one in WEAK]
    people += [student(one, "p0", weld=2, newcomer=False) for one in STRONG]
    return a_round(
        people, [project("p0", 1, 5, weld=4, code=2)], settings={"place_everyone": False} | settings
    )


def rounds_with(solver: Any, share: float | None = None, document: Document | None = None) -> Document:
    return repeating.in_a_row(document or ten(), LABELS, GRAPH, solver, share)


def always(members: list[str]) -> Any:
    return lambda document: {"p0": members}


def test_a_place_closes_half_the_way_in_what_was_met_in_part_and_in_nothing_else() -> None:
    people = [
        student("part", weld=2),
        student("full", weld=5),
        student("none", paint=3),
        student("out", weld=2),
    ]
    case = Case.of(a_round(people, [project("p0", 1, 3, weld=4, code=2)]), GRAPH)

    after = repeating.taught(case, {"p0": ["part", "full", "none"]})

    assert after == {"part": {"weld": 3.0}, "full": {"weld": 5}, "none": {"paint": 3}, "out": {"weld": 2}}
    assert case.students["part"].holdings == {"weld": 2}, "the round before stands as it was"


def test_what_a_related_skill_counts_is_where_the_way_begins() -> None:
    """Spot welding at level 5 counts as welding at level 4 times .8."""
    case = Case.of(a_round([student("a", spot=2.5)], [project("p0", 1, 3, weld=4)]), GRAPH)

    assert repeating.taught(case, {"p0": ["a"]}) == {"a": {"spot": 2.5, "weld": 3.0}}


def test_where_the_strong_have_the_places_the_quarters_part() -> None:
    found = rounds_with(always(STRONG))

    assert [row["round"] for row in found["rounds"]] == [1, 2, 3, 4, 5, 6]
    assert found["start"] == {"q1": 0.5, "q4": 1.0, "distance": 0.5}, "the mean of weld and code"
    assert [row["level"]["q4"] for row in found["rounds"][:2]] == [1.5, 1.75]
    assert {row["level"]["q1"] for row in found["rounds"]} == {0.5}
    assert found["rounds"][-1]["placed"] == {"q1": 0.0, "q4": 1.0, "distance": 1.0}
    assert found["rounds"][-1]["top3"] == found["rounds"][-1]["placed"]
    assert found["rounds"][0]["coverage"] < found["rounds"][-1]["coverage"]


def test_who_once_had_a_place_is_no_newcomer_any_more() -> None:
    seen = []

    def solver(document: Mapping[str, Any]) -> dict[str, list[str]]:
        new = [row["id"] for row in document["students"] if row["newcomer"]]
        seen.append((document["settings"]["newcomers_share"], len(new)))
        return {"p0": new[:2] or STRONG}

    found = rounds_with(solver, 0.4)

    assert seen == [(0.4, 5), (0.4, 3), (0.4, 1), (0.4, 0), (0.4, 0), (0.4, 0)]
    assert found["rounds"][0]["placed"] == {"q1": 0.4, "q4": 0.0, "distance": -0.4}
    assert ten()["students"][0]["newcomer"], "the round itself is not touched"


def test_the_row_ends_where_a_round_has_no_plan() -> None:
    answers = iter([{"p0": STRONG}, {"p0": STRONG}, None])

    assert len(rounds_with(lambda document: next(answers))["rounds"]) == 2


@pytest.mark.parametrize(("weak", "told"), [(5, True), (4, False)])
def test_quarters_of_fewer_than_five_are_not_told_of(weak: int, told: bool) -> None:
    """Nor is the next smallest, from which the total would tell of them."""
    labels = {f"a{number}": {"level": "q1"} for number in range(weak)}
    labels |= {f"b{number}": {"level": "q4"} for number in range(5)}

    assert repeating.shown(labels) is told


def test_the_share_that_is_tried_is_the_rounds_or_what_everybody_got() -> None:
    assert repeating.shares(ten(newcomers_share=0.6), LABELS, 5) == [None, 0.6]
    assert repeating.shares(ten(), LABELS, 5) == [None, 0.5]
    assert repeating.shares(ten(place_everyone=True), LABELS, 10) == [None], "nobody to be kept a place for"
    shown = {one: said | {"evidence": "shown"} for one, said in LABELS.items()}
    assert repeating.shares(ten(), shown, 5) == [None]


def replayed(document: Mapping[str, Any], steps: int) -> Mapping[str, Any]:
    return solve(read_round(dict(document), CREDITS), steps=steps)


@pytest.mark.slow
def test_the_share_costs_what_the_two_plans_differ_by_and_the_report_replays_it_all() -> None:
    """Three of five weak newcomers take the places of three of the strong."""
    document, steps = ten(newcomers_share=0.6), 12
    plan = replayed(document, steps)
    case, teams = Case.of(document, GRAPH), teams_of(plan)
    free = teams_of(replayed(newcomers.without_share(document), steps))

    cost = newcomers.cost_of_share(case, teams, free)

    assert (cost["share"], cost["of"], cost["with"]["newcomers"], cost["without"]["newcomers"]) == (
        0.6,
        5,
        3,
        0,
    )
    assert newcomers.for_everybody(cost, 10) == cost, "five and five"
    assert newcomers.for_everybody(cost, 9)["with"]["newcomers"] is None, "five and four tell of the four"
    assert (
        cost["without"]["objective"] > cost["with"]["objective"] == pytest.approx(plan["objective"], abs=1e-5)
    )
    assert newcomers.cost_of_share(case, free, teams)["without"]["objective"] == cost["without"]["objective"]
    runs = [
        repeating.in_a_row(document, LABELS, GRAPH, lambda one: teams_of(replayed(one, steps)), share)
        for share in (None, 0.6)
    ]
    assert runs[1]["rounds"][-1]["level"]["distance"] < runs[0]["rounds"][-1]["level"]["distance"]
    report = {
        "format": FORMAT, "sha256": digest(document), "round": document, "labels": LABELS, "plan": plan, "moves": [],
        "figures": fairness(case, teams, LABELS), "newcomers": cost, "in_a_row": {"hidden": False, "runs": runs},
    }  # fmt: skip
    assert {what: agrees for what, agrees in checks(report, GRAPH, replayed) if not agrees} == {}
    report["in_a_row"]["runs"][0]["rounds"][3]["level"]["q1"] += 0.01  # type: ignore[index]
    cost["without"]["objective"] += 0.01
    assert [what for what, agrees in checks(report, GRAPH, replayed) if not agrees] == [
        "the newcomers' share costs what the report says",
        "2 times 6 rounds in a row part the quarters as the report says",
    ]
