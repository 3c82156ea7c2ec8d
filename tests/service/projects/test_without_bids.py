"""A brief for which nobody bids: opened again once by itself, then the company says what becomes of it."""

from tests.service.projects import telling
from tests.service.projects.test_waiting import kinds
from tests.world import World

ROUND = 9
"""Days; more than a round of bidding takes."""


def unwanted(world: World) -> telling.Cast:
    """Two rounds of bidding without a single bid."""
    told = telling.published(telling.cast(world, students=0))
    telling.later(told, days=ROUND)
    assert state(told) == "published", "the first time the bidding opens again by itself"
    telling.later(told, days=ROUND)
    return told


def state(told: telling.Cast) -> str:
    return told.mentor.get(f"/projects/api/v1/briefs/{told.brief}")["state"]


def test_after_two_rounds_without_a_bid_the_company_is_asked(world: World) -> None:
    told = unwanted(world)
    assert (state(told), kinds(told.mentor)) == ("closed", ["no_bids"])
    page = told.mentor.page(f"/projects/briefs/{told.brief}")
    for word in (
        "Nobody has bid, twice",
        "Open the bidding again",
        "Archive",
        "Begin a copy",
        "Waiting for you",
    ):
        assert word in page, word
    telling.later(told, days=ROUND)
    assert state(told) == "closed", "it opens no third time by itself"


def test_the_company_opens_the_bidding_once_more(world: World) -> None:
    told = unwanted(world)
    told.mentor.send(f"/projects/briefs/{told.brief}/reopen", {})
    world.settle()
    assert (state(told), kinds(told.mentor)) == ("published", [])
    told.mentor.post(f"/projects/api/v1/briefs/{told.brief}/reopen", status=409)
    telling.later(told, days=ROUND)
    assert state(told) == "published", "two more rounds go by before the company is asked again"
    telling.later(told, days=ROUND)
    assert (state(told), kinds(told.mentor)) == ("closed", ["no_bids"])


def test_archiving_it_ends_the_question(world: World) -> None:
    told = unwanted(world)
    told.mentor.post(f"/projects/api/v1/briefs/{told.brief}/archive")
    world.settle()
    assert kinds(told.mentor) == []


def test_without_an_answer_it_is_archived(world: World) -> None:
    told = unwanted(world)
    telling.later(told, days=15)
    assert (state(told), kinds(told.mentor)) == ("archived", [])
    history = told.mentor.get(f"/projects/api/v1/briefs/{told.brief}/history")["items"]
    assert history[0]["message"] == "Archived: the company did not answer"


def test_a_brief_whose_team_is_being_formed_is_not_opened_by_hand(world: World) -> None:
    told = telling.proposed(telling.published(telling.cast(world, students=2)))
    told.mentor.post(f"/projects/api/v1/briefs/{told.brief}/reopen", status=409)
    assert "Open the bidding again" not in told.mentor.page(f"/projects/briefs/{told.brief}")
