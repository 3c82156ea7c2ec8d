"""The other side of what waits: who waits for it reads who has it, until when, and later that it is done."""

import re

import pytest

from tests import actors_projects as at_projects
from tests import kept
from tests.actors import Actor
from tests.journey import loop, marked
from tests.journey.loop import People
from tests.service.stage import OneProcess
from tests.world import World


@pytest.fixture
def stage(world: World) -> OneProcess:
    return OneProcess(world)


@pytest.fixture
def people(stage: OneProcess) -> People:
    return kept.after(stage, loop.everybody_comes_in)


def owed(actor: Actor) -> list[str]:
    items = actor.get("/accounts/api/v1/items/awaited")["items"]
    return [item["kind"] for item in items]


def part(actor: Actor, name: str) -> str:
    """The text of that part of the home, "" when there is none."""
    found = re.search(rf'<section[^>]* id="{name}".*?</section>', actor.page("/accounts/home"), re.DOTALL)
    return re.sub(r"\s*<[^>]+>\s*", " ", found.group()) if found else ""


def test_a_company_reads_who_reviews_its_brief_and_later_that_it_was_done(
    stage: OneProcess, people: People
) -> None:
    brief = at_projects.posts_brief(people.mentor)
    stage.world.settle()
    assert owed(people.mentor) == [], "nobody owes anything for a draft"
    at_projects.submits(people.mentor, brief["id"], people.teacher.organisation)
    stage.world.settle()
    assert owed(people.mentor) == ["brief_review"]
    said = part(people.mentor, "owed")
    for word in (brief["title"], "school supervisor", "until"):
        assert word in said, said
    assert owed(people.teacher) == [], "who does it does not wait for it"

    stage.world.later(hours=2)
    at_projects.reviews(people.teacher.signs_in(), brief["id"], approval="for_credit")
    stage.world.later(hours=2)
    people.mentor.signs_in()
    assert owed(people.mentor) == []
    assert brief["title"] in part(people.mentor, "settled")


def test_a_mentor_reads_who_has_to_sign_and_a_team_that_its_mentor_reviews(
    stage: OneProcess, people: People
) -> None:
    brief = loop.a_brief_is_posted_and_approved(stage, people)
    loop.students_bid_and_a_team_is_proposed(stage, people, brief)
    team = loop.everybody_agrees(stage, people, brief)
    assert set(owed(people.mentor)) == {"signature"}
    said = part(people.mentor, "owed")
    assert all(student.name in said for student in people.students[:2]), said
    loop.the_team_delivers(stage, people, team)
    stage.world.settle()
    assert "milestone_review" in owed(people.students[0])
    assert "milestone_review" not in owed(people.mentor)


def test_nobody_reads_what_others_wait_for(stage: OneProcess, people: People) -> None:
    brief = at_projects.posts_brief(people.mentor)
    at_projects.submits(people.mentor, brief["id"], people.teacher.organisation)
    stage.world.settle()
    for other in (people.students[0], people.operator):
        assert owed(other) == []
        assert part(other, "owed") == ""


def test_an_erased_person_waits_for_nothing(stage: OneProcess, people: People) -> None:
    brief = loop.a_brief_is_posted_and_approved(stage, people)
    loop.students_bid_and_a_team_is_proposed(stage, people, brief)
    loop.everybody_agrees(stage, people, brief)
    gone = {"awaited_by": people.students[0].person}
    assert stage.world.count("accounts", "items", gone) > 0
    marked.asks_to_be_erased(people.students[0])
    stage.world.settle()
    assert stage.world.count("accounts", "items", gone) == 0
