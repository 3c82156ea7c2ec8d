"""A mailed link to one task: it opens that task alone, once, for whom it was made, while everything holds."""

import re

import pytest

from services.accounts.usecases import throttling
from shared import clock, mongo
from tests import actors_projects as at_projects
from tests.actors import PASSWORD
from tests.security.cookies import ME, PLACES, cookie, parts
from tests.security.visiting import DONE, accepts, holder, is_nobody, link, opens, page, token_of, told
from tests.service.accounts.others import asks_to_sign
from tests.service.projects import telling
from tests.service.projects.telling import Cast
from tests.world import World

__all__ = ["told"]


def test_a_mentor_accepts_and_signs_by_the_link_with_the_password_alone(told: Cast) -> None:
    who = opens(told)
    shown = who.page(page(told))
    assert "You are here as 周立 by a mailed link." in shown
    assert 'class="entries"' not in shown, "nothing else is offered"
    sign = accepts(who, told)
    told.world.settle()
    who.token = token_of(who.page(sign))
    path = sign.partition("?")[0]
    assert "You came by a mailed link; a signature needs your password." in who.page(path)
    for wrong in ({}, {"password": "not mine at all"}):
        who.send(path, wrong, status=422)
    assert who.send(path, {"password": PASSWORD}).headers["Location"] == DONE
    told.world.settle()
    assert "Your decision is recorded" in who.page(DONE)
    assert told.world.count("accounts", "outbox", {"type": "accounts.endorsement.signed.v1"}) == 1
    assert is_nobody(who, page(told)), "with the task the way in is over"
    assert told.world.count("accounts", "audit", {"act": "Opened a task by a mailed link"}) == 1


def test_the_link_asks_for_rework_too_and_ends_with_it(told: Cast) -> None:
    who = opens(told)
    judged = {
        "criteria.0.met": "no",
        "criteria.0.reason": "R",
        "criteria.1.met": "yes",
        "reason": "Once more.",
    }
    assert who.send(page(told), judged | {"decision": "rework"}).headers["Location"] == DONE
    told.world.settle()
    assert is_nobody(who, page(told))


def test_it_works_once(told: Cast) -> None:
    path = link(told)
    opens(told, path)
    other = holder(told)
    text = other.page(path, status=404)
    assert "used already, or is over" in text
    assert "周立" not in text
    other.token = token_of(text)
    other.send(path, {}, status=409)
    assert is_nobody(other, page(told))


def test_a_program_that_opens_all_links_uses_nothing_up(told: Cast) -> None:
    path = link(told)
    for _ in range(3):
        scanner = holder(told)
        text = scanner.page(path)
        assert told.world.client().call("HEAD", path).status == 200
        assert "周立" in text, "a wrong reader sees whose it is"
    scanner.token = ""
    scanner.send(path, {}, status=403)
    opens(told, path)


def test_it_lasts_three_days(told: Cast) -> None:
    path = link(told)
    told.world.later(hours=71)
    holder(told).page(path)
    told.world.later(hours=2)
    holder(told).page(path, status=404)


def test_what_it_opened_lasts_an_hour_and_is_renewed_from_the_database(told: Cast) -> None:
    who = opens(told)
    told.world.later(minutes=6)
    answer = who.http.call("GET", page(told), headers={"Accept": "text/html"})
    assert answer.headers["Location"].startswith("/accounts/renew?next=")
    assert who.http.call("GET", answer.headers["Location"]).headers["Location"] == page(told)
    who.page(page(told))
    told.world.later(minutes=55)
    assert who.http.call("GET", answer.headers["Location"]).status == 303
    assert is_nobody(who, page(told))


EVERYWHERE = (
    "/accounts/home", "/accounts/settings", "/accounts/security", "/accounts/inbox", "/accounts/mails",
    "/accounts/privacy", "/projects/reviews", "/projects/teams", "/matching/briefs", "/portfolio/search",
)  # fmt: skip


def test_it_opens_no_other_page_of_any_service(told: Cast) -> None:
    who = opens(told)
    others = [f"/projects/teams/{told.team}", page(told, 2), page(told).removesuffix("/review"), f"{page(told)}/x",
              f"/projects/briefs/{told.brief}"]  # fmt: skip
    for path in (*EVERYWHERE, *others):
        answer = who.http.call("GET", path, headers={"Accept": "text/html"})
        assert answer.status in (303, 404), path
        assert answer.status == 404 or answer.headers["Location"].startswith("/accounts/sign-in"), path
    for path in (*PLACES, f"/projects/api/v1/teams/{told.team}"):
        assert who.http.call("GET", path).status == 401, path
    for path, form in (
        ("/accounts/settings", {"name": "M"}),
        ("/accounts/security/tokens", {"name": "T", "scopes": "read"}),
        ("/accounts/security/password", {"password": PASSWORD, "new_password": "another sentence"}),
        ("/accounts/privacy/erase", {"word": "ERASE", "password": PASSWORD}),
    ):
        answer = who.http.call(
            "POST", path, form=form | {"csrf_token": who.token}, headers={"Accept": "text/html"}
        )
        assert answer.status in (401, 403), path
    assert told.world.count("accounts", "tokens") == 0


