"""Text messages: a number is proven by a code, then hears of what has a due date, in one part each."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest

from services.accounts import sms
from services.accounts.domain.sms import length
from shared import clock, mongo
from tests.actors import Actor
from tests.service.accounts import robot
from tests.service.accounts.conftest import Cast
from tests.service.accounts.others import opens
from tests.service.accounts.robot import Robots

PAGE, NUMBER = "/accounts/channels", "+86 138-0013-8000"


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Robots]:
    with robot.running(tmp_path_factory.mktemp("tls")) as found:
        monkeypatch.setattr(sms, "gateway", lambda settings: found.gateway)
        yield found


def gives(cast: Cast, number: str = NUMBER) -> str:
    """Returns the path of what is done with the number."""
    place = cast.boss.send(f"{PAGE}/phone", {"phone": number}).headers["Location"]
    cast.world.settle()
    return str(place).removesuffix("?tested=1")


def code_in(server: Robots) -> str:
    return re.findall(r"\b\d{6}\b", server.taken[-1][1])[0]


def proven(cast: Cast, server: Robots) -> str:
    path = gives(cast)
    cast.boss.send(f"{path}/prove", {"code": code_in(server)})
    server.taken.clear()
    return path


def waits(cast: Cast, who: Actor, message: str = "Confirm the proposed team", due: bool = True) -> None:
    until = clock.now() + timedelta(days=2) if due else None
    opens(cast.world, person=who.person, message=message, remind=clock.now(), due=until)
    cast.world.settle()


def test_nothing_but_the_code_goes_to_a_number_that_is_not_proven(cast: Cast, server: Robots) -> None:
    path = gives(cast)
    [(to, text)] = server.taken
    assert to == "+8613800138000"
    assert "is the code that proves this number" in text
    waits(cast, cast.boss)
    assert len(server.taken) == 1
    page = cast.boss.page(path)
    assert "…8000" in page
    assert "13800138000" not in page
    assert "Send a test message" not in page
    wrong = f"{(int(code_in(server)) + 1) % 1_000_000:06}"
    assert "This is not the code" in cast.boss.send(f"{path}/prove", {"code": wrong}, status=422).text
    cast.boss.send(f"{path}/prove", {"code": code_in(server)})
    waits(cast, cast.boss)
    assert len(server.taken) == 2


def test_the_code_is_good_for_ten_minutes_and_few_are_tried(cast: Cast, server: Robots) -> None:
    cast.world.at_the_start_of_a_quarter()
    cast.boss.signs_in()
    path = gives(cast)
    for _ in range(10):
        cast.boss.send(f"{path}/prove", {"code": "x"}, status=422)
    cast.boss.send(f"{path}/prove", {"code": code_in(server)}, status=429)
    cast.world.later(minutes=16)
    cast.boss.signs_in()
    cast.boss.send(f"{path}/prove", {"code": code_in(server)}, status=422)


def test_a_reminder_with_a_due_date_is_one_part_long(cast: Cast, server: Robots) -> None:
    proven(cast, server)
    waits(cast, cast.boss, "Confirm " + "the proposed team " * 20)
    waits(cast, cast.boss, "评审" * 60)
    waits(cast, cast.boss, "Nothing is due", due=False)
    assert len(server.taken) == 2
    for _, text in server.taken:
        taken, most = length(text)
        assert taken <= most
        assert text.endswith(" http://127.0.0.1:8080/accounts/inbox")


def test_the_person_picks_whether_it_comes(cast: Cast, server: Robots) -> None:
    path = proven(cast, server)
    cast.boss.send(path, {"reminders": "daily"})
    waits(cast, cast.boss)
    assert len(server.taken) == 1, "there is no daily text message"
    cast.boss.send(path, {"reminders": "never"})
    waits(cast, cast.boss)
    assert len(server.taken) == 1
    cast.boss.send(f"{path}/remove", {})
    assert "…8000" not in cast.boss.page(PAGE)


def test_codes_are_limited_by_person_and_by_number(cast: Cast, server: Robots) -> None:
    for _ in range(5):
        cast.boss.send(f"{PAGE}/phone", {"phone": NUMBER})
    cast.boss.send(f"{PAGE}/phone", {"phone": "+86 139 0013 9000"}, status=429)
    cast.admin.send(f"{PAGE}/phone", {"phone": NUMBER}, status=429)


@pytest.mark.parametrize(
    "wrong", ["13800138000", "+0138", "+86 12", "+86 1380013800a", "+861380013800012345"]
)
def test_a_number_has_its_country(cast: Cast, server: Robots, wrong: str) -> None:
    answer = cast.boss.send(f"{PAGE}/phone", {"phone": wrong}, status=422)
    assert "Give the number with its country" in answer.text
    assert server.taken == []


def test_without_a_gateway_nobody_can_give_a_number(cast: Cast) -> None:
    assert "Telephone number" not in cast.boss.page(PAGE)
    cast.boss.send(f"{PAGE}/phone", {"phone": NUMBER}, status=409)


def test_a_gateway_that_refuses_is_seen_and_the_number_stays_sealed(
    cast: Cast, server: Robots, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    server.status = 500
    gives(cast)
    assert "(HTTP 500)" in cast.boss.page(PAGE)
    server.status = 200
    gives(cast)
    assert "13800138000" not in caplog.text
    with mongo.serving("accounts"):
        for name in ("channels", "jobs", "audit", "outbox", "throttles"):
            assert "13800138000" not in str(list(mongo.collection(name).find())), name
