"""What a school signs beside the reviewer, and what each verdict says of it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.portfolio import keyring
from shared import clock
from shared.keys import Keeper
from tests import actors_portfolio as at
from tests.actors import Actor
from tests.school_site import DOMAIN
from tests.service.portfolio.conftest import Stage
from tests.service.portfolio.connecting import PAGE, Keys, connected, items, sealed


@pytest.fixture
def keys(
    stage: Stage, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Keys]:
    with connected(stage, tmp_path_factory.mktemp("tls"), monkeypatch) as told:
        yield told


def test_once_found_it_signs_what_the_school_approved_and_the_verdict_says_so(keys: Keys) -> None:
    keys.approves()
    before = keys.stage.issues()
    assert [one[:8] for one in keys.signatures(before)] == ["did:key:"]
    assert "school_signature" not in keys.verdict(before)

    key = keys.confirmed()
    assert items(keys.admin) == []
    credential = keys.stage.issues()
    assert keys.signatures(credential)[1:] == [f"did:web:{DOMAIN}"]
    told = keys.verdict(credential)
    day = clock.now().date().isoformat()
    assert told["verdict"] == "valid"
    assert told["school_signature"] == {
        "outcome": "ok", "school": "青澜职业技术学院（演示）", "domain": DOMAIN, "day": day,
        "reason": f"Also signed by 青澜职业技术学院（演示） with its key of {DOMAIN}, last seen there on {day}.",
    }  # fmt: skip
    page = Actor(keys.stage.world.client(), "somebody", "").page(
        at.verify_link(keys.stage.student, credential)
    )
    assert page.count(f"with its key of {DOMAIN}") == 2, "at the top and among the checks"
    listed = keys.stage.student.get("/portfolio/trust.json")["schools"]
    assert [(one["method"], one["ends"]) for one in listed] == [(f"did:web:{DOMAIN}#{key}", None)]
    assert "In force since" in keys.admin.page(f"{PAGE}/{key}")


@pytest.mark.parametrize("decision", ["refused", None])
def test_it_signs_nothing_that_the_school_did_not_approve(keys: Keys, decision: str | None) -> None:
    keys.confirmed()
    if decision:
        keys.approves(decision)
    credential = keys.stage.issues()
    assert len(keys.signatures(credential)) == 1
    assert keys.verdict(credential)["verdict"] == "valid"


def test_it_signs_nothing_of_a_student_who_does_not_let_the_school_be_named(keys: Keys) -> None:
    keys.approves()
    keys.confirmed()
    credential = keys.stage.issues(record_changes={"school_name": ""})
    assert len(keys.signatures(credential)) == 1
    assert DOMAIN not in json.dumps(at.credential_document(keys.stage.student, credential))


def test_a_key_that_is_gone_signs_nothing_until_it_is_back_and_nothing_waits_for_it(keys: Keys) -> None:
    keys.approves()
    key = keys.confirmed()
    signed = keys.stage.issues()
    keys.site.publishes(b"", 404)
    keys.anew(days=7)
    found = at.school_key(keys.admin, key)
    assert (found["state"], found["failing_since"] is not None) == ("failing", True)
    assert items(keys.admin) == ["schoolkey.failing"]
    assert "answered HTTP 404" in keys.admin.page(f"{PAGE}/{key}")
    assert len(keys.signatures(keys.stage.issues())) == 1
    assert keys.verdict(signed)["verdict"] == "valid", "what it signed before stays good"

    keys.publishes(key)
    keys.anew(days=1)
    assert at.school_key(keys.admin, key)["state"] == "confirmed"
    assert items(keys.admin) == []
    assert len(keys.signatures(keys.stage.issues())) == 2


def test_another_key_takes_its_place_once_it_is_found_and_both_stay_verifiable(keys: Keys) -> None:
    keys.approves()
    old = keys.confirmed()
    by_old = keys.stage.issues()
    new = keys.asks()
    assert at.school_key(keys.admin, new)["state"] == "waiting", "the domain was confirmed before"
    assert keys.looks(new)["state"] == "waiting", "the document still lists the old one alone"
    assert len(keys.signatures(keys.stage.issues())) == 2
    at.connects_domain(keys.admin, DOMAIN, status=409)

    keys.publishes(new)
    assert len(keys.site.body.decode().split("Multikey")) == 3, "the old one stays in the document"
    assert keys.looks(new)["state"] == "confirmed"
    ended = at.school_key(keys.admin, old)
    assert (ended["state"], ended["why"]) == ("ended", "replaced")
    by_new = keys.stage.issues()
    document = json.dumps(at.credential_document(keys.stage.student, by_new))
    assert f"#{new}" in document
    assert f"#{old}" not in document
    assert [keys.verdict(one)["verdict"] for one in (by_old, by_new)] == ["valid", "valid"]


def test_taken_back_it_signs_nothing_more_and_what_it_signed_stays_good(keys: Keys) -> None:
    keys.approves()
    key = keys.confirmed()
    signed = keys.stage.issues()
    assert "What it signed stays good" in keys.admin.page(f"{PAGE}/{key}/end")
    keys.admin.send(f"{PAGE}/{key}/end", {})
    assert len(keys.signatures(keys.stage.issues())) == 1
    assert keys.verdict(signed)["verdict"] == "valid"
    assert not sealed(key), "the private half is gone"
    at.takes_key_back(keys.admin, key, status=409)
    at.has_key_looked_for(keys.admin, key, status=409)
    calls = len(keys.site.calls)
    keys.stage.world.later(days=8)
    assert len(keys.site.calls) == calls, "nothing is called any more"


def test_what_a_compromised_key_signed_from_that_day_on_counts_no_longer(keys: Keys) -> None:
    keys.approves()
    key = keys.confirmed()
    good = keys.stage.issues()
    keys.anew(days=3)
    bad = keys.stage.issues()
    at.declares_key_compromised(keys.admin, key, "2099-01-01", status=422)
    day = (clock.now()).date().isoformat()
    found = at.declares_key_compromised(keys.admin, key, day)
    assert (found["state"], found["why"]) == ("ended", "compromised")
    assert keys.verdict(good)["verdict"] == "valid"
    told = keys.verdict(bad)
    assert (told["verdict"], told["school_signature"]["outcome"]) == ("not_checkable", "failed")
    assert "not in force" in told["school_signature"]["reason"]
    at.declares_key_compromised(keys.admin, key, day, status=409)
    assert at.declares_key_compromised(keys.admin, key, "0001-01-01")["compromised_from"].startswith(
        "1999-12-31"
    )
    assert keys.verdict(good)["verdict"] == "not_checkable"
    assert len(keys.signatures(keys.stage.issues())) == 1
    assert key not in json.dumps(at.school_key(keys.admin, keys.asks())["document"]), (
        "a lost key is not published"
    )


def test_a_key_that_cannot_be_opened_holds_up_no_credential(
    keys: Keys, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    keys.approves()
    keys.confirmed()
    other = Keeper.prepare(tmp_path, keyring.SCHOOLS)
    monkeypatch.setattr(keyring, "schools", lambda settings: other)
    credential = keys.stage.issues()
    assert len(keys.signatures(credential)) == 1
    assert keys.verdict(credential)["verdict"] == "valid"
