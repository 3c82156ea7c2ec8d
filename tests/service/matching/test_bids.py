"""Bids and free times: what counts, what is refused, and what others learn of it."""

import pytest

from tests import actors_matching as at
from tests.service.matching.town import DATA, FAULTS, PLC, SENSORS, Town


def test_others_learn_how_many_bid_and_never_who(town: Town) -> None:
    brief = town.published()
    one, two = town.bidders(brief, "一", "二")
    town.world.settle()
    counted = town.sent("bids.counted")
    assert [event["bids"] for event in counted] == [1, 2]
    assert one.person not in str(counted)

    at.bids(two)
    town.world.settle()
    assert town.sent("bids.counted")[-1]["bids"] == 1
    assert at.open_briefs(one)[0]["bids"] is None, "so few that the number would tell of somebody"


def test_handing_in_again_changes_ranks_without_counting_twice(town: Town) -> None:
    first, second = town.published(), town.published()
    student = town.student("一")
    at.bids(student, first, second)
    at.bids(student, second, first)
    ranks = {row["brief"]: row["rank"] for row in student.get("/matching/api/v1/bids")["items"]}
    assert ranks == {second: 1, first: 2}
    town.world.settle()
    assert len(town.sent("bids.counted")) == 2


def test_best_fit_comes_first_and_filters_narrow(town: Town) -> None:
    far = town.published(needs={DATA: 4}, trade="software", weeks=4, remote=True)
    near = town.published(needs={PLC: 3, FAULTS: 3}, trade="automation", weeks=8)
    student = town.student("一")
    at.lists_skills(student, {town.skill(PLC): 5})
    assert [row["id"] for row in at.open_briefs(student)] == [near, far]
    assert [row["id"] for row in at.open_briefs(student, "trade=software")] == [far]
    assert [row["id"] for row in at.open_briefs(student, "weeks=6")] == [far]
    assert [row["id"] for row in at.open_briefs(student, "remote=false")] == [near]
    assert at.open_briefs(student, "language=en") == []


def test_pages_of_the_list_follow_each_other(town: Town) -> None:
    ids = {town.published(needs=needs) for needs in ({PLC: 3}, {DATA: 3}, {SENSORS: 3})}
    student = town.student("一")
    at.lists_skills(student, {town.skill(PLC): 5})
    seen, cursor = [], ""
    for _ in range(3):
        answer = student.get(f"/matching/api/v1/briefs?limit=1{cursor}")
        seen += [row["id"] for row in answer["items"]]
        cursor = f"&after={answer['next']}"
    assert set(seen) == ids
    assert answer["next"] is None


def test_a_brief_says_need_held_and_gap(town: Town) -> None:
    brief = town.published(needs={PLC: 3, DATA: 4})
    student = town.student("一")
    at.lists_skills(student, {town.skill(PLC): 5})
    fit = student.get(f"/matching/api/v1/briefs/{brief}")["fit"]
    held = {bar["uri"]: bar["held"] for bar in fit["needs"]}
    assert held[town.skill(PLC)] == pytest.approx(3.6)
    assert held[town.skill(DATA)] == 0
    assert fit["gap"]["skills"] == [town.skill(DATA)]


def test_bids_on_a_closed_brief_are_refused_and_counted_ones_stay(town: Town) -> None:
    brief, later = town.published(team_min=2), town.published()
    one, two = town.bidders(brief, "一", "二")
    late = town.student("三")
    town.closed(brief)
    at.puts(late, "bids", {"briefs": [brief]}, status=409)
    at.bids(one, later)
    assert {row["brief"] for row in one.get("/matching/api/v1/bids")["items"] if row["rank"]} == {
        brief,
        later,
    }
    assert len(town.asked(brief, one, two)) == 2


def test_bidding_ends_with_its_day_even_when_no_event_came(town: Town) -> None:
    brief = town.published(days=1)
    student = town.student("一")
    town.later(2, student)
    assert at.open_briefs(student) == []
    at.puts(student, "bids", {"briefs": [brief]}, status=409)


@pytest.mark.parametrize("body", [{"briefs": ["nothing"]}, {"briefs": "x"}, {"briefs": ["a"] * 11}, {}])
def test_a_wrong_list_names_its_field(town: Town, body: dict) -> None:
    student = town.student("一")
    problem = at.puts(student, "bids", body, status=422)
    assert problem["errors"][0]["pointer"].startswith("/briefs")


def test_the_same_brief_twice_is_refused(town: Town) -> None:
    brief = town.published()
    student = town.student("一")
    problem = at.puts(student, "bids", {"briefs": [brief, brief]}, status=422)
    assert problem["errors"][0]["pointer"] == "/briefs"


@pytest.mark.parametrize("slots", [[168], [-1], ["a"], [1.5], None])
def test_an_hour_that_no_week_has_is_refused(town: Town, slots: object) -> None:
    student = town.student("一")
    problem = at.puts(student, "slots", {"slots": slots}, status=422)
    assert problem["errors"][0]["pointer"].startswith("/slots")


def test_a_team_has_two_hours_in_common(town: Town) -> None:
    brief = town.published(team_min=2, team_max=2)
    one, two, three = town.bidders(brief, "一", "二", "三")
    at.hands_in_slots(one, [18, 19, 20])
    at.hands_in_slots(two, [40, 41, 42])
    at.hands_in_slots(three, [19, 20])
    town.closed(brief)
    assert town.asked(brief, one, two, three) == [one, three]
    assert at.proposal_for(one, brief)["common_slots"] == [19, 20]


def test_programmes_are_mixed_where_the_brief_wishes_it(town: Town) -> None:
    brief = town.published(team_min=2, team_max=2, programmes_min=2)
    one, two = town.bidders(brief, "一", "二")
    other = town.student("三", programme="软件技术")
    at.bids(other, brief)
    town.closed(brief)
    assert other in town.asked(brief, one, two, other)
