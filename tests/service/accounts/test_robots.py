"""Robots in chats: each in its service's own form, chosen by kind, with nothing in it that calls or names anybody."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest

from services.accounts import robots
from services.accounts.jobs import channels as jobs_of_channels
from shared import clock, mongo
from shared.messaging.jobs import BACKOFF_SECONDS, Job
from tests.actors import Actor
from tests.service.accounts import robot
from tests.service.accounts.conftest import Cast
from tests.service.accounts.letters import BOSS_ZONE, reminds, to_eight
from tests.service.accounts.others import opens
from tests.service.accounts.robot import HOSTS, PATHS, SECRET, Robots

PAGE = "/accounts/channels"
WHAT = "Confirm the proposed team"


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Robots]:
    """Reached as the operator would allow it; nothing else of the way there is another."""
    with robot.running(tmp_path_factory.mktemp("tls")) as found:
        monkeypatch.setattr(robots, "reach", lambda settings: found.reach)
        yield found


def adds(who: Actor, server: Robots, form: str = "wecom", place: str = PAGE, **more: str) -> str:
    """Returns the robot's id."""
    facts = {"form": form, "url": server.url(form)} | more
    made = re.fullmatch(rf"{PAGE}/([0-9a-f-]{{36}})\?saved=1", who.send(place, facts).headers["Location"])
    assert made
    return made[1]


def sends_a_test(cast: Cast, who: Actor, channel: str) -> None:
    who.send(f"{PAGE}/{channel}/test", {})
    cast.world.settle()


@pytest.mark.parametrize("form", sorted(HOSTS))
def test_a_test_message_comes_in_the_form_of_its_service(cast: Cast, server: Robots, form: str) -> None:
    channel = adds(cast.boss, server, form)
    assert "No message has gone there yet." in cast.boss.page(PAGE)
    sends_a_test(cast, cast.boss, channel)
    [(came, text)] = server.taken
    assert (came, text.splitlines()[0]) == (
        form,
        "[Shixun] This robot now tells what waits. It is a test; nothing is to be done.",
    )
    assert "The last message came at" in cast.boss.page(PAGE)


@pytest.mark.parametrize("form", ["dingtalk", "feishu"])
def test_a_robot_that_wants_signatures_gets_them_and_says_when_they_are_wrong(
    cast: Cast, server: Robots, form: str
) -> None:
    server.signed.add(form)
    channel = adds(cast.boss, server, form, secret="not this one")
    sends_a_test(cast, cast.boss, channel)
    assert server.taken == []
    code = {"dingtalk": "310000", "feishu": "19021"}[form]
    assert f"The service refused the message ({code})." in cast.boss.page(PAGE)
    sends_a_test(cast, cast.boss, adds(cast.boss, server, form, secret=SECRET))
    assert len(server.taken) == 1


@pytest.mark.parametrize(
    ("form", "code"), [("wecom", "93000"), ("dingtalk", "300001"), ("slack", "HTTP 404")]
)
def test_what_a_service_refuses_in_its_body_counts_as_not_sent(
    cast: Cast, server: Robots, form: str, code: str
) -> None:
    wrong = server.url(form).replace(PATHS[form][-3:], "bad")
    sends_a_test(cast, cast.boss, adds(cast.boss, server, form, url=wrong))
    page = cast.boss.page(PAGE)
    assert f"({code})" in page
    assert "No message comes since" in page


