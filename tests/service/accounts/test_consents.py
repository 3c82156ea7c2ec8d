"""What people agree to: recorded each time, shown to them, withdrawn at once everywhere, asked anew when it changes."""

import re
from typing import Any

import pytest

from shared import mongo
from tests import actors_portfolio as at_portfolio
from tests import kept
from tests.actors import PASSWORD, Actor
from tests.journey import loop, marked
from tests.service.accounts.conftest import Cast
from tests.service.stage import OneProcess
from tests.world import World

API = "/accounts/api/v1/me/consents"
NEW_EDITION = 14 * 366
"""Days until the edition of 2040, which the world's setting announces, is in force."""


def agreed(actor: Actor, purpose: str | None = None) -> list[dict[str, Any]]:
    """Newest first."""
    return [one for one in actor.get(API)["items"] if purpose in (None, one["purpose"])]


@pytest.fixture
def story(world: World) -> marked.Marked:
    return kept.after(OneProcess(world), marked.walks_the_loop)


def test_whoever_comes_in_accepts_terms_and_notice_in_their_language(world: World) -> None:
    browser = world.client()
    browser.client.set_cookie("preferences", "zh-Hant.light.Asia/Taipei")
    boss = Actor(browser, "周立", "zhou@hengrui.example").signs_up("衡锐（演示）")
    found = agreed(boss)
    assert sorted(one["purpose"] for one in found) == ["notice", "terms"]
    assert {(one["edition"], one["language"], one["given"]) for one in found} == {
        ("2026-11-01", "zh-Hant", True)
    }
    page = Actor(world.client(), "visitor", "").page("/accounts/start")
    assert page.index("/help/terms") < page.index("Continue</span>"), (
        "what is accepted stands above the button"
    )


def test_a_share_is_a_consent_with_audience_fields_and_time(story: marked.Marked) -> None:
    share = agreed(story.student, "share")[0]
    assert (share["basis"], share["given"], share["audience"]) == ("consent", True, "Zeisigaudience")
    assert share["until"]
    assert "statement" in share["fields"]
    assert agreed(story.student, "publication")[0]["fields"] == ["name", "statement"]
    assert "Zeisigaudience" in story.student.page("/accounts/privacy")


def test_withdrawing_on_the_page_of_my_data_closes_the_share_and_the_portfolio(
    world: World, story: marked.Marked
) -> None:
    student, visitor = story.student, Actor(world.client(), "an employer", "")
    at_portfolio.opens_share(visitor, story.token)
    for purpose in ("share", "publication"):
        student.by_page().send(f"/accounts/privacy/consents/{agreed(student, purpose)[0]['id']}/withdraw", {})
    world.settle()
    at_portfolio.opens_share(Actor(world.client(), "an employer", ""), story.token, status=404)
    assert world.count("portfolio", "confirmed", {"person": student.person, "published": True}) == 0
    for purpose in ("share", "publication"):
        rows = agreed(student, purpose)
        assert [one["given"] for one in rows] == [False, True], "withdrawn once, and both rows stay"
        student.post(f"{API}/{rows[1]['id']}/withdraw", status=409)


def test_withdrawing_in_the_portfolio_is_recorded_too(world: World, story: marked.Marked) -> None:
    at_portfolio.publishes_portfolio(story.student, False)
    world.settle()
    assert [one["given"] for one in agreed(story.student, "publication")] == [False, True]
    at_portfolio.publishes_portfolio(story.student, True)
    world.settle()
    assert [one["given"] for one in agreed(story.student, "publication")] == [True, False, True]


def test_only_a_consent_can_be_withdrawn_and_only_by_whose_it_is(cast: Cast) -> None:
    student = cast.student()
    terms = agreed(student, "terms")[0]
    refused = student.post(f"{API}/{terms['id']}/withdraw", status=409)
    assert "does not rest on your consent" in refused["detail"]
    cast.boss.post(f"{API}/{terms['id']}/withdraw", status=404)


def test_rows_are_added_and_never_changed(world: World, story: marked.Marked) -> None:
    with mongo.serving("accounts"):
        before = {row["_id"]: row for row in mongo.collection("consents").find()}
    story.student.post(f"{API}/{agreed(story.student, 'share')[0]['id']}/withdraw")
    world.settle()
    with mongo.serving("accounts"):
        after = {row["_id"]: row for row in mongo.collection("consents").find()}
    assert {key: after[key] for key in before} == before
    assert len(after) == len(before) + 1


