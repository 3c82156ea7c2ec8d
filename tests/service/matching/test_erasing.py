"""Somebody who is erased loses no others their team: the seat is offered to the reserve."""

from shared import mongo
from shared.events import accounts, portfolio
from tests import actors_matching as at
from tests.service.matching.town import PLC, Town
from tests.world import World


def _of(town: Town, person: str) -> dict[str, int]:
    names = {"holdings": "person", "bids": "person", "evidence": "person", "reserve": "person", "weeks": "_id",
             "bid_lists": "_id", "engagements": "_id", "people": "_id", "memberships": "person"}  # fmt: skip
    return {name: town.world.count("matching", name, {key: person}) for name, key in names.items()}


def test_everything_of_the_person_goes(world: World) -> None:
    town = Town.of(world)
    brief = town.published()
    lin, zhao = town.bidders(brief, "林梅", "赵航")
    at.hands_in_slots(lin, [10, 11])
    town.attested(lin.person, {PLC: 4})
    assert sum(_of(town, lin.person).values()) > 5
    town.tell("accounts", accounts.PersonErased(person=lin.person))
    assert set(_of(town, lin.person).values()) == {0}
    assert town.sent("bids.counted")[-1]["bids"] == 1
    assert at.holdings(zhao)
    assert town.sent("erasure.done")[-1]["person"] == lin.person


def test_a_seat_that_was_asked_for_goes_to_the_reserve(world: World) -> None:
    town = Town.of(world)
    brief = town.published(team_min=2, team_max=2)
    students = town.bidders(brief, "林梅", "赵航", "吴桐")
    town.closed(brief)
    asked = town.asked(brief, *students)
    reserve = next(one for one in students if one not in asked)
    proposal = at.proposal_for(asked[1], brief)
    assert proposal is not None
    town.tell("accounts", accounts.PersonErased(person=asked[0].person))
    assert at.proposal_for(reserve, brief), "the reserve is not asked"
    seats = _seats(proposal["id"])
    gone = next(seat for seat in seats if seat["person"] == asked[0].person)
    assert (gone["state"], gone["reasons"], gone["brings"]) == ("released", [], [])


def _seats(proposal: str) -> list[dict]:
    with mongo.serving("matching"):
        return list(mongo.collection("proposals").find_one({"_id": proposal})["seats"])  # type: ignore[index]


def test_a_seat_of_a_team_at_work_goes_to_the_reserve_and_one_of_a_team_that_is_done_does_not(
    world: World,
) -> None:
    town = Town.of(world)
    brief = town.published(team_min=2, team_max=2)
    students = town.bidders(brief, "林梅", "赵航", "吴桐", "孙晓")
    town.closed(brief)
    proposal = town.all_accept(brief, *students)
    asked = town.asked(brief, *students)
    town.confirms(proposal)
    town.becomes_team(proposal)
    town.tell("accounts", accounts.PersonErased(person=asked[0].person))
    waiting = [one for one in students if one not in asked and at.proposal_for(one, brief)]
    assert len(waiting) == 1, "nobody of the reserve is asked"
    at.accepts_proposal(waiting[0], proposal["id"])
    world.settle()
    assert town.sent("seat.refilled")[-1]["person"] == waiting[0].person
    town.becomes_team(proposal, "completed", team=town.sent("seat.refilled")[-1]["team"])
    town.tell("accounts", accounts.PersonErased(person=asked[1].person))
    rest = [one for one in students if one not in asked and one not in waiting]
    assert at.proposal_for(rest[0], brief) is None, "a seat of a team that is done was offered"


def test_the_reason_of_a_refusal_goes(world: World) -> None:
    town = Town.of(world)
    brief = town.published(team_min=2, team_max=2)
    students = town.bidders(brief, "林梅", "赵航", "吴桐")
    town.closed(brief)
    asked = town.asked(brief, *students)[0]
    at.declines_proposal(asked, at.proposal_for(asked, brief)["id"], "因为家里有事")  # type: ignore[index]
    town.tell("accounts", accounts.PersonErased(person=asked.person))
    assert town.world.count("matching", "audit", {"by": asked.person}) > 0
    assert town.world.count("matching", "audit", {"params.reason": {"$exists": True}}) == 0


def test_evidence_that_comes_late_is_not_kept(world: World) -> None:
    town = Town.of(world)
    lin = town.student("林梅")
    town.tell("accounts", accounts.PersonErased(person=lin.person))
    town.attested(lin.person, {PLC: 4})
    town.tell("portfolio", portfolio.CredentialStatusChanged(
        credential="x", contribution="y", person=lin.person, status="revoked",
    ))  # fmt: skip
    assert set(_of(town, lin.person).values()) == {0}
