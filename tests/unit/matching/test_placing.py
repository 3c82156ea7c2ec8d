"""A plan measured by the definition: the engine's number, what a change costs, who can come in as it is."""

from typing import Any

import pytest

from services.matching.engine import Infeasible, read_round, solve
from services.matching.placing import Case, Change, canonical, cost_of, digest, figures, moved, repair
from services.matching.placing.explaining import (
    BY_HAND,
    FLOOR,
    FULL,
    HOURS,
    KEPT,
    NOT_OPEN,
    PAIR,
    PROGRAMMES,
    RULE,
    SAME,
    SIZE,
    WHOLE,
    WITH,
    first_places,
    why_not_first,
)
from services.matching.placing.fairness import fairness, hidden_of
from services.matching.placing.reporting import checks, teams_of
from shared.errors import Conflict, NotFound
from tests.unit.matching.rounds import CREDITS, GRAPH, Document, a_round, project, random_round, student


def plan_of(document: Document, steps: int = 40) -> Document:
    return solve(read_round(document, CREDITS), steps=steps)


def case_of(document: Document) -> Case:
    return Case.of(document, GRAPH)


@pytest.mark.parametrize("seed", range(12))
def test_the_objective_is_the_engine_s_and_no_team_breaks_a_rule(seed: int) -> None:
    document = random_round(seed)
    try:
        plan = plan_of(document)
    except Infeasible:
        return
    case, teams = case_of(document), teams_of(plan)
    assert case.objective(teams) == pytest.approx(plan["objective"], abs=1e-5)
    assert [
        case.broken(place, members) for place, members in teams.items() if case.broken(place, members)
    ] == []
    counted = figures(case, teams)
    assert counted.placed == len(document["students"]) - len(plan["unplaced"])
    assert counted.coverage == pytest.approx(plan["report"]["coverage"]["mean"] or 0, abs=1e-5)


def pair_of_teams() -> Document:
    students = [
        student("a", "p", "q", weld=5),
        student("b", "p", weld=1),
        student("c", "q", code=4),
        student("d", code=1),
    ]
    return a_round(students, [project("p", 1, 3, weld=3), project("q", 1, 3, code=4)])


def test_a_move_costs_what_the_two_plans_differ_by_and_touches_nobody_else() -> None:
    case, teams = case_of(pair_of_teams()), {"p": ["a", "b"], "q": ["c", "d"]}
    cost = cost_of(case, teams, Change("a", "q"))
    after = moved(case, teams, Change("a", "q"))
    assert after == {"p": ["b"], "q": ["a", "c", "d"]}
    assert cost.after.objective - cost.before.objective == pytest.approx(
        case.objective(after) - case.objective(teams)
    )
    assert moved(case, teams, Change("a", "q", "c")) == {"p": ["b", "c"], "q": ["a", "d"]}
    assert moved(case, teams, Change("a", "")) == {"p": ["b"], "q": ["c", "d"]}
    assert teams == {"p": ["a", "b"], "q": ["c", "d"]}, "the plan before stands as it was"


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (Change("z", "p"), NotFound),
        (Change("a", "z"), NotFound),
        (Change("a", "p"), Conflict),
        (Change("a", "q", "b"), Conflict),
    ],
)
def test_a_change_that_is_none_is_refused(change: Change, error: type[Exception]) -> None:
    with pytest.raises(error):
        moved(case_of(pair_of_teams()), {"p": ["a", "b"], "q": ["c", "d"]}, change)


def test_a_change_names_each_rule_that_it_breaks() -> None:
    rules = {"apart": [["a", "c"]], "forbidden": [["a", "q"]], "settings": {"common_slots": 1}}
    document = pair_of_teams() | {key: value for key, value in rules.items() if key != "settings"}
    document["settings"] |= rules["settings"]  # type: ignore[operator]
    document["students"][0] |= {"slots": [1]}
    document["students"][2] |= {"slots": [2]}
    case, teams = case_of(document), {"p": ["a"], "q": ["b", "c", "d"]}
    assert cost_of(case, teams, Change("a", "q")).rules == ["apart", "forbidden", "size", "slots"]


def test_who_waits_comes_in_without_anybody_moving_and_no_rule_is_broken() -> None:
    document = pair_of_teams() | {"apart": [["b", "d"]]}
    case, teams = case_of(document), {"p": ["a", "b"]}
    found = repair(case, teams, ["p"], ["d", "c"])
    assert found.joins == (("c", "p"),), "d may not be with b"
    assert found.opens == (("q", ("d",)),)
    assert found.left == ()
    assert repair(case, teams, [], ["c", "d"]).joins == (), "a team that takes nobody in"


