"""Saved searches: told at most once a day, of at least five new people, in whatever is saved."""

from dataclasses import replace

import pytest

from shared.events.accounts import PersonErased
from tests import actors_portfolio as at
from tests import kept
from tests.actors import Actor
from tests.service.portfolio.conftest import SENSORS, Stage, build_stage, tell
from tests.service.stage import OneProcess
from tests.world import World

TROUBLESHOOTING = "http://data.europa.eu/esco/skill/334e3e49-fb02-4051-809a-f06adfdc1c40"
SKILL = {"uri": TROUBLESHOOTING, "label": "troubleshoot", "needed": 3, "achieved": 4, "untouched": False}
NEWS = "There are new people in a search that you saved"


@pytest.fixture
def ten(world: World) -> Stage:
    """Ten students with evidence, of whom nobody is to be found yet; nothing more will be signed."""
    return replace(kept.after(OneProcess(world), _ten_with_evidence), world=world)


def _ten_with_evidence(one: OneProcess) -> Stage:
    stage = build_stage(one.world, students=10)
    stage.declares_key()
    stage.tells_team()
    for student in stage.students:
        tell("projects", stage.accepted(student, record_changes={"skills": [SKILL]}))
    one.world.settle()
    return replace(stage, world=None, key=None)  # type: ignore[arg-type]


def publish(stage: Stage, *numbers: int, published: bool = True) -> None:
    for number in numbers:
        at.publishes_portfolio(stage.students[number].signs_in(), published=published)
    stage.world.settle()


def next_morning(stage: Stage) -> Actor:
    """At whatever hour it is asked, a morning has passed."""
    stage.world.later(days=2)
    stage.world.settle()
    return stage.mentor.signs_in()


def told(employer: Actor) -> int:
    return [item["message"] for item in employer.waiting()].count(NEWS)


def test_new_people_are_told_of_in_the_morning_when_there_are_five(ten: Stage) -> None:
    publish(ten, 0, 1, 2, 3, 4)
    saved = at.saves_search(ten.mentor, TROUBLESHOOTING, 2)
    assert saved["label"] == "troubleshoot"
    publish(ten, 5, 6, 7, 8)
    assert told(next_morning(ten)) == 0, "four are too few"
    assert [one["news"] for one in at.saved_searches(ten.mentor)] == [False]
    publish(ten, 9)
    assert told(ten.mentor) == 0, "not before the morning"
    assert told(next_morning(ten)) == 1
    assert "New people" in ten.mentor.page("/portfolio/saved")
    assert told(next_morning(ten)) == 1, "the one item stays; no second one comes"

    place = ten.mentor.send(f"/portfolio/saved/{saved['id']}/look", {}).headers["Location"]
    assert "About 10 people fit" in ten.mentor.page(place)
    ten.world.settle()
    assert told(ten.mentor) == 0
    assert told(next_morning(ten)) == 0


def test_several_searches_make_one_item_a_day(ten: Stage) -> None:
    for level in (1, 2, 3):
        at.saves_search(ten.mentor, "troubleshoot", level)
    publish(ten, *range(10))
    assert told(next_morning(ten)) == 1
    assert [one["news"] for one in at.saved_searches(ten.mentor)] == [True] * 3


def test_somebody_who_withdraws_and_publishes_again_sets_off_nothing(ten: Stage) -> None:
    publish(ten, 0, 1, 2, 3, 4)
    at.saves_search(ten.mentor, TROUBLESHOOTING)
    for _ in range(3):
        publish(ten, 0, published=False)
        assert told(next_morning(ten)) == 0
        publish(ten, 0)
        assert told(next_morning(ten)) == 0


def test_saving_says_nothing_of_a_skill_that_few_have(ten: Stage) -> None:
    """One with evidence of four and one that nobody has answer alike."""
    publish(ten, 0, 1, 2, 3)
    answers = [
        ten.mentor.http.call(
            "POST",
            f"{at.API}/saved-searches",
            body={"skill": skill},
            headers={"X-CSRF-Token": ten.mentor.token},
        )
        for skill in (TROUBLESHOOTING, SENSORS["uri"])
    ]
    assert [answer.status for answer in answers] == [422, 422]
    assert answers[0].json["errors"] == answers[1].json["errors"]
    assert at.saves_search(ten.mentor, "perform data analysis")["label"] == "perform data analysis"


def test_who_no_longer_recruits_is_told_nothing_and_a_removed_search_neither(ten: Stage) -> None:
    saved = at.saves_search(ten.mentor, "troubleshoot")
    at.saves_search(ten.mentor, "troubleshoot", status=409)
    ten.mentor.call("DELETE", f"{at.API}/saved-searches/{saved['id']}")
    publish(ten, *range(10))
    assert told(next_morning(ten)) == 0
    assert ten.world.count("portfolio", "timers", {"kind": "saved.look"}) == 0


def test_from_the_page_of_results_a_search_is_saved_run_and_removed(ten: Stage) -> None:
    publish(ten, 0, 1, 2, 3, 4)
    assert "Save this search" in ten.mentor.page("/portfolio/search?skill=troubleshoot")
    ten.mentor.send("/portfolio/saved", {"skill": "troubleshoot", "level": "3"})
    page = ten.mentor.page("/portfolio/saved")
    assert "troubleshoot" in page
    assert "by its whole name" in ten.mentor.send("/portfolio/saved", {"skill": "zzz"}, status=422).text
    saved = at.saved_searches(ten.mentor)[0]
    ten.mentor.send(f"/portfolio/saved/{saved['id']}/remove", {})
    assert "No search is saved yet" in ten.mentor.page("/portfolio/saved")


def test_the_erased_are_neither_searching_nor_among_the_known(ten: Stage) -> None:
    publish(ten, 0, 1, 2, 3, 4)
    at.saves_search(ten.mentor, "troubleshoot")
    known = {"known": ten.students[0].person}
    assert ten.world.count("portfolio", "saved_searches", known) == 1
    tell("accounts", PersonErased(person=ten.students[0].person))
    ten.world.settle()
    assert ten.world.count("portfolio", "saved_searches", known) == 0
    tell("accounts", PersonErased(person=ten.mentor.person))
    ten.world.settle()
    assert ten.world.count("portfolio", "saved_searches") == 0