def test_a_new_edition_is_asked_for_before_one_goes_on_after_signing_in(cast: Cast) -> None:
    world, boss = cast.world, Actor(cast.world.client(), cast.boss.name, cast.boss.mail)
    world.later(days=NEW_EDITION)
    boss.token = _token(boss.page("/accounts/sign-in"))
    answer = boss.send(
        "/accounts/sign-in", {"mail": boss.mail, "password": PASSWORD, "next": "/accounts/settings"}
    )
    place = answer.headers["Location"]
    assert place == "/accounts/terms?next=%2Faccounts%2Fsettings"
    page = boss.page(place)
    assert "Terms of use and privacy notice of 2040-01-01" in page
    boss.token = _token(page)
    assert boss.send(_action(page), {}).headers["Location"] == "/accounts/settings"
    assert [one["edition"] for one in agreed(boss, "terms")] == ["2040-01-01", "2026-11-01"]
    answer = boss.send(
        "/accounts/sign-in", {"mail": boss.mail, "password": PASSWORD, "next": "/accounts/settings"}
    )
    assert answer.headers["Location"] == "/accounts/settings", "asked once"


def test_a_page_read_after_the_day_leads_there_and_a_form_is_kept(cast: Cast) -> None:
    world = cast.world
    world.later(days=NEW_EDITION - 10)
    admin = cast.admin.signs_in().by_page()
    place = f"/accounts/orgs/{admin.organisation}/students"
    admin.page(place)
    for _ in range(3):
        world.later(days=9)
        admin.http.call("GET", "/accounts/renew?next=/accounts/settings")
    read = admin.http.call("GET", "/accounts/renew?next=/accounts/settings")
    assert read.headers["Location"] == "/accounts/terms?next=%2Faccounts%2Fsettings"
    for free in ("/accounts/privacy", "/help/notice"):
        assert admin.http.call("GET", f"/accounts/renew?next={free}").headers["Location"] == free
    form = {"list": "林梅,2026010137,机电", "csrf_token": admin.token}
    answer = admin.http.call("POST", f"/accounts/renew?next={place}", form=form)
    assert answer.status == 200
    assert "What you typed is kept" in answer.text
    assert "林梅,2026010137,机电" in answer.text
    assert world.count("accounts", "memberships", {"number": "2026010137"}) == 0
    kept = {"list": form["list"], "csrf_token": _token(answer.text)}
    accepted = admin.http.call("POST", _action(answer.text), form=kept)
    assert (accepted.status, accepted.headers["Location"]) == (307, place)
    assert admin.http.call("POST", place, form=kept).status == 303
    assert world.count("accounts", "memberships", {"number": "2026010137"}) == 1


def test_a_student_whose_account_the_school_made_is_asked_at_the_first_sign_in(cast: Cast) -> None:
    school = f"/accounts/api/v1/organisations/{cast.admin.organisation}/students"
    cast.admin.send(f"/accounts/orgs/{cast.admin.organisation}/students", {"list": "林梅,2026010137,机电"})
    code = cast.admin.post(f"{school}/slips", {})["items"][0]["code"]
    student = Actor(cast.world.client(), "林梅", "")
    student.token = _token(student.page(f"/accounts/slip/{code}"))
    answer = student.send(f"/accounts/slip/{code}", {"password": PASSWORD})
    assert answer.headers["Location"].startswith("/accounts/terms?next=")


def _token(page: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found, "no form on the page"
    return found[1]


def _action(page: str) -> str:
    found = re.search(r'action="(/accounts/terms[^"]*)"', page)
    assert found, "no form that accepts"
    return found[1].replace("&amp;", "&")


@pytest.mark.parametrize("which", ["terms", "notice"])
@pytest.mark.parametrize(("language", "title"), [("zh-Hans", "版"), ("zh-Hant", "版"), ("en", "Edition of")])
def test_both_documents_are_public_in_three_languages(
    world: World, which: str, language: str, title: str
) -> None:
    browser = world.client()
    browser.client.set_cookie("preferences", f"{language}.light.Asia/Shanghai")
    page = Actor(browser, "visitor", "").page(f"/help/{which}")
    assert title in page
    assert page.count("<li>") > 8


def test_everybody_in_the_loop_has_accepted(world: World) -> None:
    people = loop.everybody_comes_in(OneProcess(world))
    for one in (people.mentor, people.teacher, people.students[0]):
        assert agreed(one, "terms")
