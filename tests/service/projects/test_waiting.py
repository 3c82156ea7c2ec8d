"""Every waiting state: who is reminded, who is told next, and what happens when nobody acts."""

from datetime import timedelta

from shared import mongo
from tests import actors_projects as at_projects
from tests.actors import Actor
from tests.service.projects import telling
from tests.service.projects.telling import later
from tests.world import World


def kinds(actor: Actor) -> list[str]:
    return sorted(item["kind"] for item in actor.waiting() if item["service"] == "projects")


def roles(actor: Actor, kind: str) -> list[str]:
    return sorted(item["role"] for item in actor.waiting() if item["kind"] == kind)


SCHOOL = ("teacher", "school_admin")


def test_a_silent_review_of_a_brief_goes_to_the_administrator_then_the_operator_and_publishes_nothing(
    world: World,
) -> None:
    told = telling.cast(world, students=0)
    brief = at_projects.posts_brief(told.mentor)["id"]
    at_projects.submits(told.mentor, brief, told.school)
    world.settle()
    assert roles(told.teacher, "brief_review") == ["teacher"]
    later(told, days=7)
    assert [world.count("accounts", "items", {"state": "open", "role": role}) for role in SCHOOL] == [1, 1]
    assert len(roles(told.teacher, "brief_review")) == 1, "who has both roles has one thing to do"
    later(told, days=5)
    assert kinds(told.operator) == ["brief_review"]
    later(told, days=60)
    assert told.mentor.get(f"/projects/api/v1/briefs/{brief}")["state"] == "submitted"

    at_projects.reviews(told.teacher, brief, approval="for_credit")
    world.settle()
    assert kinds(told.teacher) == []
    assert kinds(told.operator) == []


def test_bidding_ends_by_itself(world: World) -> None:
    told = telling.published(telling.cast(world, students=0))
    until = told.mentor.get(f"/projects/api/v1/briefs/{told.brief}")["bidding_until"]
    assert until is not None
    later(told, days=9)
    history = told.mentor.get(f"/projects/api/v1/briefs/{told.brief}/history")["items"]
    assert "Bidding is over" in [entry["message"] for entry in history]


def test_a_silent_company_lets_the_proposal_pass(world: World) -> None:
    told = telling.proposed(telling.published(telling.cast(world, students=2)))
    assert kinds(told.mentor) == ["team_confirmation"]
    later(told, days=7)
    assert kinds(told.mentor) == []
    proposal = told.mentor.get(f"/projects/api/v1/briefs/{told.brief}/proposals")["items"][0]
    assert proposal["state"] in ("answered", "ended"), "the company was silent, and yet it waits"
    at_projects.confirms_team(told.mentor, told.brief, proposal, status=409)


def test_who_does_not_sign_loses_the_seat(world: World) -> None:
    told = telling.confirmed(
        telling.proposed(telling.published(telling.cast(world, students=2), team_min=2, team_max=2))
    )
    signed, silent = told.students
    at_projects.signs_paper(signed, told.team)
    world.settle()
    assert (kinds(signed), kinds(silent)) == ([], ["signature"])
    later(told, days=15)
    members = told.mentor.get(f"/projects/api/v1/teams/{told.team}")["members"]
    left = {member["person"] for member in members if member["left_at"]}
    assert left == {silent.person}


def test_who_is_silent_about_a_statement_has_not_confirmed_it_and_the_record_says_so(world: World) -> None:
    told = telling.at_work(world, students=2)
    first, second = told.students
    file = at_projects.uploads(first, told.team, "log.csv", telling.LOG)
    at_projects.adds(first, told.team, 1, file, "停机记录")
    at_projects.states(first, told.team, 1, "我清洗了数据。", artefacts=[file["sha256"]])
    at_projects.delivers(first, told.team, 1)
    world.settle()
    assert kinds(second) == ["statement_confirmation"]
    refusal = at_projects.accepts(told.mentor, told.team, 1, status=409)
    assert "still have time" in refusal["detail"]
    later(told, days=4)
    assert kinds(second) == []
    said = at_projects.milestone(told.mentor, told.team, 1)["contributions"][0]
    assert said["peers"] == {second.person: "not_confirmed"}
    at_projects.accepts(told.mentor, told.team, 1)


def test_a_silent_mentor_hands_the_review_to_the_teacher_and_the_request_says_who_signs(world: World) -> None:
    told = telling.delivered(telling.at_work(world, students=2))
    at_projects.accepts(told.teacher, told.team, 1, status=403)
    later(told, days=9)
    assert kinds(told.teacher) == ["milestone_review"]
    asked = at_projects.accepts(told.teacher, told.team, 1)
    world.settle()
    told.teacher.post(f"/accounts/api/v1/signing-requests/{asked['request']}/sign", {})
    world.settle()
    assert at_projects.milestone(told.mentor, told.team, 1)["state"] == "accepted"
    assert kinds(told.mentor) == []


def test_a_late_milestone_is_shown_to_the_teacher(world: World) -> None:
    told = telling.at_work(world, students=2)
    place, title = "/projects/teams?at=risk", at_projects.FAULT_DIAGNOSIS["title"]
    assert title not in told.teacher.page(place)
    assert "No team is at risk" in told.teacher.page(place)
    later(told, weeks=9)
    assert kinds(told.teacher) == ["milestone_work"]
    assert title in told.teacher.page(place)


def test_teams_at_risk_fill_their_pages(world: World) -> None:
    """Twenty-five that are well stand before the late one in the list of all, and not in that of these."""
    told = telling.at_work(world, students=2)
    with mongo.serving("projects"):
        rows = mongo.collection("teams")
        late = rows.find_one({"_id": told.team})
        for number in range(25):
            other = {
                "_id": f"{number}",
                "proposal": f"{number}",
                "state_since": late["state_since"] + timedelta(1),
            }
            rows.insert_one(late | other)
    later(told, weeks=9)
    assert told.team not in told.teacher.page("/projects/teams")
    assert told.team in told.teacher.page("/projects/teams?at=risk")


def test_a_team_that_nobody_starts_is_at_risk(world: World) -> None:
    told = telling.confirmed(
        telling.proposed(telling.published(telling.cast(world, students=2), team_min=2, team_max=2))
    )
    assert told.team not in told.teacher.page("/projects/teams?at=risk")
    later(told, days=12)
    assert told.team in told.teacher.page("/projects/teams?at=risk")


def test_a_request_to_sign_that_expired_is_asked_for_again(world: World) -> None:
    told = telling.delivered(telling.at_work(world, students=2))
    old = at_projects.accepts(told.mentor, told.team, 1)
    world.settle()
    later(told, minutes=16)
    told.mentor.post(f"/accounts/api/v1/signing-requests/{old['request']}/sign", {}, status=409)
    new = at_projects.accepts(told.mentor, told.team, 1)
    world.settle()
    told.signs(new["request"])
    assert at_projects.milestone(told.mentor, told.team, 1)["state"] == "accepted"