def test_address_and_secret_are_sealed_and_never_shown_again(
    cast: Cast, server: Robots, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    sends_a_test(cast, cast.boss, adds(cast.boss, server, "dingtalk", secret="S3cretWord"))
    page = cast.boss.page(PAGE)
    assert HOSTS["dingtalk"] in page
    wrong = {"form": "dingtalk", "url": "https://elsewhere.example/hidden-part", "secret": "S3cretWord"}
    refused = cast.boss.send(PAGE, wrong, status=422).text
    for word in ("T0KEN", "S3cretWord", "hidden-part"):
        assert word not in page + refused + caplog.text
        for name in ("channels", "jobs", "audit", "outbox"):
            with mongo.serving("accounts"):
                assert word not in str(list(mongo.collection(name).find())), name


def test_without_hosts_of_the_operator_the_page_says_which_would_have_to_be_allowed(cast: Cast) -> None:
    assert "allows no host yet" in cast.boss.page(PAGE)
    facts = {"form": "wecom", "url": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=x"}
    answer = cast.boss.send(PAGE, facts, status=422)
    assert "Messages do not go to qyapi.weixin.qq.com yet" in answer.text
    for url in (
        "http://qyapi.weixin.qq.com/",
        "nothing",
        "https://[::1",
        "https://a b/",
        "javascript:alert(1)",
    ):
        wrong = cast.boss.send(PAGE, {"form": "wecom", "url": url}, status=422).text
        assert "it begins with https://" in wrong, url


def test_what_waits_is_told_with_its_day_and_a_link(cast: Cast, server: Robots) -> None:
    adds(cast.boss, server)
    opens(
        cast.world, person=cast.boss.person, message=WHAT, remind=clock.now(), due=clock.now() + timedelta(days=2),
        url="/projects/teams/1",
    )  # fmt: skip
    cast.world.settle()
    [(_, text)] = server.taken
    lines = text.splitlines()
    assert lines[0] == f"[Shixun] {WHAT}"
    assert lines[1].startswith("It is due on ")
    assert lines[2] == "http://127.0.0.1:8080/projects/teams/1"


def test_each_kind_comes_as_chosen_for_that_robot(cast: Cast, server: Robots) -> None:
    loud, silent = adds(cast.boss, server), adds(cast.boss, server, "slack")
    cast.boss.send(f"{PAGE}/{silent}", {"reminders": "never", "news": "never"})
    reminds(cast.world, cast.boss)
    assert [form for form, _ in server.taken] == ["wecom"]
    cast.boss.send(f"{PAGE}/{loud}", {"reminders": "daily", "news": "never"})
    reminds(cast.world, cast.boss)
    assert len(server.taken) == 1
    to_eight(cast.world, BOSS_ZONE)
    assert server.taken[1][1].splitlines()[0] == "[Shixun] 2 things wait for you"
    cast.boss.signs_in()
    cast.boss.send(f"{PAGE}/{loud}/remove", {})
    to_eight(cast.world, BOSS_ZONE)
    assert len(server.taken) == 2


def test_what_somebody_typed_calls_nobody_and_makes_no_link(cast: Cast, server: Robots) -> None:
    for form in HOSTS:
        adds(cast.boss, server, form)
    typed = '<!channel> <at user_id="all"></at> @all <@everyone> <http://evil.example|ours>'
    opens(
        cast.world, person=cast.boss.person, message=WHAT + " %(t)s", params={"t": typed}, remind=clock.now()
    )
    cast.world.settle()
    assert len(server.taken) == len(HOSTS)
    for form, text in server.taken:
        assert "<" not in text, form
        assert form == "slack" or "@" not in text


def test_no_name_goes_out(cast: Cast, server: Robots) -> None:
    adds(cast.boss, server)
    student = cast.student()
    message = "Confirm or dispute what %(member)s states"
    opens(
        cast.world, person=cast.boss.person, message=message, people={"member": student.person}, remind=clock.now()
    )  # fmt: skip
    cast.world.settle()
    [(_, text)] = server.taken
    assert "林梅" not in text
    assert "what somebody states" in text


def test_an_organisation_s_group_hears_what_waits_for_its_roles(cast: Cast, server: Robots) -> None:
    place = f"/accounts/orgs/{cast.boss.organisation}/channels"
    adds(cast.boss, server, "feishu", place)
    opens(
        cast.world,
        organisation=cast.boss.organisation,
        role="company_admin",
        message=WHAT,
        remind=clock.now(),
    )
    opens(cast.world, person=cast.boss.person, message="Mine alone", remind=clock.now())
    cast.world.settle()
    assert [text.splitlines()[0] for _, text in server.taken] == [f"[Shixun] {WHAT}"]
    cast.operator.page(place, status=404)
    cast.admin.page(place, status=404)
    assert HOSTS["feishu"] in cast.boss.page(place)


def test_a_service_that_is_away_is_tried_again_and_in_the_end_left(cast: Cast, server: Robots) -> None:
    channel = adds(cast.boss, server)
    subject = opens(cast.world, person=cast.boss.person, message=WHAT)
    cast.world.settle()
    server.status = 503
    with mongo.serving("accounts"):
        item = mongo.collection("items").find_one({"subject": subject})
        assert item is not None
        work = jobs_of_channels.kinds(cast.world.settings["accounts"])["channel_message"]

        def attempt(number: int) -> None:
            work.perform(
                Job("j", "channel_message", item["_id"], {"channel": channel}, number, "x"), clock.now()
            )

        with pytest.raises(robots.NotSent) as failed:
            attempt(1)
        assert "K3Y" not in str(failed.value)
        attempt(len(BACKOFF_SECONDS) + 1)
        assert "(HTTP 503)" in cast.boss.page(PAGE)
        server.status = 200
        attempt(1)
    assert "No message comes since" not in cast.boss.page(PAGE)
    assert len(server.taken) == 1


def test_a_suspended_person_s_robot_is_silent(cast: Cast, server: Robots) -> None:
    channel = adds(cast.boss, server)
    cast.boss.send(f"{PAGE}/{channel}/test", {})
    path = f"/accounts/api/v1/people/{cast.boss.person}/standing"
    cast.operator.post(path, {"suspended": True, "reason": "R"})
    cast.world.settle()
    assert server.taken == []


def test_there_are_five_at_most_and_a_secret_only_where_it_is_used(cast: Cast, server: Robots) -> None:
    facts = {"form": "slack", "url": server.url("slack")}
    cast.boss.send(PAGE, facts | {"secret": "x"}, status=422)
    for _ in range(5):
        cast.boss.send(PAGE, facts)
    cast.boss.send(PAGE, facts, status=409)


def test_another_s_robot_is_not_found(cast: Cast, server: Robots) -> None:
    channel = adds(cast.boss, server)
    for path, form in ((channel, {"news": "never"}), (f"{channel}/test", {}), (f"{channel}/remove", {})):
        cast.admin.send(f"{PAGE}/{path}", form, status=404)