def test_of_the_teams_files_it_opens_those_of_the_milestone(told: Cast) -> None:
    who = opens(told)
    shown = re.findall(rf"/projects/teams/{told.team}/files/[0-9a-f]+", who.page(page(told)))
    assert who.http.call("GET", shown[0]).status == 200
    student = telling.again(told.students[0])
    other = at_projects.uploads(student, told.team, "later.csv", b"of the next milestone")
    assert who.http.call("GET", f"/projects/teams/{told.team}/files/{other['sha256']}").status == 404


def test_it_signs_nothing_of_another_team(told: Cast) -> None:
    who = opens(told)
    student = told.students[0].person
    request = asks_to_sign(told.world, told.mentor.person, told.mentor.organisation, student)
    told.world.settle()
    who.page(f"/accounts/sign/{request}", status=404)
    who.send(f"/accounts/sign/{request}", {"password": PASSWORD}, status=404)
    telling.again(told.mentor).page(f"/accounts/sign/{request}")


def test_its_token_is_no_session_and_no_access_token(told: Cast) -> None:
    who = opens(told)
    head, claims = parts(cookie(who))
    assert head["typ"] == "task+jwt"
    assert claims["exp"] - clock.now().timestamp() <= 300
    thief = told.world.client()
    assert thief.call("GET", ME, headers={"Authorization": f"Bearer {cookie(who)}"}).status == 401
    secret = who.http.client.get_cookie("visit", path="/accounts").value  # type: ignore[attr-defined]
    thief.client.set_cookie("session", secret, path="/accounts")
    answer = thief.call("GET", "/accounts/renew?next=/accounts/home")
    assert "shixun=;" in str(answer.headers.getlist("Set-Cookie"))
    assert thief.call("POST", "/accounts/api/v1/second-step", body={"password": PASSWORD}).status == 401


def test_whoever_signs_in_leaves_what_the_link_opened(told: Cast) -> None:
    who = opens(told)
    who.mail = told.mentor.mail
    token = cookie(who)
    who.token = ""
    who.signs_in()
    assert "周立" in who.page("/accounts/home")
    thief = holder(told)
    thief.http.client.set_cookie("shixun", token)  # type: ignore[attr-defined]
    told.world.settle()
    assert is_nobody(thief, page(told))


def test_whoever_is_signed_in_needs_no_link_and_another_is_told_whose_it_is(told: Cast) -> None:
    path = link(told)
    telling.again(told.mentor)
    assert told.mentor.send(path, {}).headers["Location"] == page(told)
    teacher = telling.again(told.teacher)
    assert "This link is for 周立" in teacher.page(path)
    assert teacher.send(path, {}).headers["Location"] == path
    assert "陈老师" in teacher.page("/accounts/home")
    opens(told, path)


def test_the_way_out_ends_it(told: Cast) -> None:
    who = opens(told)
    who.send("/accounts/task/end", {})
    told.world.settle()
    assert is_nobody(who, page(told))


def test_an_account_with_a_second_step_gets_the_page_s_address_alone(world: World) -> None:
    told = telling.all_stated(telling.at_work(world, students=1))
    telling.again(told.mentor).sets_up_second_step(password=PASSWORD)
    at_projects.delivers(telling.again(told.students[0]), told.team, 1)
    world.settle()
    to_mentor = [text for text in world.mails() if told.mentor.mail in text and page(told) in text]
    assert to_mentor
    assert "/accounts/task/" not in "".join(world.mails())


def test_only_a_digest_of_the_secret_is_kept_and_nothing_of_it_logged(
    told: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    path = link(told)
    secret = path.rsplit("/", 1)[1]
    assert len(secret) == 32, "192 bits"
    caplog.set_level("DEBUG")
    who = opens(told, path)
    holder(told).page(path, status=404)
    long = who.http.client.get_cookie("visit", path="/accounts").value  # type: ignore[attr-defined]
    for text in (secret, long):
        assert text not in caplog.text
        with mongo.serving("accounts"):
            for name in ("links", "visits", "jobs", "outbox", "audit", "sessions", "throttles"):
                assert text not in str(list(mongo.collection(name).find())), name


def test_tries_are_limited(told: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(throttling.PER_RANGE, "task", 2)
    who, path = holder(told), f"/accounts/task/{'x' * 32}"
    who.token = token_of(who.page(path, status=404))
    assert [who.http.call("POST", path, form={"csrf_token": who.token}).status for _ in range(3)] == [
        409,
        409,
        429,
    ]
