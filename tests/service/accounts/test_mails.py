"""Which mails come, and when: chosen on a page, ended by a link in the mail itself."""

import re
from datetime import timedelta
from email import message_from_bytes, policy

import pytest

from services.accounts.usecases import mails as usecases
from shared import clock, mongo
from tests.actors import Actor
from tests.service.accounts.conftest import Cast
from tests.service.accounts.letters import (
    API,
    BOSS_ZONE,
    ONE_CLICK,
    PAGE,
    chooses,
    link_in,
    mails_to,
    reminds,
    text_of,
    to_eight,
)


def test_everything_comes_at_once_until_something_else_is_chosen(cast: Cast) -> None:
    assert {name: cast.boss.get(API)[name] for name in ("reminders", "news")} == {
        "reminders": "at_once", "news": "at_once",
    }  # fmt: skip
    reminds(cast.world, cast.boss)
    assert [mail["Subject"] for mail in mails_to(cast.world, cast.boss)] == [
        "Reminder: Confirm the proposed team"
    ]


def test_whoever_wants_no_reminders_gets_none_and_reads_of_it_in_the_inbox(cast: Cast) -> None:
    chooses(cast.boss, reminders="never")
    reminds(cast.world, cast.boss)
    assert mails_to(cast.world, cast.boss) == []
    assert len(cast.boss.waiting()) == 1


def test_the_choice_is_kept_with_the_version_that_was_read(cast: Cast) -> None:
    cast.boss.patch(API, {"news": "never"}, status=428)
    cast.boss.patch(API, {"news": "never"}, status=412, If_Match='"v99"')
    cast.boss.patch(API, {"news": "hourly"}, status=422, If_Match='"v2"')
    chooses(cast.boss, news="never")
    assert (cast.boss.get(API)["reminders"], cast.boss.get(API)["news"]) == ("at_once", "never")


def test_the_page_says_which_mails_always_come_and_why(cast: Cast) -> None:
    page = cast.boss.page(PAGE)
    assert "Nobody changes how you sign in without your knowing." in page
    cast.boss.send(PAGE, {"reminders": "daily", "news": "never"})
    assert (cast.boss.get(API)["reminders"], cast.boss.get(API)["news"]) == ("daily", "never")
    assert len(cast.boss.get(API)["always"]) == 8
    cast.boss.send(PAGE, {"reminders": "hourly"}, status=422)


def test_mails_that_keep_an_account_safe_come_whatever_was_chosen(cast: Cast) -> None:
    chooses(cast.boss, reminders="never", news="never")
    Actor(cast.world.client(), "", "").post("/accounts/api/v1/reset", {"mail": cast.boss.mail}, status=202)
    cast.world.settle()
    last = message_from_bytes(cast.world.mails()[-1].encode(), policy=policy.default)
    assert (last["To"], last["Subject"]) == (cast.boss.mail, "Choose a new password")
    assert last["List-Unsubscribe"] is None


def test_a_mail_program_ends_the_mails_by_one_request_without_cookie_and_token(cast: Cast) -> None:
    reminds(cast.world, cast.boss)
    path = link_in(mails_to(cast.world, cast.boss)[0])
    for _ in range(2):
        answer = cast.world.client().call("POST", path, form=ONE_CLICK, headers={"Origin": "null"})
        assert answer.status == 200, "it follows no redirect"
        assert cast.boss.get(API)["reminders"] == "never"
    assert cast.boss.get(API)["news"] == "at_once", "the other kind goes on"
    reminds(cast.world, cast.boss)
    assert len(mails_to(cast.world, cast.boss)) == 1


