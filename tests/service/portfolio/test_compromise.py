"""Somebody else may have the issuer's key: from that day on it signs nothing that counts, and what is older stays."""

from datetime import datetime

import pytest

from services.portfolio import keyring, signing
from shared import clock, commands
from shared.signatures import KeysError
from tests.actors import Actor
from tests.service.portfolio.conftest import Stage
from tests.world import World

pytestmark = pytest.mark.usefixtures("keys_are_put_back")


def declares(world: World, key_id: str, since: datetime) -> int:
    return commands.declare_compromised(world.services["portfolio"], key_id, since)


def signing_key(world: World) -> str:
    return keyring.private(world.settings["portfolio"]).issuer.key_id


def verdict(world: World, credential: str) -> tuple[str, str]:
    """The word, and the sentence on the key."""
    told = Actor(world.client(), "somebody", "").get(f"/portfolio/api/v1/verify/{credential}")
    return told["verdict"], next(one["reason"] for one in told["checks"] if one["name"] == "key")


def test_what_the_log_holds_from_before_stays_valid_and_what_is_later_does_not(
    stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    world, before, old = stage.world, stage.issues(), signing_key(stage.world)
    world.later(minutes=2)
    since = clock.now()
    world.later(minutes=2)
    after = stage.issues()
    assert declares(world, old, since) == 0
    told = capsys.readouterr().out
    assert (after in told, before in told) == (True, False)
    world.settle()
    assert verdict(world, before)[0] == "valid"
    assert "from before" in verdict(world, before)[1]
    word, reason = verdict(world, after)
    assert (word, "does not hold it from before" in reason) == ("invalid", True)
    with_another_key = stage.issues()
    assert signing_key(world) != old
    assert verdict(world, with_another_key)[0] == "valid"
    listed = Actor(world.client(), "somebody", "").get("/portfolio/trust.json")["issuers"][0]
    assert [row["method"].partition("#")[2] for row in listed["compromised"]] == [old]
    assert old not in str(listed["document"])


def test_it_is_declared_for_an_earlier_day_and_never_taken_back(stage: Stage) -> None:
    world, old = stage.world, signing_key(stage.world)
    stage.issues()
    world.later(hours=1)
    since = clock.now()
    world.later(hours=1)
    assert declares(world, old, since) == 0
    assert declares(world, old, since) == 0, "a second time, since the first may have been interrupted"
    with pytest.raises(KeysError, match="already"):
        declares(world, old, clock.now())
    in_force = signing_key(world)
    assert declares(world, old, since.replace(year=2025)) == 0
    assert signing_key(world) == in_force, "one new key is enough"
    assert declares(world, "nobody", since) == 2
    assert declares(world, old, clock.now().replace(year=2090)) == 2
    log = keyring.private(world.settings["portfolio"]).log.key_id
    assert declares(world, log, since) == 2, "a log is known by its key"


def test_what_was_being_signed_meanwhile_is_signed_by_the_new_key(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, old, sign = stage.world, signing_key(stage.world), signing.to_jwt

    def declared_meanwhile(*given: object) -> str:
        if signing_key(world) == old:
            declares(world, old, clock.now())
        return sign(*given)

    monkeypatch.setattr(signing, "to_jwt", declared_meanwhile)
    with pytest.raises(AssertionError, match="compromised while it signed"):
        stage.issues()
    world.later(seconds=2)
    [row] = stage.student.get("/portfolio/api/v1/credentials")["items"]
    assert verdict(world, row["id"])[0] == "valid"


def test_what_was_issued_on_a_reviewers_key_since_is_suspended_until_somebody_has_looked(
    stage: Stage,
) -> None:
    world, before = stage.world, stage.issues()
    world.later(minutes=2)
    since = clock.now().replace(microsecond=0)
    world.later(minutes=2)
    after = stage.issues()
    stage.declares_key(valid_from=clock.now().replace(year=2026), compromised_at=since)
    world.settle()
    assert verdict(world, before)[0] == "valid"
    assert verdict(world, after)[0] == "suspended"
    assert [item["kind"] for item in stage.student.waiting()] == ["credential.appeal"]
    address = f"/portfolio/api/v1/credentials/{after}/status"
    stage.registrar.post(address, {"status": "valid", "reason": "review_ended"})
    world.settle()
    assert verdict(world, after)[0] == "valid"
