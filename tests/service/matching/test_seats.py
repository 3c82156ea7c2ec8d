"""Seats: declined, silent, refilled, confirmed or not; each ends somewhere, and nobody is held for nothing."""

from shared.events import projects
from tests import actors_matching as at
from tests.service.matching.town import PLC, Town


def test_a_declined_seat_goes_to_the_next_of_the_reserve_within_the_same_proposal(town: Town) -> None:
    brief = town.published(team_min=2, team_max=2)
    students = town.bidders(brief, "一", "二", "三")
    town.closed(brief)
    asked = town.asked(brief, *students)
    spare = next(student for student in students if student not in asked)
    first, second = asked
    proposal = at.proposal_for(first, brief)["id"]

    at.accepts_proposal(first, proposal)
    assert at.declines_proposal(second, proposal, "别的安排")["seat"] == "declined"
    town.world.settle()

    mine = at.proposal_for(spare, brief)
    assert (mine["id"], mine["revision"]) == (proposal, 2)
    assert at.proposals(first)[0]["seat"] == "accepted", "who has accepted stays"
    at.accepts_proposal(spare, proposal)
    town.world.settle()
    told = town.sent("proposal.proposed")[-1]
    assert told["revision"] == 2
    assert second.person not in str(told), "nothing of who declined leaves matching"


def test_who_declined_sees_no_more_of_the_team_and_bids_no_more_on_the_brief(town: Town) -> None:
    brief = town.published(team_min=2, team_max=2)
    one, two = town.bidders(brief, "一", "二")
    town.closed(brief)
    at.declines_proposal(one, at.proposal_for(one, brief)["id"])
    seen = at.proposals(one)[0]
    assert (seen["members"], seen["coverage"], seen["common_slots"]) == ([], [], [])
    assert one.get("/matching/api/v1/bids")["items"][0]["rank"] is None
    assert two.person not in one.page(f"/matching/proposals/{seen['id']}")


def test_silence_counts_as_declined_after_three_days(town: Town) -> None:
    brief = town.published(team_min=2, team_max=2)
    students = town.bidders(brief, "一", "二", "三")
    town.closed(brief)
    first, silent = town.asked(brief, *students)
    spare = next(student for student in students if student not in (first, silent))
    at.accepts_proposal(first, at.proposal_for(first, brief)["id"])

    town.later(2, *students)
    assert at.proposal_for(silent, brief)["seat"] == "asked", "three whole days are given"
    town.later(2, *students)
    assert at.proposals(silent)[0]["seat"] == "expired"
    assert silent.waiting() == []
    assert at.proposal_for(spare, brief)["seat"] == "asked"


def test_a_later_seat_keeps_its_own_three_days(town: Town) -> None:
    brief = town.published(team_min=2, team_max=2)
    students = town.bidders(brief, "一", "二", "三", "四")
    town.closed(brief)
    town.later(4, *students)
    second = town.asked(brief, *students)
    assert len(second) == 2
    town.later(2, *students)
    assert town.asked(brief, *students) == second, "who was asked two days ago still has time"


def test_without_anybody_left_the_proposal_ends_with_its_reason_and_all_are_free(town: Town) -> None:
    brief, other = town.published(team_min=2, team_max=2), town.published(team_min=1, team_max=1)
    one, two = town.bidders(brief, "一", "二")
    town.closed(brief)
    at.accepts_proposal(one, at.proposal_for(one, brief)["id"])
    at.declines_proposal(two, at.proposal_for(two, brief)["id"])
    town.world.settle()

    ended = town.sent("proposal.ended")[0]
    assert (ended["state"], ended["params"]["need"]) == ("expired", 2)
    assert at.proposals(one)[0]["seat"] == "released"
    assert at.proposals(one)[0]["ended"]["text"].startswith("There is no team")
    at.bids(one, other)
    town.closed(other)
    assert at.proposal_for(one, other), "who is free again may join another team"


def test_a_smaller_team_goes_on_where_the_brief_allows_it(town: Town) -> None:
    brief = town.published(team_min=2, team_max=3)
    one, two, three = town.bidders(brief, "一", "二", "三")
    town.closed(brief)
    proposal = at.proposal_for(one, brief)["id"]
    at.accepts_proposal(one, proposal)
    at.accepts_proposal(two, proposal)
    at.declines_proposal(three, proposal)
    town.world.settle()
    assert sorted(town.sent("proposal.proposed")[0]["members"]) == sorted([one.person, two.person])


def test_nobody_bid_is_said_with_its_numbers(town: Town) -> None:
    brief = town.published()
    town.closed(brief)
    ended = town.sent("proposal.ended")[0]
    assert ended["brief"] == brief
    assert ended["params"] == {"have": 0, "need": 2}


def test_taken_seats_close_a_brief_without_another_team(town: Town) -> None:
    brief = town.published()
    students = town.bidders(brief, "一", "二")
    town.closed(brief, reason="seats_taken")
    assert town.asked(brief, *students) == []
    assert town.sent("proposal.ended") == []