def test_why_not_the_first_bid_is_the_one_thing_that_decided() -> None:
    document = pair_of_teams()
    document["students"] = [student(name, "p", weld=3) for name in "abcd"]
    document["projects"][0]["max"] = 2
    case, teams = case_of(document), {"p": ["a", "b"], "q": ["c", "d"]}
    briefs = {"p": "P", "q": "Q"}
    places = first_places(case, "c", briefs)
    assert places == ["p"]
    why = why_not_first(case, teams, "c", places, "甲")
    assert why is not None
    assert why.key in (FULL, SAME)
    assert why_not_first(case, teams, "a", places, "甲") is None
    assert why_not_first(case, {"q": ["c", "d"]}, "c", places, "甲").key == NOT_OPEN  # type: ignore[union-attr]
    kept = case_of(document | {"forbidden": [["c", "p"]]})
    assert why_not_first(kept, teams, "c", places, "甲").key == KEPT  # type: ignore[union-attr]
    document["settings"] |= {"common_slots": 1}
    document["students"][0] |= {"slots": [1]}
    document["students"][2] |= {"slots": [2]}
    hours = why_not_first(case_of(document), teams, "c", places, "甲")
    assert hours is not None
    assert (hours.key, hours.params["have"], hours.params["need"]) == (HOURS, 0, 1)


WHERE = {"p": ["a", "b"], "q": ["c", "d"]}


def why_of_c(most: int = 3, teams: dict[str, list[str]] = WHERE, by_hand: bool = False, **rules: Any) -> str:
    """c wished for p first, and is in q."""
    document = pair_of_teams()
    document["students"][2]["bids"] = ["p", "q"]
    document["projects"][0]["max"] = most
    document["settings"] |= rules.pop("settings", {})
    for name, facts in rules.pop("of", {}).items():
        next(one for kind in ("students", "projects") for one in document[kind] if one["id"] == name).update(
            facts
        )
    why = why_not_first(case_of(document | rules), teams, "c", ["p"], "甲", by_hand)
    assert why is not None
    return why.key


def test_each_cause_is_named_by_its_own_name() -> None:
    assert why_of_c(by_hand=True) == BY_HAND
    assert why_of_c() == WHOLE, "there is room in p, but c is the only one of q who can code"
    assert why_of_c(apart=[["a", "c"]]) == PAIR
    assert why_of_c(most=3, together=[["c", "d"]]) == WITH, "only one of the two fits in"
    room = {"p": ["a"], "q": ["c", "d"]}
    assert why_of_c(teams=room, together=[["c", "d"]]) == WHOLE, "both would fit in, at a cost"
    students = {
        "a": {"programme": "x"},
        "b": {"programme": "y"},
        "c": {"programme": "z"},
        "d": {"programme": "z"},
    }
    assert why_of_c(most=2, of=students | {"q": {"programmes_min": 1}}) == FULL
    alone = {"p": ["a", "b"], "q": ["c"]}
    assert why_of_c(3, alone, of={"q": {"min": 2}}, apart=[["a", "d"]]) != SIZE, "two can change places"


def test_where_every_change_breaks_a_rule_the_rule_is_named() -> None:
    full = {"p": ["a", "b"], "q": ["c", "d"]}
    programmes = {
        "a": {"programme": "x"},
        "b": {"programme": "x"},
        "c": {"programme": "y"},
        "d": {"programme": "x"},
    }
    assert why_of_c(2, full, of=programmes | {"q": {"programmes_min": 2}}) == PROGRAMMES
    assert why_of_c(2, full, settings={"coverage_floor": 0.9}) == FLOOR, "without c nobody in q codes"
    assert why_of_c(2, full, fixed=[["a", "p"], ["b", "p"]]) == RULE, "both of p are kept there"
    assert why_of_c(2, full, apart=[["a", "d"], ["b", "d"]]) == RULE, "who came for c would meet d"


def test_a_report_holds_and_a_changed_figure_is_found() -> None:
    document = a_round(
        [student(f"s{n}", "p", weld=n % 5 + 1) for n in range(6)], [project("p", 3, 3), project("q", 3, 3)]
    )
    plan = plan_of(document)
    labels = {f"s{n}": {"level": "q1" if n < 3 else "q2"} for n in range(6)}
    report = {
        "round": document, "sha256": digest(document), "plan": plan, "labels": labels, "moves": [],
        "figures": fairness(case_of(document), teams_of(plan), labels),
    }  # fmt: skip
    replay = lambda given, steps: plan_of(dict(given), steps)  # noqa: E731
    assert [agrees for _, agrees in checks(report, GRAPH, replay)] == [True] * 5
    other = report | {"plan": plan | {"objective": plan["objective"] + 1}}
    assert [agrees for _, agrees in checks(other, GRAPH, replay)][2] is False


def test_small_groups_are_hidden_with_the_next_one_where_the_rest_would_tell() -> None:
    assert hidden_of({"a": 20, "b": 20}) == set()
    assert hidden_of({"a": 20, "b": 4}) == {"a", "b"}
    assert hidden_of({"a": 20, "b": 4, "c": 1}) == {"b", "c"}


def test_the_bytes_of_an_input_are_the_same_whatever_the_order_of_its_names() -> None:
    assert canonical({"b": 1, "a": 2.0}) == canonical({"a": 2, "b": 1.0})
    assert digest({"a": 1}) != digest({"a": 2})
