"""The engine against the definition: every partition of small rounds is tried in plain Python."""

import pytest

from services.matching.engine import Infeasible, read_round, solve, solving
from tests.unit.matching import rounds
from tests.unit.matching.rounds import a_round, project, student

pytestmark = pytest.mark.slow

EVERYBODY = [f"s{number}" for number in range(9)]


def solved(document: rounds.Document, steps: int = 60) -> rounds.Document:
    return solve(read_round(document, rounds.CREDITS), steps=steps)


@pytest.mark.parametrize("seed", range(40))
def test_a_small_round_has_the_best_plan_there_is_or_none(seed: int) -> None:
    document = rounds.random_round(seed)
    best = rounds.best(document)
    if best is None:
        with pytest.raises(Infeasible) as refused:
            solved(document)
        assert refused.value.proven
        return

    plan = solved(document)

    found = rounds.as_plan(plan)
    assert rounds.allowed(document, found)
    assert plan["objective"] == pytest.approx(rounds.worth(document, found), abs=2e-6)
    assert plan["objective"] == pytest.approx(best, rel=2e-4)
    assert plan["bound"] >= best - 1e-6


@pytest.mark.parametrize("seed", range(24))
def test_a_share_of_the_newcomers_is_placed_at_no_more_cost_than_it_must(seed: int) -> None:
    """Of six students for at most four places; every plan is tried."""
    document = rounds.with_newcomers(rounds.random_round(seed, 6, 2), seed, (0.34, 0.5, 0.75, 1.0)[seed % 4])
    for brief in document["projects"]:
        brief |= {"min": 1, "max": 2, "programmes_min": 0}
    best = rounds.best(document)
    if best is None:
        with pytest.raises(Infeasible) as refused:
            solved(document)
        assert refused.value.proven
        return

    plan = solved(document)

    assert rounds.allowed(document, rounds.as_plan(plan))
    assert plan["objective"] == pytest.approx(best, rel=2e-4)
    assert plan["bound"] >= best - 1e-6
    at = {one for team in rounds.as_plan(plan).values() for one in team}
    new = [one["id"] for one in document["students"] if one["newcomer"]]
    assert plan["report"]["newcomers"] == {"placed": len(at.intersection(new)), "of": len(new)}


def test_without_the_setting_newcomers_change_nothing_nor_with_it_where_everybody_is_placed() -> None:
    document = rounds.random_round(5, 30, 8, place_everyone=False)
    marked = rounds.with_newcomers(document, 5, 0.5)
    marked["settings"]["newcomers_share"] = None
    everybody = rounds.with_newcomers(document, 5, 0.9)
    everybody["settings"]["place_everyone"] = True
    plain = {**document, "settings": {**document["settings"], "place_everyone": True}}
    for brief in document["projects"]:
        brief |= {"min": 1, "max": 6, "programmes_min": 0}

    assert solved(marked, 20) == solved(document, 20)
    told = solved(everybody, 20)
    assert told["report"].pop("newcomers")["of"] > 0
    assert told == solved(plain, 20)


def nine(**rule: object) -> rounds.Document:
    """Nine students, three projects of three, and one rule."""
    people = [
        student(
            name,
            *[f"p{(number + at) % 3}" for at in range(3)],
            weld=1 + number % 5,
            paint=1 + number * 2 % 5,
            programme="xyz"[number % 3],
            group="ab"[number % 2],
            slots=[hour for hour in range(6) if (hour + number) % 3],
        )
        for number, name in enumerate(EVERYBODY)
    ]
    briefs = [project("p0", 3, 3, weld=4), project("p1", 2, 4, paint=4, weld=2), project("p2", 2, 4, plan=3)]
    briefs[1]["programmes_min"] = rule.pop("programmes_min", 0)
    lists = {name: rule.pop(name) for name in ("apart", "together", "fixed", "forbidden") if name in rule}
    return a_round(people, briefs, settings=rule, **lists)


@pytest.mark.soak
@pytest.mark.parametrize(
    "rule",
    [
        {},
        {"common_slots": 2},
        {"programmes_min": 3},
        {"coverage_floor": 0.5},
        {"four_fifths": True},
        {"apart": [["s0", "s3"], ["s0", "s6"], ["s1", "s2"]]},
        {"together": [["s0", "s4"], ["s4", "s8"]]},
        {"fixed": [["s0", "p2"], ["s1", "p1"]]},
        {"forbidden": [["s8", "p0"], ["s8", "p1"], ["s7", "p0"]]},
    ],
    ids=lambda rule: next(iter(rule), "no rule"),
)
def test_each_rule_holds_for_nine_students_at_no_more_cost_than_it_must(rule: dict[str, object]) -> None:
    document = nine(**rule)

    plan = solved(document)

    assert rounds.allowed(document, rounds.as_plan(plan))
    assert plan["objective"] == pytest.approx(rounds.best(document), rel=2e-4)


def test_groups_and_the_least_coverage_are_held_in_a_round_that_is_too_large_to_be_tried_out() -> None:
    document = rounds.random_round(
        5, 60, 14, common_slots=0, place_everyone=True, coverage_floor=0.25, four_fifths=True
    )
    for name in ("apart", "together", "fixed", "forbidden"):
        document.pop(name, None)
    for brief in document["projects"]:
        brief |= {"min": 2, "max": 6, "programmes_min": 0}

    plan = solved(document, steps=40)

    assert rounds.allowed(document, rounds.as_plan(plan))
    assert plan["report"]["four_fifths_ratio"] >= 0.8
    assert plan["report"]["coverage"]["least"] >= 0.25


