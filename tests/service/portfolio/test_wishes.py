"""Beside skills employers look by trade, place and time: as students say it, and let it be looked by."""

import pytest

from shared.events.accounts import PersonErased
from tests import actors_portfolio as at
from tests.service.portfolio.conftest import Stage, tell
from tests.service.portfolio.test_finding import RECORDING, with_five_published
from tests.world import World

WISHES = {"trades": ["automation", "cnc"], "places": ["杭州市", "宁波"], "available": "2027-02-01"}


@pytest.fixture
def five(world: World) -> Stage:
    """To be found by skill; nobody has said a wish."""
    return with_five_published(world)


def say(stage: Stage, *numbers: int, **wishes: object) -> None:
    for number in numbers or range(5):
        at.publishes_portfolio(stage.students[number], **WISHES | wishes)


def found(stage: Stage, **wanted: object) -> int:
    """How many people the search shows; none where they are few."""
    told = at.finds_people(stage.mentor, RECORDING, **wanted)
    assert told["few"] == (not told["items"])
    return len(told["items"])


def test_each_wish_is_looked_by_alone_and_together(five: Stage) -> None:
    assert found(five) == 5
    assert found(five, trade="automation") == 0, "nobody has said so yet"
    say(five)
    for wanted in (
        {"trade": "automation"}, {"trade": "cnc"}, {"place": "杭州"}, {"place": "杭州市"}, {"place": "寧波"},
        {"by": "2027-02-01"}, {"by": "2027-09-01"}, {"trade": "cnc", "place": "宁波", "by": "2027-03-01", "level": 4},
    ):  # fmt: skip
        assert found(five, **wanted) == 5, wanted
    for wanted in (
        {"trade": "ai_vision"}, {"place": "上海"}, {"by": "2027-01-31"}, {"trade": "cnc", "level": 5},
    ):  # fmt: skip
        assert found(five, **wanted) == 0, wanted


def test_fewer_than_five_after_all_filters_are_not_shown(five: Stage) -> None:
    say(five, 0, 1, 2, 3)
    assert found(five) == 5
    for wanted in ({"trade": "cnc"}, {"place": "杭州"}, {"by": "2027-02-01"}):
        assert found(five, **wanted) == 0


def test_a_wish_changes_nobodys_place_in_the_order(five: Stage) -> None:
    order = [one["person"] for one in at.finds_people(five.mentor, RECORDING)["items"]]
    say(five, 0, 1, 2, 3)
    say(five, 4, trades=["cnc"], places=["杭州"], available="2026-12-01")
    assert [one["person"] for one in at.finds_people(five.mentor, RECORDING, trade="cnc")["items"]] == order


def test_what_is_taken_back_or_withdrawn_is_looked_by_no_more(five: Stage) -> None:
    say(five)
    at.publishes_portfolio(five.students[0], trades=[], places=[], available=None)
    assert (found(five, trade="cnc"), found(five)) == (0, 5)
    say(five)
    at.publishes_portfolio(five.students[0], published=False)
    assert found(five, trade="cnc") == 0
    at.publishes_portfolio(five.students[0])
    assert found(five, trade="cnc") == 5, "what was said before stands again"


def test_the_student_sees_it_before_and_employers_read_what_was_said(five: Stage) -> None:
    student = five.students[0]
    student.send(
        "/portfolio/publication",
        {
            "published": "true",
            "fields": "results",
            "trades": "cnc",
            "places": "杭州、宁波",
            "available": "2027-02-01",
        },
    )
    for page in (
        student.page("/portfolio/mine/preview"), five.mentor.page(f"/portfolio/people/{student.person}"),
    ):  # fmt: skip
        for said in ("CNC machining", "杭州", "宁波", "What they say themselves"):
            assert said in page
    assert five.mentor.get(f"{at.API}/people/{student.person}")["wishes"] == {
        "trades": ["cnc"], "places": ["杭州", "宁波"], "available": "2027-02-01"
    }  # fmt: skip
    student.send("/portfolio/publication", {"published": "true", "fields": "results"})
    assert at.publishes_portfolio(student)["places"] == [], "an empty form takes it back"


def test_the_consent_lists_what_employers_look_by(five: Stage) -> None:
    say(five, 0)
    five.world.settle()
    given = next(
        one
        for one in five.students[0].get("/accounts/api/v1/me/consents")["items"]
        if one["purpose"] == "publication"
    )
    assert {"trades", "places", "available"} <= set(given["fields"])
    assert "Where you can work" in five.students[0].page("/accounts/privacy")


@pytest.mark.parametrize(
    "wrong",
    [{"trades": ["flying"]}, {"trades": ["cnc"] * 2 + ["automation", "ai_vision", "fault_diagnosis"]},
     {"places": ["a", "b", "c", "d"]}, {"places": ["x" * 41]}, {"available": "soon"}],
)  # fmt: skip
def test_only_what_can_be_looked_by_is_taken(stage: Stage, wrong: dict[str, object]) -> None:
    body = {"published": True} | wrong
    refused = stage.student.put(f"{at.API}/publication", body, status=422)
    assert refused["errors"][0]["pointer"].startswith(f"/{next(iter(wrong))}")


def test_on_the_page_the_filters_stay_with_the_search_and_with_what_is_saved(five: Stage) -> None:
    say(five)
    query = "trade=cnc&place=%E6%9D%AD%E5%B7%9E&by=2027-03-01"
    page = five.mentor.page(f"/portfolio/search?skill={RECORDING}&{query}")
    assert "About 5 people fit" in page
    for kept in ('<option value="cnc" selected>', 'value="杭州"', 'value="2027-03-01"'):
        assert kept in page
    five.mentor.send(
        "/portfolio/saved", {"skill": RECORDING, "trade": "cnc", "place": "杭州", "by": "2027-03-01"}
    )
    saved = at.saved_searches(five.mentor)[0]
    assert (saved["trade"], saved["place"], saved["by"]) == ("cnc", "杭州", "2027-03-01")
    page = five.mentor.page("/portfolio/saved")
    assert ("CNC machining" in page, "杭州" in page) == (True, True)
    place = five.mentor.send(f"/portfolio/saved/{saved['id']}/look", {}).headers["Location"]
    assert "About 5 people fit" in five.mentor.page(place)
    at.saves_search(five.mentor, RECORDING)
    at.saves_search(five.mentor, RECORDING, trade="cnc", place="杭州", by="2027-03-01", status=409)


def test_the_erased_leave_no_wish(five: Stage) -> None:
    say(five)
    tell("accounts", PersonErased(person=five.students[0].person))
    five.world.settle()
    assert five.world.count("portfolio", "profiles", {"_id": five.students[0].person}) == 0
    assert found(five, trade="cnc") == 0
