"""One mail a day at eight in the reader's zone, with all that waits; never two."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from services.accounts.usecases import mails as usecases
from shared import clock, mongo
from shared.messaging import timers
from tests.actors import Actor
from tests.service.accounts.conftest import Cast
from tests.service.accounts.letters import (
    API,
    BOSS_ZONE,
    ONE_CLICK,
    chooses,
    link_in,
    mails_to,
    reminds,
    text_of,
    to_eight,
)
from tests.service.accounts.others import closes, opens


def test_one_mail_a_day_tells_all_that_waits_and_what_is_late_first(cast: Cast) -> None:
    chooses(cast.boss, reminders="daily")
    reminds(cast.world, cast.boss, "Review the brief", due=timedelta(days=9))
    reminds(cast.world, cast.boss, "Confirm the proposed team", due=timedelta(minutes=1))
    done = reminds(cast.world, cast.boss, "Review the milestone", due=timedelta(days=2))
    closes(cast.world, done)
    assert mails_to(cast.world, cast.boss) == [], "reminders are held back"
    to_eight(cast.world, BOSS_ZONE)
    [mail] = mails_to(cast.world, cast.boss)
    text = text_of(mail)
    assert mail["Subject"] == "2 things wait for you"
    assert text.index("- Confirm the proposed team\nlate since") < text.index("- Review the brief\nuntil")
    assert "Review the milestone" not in text
    assert text_of(mail, "html").index("Confirm the proposed team") < text_of(mail, "html").index(
        "Review the brief"
    )
    to_eight(cast.world, BOSS_ZONE)
    assert len(mails_to(cast.world, cast.boss)) == 2, "the next comes a day later"


def test_no_daily_mail_when_nothing_waits(cast: Cast) -> None:
    chooses(cast.boss, reminders="daily", news="daily")
    to_eight(cast.world, BOSS_ZONE)
    to_eight(cast.world, BOSS_ZONE)
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
        to_eight(cast.world, BOSS_ZONE)
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
    to_eight(cast.world, BOSS_ZONE)
    assert mails_to(cast.world, cast.boss) == []


def test_a_timer_or_job_that_comes_twice_makes_one_mail(cast: Cast) -> None:
    chooses(cast.boss, reminders="daily")
    reminds(cast.world, cast.boss)
    to_eight(cast.world, BOSS_ZONE)
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


def lives_in(actor: Actor, zone: str) -> None:
    actor.get("/accounts/api/v1/me")
    actor.patch("/accounts/api/v1/me", {"zone": zone}, If_Match=actor.seen["headers"]["ETag"])


def test_whoever_moves_to_another_zone_gets_one_mail_on_each_day_of_theirs(cast: Cast) -> None:
    lives_in(cast.boss, "Asia/Shanghai")
    chooses(cast.boss, reminders="daily")
    reminds(cast.world, cast.boss)
    sent = to_eight(cast.world, "Asia/Shanghai")
    lives_in(cast.boss.signs_in(), "Europe/Dublin")
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
    lives_in(cast.boss, dublin.key)
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
    to_eight(cast.world, BOSS_ZONE)
    path, nobody = link_in(mails_to(cast.world, cast.boss)[0]), cast.world.client()
    nobody.call("POST", path, form=ONE_CLICK)
    cast.boss.signs_in()
    assert (cast.boss.get(API)["reminders"], cast.boss.get(API)["news"]) == ("never", "never")
    to_eight(cast.world, BOSS_ZONE)
    assert len(mails_to(cast.world, cast.boss)) == 1
    assert cast.world.count("accounts", "timers", {"kind": usecases.MORNING}) == 0
    with mongo.serving("accounts"):
        usecases.undo(path.rsplit("/", 1)[1], "x", clock.now())
    to_eight(cast.world, BOSS_ZONE)
    assert len(mails_to(cast.world, cast.boss)) == 2
