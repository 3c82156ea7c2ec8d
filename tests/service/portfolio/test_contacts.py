"""A recruiter asks somebody whom they found; the student answers; what was not accepted tells nothing."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from shared import clock, mongo
from shared.events.accounts import MinorityChanged, PersonErased
from tests import actors_portfolio as at
from tests import kept
from tests.actors import Actor
from tests.service.portfolio.conftest import Stage, build_stage, joined, tell
from tests.service.stage import OneProcess
from tests.world import World

MEANS = "lin@home.example"


@pytest.fixture
def found(world: World) -> Stage:
    """A student who lets employers find their portfolio."""
    return replace(kept.after(OneProcess(world), _published), world=world)


def _published(one: OneProcess) -> Stage:
    stage = build_stage(one.world, students=2)
    stage.issues()
    at.publishes_portfolio(stage.student)
    one.world.settle()
    return replace(stage, world=None, key=None)  # type: ignore[arg-type]


def colleague(stage: Stage) -> Actor:
    stage.mentor.organisation = stage.company
    return joined(stage.world, stage.mentor, "许经理", "xu@hengrui.example", ["recruiter"])


def waits(actor: Actor) -> list[str]:
    return [item["message"] for item in actor.waiting()]


def test_an_accepted_request_shows_the_company_a_name_and_how_to_reach_them(found: Stage) -> None:
    recruiter, student = found.mentor, found.student
    asked = at.asks_for_contact(recruiter, student.person)
    assert (asked["state"], asked["name"], asked["means"]) == ("asked", "", "")
    assert student.name not in recruiter.page(f"/portfolio/contacts/{asked['id']}")
    found.world.settle()

    item = student.waiting()[0]
    assert item["url"] == f"/portfolio/contacts/{asked['id']}"
    page = student.page(item["url"])
    assert recruiter.name in page
    assert "衡锐（演示）" in page
    assert "传感器诊断" in page
    at.answers_contact(student, asked["id"], status=422)
    at.answers_contact(student, asked["id"], means=MEANS)
    found.world.settle()

    assert student.waiting() == []
    told = at.contact(recruiter, asked["id"])
    assert (told["state"], told["name"], told["means"]) == ("accepted", student.name, MEANS)
    assert waits(recruiter) == ["Somebody whom you asked agreed to be contacted"]
    recruiter.send(f"/portfolio/contacts/{asked['id']}/read", {})
    found.world.settle()
    assert recruiter.waiting() == []
    assert MEANS in at.contact(colleague(found), asked["id"])["means"], (
        "the company asked, not one of its people"
    )


def seen_by_the_company(stage: Stage, contact: str) -> Any:
    """All that the company can read of it, but for what differs from one request to the next."""
    answer = at.contact(stage.mentor, contact)
    page = stage.mentor.page(f"/portfolio/contacts/{contact}")
    kept = {name: answer[name] for name in ("state", "name", "means")}
    return kept, re.findall(r"badge-state.*?</span></span>", page), "withdraw" in page, waits(stage.mentor)


def test_a_refusal_looks_like_silence_to_the_last(found: Stage) -> None:
    other = found.students[1]
    at.publishes_portfolio(other)
    found.world.settle()
    refused = at.asks_for_contact(found.mentor, found.student.person)["id"]
    silent = at.asks_for_contact(found.mentor, other.person)["id"]
    answered = at.answers_contact(found.student, refused, "refused")
    assert answered["state"] == "refused"
    for days in (0, 13, 4):
        found.world.later(days=days)
        for one in (found.mentor, other):
            one.signs_in()
        assert seen_by_the_company(found, refused) == seen_by_the_company(found, silent)
    assert at.contact(found.mentor, refused)["state"] == "closed"
    assert at.contact(other, silent)["state"] == "lapsed"
    assert other.waiting() == []
    at.answers_contact(other, silent, means=MEANS, status=409)


def test_the_student_ends_a_contact_at_any_time_also_on_the_page_of_their_data(found: Stage) -> None:
    student, recruiter = found.student, found.mentor
    asked = at.asks_for_contact(recruiter, student.person)["id"]
    at.answers_contact(student, asked, means=MEANS)
    found.world.settle()
    agreed = student.get("/accounts/api/v1/me/consents")["items"]
    consent = next(one for one in agreed if one["purpose"] == "contact")
    student.post(f"/accounts/api/v1/me/consents/{consent['id']}/withdraw")
    found.world.settle()
    told = at.contact(recruiter, asked)
    assert (told["state"], told["name"], told["means"]) == ("ended", "", "")
    assert MEANS not in recruiter.page("/portfolio/contacts")
    assert recruiter.waiting() == []
    at.withdraws_contact(student, asked, status=409)


def allows(stage: Stage, student: Actor, *, guardian: bool) -> None:
    """What accounts says of a minor when a guardian consents, or withdraws."""
    limits = {} if guardian else {"data_consent": (clock.now() + timedelta(days=700)).isoformat()}
    tell("accounts", MinorityChanged(person=student.person, personal={student.person: {"limits": limits}}))
    stage.world.settle()


def test_a_guardian_who_withdraws_closes_an_accepted_contact_at_once(found: Stage) -> None:
    student, recruiter = found.student, found.mentor
    allows(found, student, guardian=True)
    asked = at.asks_for_contact(recruiter, student.person)["id"]
    at.answers_contact(student, asked, means=MEANS)
    found.world.settle()
    allows(found, student, guardian=False)
    told = at.contact(recruiter, asked)
    assert (told["state"], told["name"], told["means"]) == ("ended", "", "")
    rows = recruiter.get(f"{at.API}/contacts?side=sent")["items"]
    assert [(row["state"], row["name"], row["means"]) for row in rows] == [("ended", "", "")]
    for page in (f"/portfolio/contacts/{asked}", "/portfolio/contacts"):
        shown = recruiter.page(page)
        assert MEANS not in shown
        assert student.name not in shown


def test_after_a_guardian_withdrew_a_minor_accepts_no_contact(found: Stage) -> None:
    asked = at.asks_for_contact(found.mentor, found.student.person)["id"]
    allows(found, found.student, guardian=False)
    at.answers_contact(found.student, asked, means=MEANS, status=403)
    assert at.contact(found.mentor, asked)["means"] == ""
    at.asks_for_contact(found.mentor, found.student.person, status=404)


def test_a_share_of_a_minor_opens_nothing_after_a_guardian_withdrew(found: Stage) -> None:
    shared = at.shares(found.student, [at.my_credentials(found.student)[0]["id"]], fields=["name"])
    visitor = Actor(found.world.client(), "路人", "")
    assert at.opens_share(visitor, shared["token"])["items"]
    allows(found, found.student, guardian=False)
    at.opens_share(visitor, shared["token"], status=404)
    visitor.page(f"/portfolio/s/{shared['token']}", status=404)
    found.mentor.page(f"/portfolio/people/{found.student.person}", status=404)


def test_a_minor_tells_a_company_of_a_hire_only_while_a_guardian_lets_them(found: Stage) -> None:
    student, company = found.student, found.company
    allows(found, student, guardian=False)
    at.records_hire(student, company, status=403)
    allows(found, student, guardian=True)
    said = at.records_hire(student, company)["id"]
    at.hire(found.mentor, said)
    allows(found, student, guardian=False)
    at.hire(found.mentor, said, status=404)
    found.mentor.page(f"/portfolio/hires/{said}", status=404)
    at.confirms_hire(found.mentor, said, status=404)
    at.hire(student, said)


def test_the_company_takes_its_request_back_and_nothing_waits(found: Stage) -> None:
    asked = at.asks_for_contact(found.mentor, found.student.person)["id"]
    found.world.settle()
    at.withdraws_contact(found.mentor, asked)
    found.world.settle()
    assert found.student.waiting() == []
    at.answers_contact(found.student, asked, means=MEANS, status=409)


def test_only_who_lets_employers_find_them_is_asked_and_not_again_soon(found: Stage) -> None:
    at.asks_for_contact(found.mentor, found.students[1].person, status=404)
    at.asks_for_contact(found.mentor, found.mentor.person, status=404)
    at.asks_for_contact(found.student, found.students[1].person, status=403)
    at.asks_for_contact(found.mentor, found.student.person, text=" ", status=422)
    first = at.asks_for_contact(found.mentor, found.student.person)["id"]
    at.withdraws_contact(found.mentor, first)
    at.asks_for_contact(colleague(found), found.student.person, status=409)
    assert f"/portfolio/contacts/{first}" in found.mentor.page(f"/portfolio/people/{found.student.person}")
    found.world.later(days=91)
    at.asks_for_contact(found.mentor.signs_in(), found.student.person)


def test_an_organisation_asks_so_often_a_day_whoever_of_it_asks(found: Stage) -> None:
    for _ in range(10):
        at.asks_for_contact(found.mentor, found.students[1].person, status=404)
    other = colleague(found)
    for _ in range(10):
        at.asks_for_contact(other, found.students[1].person, status=404)
    at.asks_for_contact(found.mentor, found.student.person, status=429)
    found.world.later(days=1)
    at.asks_for_contact(found.mentor.signs_in(), found.student.person)


def test_by_the_pages_alone_somebody_is_asked_and_answers(found: Stage) -> None:
    recruiter, student = found.mentor, found.student
    path = f"/portfolio/people/{student.person}/contact"
    assert 'name="purpose"' in recruiter.page(f"/portfolio/people/{student.person}")
    assert "Choose" in recruiter.send(path, {"purpose": "job", "text": ""}, status=422).text
    place = recruiter.send(path, {"purpose": "job", "text": "来聊聊"}).headers["Location"]
    assert "来聊聊" in student.page(place)
    assert place in student.page("/portfolio/contacts")
    assert (
        "Say how the company reaches you"
        in student.send(f"{place}/answer", {"answer": "accepted"}, status=422).text
    )
    student.send(f"{place}/answer", {"answer": "accepted", "means": MEANS})
    assert MEANS in recruiter.page(place)
    student.send(f"{place}/withdraw", {})
    assert MEANS not in recruiter.page(place)


def test_who_looked_stays_true_asking_is_preceded_by_a_look_that_is_listed(found: Stage) -> None:
    found.mentor.page(f"/portfolio/people/{found.student.person}")
    at.asks_for_contact(found.mentor, found.student.person)
    assert [view["viewer"] for view in at.views_of_mine(found.student)] == [found.mentor.person]


def test_an_erased_student_is_gone_from_the_company_s_contacts(found: Stage) -> None:
    asked = at.asks_for_contact(found.mentor, found.student.person)["id"]
    at.answers_contact(found.student, asked, means=MEANS)
    found.world.settle()
    tell("accounts", PersonErased(person=found.student.person))
    found.world.settle()
    at.contact(found.mentor, asked, status=404)
    assert found.mentor.waiting() == []
    assert found.world.count("portfolio", "contacts") == 0


def test_an_erased_recruiter_s_words_go_and_what_they_asked_is_over(found: Stage) -> None:
    other = colleague(found)
    asked = at.asks_for_contact(other, found.student.person)["id"]
    found.world.settle()
    assert found.student.waiting()
    tell("accounts", PersonErased(person=other.person))
    found.world.settle()
    assert found.student.waiting() == []
    left = at.contact(found.student, asked)
    assert (left["state"], left["text"]) == ("withdrawn", "")


def test_what_was_not_accepted_goes_after_a_year(found: Stage) -> None:
    asked = at.asks_for_contact(found.mentor, found.student.person)["id"]
    for days, stays in ((370, 1), (20, 0)):
        found.world.later(days=days)
        found.world.sweeps()
        with mongo.serving("portfolio"):
            assert mongo.collection("contacts").count_documents({"_id": asked}) == stays
