"""An operator decides reports: what is taken down is gone in its service, and those concerned are told."""

import pytest

from shared import mongo
from tests import actors_portfolio as at_portfolio
from tests import kept
from tests.actors import Actor
from tests.journey import loop, marked
from tests.journey.marked import Marked
from tests.service.stage import OneProcess
from tests.world import World

API = "/accounts/api/v1"
WHY = "It asks students for a deposit."
WHAT = "somebody told me so"


@pytest.fixture
def story(world: World) -> Marked:
    return kept.after(OneProcess(world), marked.walks_the_loop)


@pytest.fixture
def early(world: World) -> Marked:
    return kept.after(OneProcess(world), _as_far_as_a_brief)


def _as_far_as_a_brief(stage: OneProcess) -> Marked:
    people = loop.everybody_comes_in(stage)
    brief = loop.a_brief_is_posted_and_approved(stage, people)
    return Marked(people, people.students[0], brief)


def decides(world: World, story: Marked, about: str, decision: str = "upheld") -> str:
    """The teacher reports it and the operator decides; returns the report's id."""
    body = {"about": about, "category": "fraud", "text": WHAT}
    report = str(story.people.teacher.post(f"{API}/reports", body, status=201)["id"])
    answer = {"decision": decision, "reason": WHY}
    story.people.operator.send(f"/accounts/admin/reports/{report}", answer)
    world.settle()
    return report


def told(who: Actor, report: str) -> bool:
    return f"/accounts/reports/{report}" in [item["url"] for item in who.waiting()]


def test_what_is_taken_down_is_gone_and_who_owns_it_reads_why(world: World, story: Marked) -> None:
    student, teacher, mentor = story.student, story.people.teacher, story.people.mentor
    share = student.get("/portfolio/api/v1/shares")["items"][0]["id"]

    brief = decides(world, story, f"/matching/briefs/{story.brief}")
    student.get(f"/matching/api/v1/briefs/{story.brief}", status=404)
    teacher.get(f"/projects/api/v1/briefs/{story.brief}", status=404)
    assert mentor.get(f"/projects/api/v1/briefs/{story.brief}")["state"] == "cancelled"
    assert "Taken down by the operators" in mentor.page(f"/projects/briefs/{story.brief}")
    assert told(mentor, brief)
    assert not told(student, brief)

    at_portfolio.opens_share(Actor(world.client(), "", ""), story.token)
    shared = decides(world, story, f"/portfolio/shared/{share}")
    at_portfolio.opens_share(Actor(world.client(), "", ""), story.token, status=404)

    profile = decides(world, story, f"/portfolio/people/{student.person}")
    with mongo.serving("portfolio"):
        assert mongo.collection("profiles").find_one({"_id": student.person})["published"] is False

    credential = decides(world, story, f"/portfolio/verify/{story.credential}")
    assert at_portfolio.verifies(student, story.document)["verdict"] == "suspended"

    for report in (shared, profile, credential):
        assert told(student, report)
    for report in (brief, shared, profile, credential):
        assert told(teacher, report), "who reported it is not told"


def test_a_decision_is_read_once_and_names_nobody_to_the_other(world: World, story: Marked) -> None:
    share = story.student.get("/portfolio/api/v1/shares")["items"][0]["id"]
    report = decides(world, story, f"/portfolio/shared/{share}")
    page = f"/accounts/reports/{report}"
    assert "Operators do not see what a share shows" in story.people.operator.page(
        f"/accounts/admin/reports/{report}"
    )
    seen = story.student.page(page)
    assert WHY in seen
    assert WHAT not in seen
    assert story.people.teacher.name not in seen
    seen = story.people.teacher.page(page)
    assert WHY in seen
    assert WHAT in seen
    assert story.student.name not in seen
    story.people.mentor.page(page, status=404)
    assert any("took down a text of yours" in mail for mail in world.mails() if story.student.mail in mail)
    story.student.send(page, {})
    world.settle()
    assert not told(story.student, report)
    assert told(story.people.teacher, report), "one reader's press answered for the other"


def test_an_operator_is_led_to_where_they_may_look(world: World, story: Marked) -> None:
    operator, teacher = story.people.operator, story.people.teacher
    brief, student = story.brief, story.student.person
    for about, place in (
        (f"/matching/briefs/{brief}", f"/projects/briefs/{brief}"),
        (f"/portfolio/people/{student}", f"/accounts/admin/people/{student}"),
        (f"/portfolio/verify/{story.credential}", f"/portfolio/verify/{story.credential}"),
        (f"/accounts/orgs/{teacher.organisation}", f"/accounts/orgs/{teacher.organisation}"),
    ):
        made = teacher.post(f"{API}/reports", {"about": about, "category": "other"}, status=201)["id"]
        assert f'<a href="{place}">What was reported</a>' in operator.page(f"/accounts/admin/reports/{made}")
        operator.page(place)


def test_what_is_left_as_it_is_is_told_to_who_reported_it_alone(world: World, early: Marked) -> None:
    report = decides(world, early, f"/matching/briefs/{early.brief}", "rejected")
    assert told(early.people.teacher, report)
    assert not told(early.people.mentor, report)
    assert early.people.mentor.get(f"/projects/api/v1/briefs/{early.brief}")["state"] == "published"


def test_a_reported_organisation_is_suspended_and_its_administrators_are_told(
    world: World, early: Marked
) -> None:
    mentor = early.people.mentor
    report = decides(world, early, f"/accounts/orgs/{mentor.organisation}")
    mentor.get(f"{API}/organisations/{mentor.organisation}", status=404)
    assert told(mentor, report)
    assert "suspended" in mentor.page(f"/accounts/reports/{report}")


def test_the_same_word_twice_takes_down_once(world: World, early: Marked) -> None:
    """The second report comes after the brief is gone: there is nothing more to do, and nobody is told twice."""
    decides(world, early, f"/matching/briefs/{early.brief}")
    second = decides(world, early, f"/matching/briefs/{early.brief}")
    assert not told(early.people.mentor, second)
    assert told(early.people.teacher, second)


def test_who_is_suspended_and_who_administers_what_is_are_told_why_by_mail(
    world: World, early: Marked
) -> None:
    operator, student, mentor = early.people.operator, early.student, early.people.mentor
    for path, who, noun in (
        (f"{API}/people/{student.person}/standing", student, "your account"),
        (f"{API}/organisations/{mentor.organisation}/standing", mentor, "衡锐"),
    ):
        for suspended, sentence in ((True, "has suspended"), (False, "has lifted the suspension")):
            operator.post(path, {"suspended": suspended, "reason": f"{sentence}: R"})
            mail = OneProcess(world).mail_to(who.mail)
            assert sentence in mail, noun
            assert f"{sentence}: R" in mail, "the reason is not the last one"
            if suspended:
                assert noun in mail