def test_opening_the_link_changes_nothing_and_its_page_ends_and_undoes(cast: Cast) -> None:
    reminds(cast.world, cast.boss)
    path, somebody = link_in(mails_to(cast.world, cast.boss)[0]), Actor(cast.world.client(), "", "")
    page = somebody.page(path)
    assert cast.boss.get(API)["reminders"] == "at_once"
    assert page.count('<form class="form"') == 1
    assert "Undo" not in page
    assert somebody.send(path, {}).headers["Location"] == path
    assert cast.boss.get(API)["reminders"] == "never"
    page = somebody.page(path)
    assert "These mails have ended." in page
    somebody.send(f"{path}/undo", {}, status=403)
    somebody.token = re.findall(r'name="csrf_token" value="([^"]+)"', page)[0]
    somebody.send(f"{path}/undo", {})
    assert cast.boss.get(API)["reminders"] == "at_once"


def test_undo_gives_back_what_was_chosen_before_and_nothing_that_was_chosen_since(cast: Cast) -> None:
    secret = leaving(cast, "reminders")
    chooses(cast.boss, reminders="daily")
    with mongo.serving("accounts"):
        usecases.leave(secret, "x", clock.now())
        usecases.undo(secret, "x", clock.now())
    assert cast.boss.get(API)["reminders"] == "daily"
    with mongo.serving("accounts"):
        usecases.leave(secret, "x", clock.now())
    chooses(cast.boss, reminders="at_once")
    with mongo.serving("accounts"):
        usecases.undo(secret, "x", clock.now())
    assert cast.boss.get(API)["reminders"] == "at_once"


def leaving(cast: Cast, what: str) -> str:
    with mongo.serving("accounts"):
        return usecases.make_link(cast.boss.person, what, clock.now())


def test_no_other_link_ends_mails_and_this_one_opens_nothing_else(cast: Cast) -> None:
    nobody, secret = cast.world.client(), leaving(cast, "reminders")
    for path in (f"{PAGE}/leave/{'x' * 43}", f"{PAGE}/leave/{secret}x"):
        assert nobody.call("POST", path, form=ONE_CLICK).status == 404
        assert nobody.call("GET", path).status == 404
    assert nobody.call("GET", f"/accounts/reset/{secret}").status == 404
    assert cast.world.count("accounts", "links", {"_id": secret}) == 0, "it is kept as a digest alone"
    cast.world.later(days=91)
    assert nobody.call("POST", f"{PAGE}/leave/{secret}", form=ONE_CLICK).status == 404


def test_tries_of_the_link_are_limited(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(usecases.throttling.PER_RANGE, "leave", 2)
    nobody, path = cast.world.client(), f"{PAGE}/leave/{leaving(cast, 'reminders')}"
    answers = [nobody.call("POST", path, form=ONE_CLICK) for _ in range(3)]
    assert [answer.status for answer in answers] == [200, 200, 429]
    assert answers[2].headers["Retry-After"]


def test_a_link_mailed_to_an_old_address_ends_nothing_any_more(cast: Cast) -> None:
    path = f"{PAGE}/leave/{leaving(cast, 'reminders')}"
    new = "zhou@new.example"
    cast.boss.post(
        "/accounts/api/v1/me/mail", {"mail": new, "password": "a long sentence of my own"}, status=202
    )
    cast.world.settle()
    found = re.search(r"/accounts/address/([\w-]+)", cast.world.mails()[-1])
    assert found
    cast.boss.post("/accounts/api/v1/me/mail/confirm", {"link": found[1]})
    assert cast.world.client().call("POST", path, form=ONE_CLICK).status == 404


def test_the_mail_speaks_the_reader_s_language_in_both_its_parts(cast: Cast) -> None:
    cast.boss.get("/accounts/api/v1/me")
    cast.boss.patch(
        "/accounts/api/v1/me", {"language": "zh-Hant"}, If_Match=cast.boss.seen["headers"]["ETag"]
    )
    chooses(cast.boss, reminders="daily")
    reminds(cast.world, cast.boss, due=timedelta(days=1))
    to_eight(cast.world, BOSS_ZONE)
    [mail] = mails_to(cast.world, cast.boss)
    assert mail.get_content_type() == "multipart/alternative"
    assert '<html lang="zh-Hant">' in text_of(mail, "html")
    for kind in ("plain", "html"):
        assert "不再接收這類郵件" in text_of(mail, kind)
    assert mail["Subject"] == "有 1 項待辦事項"
