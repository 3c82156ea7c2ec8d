"""Who sees what: a brief that one's school approved, in one's region; a proposal that one has a seat in."""

import pytest

from shared import clock, mongo
from shared.events import projects
from shared.ids import new_id
from shared.messaging import outbox
from tests import actors_matching as at
from tests.actors import Actor
from tests.service.matching.town import Town

TAIWAN = {"name": "竹濱科技大學（示範）", "kind": "school", "region": "tw", "code": "00001009"}
NEIGHBOUR = {"name": "邻校（演示）", "kind": "school", "region": "cn"}


def test_a_brief_is_there_once_the_school_has_approved_it(town: Town) -> None:
    brief = town.published(approved=False)
    student = town.student("林梅")
    assert at.open_briefs(student) == []
    student.get(f"/matching/api/v1/briefs/{brief}", status=404)
    at.puts(student, "bids", {"briefs": [brief]}, status=422)
    town.approved(brief, "without_credit")
    assert at.open_briefs(student)[0]["approval"] == "without_credit"


def test_a_refused_brief_stays_hidden(town: Town) -> None:
    brief = town.published(approved=False)
    town.approved(brief, "refused")
    assert at.open_briefs(town.student("林梅")) == []


def test_the_approval_may_come_before_the_brief(town: Town) -> None:
    brief = new_id()
    town.approved(brief)
    town.tell("projects", town.brief(brief))
    assert [row["id"] for row in at.open_briefs(town.student("林梅"))] == [brief]


def test_another_schools_students_do_not_see_it(town: Town) -> None:
    town.published()
    teacher, _ = town.founds_school(NEIGHBOUR)
    assert at.open_briefs(town.student("外校", teacher=teacher)) == []


def test_regions_never_mix_even_where_a_school_approved(town: Town) -> None:
    teacher, school = town.founds_school(TAIWAN)
    brief = town.published(region="cn")
    town.approved(brief, school=school)
    other = town.student("陳同學", teacher=teacher)
    assert at.open_briefs(other) == []
    other.get(f"/matching/api/v1/briefs/{brief}", status=404)

    (mine,) = town.bidders(brief, "林梅")
    with mongo.serving("matching"):
        row = {"_id": new_id(), "person": other.person, "brief": brief, "rank": 1, "at": clock.now()}
        mongo.collection("bids").insert_one(row)
    town.closed(brief)
    assert town.asked(brief, mine, other) == []
    assert town.sent("proposal.ended")[0]["params"] == {"have": 1, "need": 2}


def test_a_proposal_is_seen_by_its_students_alone(town: Town) -> None:
    brief = town.published(team_min=1, team_max=1)
    (mine,) = town.bidders(brief, "林梅")
    town.closed(brief)
    proposal = at.proposal_for(mine, brief)["id"]
    stranger = town.student("旁人")
    for method, path in (("GET", ""), ("POST", "/accept"), ("POST", "/decline")):
        stranger.call(method, f"/matching/api/v1/proposals/{proposal}{path}", status=404)
    stranger.page(f"/matching/proposals/{proposal}", status=404)
    assert at.proposals(stranger) == []


def test_a_company_has_no_way_to_students_skills(town: Town) -> None:
    company = Actor(town.world.client(), "周立", "zhou@hengrui.example").signs_up("衡锐（演示）")
    town.world.settle()
    for path in ("holdings", "briefs", "bids", "slots", "proposals"):
        company.get(f"/matching/api/v1/{path}", status=403)
    visitor = Actor(town.world.client(), "x", "x@x.example")
    visitor.get("/matching/api/v1/holdings", status=401)
    assert "How teams are formed" in visitor.page("/matching/how")


def test_who_left_the_school_is_not_proposed(town: Town) -> None:
    brief = town.published(team_min=1, team_max=3)
    one, two = town.bidders(brief, "一", "二")
    path = f"/accounts/api/v1/organisations/{town.school}/members?limit=100"
    member = next(row for row in town.teacher.get(path)["items"] if row["person"] == two.person)
    town.operator.call("DELETE", f"/accounts/api/v1/memberships/{member['id']}")
    town.world.settle()
    town.closed(brief)
    assert [row["person"] for row in at.proposal_for(one, brief)["members"]] == [one.person]


def test_a_brief_that_no_engine_could_meet_is_parked_and_the_rest_flows_on(town: Town) -> None:
    wrong = town.brief(new_id(), team_min=5, team_max=3)
    with mongo.serving("projects"):
        mongo.run_in_transaction(lambda: outbox.append(wrong, clock.now()))
    with pytest.raises(AssertionError, match="parked"):
        town.world.settle()
    with mongo.serving("matching"):
        assert mongo.collection("parked").count_documents({}) == 1
        mongo.collection("parked").delete_many({})
        assert mongo.collection("briefs").find_one({"_id": wrong.brief}) is None
    brief = town.published()
    assert at.open_briefs(town.student("林梅"))[0]["id"] == brief


def test_a_new_edition_replaces_the_one_before(town: Town) -> None:
    brief = town.published()
    town.tell("projects", town.brief(brief, edition=2, title="第二版"))
    seen = at.open_briefs(town.student("林梅"))[0]
    assert (seen["edition"], seen["title"]) == (2, "第二版")


def test_an_event_of_an_unknown_brief_is_no_error(town: Town) -> None:
    nothing = new_id()
    town.closed(nothing)
    town.tell("projects", projects.BriefCancelled(brief=nothing))
    town.reopened(nothing)
    assert town.sent("proposal.ended") == []
