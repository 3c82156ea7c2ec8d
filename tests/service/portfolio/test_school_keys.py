"""A school connects its own domain: asked for, confirmed, published, found, signed with, lost, taken back."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from services.portfolio.usecases import installing, schoolkeys
from shared import clock, commands, mongo
from shared.messaging.jobs import BACKOFF_SECONDS, Job
from shared.signatures import KeysError
from tests import actors_portfolio as at
from tests.school_site import DOMAIN, PATH
from tests.service.portfolio.conftest import Stage, joined
from tests.service.portfolio.connecting import PAGE, Keys, connected, items, sealed


@pytest.fixture
def keys(
    stage: Stage, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Keys]:
    with connected(stage, tmp_path_factory.mktemp("tls"), monkeypatch) as told:
        yield told


def test_a_domain_is_called_only_once_an_operator_has_confirmed_it(keys: Keys) -> None:
    place = keys.admin.send(PAGE, {"domain": f" {DOMAIN.upper()} "}).headers["Location"]
    key = place.rsplit("/", 1)[1]
    keys.stage.world.settle()
    assert items(keys.stage.operator) == ["schoolkey.decide"]
    at.has_key_looked_for(keys.admin, key, status=409)
    at.decides_on_domain(keys.admin, key, status=403)
    assert keys.site.calls == []

    page = keys.stage.operator.page(place)
    assert "Is this domain the school’s?" in page
    keys.stage.operator.send(f"{place}/decide", {"confirmed": "true"})
    keys.stage.world.settle()
    assert items(keys.stage.operator) == []
    assert items(keys.admin) == ["schoolkey.publish"]
    assert keys.site.calls == [], "it is looked for when the school says so, or a day later"
    keys.stage.world.later(days=1)
    assert keys.site.calls == [PATH]


def test_an_operator_may_refuse_and_nobody_decides_what_they_asked_for(keys: Keys) -> None:
    key = keys.asks()
    assert at.decides_on_domain(keys.stage.operator, key, confirmed=False)["state"] == "ended"
    assert "did not find that the domain is the school’s" in keys.admin.page(f"{PAGE}/{key}")
    at.decides_on_domain(keys.stage.operator, key, status=409)
    keys.asks()


def test_what_is_not_found_confirms_nothing_and_the_page_says_why(keys: Keys) -> None:
    key = keys.asks()
    at.decides_on_domain(keys.stage.operator, key)
    found = keys.looks(key)
    assert found["state"] == "waiting"
    said = f"{DOMAIN} answered HTTP 404 instead of the document."
    assert found["problem"] == said
    assert said in keys.admin.page(f"{PAGE}/{key}")
    at.has_key_looked_for(keys.admin, key, status=409)
    assert keys.site.calls == [PATH]


def test_the_page_waits_for_a_look_until_it_was_made_and_a_minute_at_most(keys: Keys) -> None:
    key = keys.asks()
    at.decides_on_domain(keys.stage.operator, key)
    place = keys.admin.send(f"{PAGE}/{key}/look", {}).headers["Location"]
    assert '<meta name="reload"' in keys.admin.page(place)
    keys.stage.world.later(minutes=2)
    assert '<meta name="reload"' not in keys.admin.signs_in().page(place)
    keys.looks(key)
    assert '<meta name="reload"' not in keys.admin.page(place)


@pytest.mark.parametrize(
    "typed",
    [
        "localhost", "school", "127.0.0.1", "2130706433", "[::1]", "school.example:8443", "https://school.example",
        "school.example/x", "user@school.example", "school..example", "-school.example", "大学.example",
        "printer.local", "db.internal", "school.example\n",
    ],
)  # fmt: skip
def test_a_domain_is_a_plain_name_of_the_public_web(keys: Keys, typed: str) -> None:
    if typed.endswith("\n"):
        assert at.connects_domain(keys.admin, typed)["domain"] == "school.example"
    else:
        at.connects_domain(keys.admin, typed, status=422)


def test_a_server_that_is_away_for_a_moment_is_asked_again_before_it_counts(keys: Keys) -> None:
    key = keys.confirmed()
    keys.site.publishes(b"", 503)
    work = schoolkeys.KINDS[schoolkeys.LOOK]

    def tries(attempt: int, pressed: bool) -> Any:
        job = Job("j", schoolkeys.LOOK, key, {"pressed": pressed}, attempt, "h")
        with mongo.serving("portfolio"):
            return work.perform(job, clock.now())

    for attempt in range(1, len(BACKOFF_SECONDS) + 1):
        with pytest.raises(schoolkeys.LookAgain):
            tries(attempt, pressed=False)
    assert tries(len(BACKOFF_SECONDS) + 1, pressed=False).passing
    assert tries(1, pressed=True).passing, "whoever pressed reads at once what was found"


def test_a_key_that_never_signed_is_taken_back_and_not_compromised(keys: Keys) -> None:
    key = keys.asks()
    at.declares_key_compromised(keys.admin, key, clock.now().date().isoformat(), status=409)
    keys.stage.world.settle()
    at.takes_key_back(keys.admin, key)
    keys.stage.world.settle()
    assert items(keys.stage.operator) == []


def test_what_is_not_published_in_thirty_days_ends(keys: Keys) -> None:
    key = keys.asks()
    at.decides_on_domain(keys.stage.operator, key)
    keys.anew(days=32)
    found = at.school_key(keys.admin, key)
    assert (found["state"], found["why"]) == ("ended", "lapsed")
    assert items(keys.admin) == []


def test_no_other_school_connects_the_same_domain_or_sees_the_key(keys: Keys) -> None:
    key = keys.confirmed()
    facts = {"name": "江南职业技术学院（演示）", "kind": "school", "region": "cn"}
    keys.stage.operator.organisation = keys.stage.operator.post(
        "/accounts/api/v1/organisations", facts, status=201
    )["id"]
    other = joined(keys.stage.world, keys.stage.operator, "别校", "x@jiangnan.example", ["school_admin"])
    at.connects_domain(other, DOMAIN, status=422)
    at.school_key(other, key, status=404)
    at.takes_key_back(other, key, status=404)
    assert other.get(f"{at.API}/school-keys")["items"] == []
    assert [one["id"] for one in keys.stage.operator.get(f"{at.API}/school-keys")["items"]] == [key]


def test_the_private_half_lies_sealed_and_is_never_told(keys: Keys) -> None:
    key = keys.confirmed()
    told = [
        keys.admin.page(f"{PAGE}/{key}"),
        json.dumps(at.school_key(keys.admin, key)),
        keys.admin.page(PAGE),
    ]
    kept = sealed(key)
    assert kept["purpose"] == "school-keys"
    assert set(kept) == {"key_id", "purpose", "nonce", "sealed"}
    assert not [text for text in told if kept["sealed"] in text]


def test_another_master_seals_schools_keys_and_they_sign_on(keys: Keys) -> None:
    keys.approves()
    key = keys.confirmed()
    before = sealed(key)
    assert commands.rotate_key(keys.stage.world.services["portfolio"], "school-keys-master") == 0
    assert sealed(key) != before
    assert len(keys.signatures(keys.stage.issues())) == 2


def test_no_new_master_is_made_while_the_lost_one_sealed_a_key(keys: Keys, tmp_path: Path) -> None:
    keys.confirmed()
    with mongo.serving("portfolio"), pytest.raises(KeysError, match="master is missing"):
        installing.prepare(replace(keys.stage.world.settings["portfolio"], keys_dir=tmp_path))
