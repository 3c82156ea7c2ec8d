"""Which mails come, and when: chosen on a page, ended by a link in the mail itself, gathered into one a day."""

import re
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import pytest

from services.accounts.usecases import mails as usecases
from shared import clock, mongo
from shared.messaging import timers
from tests.actors import Actor
from tests.service.accounts.conftest import Cast
from tests.service.accounts.others import closes, opens
from tests.world import World

API, PAGE = "/accounts/api/v1/me/mails", "/accounts/mails"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def mails_to(world: World, who: Actor) -> list[EmailMessage]:
    """About what waits; oldest first."""
    world.settle()
    found = [message_from_bytes(text.encode(), policy=policy.default) for text in world.mails()]
    return [mail for mail in found if mail["To"] == who.mail and mail["List-Unsubscribe"]]


def text_of(mail: EmailMessage, kind: str = "plain") -> str:
    part = mail.get_body((kind,))
    assert part is not None, f"a mail has no {kind}"
    return str(part.get_content())


def chooses(who: Actor, **choices: str) -> None:
    who.get(API)
    who.patch(API, choices, If_Match=who.seen["headers"]["ETag"])


def reminds(world: World, who: Actor, message: str = "Confirm the proposed team", **facts: timedelta) -> str:
    """Something waits for them and is to be reminded of now; ``due`` is counted from now."""
    due = clock.now() + facts["due"] if "due" in facts else None
    subject = opens(world, person=who.person, message=message, remind=clock.now(), due=due)
    world.settle()
    return subject


def link_in(mail: EmailMessage) -> str:
    """The path of the link by which a mail program ends these mails."""
    found = re.fullmatch(
        r"<http://127\.0\.0\.1:8080(/accounts/mails/leave/[\w-]{32})>", mail["List-Unsubscribe"]
    )
    assert found, mail["List-Unsubscribe"]
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    return found[1]


def to_eight(world: World, zone: str) -> datetime:
    """Let the time pass until it is 08:00 and a minute in the zone, the next time that it is; returns that moment."""
    there = clock.now().astimezone(ZoneInfo(zone))
    morning = there.replace(hour=8, minute=1, second=0, microsecond=0)
    if morning <= there:
        morning = (morning + timedelta(days=1)).replace(hour=8)
    world.later(seconds=(morning.astimezone(ZoneInfo("UTC")) - clock.now()).total_seconds())
    return clock.now()


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


def test_one_mail_a_day_tells_all_that_waits_and_what_is_late_first(cast: Cast) -> None:
    chooses(cast.boss, reminders="daily")
    reminds(cast.world, cast.boss, "Review the brief", due=timedelta(days=9))
    reminds(cast.world, cast.boss, "Confirm the proposed team", due=timedelta(minutes=1))
    done = reminds(cast.world, cast.boss, "Review the milestone", due=timedelta(days=2))
    closes(cast.world, done)
    assert mails_to(cast.world, cast.boss) == [], "reminders are held back"
    to_eight(cast.world, "Asia/Shanghai")
    [mail] = mails_to(cast.world, cast.boss)
    text = text_of(mail)
    assert mail["Subject"] == "2 things wait for you"
    assert text.index("- Confirm the proposed team\nlate since") < text.index("- Review the brief\nuntil")
    assert "Review the milestone" not in text
    assert text_of(mail, "html").index("Confirm the proposed team") < text_of(mail, "html").index(
        "Review the brief"
    )
    to_eight(cast.world, "Asia/Shanghai")
    assert len(mails_to(cast.world, cast.boss)) == 2, "the next comes a day later"


def test_no_daily_mail_when_nothing_waits(cast: Cast) -> None:
    chooses(cast.boss, reminders="daily", news="daily")
    to_eight(cast.world, "Asia/Shanghai")
    to_eight(cast.world, "Asia/Shanghai")
    assert mails_to(cast.world, cast.boss) == []


def test_what_is_only_told_stands_in_one_daily_mail_and_not_again(cast: Cast) -> None:
    chooses(cast.boss, reminders="never", news="daily")
    reminds(cast.world, cast.boss, "Confirm the proposed team")
    opens(
        cast.world,
        person=cast.boss.person,
        kind="report.told",
        message="Review the brief",
        remind=clock.now(),
    )
    cast.world.settle()
    for _ in range(2):
        to_eight(cast.world, "Asia/Shanghai")
        [mail] = mails_to(cast.world, cast.boss)
    assert mail["Subject"] == "1 thing waits for you"
    assert "Confirm the proposed team" not in text_of(mail)


def test_a_role_s_task_that_a_colleague_has_taken_is_not_in_the_mail(cast: Cast) -> None:
    mei = cast.comes_in(
        cast.boss.invites(kind="invitation", roles=["mentor"])["code"], "林梅", "mei@hengrui.example"
    )
    opens(cast.world, organisation=cast.boss.organisation, role="mentor")
    chooses(cast.boss, reminders="daily")
    cast.world.settle()
    mei.post(f"/accounts/api/v1/items/{mei.waiting()[0]['id']}/take")
    to_eight(cast.world, "Asia/Shanghai")
    assert mails_to(cast.world, cast.boss) == []


