"""Students who go together: a team by code that applies as one, who is asked, and two who name each other."""

import pytest

from shared.events import accounts
from tests import actors_companions as going
from tests import actors_matching as at
from tests.actors import Actor
from tests.service.matching.town import DATA, FAULTS, PLC, SENSORS, Town

TOGETHER = "You are with those whom you asked to be with."


def three(town: Town) -> tuple[Actor, Actor, Actor]:
    one, two, other = (town.student(name) for name in ("一", "二", "三"))
    return one, two, other


def reasons(student: Actor, brief: str) -> list[str]:
    found = at.proposal_for(student, brief)
    return [row["message"] for row in found["reasons"]] if found else []


def test_a_team_forms_by_code_and_applies_as_one(town: Town) -> None:
    brief = town.published()
    captain, mate, _ = three(town)
    team = going.team_of(brief, captain, mate)
    assert going.seen(mate, team)["state"] == "forming"
    assert at.open_briefs(mate)[0]["rank"] is None, "joining is no bid yet"

    assert mate.post(f"{going.API}/{team}/apply", status=403)
    found = going.applies(captain, team)
    assert [(row["person"], row["captain"], row["bid"]) for row in found["members"]] == [
        (captain.person, True, True),
        (mate.person, False, True),
    ]
    assert at.open_briefs(mate)[0]["rank"] == 1
    town.world.settle()
    assert town.sent("bids.counted")[-1]["bids"] == 2


def test_applying_puts_the_brief_behind_what_members_wish_for_already(town: Town) -> None:
    wished, brief = town.published(), town.published()
    captain, mate, _ = three(town)
    at.bids(mate, wished)
    going.applies(captain, going.team_of(brief, captain, mate))
    mine = mate.get("/matching/api/v1/bids")
    assert {row["brief"]: row["rank"] for row in mine["items"]} == {wished: 1, brief: 2}
    assert not mine["changed"]


def test_a_team_is_kept_together_where_single_bids_would_not_be(town: Town) -> None:
    """The weak mate comes along with the strong captain, and both read that it was so."""
    brief = town.published(team_min=2, team_max=2)
    captain, strong = town.bidders(brief, "一", "二", skills=({PLC: 5, FAULTS: 5}, {SENSORS: 5, FAULTS: 5}))
    mate = town.student("三")
    going.applies(captain, going.team_of(brief, captain, mate))
    town.closed(brief)
    assert town.asked(brief, captain, strong, mate) == [captain, mate]
    assert reasons(captain, brief)[-1] == TOGETHER
    assert reasons(mate, brief)[-1] == TOGETHER


def test_two_who_name_each_other_are_kept_together_and_one_who_is_not_named_back_is_not(town: Town) -> None:
    brief = town.published(team_min=2, team_max=2)
    one, two, three = town.bidders(brief, "一", "二", "三", skills=({PLC: 5}, {FAULTS: 5}, {SENSORS: 1}))
    going.names(one, three)
    assert going.all_of(three)["named"] == [], "whoever is named is not told"
    going.names(three, one)
    town.closed(brief)
    assert town.asked(brief, one, two, three) == [one, three]
    assert reasons(one, brief)[-1] == TOGETHER


def test_who_cannot_be_kept_together_is_told_why(town: Town) -> None:
    brief = town.published(team_min=2, team_max=2)
    one, two, three = town.bidders(brief, "一", "二", "三", skills=({PLC: 5}, {FAULTS: 5}, {SENSORS: 1}))
    at.hands_in_slots(one, [10, 11, 12])
    at.hands_in_slots(two, [10, 11])
    at.hands_in_slots(three, [40, 41])
    going.name_each_other(one, three)
    town.closed(brief)
    assert town.asked(brief, one, two, three) == [one, two]
    told = at.proposal_for(one, brief)["reasons"][-1]
    assert (told["params"], "hours of the week" in told["message"]) == ({"have": 0, "need": 2}, True)
    assert three.name not in str(told)
    assert len(reasons(two, brief)) < len(reasons(one, brief)), "who asked for nobody is told nothing of it"


def test_where_keeping_all_together_leaves_no_team_one_is_formed_all_the_same(town: Town) -> None:
    """Two pairs and a brief for three: without the wishes there is a team."""
    brief = town.published(team_min=3, team_max=3)
    people = town.bidders(brief, "一", "二", "三", "四")
    going.name_each_other(people[0], people[1])
    going.name_each_other(people[2], people[3])
    town.closed(brief)
    asked = town.asked(brief, *people)
    assert len(asked) == 3
    parted = [one for one in asked if any("no team that keeps" in text for text in reasons(one, brief))]
    assert len(parted) == 1, "of the two who are together nobody is told anything else"


@pytest.mark.parametrize("gone", ["leaves", "takes back"])
def test_who_leaves_goes_alone_and_the_rest_together(town: Town, gone: str) -> None:
    brief = town.published(team_min=2, team_max=3)
    captain, mate, other = three(town)
    team = going.team_of(brief, captain, mate, other)
    going.applies(captain, team)
    if gone == "leaves":
        going.leaves(captain, team)
        assert going.seen(mate, team)["members"][0] == {"person": mate.person, "captain": True, "bid": True}
        assert at.open_briefs(captain)[0]["rank"] == 1, "one's own bid stays"
    else:
        at.bids(captain)
        assert [row["bid"] for row in going.seen(mate, team)["members"]] == [False, True, True]


