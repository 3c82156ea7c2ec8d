"""The page of my data names who sees what of me now: each organisation's people, each team's, each company that a
team is proposed to, whoever is shown something, whoever looks for a time. Nobody stands there who sees nothing."""

import re

import pytest

from tests import actors_matching as at_matching
from tests import actors_projects as at_projects
from tests import kept
from tests.actors import Actor
from tests.journey import loop, marked
from tests.journey.loop import People
from tests.service.stage import OneProcess
from tests.world import World

API = "/accounts/api/v1"
WAITS = "Waits for the company"


@pytest.fixture
def stage(world: World) -> OneProcess:
    return OneProcess(world)


@pytest.fixture
def people(stage: OneProcess) -> People:
    return kept.after(stage, loop.everybody_comes_in)


@pytest.fixture
def story(stage: OneProcess) -> marked.Marked:
    return kept.after(stage, marked.walks_the_loop)


def seen(actor: Actor) -> str:
    """The text of that part of the page."""
    found = re.search(r'<section[^>]* id="seen".*?</section>', actor.page("/accounts/privacy"), re.DOTALL)
    assert found
    return re.sub(r"\s*<[^>]+>\s*", " ", found.group())


def colleague(stage: OneProcess, people: People) -> Actor:
    code = people.mentor.invites(kind="invitation", roles=["mentor"])["code"]
    found = Actor(stage.browser(), "吴工", "wu@hengrui.example").joins(code)
    stage.world.settle()
    return found


def leaves(people: People, actor: Actor) -> None:
    path = f"{API}/organisations/{people.mentor.organisation}/members"
    mine = next(one for one in people.mentor.get(path)["items"] if one["person"] == actor.person)
    people.mentor.call("DELETE", f"{API}/memberships/{mine['id']}")


def test_a_school_s_people_who_read_the_list_are_named_and_others_are_not(people: People) -> None:
    said = seen(people.students[0])
    assert loop.SCHOOL["name"] in said
    assert people.teacher.name in said
    assert people.students[1].name not in said
    assert loop.COMPANY not in said
    assert "You are in no team." in said


def test_a_team_names_its_members_the_company_s_people_and_the_school_s(
    stage: OneProcess, story: marked.Marked
) -> None:
    people, student = story.people, story.student
    said = seen(student)
    title = people.mentor.get(f"/projects/api/v1/briefs/{story.brief}")["title"]
    mates = [one.name for one in people.students if one is not student]
    for word in (title, loop.COMPANY, people.mentor.name, people.teacher.name, *mates):
        assert word in said, said
    assert f"/projects/teams/{story.team}" in student.page("/accounts/privacy")
    assert title not in seen(people.teacher), "of a teacher nothing is seen there"
    assert "Teams" not in seen(people.teacher)
    assert "Your name and role are seen by" in seen(people.mentor)


def test_whoever_comes_to_the_company_stands_there_and_whoever_left_it_does_not(
    stage: OneProcess, story: marked.Marked
) -> None:
    added = colleague(stage, story.people)
    assert added.name in seen(story.student)
    leaves(story.people, added)
    assert added.name not in seen(story.student)


def test_a_proposal_names_the_company_until_it_is_a_team(stage: OneProcess, people: People) -> None:
    brief = loop.a_brief_is_posted_and_approved(stage, people)
    loop.students_bid_and_a_team_is_proposed(stage, people, brief)
    offered = [(one, at_matching.proposal_for(one, brief)) for one in people.students]
    asked = [(one, proposal["id"]) for one, proposal in offered if proposal]
    [left_out] = [one for one, proposal in offered if not proposal]
    student = asked[0][0]
    assert WAITS not in seen(student), "the company has not heard of it"
    for one, proposal in asked:
        at_matching.accepts_proposal(one, proposal)
    stage.world.settle()
    assert WAITS in seen(student)
    assert people.mentor.name in seen(student)
    at_projects.confirms_team(people.mentor, brief, at_projects.proposal_of(people.mentor, brief))
    stage.world.settle()
    assert WAITS not in seen(student)
    assert people.mentor.name in seen(student), "as one of the team's"
    assert people.mentor.name not in seen(left_out)


def test_what_is_shown_stands_there_by_its_audience_until_it_is_withdrawn(
    stage: OneProcess, story: marked.Marked
) -> None:
    student = story.student
    assert "Zeisigaudience" in seen(student)
    for one in student.get(f"{API}/me/consents")["items"]:
        if one["audience"] == "Zeisigaudience":
            student.post(f"{API}/me/consents/{one['id']}/withdraw")
            break
    stage.world.settle()
    assert "Zeisigaudience" not in seen(student)


def test_an_operator_stands_there_while_they_look(stage: OneProcess, people: People) -> None:
    student, operator = people.students[0], people.operator
    assert operator.name not in seen(student)
    path = f"{API}/people/{student.person}/accesses"
    operator.post(path, {"reason": "The student asked for help with a wrong class."}, status=201)
    assert operator.name in seen(student)
    stage.world.later(minutes=31)
    student.signs_in()
    assert operator.name not in seen(student)


def test_an_erased_mate_is_named_no_more(stage: OneProcess, story: marked.Marked) -> None:
    mate = next(one for one in story.people.students if one is not story.student)
    name = mate.name
    assert name in seen(story.student)
    mate.signs_in()
    marked.asks_to_be_erased(mate)
    stage.world.settle()
    assert name not in seen(story.student)