def test_a_timer_or_job_that_comes_twice_makes_one_mail(cast: Cast) -> None:
    chooses(cast.boss, reminders="daily")
    reminds(cast.world, cast.boss)
    to_eight(cast.world, "Asia/Shanghai")
    with mongo.serving("accounts"):
        timers.fire(
            f"{cast.boss.person}:{usecases.MORNING}", cast.world.services["accounts"].on_timer, clock.now()
        )
        done = mongo.collection("jobs").find_one({"kind": usecases.DAILY_MAIL})
        mongo.collection("jobs").update_one({"_id": done["_id"]}, {"$set": {"state": "waiting"}})
    [mail] = mails_to(cast.world, cast.boss)
    assert mail["Message-ID"] == f"<{done['_id']}@127.0.0.1>", "who gets it twice sees it once"


def test_after_days_without_a_worker_there_is_one_mail(cast: Cast) -> None:
    chooses(cast.boss, reminders="daily")
    reminds(cast.world, cast.boss)
    cast.world.later(days=4)
    assert len(mails_to(cast.world, cast.boss)) == 1


def test_whoever_moves_to_another_zone_gets_one_mail_on_each_day_of_theirs(cast: Cast) -> None:
    chooses(cast.boss, reminders="daily")
    reminds(cast.world, cast.boss)
    sent = to_eight(cast.world, "Asia/Shanghai")
    cast.boss.signs_in()
    cast.boss.get("/accounts/api/v1/me")
    cast.boss.patch(
        "/accounts/api/v1/me", {"zone": "Europe/Dublin"}, If_Match=cast.boss.seen["headers"]["ETag"]
    )
    to_eight(cast.world, "Europe/Dublin")
    assert len(mails_to(cast.world, cast.boss)) == 1, "in Dublin it was that day already when the first came"
    cast.world.later(hours=22)
    assert len(mails_to(cast.world, cast.boss)) == 1, "it is past eight in Shanghai, not in Dublin"
    again = to_eight(cast.world, "Europe/Dublin")
    [_, second] = mails_to(cast.world, cast.boss)
    assert again - sent > timedelta(hours=24)
    assert second["Date"].datetime.astimezone(ZoneInfo("Europe/Dublin")).hour == 8


def test_when_clocks_change_it_still_comes_at_eight_and_once(cast: Cast) -> None:
    """Clocks go forward in Dublin in the night to 28 March 2027."""
    dublin = ZoneInfo("Europe/Dublin")
    cast.boss.get("/accounts/api/v1/me")
    cast.boss.patch("/accounts/api/v1/me", {"zone": dublin.key}, If_Match=cast.boss.seen["headers"]["ETag"])
    chooses(cast.boss, reminders="daily")
    reminds(cast.world, cast.boss)
    cast.world.later(seconds=(datetime(2027, 3, 26, 12, tzinfo=dublin) - clock.now()).total_seconds())
    before = len(mails_to(cast.world, cast.boss))
    hours = [to_eight(cast.world, dublin.key).hour for _ in range(3)]
    assert hours == [8, 7, 7], "by UTC"
    sent = [mail["Date"].datetime.astimezone(dublin) for mail in mails_to(cast.world, cast.boss)[before:]]
    assert [f"{at:%d %H}" for at in sent] == ["27 08", "28 08", "29 08"]


def test_leaving_the_daily_mail_ends_all_that_came_in_it_and_undo_brings_it_back(cast: Cast) -> None:
    chooses(cast.boss, reminders="daily", news="daily")
    reminds(cast.world, cast.boss)
    to_eight(cast.world, "Asia/Shanghai")
    path, nobody = link_in(mails_to(cast.world, cast.boss)[0]), cast.world.client()
    nobody.call("POST", path, form=ONE_CLICK)
    cast.boss.signs_in()
    assert (cast.boss.get(API)["reminders"], cast.boss.get(API)["news"]) == ("never", "never")
    to_eight(cast.world, "Asia/Shanghai")
    assert len(mails_to(cast.world, cast.boss)) == 1
    assert cast.world.count("accounts", "timers", {"kind": usecases.MORNING}) == 0
    with mongo.serving("accounts"):
        usecases.undo(path.rsplit("/", 1)[1], "x", clock.now())
    to_eight(cast.world, "Asia/Shanghai")
    assert len(mails_to(cast.world, cast.boss)) == 2


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
    to_eight(cast.world, "Asia/Shanghai")
    [mail] = mails_to(cast.world, cast.boss)
    assert mail.get_content_type() == "multipart/alternative"
    assert '<html lang="zh-Hant">' in text_of(mail, "html")
    for kind in ("plain", "html"):
        assert "不再接收這類郵件" in text_of(mail, kind)
    assert mail["Subject"] == "有 1 項待辦事項"