def test_a_code_is_worth_nothing_once_another_is_made_the_team_is_full_or_bidding_is_over(town: Town) -> None:
    brief = town.published(team_max=2)
    captain, mate, late = three(town)
    team = going.forms(captain, brief)
    first = going.code(captain, team)
    second = going.code(captain, team)
    wrong = mate.post(f"{going.API}/join", {"code": first}, status=422)
    assert wrong["errors"][0]["pointer"] == "/code"
    going.joins(mate, second)
    assert going.joins(mate, second)["id"] == team, "twice is once"
    late.post(f"{going.API}/join", {"code": second}, status=409)
    town.closed(brief)
    late.post(f"{going.API}/join", {"code": second}, status=409)


def test_nobody_is_in_two_teams_for_one_brief_and_nobody_reads_anothers(town: Town) -> None:
    brief = town.published()
    one, two, three_ = three(town)
    team = going.team_of(brief, one, two)
    other = going.forms(three_, brief)
    two.post(f"{going.API}/join", {"code": going.code(three_, other)}, status=409)
    three_.get(f"{going.API}/{team}", status=404)
    assert one.name not in three_.page("/matching/companions")


def test_a_gap_is_filled_by_somebody_willing_who_is_named_when_they_agree(town: Town) -> None:
    brief = town.published(needs={PLC: 3, DATA: 3})
    captain, able, shy = three(town)
    at.lists_skills(captain, {town.skill(PLC): 5})
    for student in (able, shy):
        at.lists_skills(student, {town.skill(DATA): 5})
    team = going.forms(captain, brief)
    going.asks_for(captain, team, town.skill(DATA), status=409)
    going.is_willing(able)

    needs = {row["skill"]: row for row in going.seen(captain, team)["needs"]}
    assert (needs[town.skill(PLC)]["quality"], needs[town.skill(DATA)]["quality"]) == (1, 0)
    assert needs[town.skill(DATA)]["willing"] == 1
    page = captain.page(f"/matching/companions/{team}")
    assert "Somebody who is willing would cover it to 100" in page
    assert able.name not in page
    assert able.person not in page

    going.asks_for(captain, team, town.skill(DATA))
    town.world.settle()
    assert [item["url"] for item in able.waiting()] == [
        f"/matching/companions/asks/{going.all_of(able)['asks'][0]['id']}"
    ]
    assert shy.waiting() == []
    assert able.person not in captain.page(f"/matching/companions/{team}")
    able.post(f"{going.API}/asks/{going.all_of(able)['asks'][0]['id']}/agree")
    town.world.settle()
    assert able.waiting() == []
    assert able.name in captain.page(f"/matching/companions/{team}")


def test_who_says_no_or_nothing_is_not_asked_again_and_not_named(town: Town) -> None:
    brief = town.published(needs={PLC: 3, DATA: 3})
    captain, first, second = three(town)
    for student in (first, second):
        at.lists_skills(student, {town.skill(DATA): 5})
        going.is_willing(student)
    team = going.forms(captain, brief)
    going.asks_for(captain, team, town.skill(DATA))
    going.asks_for(captain, team, town.skill(DATA))
    first.post(f"{going.API}/asks/{going.all_of(first)['asks'][0]['id']}/decline")
    town.later(5, captain, first, second)
    assert going.all_of(second)["asks"] == []
    assert second.waiting() == []
    going.asks_for(captain, team, town.skill(DATA), status=409)
    page = captain.page(f"/matching/companions/{team}")
    assert first.person not in page
    assert second.person not in page


def test_who_is_willing_no_longer_is_asked_nothing_any_more(town: Town) -> None:
    brief = town.published(needs={DATA: 3})
    captain, able, _ = three(town)
    at.lists_skills(able, {town.skill(DATA): 5})
    going.is_willing(able)
    team = going.forms(captain, brief)
    going.asks_for(captain, team, town.skill(DATA))
    going.is_willing(able, False)
    town.world.settle()
    assert able.waiting() == []
    assert going.seen(captain, team)["needs"][0]["willing"] is None


def test_names_that_nobody_or_several_bear_are_refused(town: Town) -> None:
    one, two, _ = three(town)
    town.student("二")
    for name in ("没有人", two.name, one.name):
        one.post(f"{going.API}/named", {"name": name}, status=422)
    assert going.all_of(one)["named"] == []


def test_an_erased_student_is_in_no_team_and_no_wish(town: Town) -> None:
    brief = town.published()
    captain, mate, _ = three(town)
    team = going.team_of(brief, captain, mate)
    going.name_each_other(captain, mate)
    town.tell("accounts", accounts.PersonErased(person=captain.person))
    assert [row["person"] for row in going.seen(mate, team)["members"]] == [mate.person]
    assert going.all_of(mate)["named"] == []
