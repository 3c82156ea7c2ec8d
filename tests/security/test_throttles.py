"""Tries are counted for accounts, mails and ranges of addresses, by all processes together."""

import os
import subprocess
import sys
from collections import Counter

import pytest

from deploy.gateway import ROOT
from services.accounts.pages import reader
from services.accounts.store import audit
from services.accounts.usecases import throttling
from shared import clock, mongo
from tests.actors import PASSWORD, Actor
from tests.world import World


def test_too_many_tries_are_told_when_to_come_again(world: World, boss: Actor) -> None:
    world.at_the_start_of_a_quarter()
    body = {"mail": boss.mail, "password": "a guess that is wrong"}
    visitor = Actor(world.client(), "", boss.mail)
    visitor.token = visitor.page("/accounts/sign-in").split('name="csrf_token" value="')[1].split('"')[0]
    for _ in range(20):
        visitor.send("/accounts/sign-in", body, status=422)
    page = visitor.send("/accounts/sign-in", body, status=429)
    program = world.client().call("POST", "/accounts/api/v1/sign-in", body=body)
    for answer in (page, program):
        assert 0 < int(answer.headers["Retry-After"]) <= 900
        assert "Too many tries. Try again later; minutes to wait: 15." in answer.text


def test_a_mail_is_not_sent_again_and_again(world: World) -> None:
    world.at_the_start_of_a_quarter()
    begun = Actor(world.client(), "x", "victim@x.example").signs_up("x")
    statuses = [
        begun.http.call("POST", "/accounts/confirm-again", form={"csrf_token": begun.token}).status
        for _ in range(6)
    ]
    assert statuses == [303] * 5 + [429]


def test_guesses_at_mailed_links_are_counted_for_the_whole_range(world: World) -> None:
    world.at_the_start_of_a_quarter()
    with mongo.serving("accounts"):
        for _ in range(1000):
            audit.throttle("link:203.0.113.0/24", 1000, throttling.WINDOW, clock.now())
    body = {"link": "a guess", "password": PASSWORD}
    for path in ("/accounts/api/v1/confirm", "/accounts/api/v1/reset/use"):
        for address, status in (("203.0.113.77", 429), ("::ffff:203.0.113.5", 429), ("198.51.100.7", 422)):
            headers = {"X-Forwarded-For": address}
            assert world.client().call("POST", path, body=body, headers=headers).status == status, address


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("203.0.113.77", "203.0.113.0/24"), ("::ffff:203.0.113.5", "203.0.113.0/24"), ("2001:db8::1", "2001:db8::/64"),
        ("2001:db8:0:0:ffff::9", "2001:db8::/64"), ("2001:db8:0:1::1", "2001:db8:0:1::/64"), ("", "unknown"),
        ("unix:", "unknown"),
    ],
)  # fmt: skip
def test_a_household_is_one_range_however_its_addresses_are_written(address: str, name: str) -> None:
    assert reader.range_of(address) == name


def test_eight_processes_see_one_throttle(world: World, boss: Actor) -> None:
    world.at_the_start_of_a_quarter()
    settings = world.settings["accounts"]
    env = os.environ | {
        "MONGODB_URI": settings.mongodb_uri, "NAME_PREFIX": settings.name_prefix, "KEYS_DIR": str(settings.keys_dir),
        "FILES_DIR": str(settings.files_dir), "MAIL_DIR": str(settings.mail_dir),
        "KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1",
        "PUBLIC_URL": settings.public_url, "TEST_CLOCK_FILE": str(settings.test_clock_file), "LOG_LEVEL": "ERROR",
        "DATABASE_TIMEOUT_MS": "20000",
    }  # fmt: skip
    command = [sys.executable, "-m", "tests.security.trying", "5", boss.mail]
    running = [
        subprocess.Popen(command, cwd=ROOT, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(8)
    ]
    assert [one.stdout.readline() for one in running if one.stdout] == ["ready\n"] * 8
    for one in running:
        assert one.stdin
        one.stdin.write("go\n")
        one.stdin.flush()
    found = [one.communicate(timeout=120)[0].split() for one in running]
    assert Counter(status for one in found for status in one) == {"422": throttling.PER_ACCOUNT, "429": 20}


def test_a_key_for_doing_it_once_makes_no_try_free(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The transaction that keeps the first answer is undone when a try fails; the count of it is not."""
    world.at_the_start_of_a_quarter()
    boss = Actor(world.client(), "周立", "zhou@hengrui.example").signs_up("衡锐（演示）")
    monkeypatch.setitem(throttling.PER_RANGE, "join", 3)
    body, sent = {"code": "7K2M-9QXA-4DTW"}, {"X-CSRF-Token": boss.token}
    path = "/accounts/api/v1/memberships"
    keys = [{"Idempotency-Key": f"another-key-{n}"} for n in range(4)]
    answers = [boss.http.call("POST", path, body=body, headers=sent | key).status for key in keys]
    assert answers == [422, 422, 422, 429]
