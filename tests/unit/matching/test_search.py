"""The search for the best team, held against every team there is."""

from collections.abc import Iterator
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.matching.teams.problem import Person, Problem
from services.matching.teams.search import prove, solve

quick = settings(max_examples=80, deadline=None, database=None)


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