def test_the_newcomers_share_is_held_and_bounded_in_a_round_that_is_too_large_to_be_tried_out() -> None:
    """Forty strong students and twenty weak newcomers want thirty places."""
    weights = {"coverage": 0.5, "preference": 0.35, "growth": 0.15}
    document = rounds.random_round(
        7, 60, 10, common_slots=0, coverage_floor=None, four_fifths=False, weights=weights
    )
    for name in ("apart", "together", "fixed", "forbidden"):
        document.pop(name, None)
    for brief in document["projects"]:
        brief |= {"min": 2, "max": 3, "programmes_min": 0}
    for number, one in enumerate(document["students"]):
        if number >= 40:
            one |= {"newcomer": True, "holdings": dict.fromkeys(one["holdings"], 1), "bids": []}
    document["settings"] |= {"place_everyone": False, "newcomers_share": None}
    free = solved(document, steps=40)
    document["settings"]["newcomers_share"] = 0.6

    plan = solved(document, steps=40)

    new = {one["id"] for one in document["students"] if one.get("newcomer")}
    assert sum(len(new & team) for team in rounds.as_plan(free).values()) < 12
    assert sum(len(new & team) for team in rounds.as_plan(plan).values()) == 12
    assert plan["objective"] < free["objective"]
    assert plan["gap"] <= 0.01, "the bound knows the rule: it falls with the objective"
    assert plan["bound"] < free["objective"]


def test_nobody_and_nothing_is_an_empty_plan() -> None:
    plan = solved(a_round([], []))

    assert (plan["teams"], plan["unplaced"], plan["objective"], plan["bound"], plan["gap"]) == (
        [],
        [],
        0,
        0,
        0,
    )


def test_without_students_no_project_is_opened() -> None:
    assert solved(a_round([], [project("p0")]))["teams"] == []


def test_students_without_a_project_are_told_what_conflicts() -> None:
    with pytest.raises(Infeasible, match="there are 2 students and the projects take 0"):
        solved(a_round([student("a"), student("b")], []))


def test_without_bids_what_people_can_do_decides() -> None:
    people = [student("welder", weld=4), student("painter", paint=4)]
    plan = solved(a_round(people, [project("p", 1, 1, paint=4), project("w", 1, 1, weld=4)]))

    assert rounds.as_plan(plan) == {"p": frozenset({"painter"}), "w": frozenset({"welder"})}


def test_with_all_the_same_bids_whoever_adds_most_is_in_the_wanted_project() -> None:
    people = [student(name, "p0", "p1", weld=level) for name, level in (("a", 1), ("b", 2), ("c", 4))]
    document = a_round(people, [project("p0", 1, 1, weld=4), project("p1", 2, 2, weld=4)])

    plan = solved(document)

    assert plan["objective"] == pytest.approx(rounds.best(document))
    assert plan["report"]["ranks"] == {"1": 1, "2": 2, "none": 0, "unplaced": 0}


def test_a_project_that_nobody_can_do_stays_closed_or_opens_for_whoever_must_be_placed() -> None:
    nobody, painter = project("p0", 1, 2, code=5), student("a", paint=3)

    assert [
        team["project"] for team in solved(a_round([painter], [nobody, project("p1", paint=3)]))["teams"]
    ] == ["p1"]
    assert solved(a_round([painter], [nobody]))["report"]["coverage"]["least"] == 0.0


@pytest.mark.parametrize(
    ("document", "teams"),
    [
        (a_round([], []), {}),
        (a_round([], [project("p0")]), {}),
        (a_round([student("a"), student("b")], [project("p0", 2, 3)]), {"p0": frozenset("ab")}),
        (a_round([student("a", "p0")], [project("p0", code=5)]), {"p0": frozenset("a")}),
    ],
    ids=["nothing", "no students", "no bids", "nobody can do it"],
)
def test_a_round_that_needs_no_search_has_its_plan_however_late_it_is(
    document: rounds.Document, teams: rounds.Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a machine that was so busy that the time was over before the first step."""
    monkeypatch.setattr(solving, "PATIENCE", -1.0)
    plan = solve(read_round(document, rounds.CREDITS), seconds=0.001)

    assert rounds.as_plan(plan) == teams
    assert plan["objective"] <= plan["bound"] < float("inf")


def test_one_project_for_all() -> None:
    people = [student(name, "p0", weld=3) for name in "abc"]

    assert rounds.as_plan(solved(a_round(people, [project("p0", 2, 3)])))["p0"] == frozenset("abc")


def test_at_most_one_team_each_leaves_a_reserve_ranked_by_what_each_would_add() -> None:
    people = [student(name, "p0", weld=level) for name, level in (("a", 5), ("b", 5), ("c", 3), ("d", 1))]
    document = a_round(people, [project("p0", 2, 2, weld=4)], settings={"place_everyone": False})

    plan = solved(document)

    (team,) = rounds.as_plan(plan).values()
    with_one_more = [rounds.worth(document, {"p0": team | {one}}) for one in plan["reserve"]["p0"]]
    assert sorted(plan["reserve"]["p0"]) == sorted(plan["unplaced"])
    assert with_one_more == sorted(with_one_more, reverse=True)