def test_the_company_lets_it_pass_and_everybody_is_free(town: Town) -> None:
    brief = town.published()
    students = town.bidders(brief, "一", "二", "三")
    town.closed(brief)
    proposal = town.all_accept(brief, *students)
    town.confirms(proposal, accepted=False)
    assert town.sent("proposal.ended")[0]["state"] == "expired"
    assert town.world.count("matching", "engagements") == 0

    town.reopened(brief)
    assert at.open_briefs(students[0])[0]["id"] == brief
    town.closed(brief)
    assert len(town.asked(brief, *students)) == 3, "their bids still count"


def test_an_answer_to_an_older_revision_does_not_count(town: Town) -> None:
    brief = town.published(team_min=2, team_max=2)
    students = town.bidders(brief, "一", "二", "三")
    town.closed(brief)
    proposal = town.all_accept(brief, *students)
    leaver = town.asked(brief, *students)[0]
    at.declines_proposal(leaver, proposal["id"])
    town.confirms(proposal, revision=1)
    assert town.sent("proposal.confirmed") == []
    proposal = town.all_accept(brief, *students)
    town.confirms(proposal, revision=2)
    assert town.sent("proposal.confirmed")[0]["revision"] == 2


def test_a_company_that_never_answers_holds_nobody_for_ever(town: Town) -> None:
    brief = town.published()
    students = town.bidders(brief, "一", "二")
    town.closed(brief)
    town.all_accept(brief, *students)
    town.later(8, *students)
    assert at.proposals(students[0])[0]["state"] == "proposed"
    town.later(2, *students)
    assert at.proposals(students[0])[0]["state"] == "expired"


def test_a_cancelled_brief_withdraws_its_proposal(town: Town) -> None:
    brief = town.published()
    one, two = town.bidders(brief, "一", "二")
    town.closed(brief)
    proposal = at.proposal_for(one, brief)["id"]
    town.tell("projects", projects.BriefCancelled(brief=brief))
    assert at.proposals(one)[0]["state"] == "withdrawn"
    assert one.waiting() == []
    assert town.sent("proposal.ended")[0]["state"] == "withdrawn"
    two.post(f"/matching/api/v1/proposals/{proposal}/accept", status=409)


def test_who_leaves_a_confirmed_team_is_replaced(town: Town) -> None:
    brief = town.published(team_min=2, team_max=2)
    students = town.bidders(brief, "一", "二", "三")
    town.closed(brief)
    proposal = town.all_accept(brief, *students)
    leaver, stays = town.asked(brief, *students)
    spare = next(student for student in students if student not in (leaver, stays))
    town.confirms(proposal)
    team = town.becomes_team(proposal)

    left = projects.MemberLeft(team=team, brief=brief, proposal=proposal["id"], person=leaver.person)
    town.tell("projects", left)
    assert town.sent("seat.refilled") == [], "nobody joins unasked"
    at.accepts_proposal(spare, at.proposal_for(spare, brief)["id"])
    town.world.settle()
    refilled = town.sent("seat.refilled")[0]
    assert (refilled["team"], refilled["person"]) == (team, spare.person)
    assert at.proposals(stays)[0]["state"] == "confirmed"


def test_a_brief_with_two_teams_gets_two(town: Town) -> None:
    brief = town.published(teams=2, team_min=2, team_max=2)
    students = town.bidders(brief, "一", "二", "三", "四", "五")
    town.closed(brief)
    asked = town.asked(brief, *students)
    assert len(asked) == 4
    assert len({at.proposal_for(student, brief)["id"] for student in asked}) == 2


def test_nobody_is_in_two_teams_at_once(town: Town) -> None:
    brief, other = (town.published(team_min=1, team_max=1) for _ in range(2))
    student = town.student("一")
    at.lists_skills(student, {town.skill(PLC): 4})
    at.bids(student, brief, other)
    town.closed(brief)
    town.closed(other)
    assert at.proposal_for(student, other) is None
    assert town.sent("proposal.ended")[0]["brief"] == other

    proposal = town.all_accept(brief, student)
    town.confirms(proposal)
    team = town.becomes_team(proposal)
    town.reopened(other)
    town.closed(other)
    assert at.proposal_for(student, other) is None, "still at work in a team"
    town.becomes_team(proposal, state="completed", team=team)
    town.reopened(other)
    town.closed(other)
    assert at.proposal_for(student, other), "a completed team holds nobody"


def test_accepting_twice_does_nothing_more(town: Town) -> None:
    brief = town.published(team_min=1, team_max=1)
    (student,) = town.bidders(brief, "一")
    town.closed(brief)
    proposal = at.proposal_for(student, brief)["id"]
    at.accepts_proposal(student, proposal)
    at.accepts_proposal(student, proposal)
    town.world.settle()
    assert len(town.sent("proposal.proposed")) == 1
