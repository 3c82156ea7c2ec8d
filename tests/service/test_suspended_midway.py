"""A company is suspended in the middle of a project, before and after each step of it: what becomes of the step."""

import pytest

from tests import actors_matching as at_matching
from tests import actors_portfolio as at_portfolio
from tests import actors_projects as at_projects
from tests import kept
from tests.journey import loop
from tests.journey.loop import People
from tests.service.stage import OneProcess
from tests.world import World

API = "/accounts/api/v1"


@pytest.fixture
def stage(world: World) -> OneProcess:
    return OneProcess(world)


@pytest.fixture
def people(stage: OneProcess) -> People:
    return kept.after(stage, loop.everybody_comes_in)


def suspends(stage: OneProcess, people: People, suspended: bool = True) -> None:
    path = f"{API}/organisations/{people.mentor.organisation}/standing"
    people.operator.post(path, {"suspended": suspended, "reason": "R"})
    stage.world.settle()


def test_nobody_bids_on_the_briefs_of_a_suspended_company(stage: OneProcess, people: People) -> None:
    brief, student = loop.a_brief_is_posted_and_approved(stage, people), people.students[0]
    at_matching.lists_skills(student, {"sensors": 2})
    suspends(stage, people)
    assert at_matching.open_briefs(student) == []
    at_matching.puts(student, "bids", {"briefs": [brief]}, 409)
    assert "suspended" in student.page(f"/matching/briefs/{brief}")
    suspends(stage, people, False)
    assert [one["id"] for one in at_matching.open_briefs(student)] == [brief]
    at_matching.bids(student, brief)


def test_bidding_that_ends_meanwhile_asks_nobody_and_opens_again(stage: OneProcess, people: People) -> None:
    brief = loop.a_brief_is_posted_and_approved(stage, people)
    for student, held in zip(people.students, loop.HOLDINGS, strict=True):
        at_matching.lists_skills(student, held)
        at_matching.bids(student, brief)
        at_matching.hands_in_slots(student, loop.WORKING_HOURS)
    stage.world.settle()
    suspends(stage, people)
    stage.world.later(days=8)
    for student in people.students:
        assert at_matching.proposals(student.signs_in()) == [], "asked for a company that is suspended"
    people.operator.signs_in()
    suspends(stage, people, False)
    assert people.mentor.signs_in().get(f"{at_projects.API}/briefs/{brief}")["state"] == "published"


def test_signed_before_counts_and_asked_before_is_not_signed(stage: OneProcess, people: People) -> None:
    brief = loop.a_brief_is_posted_and_approved(stage, people)
    loop.students_bid_and_a_team_is_proposed(stage, people, brief)
    team = loop.everybody_agrees(stage, people, brief)
    loop.the_team_delivers(stage, people, team)
    stage.world.settle()
    mentor, operator = people.mentor, people.operator
    request = at_projects.accepts(mentor, team, 1)["request"]
    stage.world.settle()

    suspends(stage, people)
    mentor.post(f"{API}/signing-requests/{request}/sign", status=403)
    mentor.get(f"{at_projects.API}/teams/{team}", status=403)
    suspends(stage, people, False)
    mentor.post(f"{API}/signing-requests/{request}/sign")
    standing = f"{API}/organisations/{mentor.organisation}/standing"
    operator.post(standing, {"suspended": True, "reason": "R"})  # before anybody has heard of the signature
    stage.world.settle()

    for student in people.students:
        assert len(at_portfolio.my_credentials(student)) == 1, "what was signed before does not count"
        student.get(f"{at_projects.API}/teams/{team}")
    stage.world.later(days=1)
    document = at_portfolio.credential_document(people.students[0].signs_in(), _credential(people))
    assert at_portfolio.verifies(people.students[0], document)["verdict"] == "valid"


def _credential(people: People) -> str:
    return str(at_portfolio.my_credentials(people.students[0])[0]["id"])


def test_a_teacher_reviews_what_waits_for_a_suspended_company(stage: OneProcess, people: People) -> None:
    """Students do not lose their work: when the mentor's time is over, the teacher may review in their place."""
    brief = loop.a_brief_is_posted_and_approved(stage, people)
    loop.students_bid_and_a_team_is_proposed(stage, people, brief)
    team = loop.everybody_agrees(stage, people, brief)
    loop.the_team_delivers(stage, people, team)
    suspends(stage, people)
    at_projects.accepts(people.teacher, team, 1, status=403)
    stage.world.later(days=12)
    teacher = people.teacher.signs_in()
    stage.world.settle()
    request = at_projects.accepts(teacher, team, 1)["request"]
    stage.world.settle()
    teacher.post(f"{API}/signing-requests/{request}/sign")
    stage.world.settle()
    assert at_portfolio.my_credentials(people.students[0].signs_in())
