"""Forming a team, exactly where it can be, and filling a declined seat."""

from dataclasses import replace
from datetime import date
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.matching.graph import Skill, SkillGraph
from services.matching.scoring import Holding, Need
from services.matching.teams import Candidate, Limits, TeamBrief, TeamPlan, form_team, refill
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


def test_a_group_is_in_the_team_whole_or_not_at_all() -> None:
    people = [student("a", weld=3), student("b", paint=3), student("c"), student("d", plan=3)]
    together = Limits(together=(frozenset({"a", "c"}),))
    brief = replace(BRIEF, max_size=2)

    assert team_of(form_team(GRAPH, brief, people, TODAY)) == "a b"
    plan = form_team(GRAPH, brief, people, TODAY, together)
    assert team_of(plan) == "b d"
    assert {waiting.id: waiting.reason for waiting in plan.reserve} == {"a": "together", "c": "together"}
    assert team_of(form_team(GRAPH, BRIEF, people[:3], TODAY, together)) == "a b c"


@quick
@given(
    st.lists(st.tuples(*[st.integers(0, 3)] * 3), min_size=4, max_size=7),
    st.sets(st.frozensets(st.integers(0, 6), min_size=2, max_size=3), max_size=2),
)
def test_no_team_that_keeps_groups_together_is_better(
    levels: list[tuple[int, int, int]], groups: set[frozenset[int]]
) -> None:
    people = [
        student(f"s{number}", rank=1 + number % 4, **{
            skill: level for skill, level in zip(("weld", "paint", "plan"), row, strict=True) if level
        })
        for number, row in enumerate(levels)
    ]  # fmt: skip
    named = tuple(frozenset(f"s{one}" for one in group if one < len(people)) for group in groups)
    plan = form_team(GRAPH, BRIEF, people, TODAY, Limits(together=named))

    alone = replace(BRIEF, min_size=1)
    best = max(
        (
            form_team(GRAPH, replace(alone, max_size=size, min_size=size), team, TODAY).objective
            for size in (2, 3)
            for team in combinations(people, size)
            if all(len(group & {one.id for one in team}) in (0, len(group)) for group in named)
        ),
        default=0.0,
    )
    assert plan.objective == pytest.approx(best)


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
