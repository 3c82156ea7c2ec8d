"""The way to a target: what is missing, in which order, how long it takes, and which briefs teach it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from services.matching.graph import Skill, SkillGraph
from services.matching.growing import (
    MOST_BRIEFS,
    MOST_STEPS,
    Offer,
    Span,
    gap,
    hours_between,
    hours_of_week,
    lay,
    missing,
    path,
)
from services.matching.scoring import Holding, Need, declare

TODAY = date(2026, 3, 2)
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
NAMES = ("safety", "circuits", "sensors", "plc", "robots", "spot welding", "welding")
GRAPH = SkillGraph(
    [Skill(name, "skill", {"en": name}, (), "") for name in NAMES],
    [
        ("safety", "circuits", "prerequisite_of"),
        ("circuits", "plc", "prerequisite_of"),
        ("sensors", "plc", "prerequisite_of"),
        ("plc", "robots", "prerequisite_of"),
        ("spot welding", "welding", "broader"),
    ],
    version="1",
)
ROBOTS = [Need("robots", 3)]


def held(**levels: int) -> list[Holding]:
    return [declare(skill, level, "declared", TODAY) for skill, level in levels.items()]


def offer(key: str, **needs: int) -> Offer:
    return Offer(key, tuple(Need(skill, level) for skill, level in needs.items()), 6, 5, seats=4)


def steps(*having: Holding, needs: list[Need] = ROBOTS, offers: tuple[Offer, ...] = ()) -> list[str]:
    return [step.key for step in path(GRAPH, needs, having, offers, TODAY)]


def test_everything_that_comes_before_the_target_stands_before_it() -> None:
    order = list(missing(GRAPH, ROBOTS, [], TODAY))

    assert set(order) == {"safety", "circuits", "sensors", "plc", "robots"}
    for before, after in (("safety", "circuits"), ("circuits", "plc"), ("sensors", "plc"), ("plc", "robots")):
        assert order.index(before) < order.index(after)


def test_the_need_that_takes_least_is_completed_first() -> None:
    both = [*ROBOTS, Need("sensors", 3)]

    assert next(iter(missing(GRAPH, both, [], TODAY))) == "sensors", "it takes 60 hours, robots far more"
    weighty = [Need("robots", 3, 9.0), Need("welding", 3, 1.0)]
    assert list(missing(GRAPH, weighty, [], TODAY))[-1] == "welding", "robots matter nine times as much"


def test_what_comes_before_a_skill_that_is_held_is_not_asked_for() -> None:
    assert list(missing(GRAPH, ROBOTS, held(plc=2), TODAY)) == ["robots"]
    assert list(missing(GRAPH, ROBOTS, held(plc=1), TODAY))[-2:] == ["plc", "robots"], "level 1 does not do"


def test_who_has_reached_the_target_has_no_way_to_go() -> None:
    assert path(GRAPH, ROBOTS, held(robots=3), [], TODAY) == ()
    assert gap(GRAPH, ROBOTS, held(robots=3), TODAY) == 0


def test_a_related_skill_counts_in_part_and_shortens_the_way() -> None:
    welding = [Need("welding", 4)]
    [whole] = path(GRAPH, welding, [], [], TODAY)
    [rest] = path(GRAPH, welding, [declare("spot welding", 4, "declared", TODAY)], [], TODAY)

    assert (whole.hours, rest.hours) == (120, hours_between(3.2, 4))
    assert gap(GRAPH, welding, [declare("spot welding", 4, "declared", TODAY)], TODAY) == pytest.approx(0.2)


def test_hours_add_up_over_levels_and_are_never_none() -> None:
    assert hours_between(1, 4) == hours_between(1, 2) + hours_between(2, 3) + hours_between(3, 4)
    assert hours_between(3, 3) == 1


def test_the_gap_shrinks_with_every_step_and_ends_at_nothing() -> None:
    way = path(GRAPH, [*ROBOTS, Need("welding", 3)], [], [offer("line", plc=3, robots=3)], TODAY)
    left = [step.left for step in way]

    assert left == sorted(left, reverse=True)
    assert left[-1] == 0


def test_a_brief_is_taken_as_soon_as_it_teaches_something_missing() -> None:
    line = offer("line", circuits=2, sensors=2)

    assert "line" not in steps(offers=(offer("line", welding=3),)), "it teaches nothing of the way"
    assert steps(*held(circuits=1), offers=(line,))[0] == "line", "begun, and not yet there"
    assert steps(offers=(line,))[0] != "line", "nothing of it is begun"


def test_what_a_brief_taught_is_not_learnt_once_more() -> None:
    way = path(GRAPH, ROBOTS, held(circuits=1, sensors=2), [offer("line", circuits=2)], TODAY)

    assert way[0].teaches == ("circuits",)
    assert [step.key for step in way] == ["line", "plc", "robots"]
    assert way[0].chance is not None
    assert (way[0].weeks, way[0].hours) == (6, 30)


def test_of_two_briefs_the_one_that_brings_on_more_comes_first() -> None:
    small, large = offer("a", sensors=2), offer("b", sensors=2, circuits=2)

    assert steps(*held(circuits=1, sensors=1), offers=(small, large))[0] == "b"


def test_the_brief_whose_team_one_is_in_comes_first_and_needs_no_chance() -> None:
    mine = Offer("mine", (Need("sensors", 2),), 6, 5, seats=4, inside=True)
    way = path(GRAPH, ROBOTS, held(circuits=1, sensors=1), [offer("b", circuits=2, sensors=2), mine], TODAY)

    assert (way[0].key, way[0].chance) == ("mine", None)


def test_a_way_has_few_briefs() -> None:
    many = tuple(offer(str(level), welding=level) for level in (2, 3, 4, 5))
    way = steps(*held(welding=1), needs=[Need("welding", 5)], offers=many)

    assert sum(key != "welding" for key in way) <= MOST_BRIEFS


def test_the_step_that_one_is_at_stays_the_first() -> None:
    way = path(GRAPH, [*ROBOTS, Need("welding", 2)], [], [], TODAY, first="welding")

    assert way[0].key == "welding"
    assert path(GRAPH, ROBOTS, [], [], TODAY, first="welding")[0].key != "welding", (
        "the target needs it no more"
    )


def test_a_step_says_what_it_comes_before() -> None:
    by_key = {step.key: step for step in path(GRAPH, ROBOTS, [], [], TODAY)}

    assert by_key["sensors"].serves == ("plc",)
    assert by_key["robots"].serves == ()


def test_the_longest_way_is_cut_and_says_what_is_left(graph: SkillGraph) -> None:
    needs = [Need(uri, 5) for uri, skill in graph.skills.items() if skill.kind == "skill"][:200]
    way = path(graph, needs, [], [], TODAY)

    assert len(way) == MOST_STEPS
    assert way[-1].left > 0


def test_the_same_input_gives_the_same_way(graph: SkillGraph) -> None:
    needs = [Need(uri, 3) for uri, skill in graph.skills.items() if skill.kind == "skill"][:30]

    assert path(graph, needs, [], [], TODAY) == path(graph, list(needs), [], [], TODAY)


def test_hours_for_learning_are_spread_over_the_days() -> None:
    evenings = {day * 24 + hour for day in range(5) for hour in (18, 19, 20)}

    assert hours_of_week(evenings, 4) == (18, 19, 42, 43), "two a day"
    assert len(hours_of_week(evenings, 12)) == 12, "a third hour where two a day do not do"
    assert set(hours_of_week(evenings, 40)) == evenings, "never an hour that is not free"


def test_steps_follow_each_other_on_the_free_hours_alone() -> None:
    week = (18, 19, 42)
    laid = lay([Span(4), Span(2)], MONDAY, week, "Asia/Shanghai")
    assert laid

    assert [begin.astimezone(UTC).hour for begin, _ in laid] == [10, 11], "18 h and 19 h in Shanghai"
    assert laid[0][1] == datetime(2026, 3, 9, 11, tzinfo=UTC)
    assert laid[0][1] <= laid[1][0]


def test_a_team_begins_when_its_bidding_is_over_and_takes_its_weeks() -> None:
    until = MONDAY + timedelta(days=10)
    laid = lay([Span(30, 6, until), Span(1)], MONDAY, (18,), "UTC")
    assert laid

    assert laid[0] == (until, until + timedelta(weeks=6))
    assert laid[1][0] >= laid[0][1]


def test_without_a_free_hour_nothing_can_be_dated() -> None:
    assert lay([Span(4)], MONDAY, (), "UTC") is None
