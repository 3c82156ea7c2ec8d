"""Forming a team, exactly where it can be, and filling a declined seat."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.matching.graph import Skill, SkillGraph
from services.matching.scoring import Holding, Need
from services.matching.teams import Candidate, Limits, TeamBrief, TeamPlan, form_team, refill
from services.matching.teams.problem import Person, Problem
from services.matching.teams.search import prove, solve
from shared.errors import Invalid

TODAY = date(2026, 3, 2)
GRAPH = SkillGraph(
    [Skill(uri, "skill", {"en": uri}, (), "") for uri in ("weld", "paint", "plan")], [], version="1"
)
BRIEF = TeamBrief(
    needs=(Need("weld", 3), Need("paint", 3), Need("plan", 3)), min_size=2, max_size=3, max_bids=4
)

quick = settings(max_examples=80, deadline=None, database=None)


def student(
    name: str, rank: int | None = 1, slots: str | None = None, programme: str = "A", **levels: int
) -> Candidate:
    """A candidate with sure levels; ``slots`` are hours of the week, parted by blanks."""
    held = tuple(Holding(skill, level, 1.0, "confirmed", TODAY) for skill, level in levels.items())
    hours = None if slots is None else frozenset(map(int, slots.split()))
    return Candidate(name, held, rank, hours, programme)


def team_of(plan: TeamPlan) -> str:
    return " ".join(plan.ids)


def every_team(problem: Problem) -> Iterator[tuple[int, ...]]:
    for size in range(problem.min_size, problem.max_size + 1):
        yield from filter(problem.feasible, combinations(range(len(problem.people)), size))


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    count = draw(st.integers(0, 7))
    quarters = st.sampled_from([0, 0.25, 0.5, 0.75, 1])
    people = tuple(
        Person(
            id=str(number),
            qualities=(draw(quarters), draw(quarters), draw(quarters)),
            own=draw(st.sampled_from([0, 0.05, 0.1, 0.35])),
            slots=draw(st.none() | st.frozensets(st.integers(0, 4), max_size=5)),
            programme=draw(st.sampled_from(["", "A", "B"])),
        )
        for number in range(count)
    )
    smallest = draw(st.integers(1, 3))
    pairs = st.frozensets(st.integers(0, max(1, count - 1)), min_size=2, max_size=2)
    return Problem(
        people=people,
        weights=(1.25, 0.75, 0.5),
        min_size=smallest,
        max_size=draw(st.integers(smallest, 4)),
        programmes_min=draw(st.integers(0, 2)),
        common_slots=draw(st.integers(0, 2)),
        apart=draw(st.frozensets(pairs, max_size=2)),
    )


@quick
@given(problems())
def test_the_team_is_the_best_of_all_teams(problem: Problem) -> None:
    answer = solve(problem)
    values = [problem.objective(team) for team in every_team(problem)]

    assert answer.proven
    assert (answer.team is None) == (not values)
    if answer.team is not None:
        assert problem.feasible(answer.team)
        assert answer.objective == pytest.approx(max(values))
        assert answer.bound == answer.objective


@quick
@given(problems())
def test_the_proof_finds_the_best_team_without_a_good_one_to_begin_with(problem: Problem) -> None:
    answer = prove(problem, first=None, steps=100_000)

    assert answer.objective == pytest.approx(max(map(problem.objective, every_team(problem)), default=0))


@quick
@given(problems())
def test_without_time_for_a_proof_the_team_keeps_the_rules_and_the_bound_holds(problem: Problem) -> None:
    answer = solve(problem, steps=1)
    best = max((problem.objective(team) for team in every_team(problem)), default=0)

    assert answer.team is None or problem.feasible(answer.team)
    assert answer.objective <= best + 1e-9
    assert best <= answer.bound + 1e-9 or (answer.proven and answer.team is None)


@quick
@given(st.permutations(range(6)), st.integers(1, 3))
def test_the_order_of_candidates_changes_nothing(order: list[int], smallest: int) -> None:
    people = [
        student(f"s{number}", rank=1 + number % 4, weld=1 + number % 3, paint=1 + number % 2)
        for number in range(6)
    ]
    brief = replace(BRIEF, min_size=smallest)

    assert form_team(GRAPH, brief, [people[place] for place in order], TODAY) == form_team(
        GRAPH, brief, people, TODAY
    )


def test_a_team_complements_itself() -> None:
    plan = form_team(
        GRAPH,
        replace(BRIEF, max_size=2),
        [student("a", weld=3, plan=3), student("b", weld=3, plan=3), student("c", paint=3)],
        TODAY,
    )

    assert team_of(plan) == "a c"
    assert [(row.quality, row.covered_by) for row in plan.coverage] == [(1, "a"), (1, "c"), (1, "a")]
    assert plan.coverage[0].qualities == {"a": 1, "c": 0}
    assert plan.why.code == "best"
    assert plan.objective == pytest.approx(2.5 + 2 * 0.35)


def test_among_equals_the_better_bid_decides() -> None:
    plan = form_team(
        GRAPH,
        replace(BRIEF, max_size=2),
        [student("a", 2, weld=3), student("b", 1, weld=3), student("c", 1)],
        TODAY,
    )

    assert team_of(plan) == "b c"


def test_who_can_learn_comes_before_who_can_not() -> None:
    brief = TeamBrief((Need("weld", 3),), min_size=2, max_size=2, max_bids=4)
    plan = form_team(GRAPH, brief, [student("a", weld=3), student("b"), student("c", weld=1)], TODAY)

    assert team_of(plan) == "a c"


def test_hours_in_common_are_kept_and_named() -> None:
    plan = form_team(
        GRAPH,
        replace(BRIEF, common_slots=2, max_size=2),
        [
            student("a", slots="1 2 3", weld=3),
            student("b", slots="3 4 5", paint=3),
            student("c", slots="2 3", plan=1),
        ],
        TODAY,
    )

    assert team_of(plan) == "a c"
    assert plan.common_slots == (2, 3)
    assert [(waiting.id, waiting.reason) for waiting in plan.reserve] == [("b", "slots")]


def test_who_is_always_free_shares_all_hours() -> None:
    plan = form_team(
        GRAPH, replace(BRIEF, common_slots=2), [student("a", slots="1 2"), student("b"), student("c")], TODAY
    )

    assert plan.common_slots == (1, 2)
    assert form_team(GRAPH, BRIEF, [student("b"), student("c")], TODAY).common_slots is None


def test_programmes_are_mixed_when_the_brief_wishes_it() -> None:
    people = [student("a", weld=3), student("b", paint=3), student("c", programme="B")]
    plan = form_team(GRAPH, replace(BRIEF, max_size=2, programmes_min=2), people, TODAY)

    assert "c" in plan.ids


def test_pairs_kept_apart_are_not_together_and_the_forbidden_stay_out() -> None:
    people = [student("a", weld=3), student("b", paint=3), student("c"), student("d", plan=3)]
    limits = Limits(apart=frozenset({frozenset({"a", "b"})}), forbidden=frozenset({"d"}))
    plan = form_team(GRAPH, BRIEF, people, TODAY, limits)

    assert len({"a", "b"} & set(plan.ids)) == 1
    assert "d" not in plan.ids
    assert "d" not in [waiting.id for waiting in plan.reserve]


@pytest.mark.parametrize(
    ("brief", "people", "code", "params"),
    [
        (BRIEF, [], "bidders", {"have": 0, "need": 2}),
        (BRIEF, [student("a")], "bidders", {"have": 1, "need": 2}),
        (
            replace(BRIEF, programmes_min=2),
            [student("a"), student("b"), student("c", programme="")],
            "programmes",
            {"have": 1, "need": 2},
        ),
        (
            replace(BRIEF, common_slots=1),
            [student("a", slots="1"), student("b", slots="2")],
            "slots",
            {"hours": 1, "size": 2, "have": 1},
        ),
        (
            replace(BRIEF, common_slots=1, programmes_min=2),
            [student("a", slots="1"), student("b", slots="1"), student("c", slots="2", programme="B")],
            "slots",
            {"hours": 1, "size": 2, "have": 2},
        ),
    ],
    ids=["nobody", "one", "programmes", "hours", "hours of two programmes"],
)
def test_an_impossible_team_names_what_is_missing(
    brief: TeamBrief, people: list[Candidate], code: str, params: dict[str, int]
) -> None:
    plan = form_team(GRAPH, brief, people, TODAY)

    assert not plan.possible
    assert (plan.why.code, plan.why.params) == (code, params)


def test_a_team_that_only_a_kept_pair_could_make_says_so() -> None:
    limits = Limits(apart=frozenset({frozenset({"a", "b"})}))

    assert form_team(GRAPH, BRIEF, [student("a"), student("b")], TODAY, limits).why.code == "apart"


def test_the_reserve_is_ranked_by_what_the_team_would_be_with_them() -> None:
    people = [student("a", weld=3), student("b", paint=3), student("c", weld=2), student("d", 4)]
    plan = form_team(GRAPH, replace(BRIEF, max_size=2), people, TODAY)
    first, second = plan.reserve

    assert (first.id, first.instead_of, second.id) == ("c", "a", "d")
    assert plan.objective > (first.objective or 0) > (second.objective or 0)


def test_a_declined_seat_goes_to_who_adds_most_to_those_who_stay() -> None:
    people = [student("a", weld=3), student("b", paint=3), student("c", weld=2), student("d", paint=2)]
    brief = replace(BRIEF, max_size=2)
    plan = form_team(GRAPH, brief, people, TODAY)

    assert team_of(plan) == "a b"
    after = refill(GRAPH, plan, {"b"}, brief, people, TODAY)
    assert team_of(after) == "a d"
    assert [waiting.id for waiting in after.reserve] == ["c"]
    assert team_of(refill(GRAPH, after, {"a"}, brief, people, TODAY)) == "c d"


def test_a_refill_keeps_every_rule() -> None:
    people = [
        student("a", weld=3, slots="1 2"),
        student("b", paint=3, slots="1 2", programme="B"),
        student("c", paint=3, slots="1"),
        student("d", paint=2, slots="5", programme="B"),
        student("e", slots="1", programme="B"),
    ]
    brief = replace(BRIEF, max_size=2, common_slots=1, programmes_min=2)
    plan = form_team(GRAPH, brief, people, TODAY)

    assert team_of(plan) == "a b"
    assert team_of(refill(GRAPH, plan, {"b"}, brief, people, TODAY)) == "a e"


def test_when_nobody_fits_the_team_goes_on_smaller_as_long_as_it_may() -> None:
    people = [student(name) for name in "abc"]
    plan = form_team(GRAPH, BRIEF, people, TODAY)
    smaller = refill(GRAPH, plan, {"a"}, BRIEF, people, TODAY)

    assert team_of(smaller) == "b c"
    gone = refill(GRAPH, smaller, {"b"}, BRIEF, people, TODAY)
    assert (gone.why.code, gone.why.params) == ("bidders", {"have": 1, "need": 2})


def test_twice_the_same_student_is_refused() -> None:
    with pytest.raises(Invalid):
        form_team(GRAPH, BRIEF, [student("a"), student("a")], TODAY)


@pytest.mark.parametrize(
    ("change", "field"),
    [({"min_size": 4}, "min_size"), ({"needs": ()}, "needs"), ({"programmes_min": 4}, "programmes_min")],
)
def test_a_brief_that_no_team_could_meet_is_refused(change: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        replace(BRIEF, **change)

    assert list(refused.value.errors) == [field]


def test_many_bidders_give_a_team_and_a_bound() -> None:
    people = tuple(
        Person(
            id=f"{number:03}",
            qualities=tuple((number * step % 5) / 4 for step in (1, 2, 3, 7, 11)),
            own=(number * 13 % 10) / 25,
            slots=frozenset({number % 7, number % 5, number % 3}),
            programme="",
        )
        for number in range(150)
    )
    answer = solve(Problem(people, (0.5,) * 5, min_size=3, max_size=6, common_slots=1))

    assert answer.team is not None
    assert answer.objective >= 0.97 * answer.bound
