"""What `migrate` refuses: to make keys anew, or to take another address, once something was signed."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from services.portfolio import keyring
from services.portfolio.usecases import installing
from shared import commands, mongo
from shared.config import Settings, SettingsError
from shared.signatures import KeysError
from tests.actors import Actor
from tests.service.portfolio.conftest import Stage
from tests.world import World

ELSEWHERE = "http://127.0.0.1:9090"


def prepare(settings: Settings) -> None:
    with mongo.serving("portfolio"):
        installing.prepare(settings)


@pytest.fixture
def issued(stage: Stage) -> Iterator[Stage]:
    stage.issues()
    yield stage
    with mongo.serving("portfolio"):
        mongo.collection("settings").delete_many({})


def test_lost_keys_of_the_issuer_and_the_log_are_not_replaced_in_silence(
    issued: Stage, tmp_path: Path
) -> None:
    """Another key in did.json would make every credential invalid, and the log another log."""
    settings = issued.world.settings["portfolio"]
    path = settings.keys_dir / "portfolio" / keyring.FILE
    path.rename(tmp_path / "kept")
    try:
        with pytest.raises(KeysError, match=r"issuer\.json is missing.*backup"):
            commands.prepare(issued.world.services["portfolio"], settings)
        assert not path.exists()
    finally:
        (tmp_path / "kept").rename(path)
    prepare(settings)


def test_not_even_when_every_credential_was_erased_and_the_log_alone_is_left(
    issued: Stage, tmp_path: Path
) -> None:
    with mongo.serving("portfolio"):
        mongo.collection("credentials").delete_many({})
    with pytest.raises(KeysError, match="backup"):
        prepare(replace(issued.world.settings["portfolio"], keys_dir=tmp_path))
    assert not list(tmp_path.rglob("*"))


def test_with_no_backup_everything_is_issued_once_more_from_the_events(issued: Stage, tmp_path: Path) -> None:
    """As docs/operations.md says: under another key, and in another log."""
    world, before = issued.world, credentials(issued)
    path = world.settings["portfolio"].keys_dir / "portfolio" / keyring.FILE
    path.rename(tmp_path / "lost")
    try:
        with mongo.serving("portfolio"):
            for name in world.collections["portfolio"]:
                mongo.collection(name).delete_many({})
        world.broker.wipe("memory-2")
        for relay in world.relays.values():
            relay.close_producer()  # it looks at the broker at once
        commands.prepare(world.services["portfolio"], world.settings["portfolio"])
        world.settle()
        after = credentials(issued)
        assert [one["contribution"] for one in after] == [one["contribution"] for one in before]
        assert [one["id"] for one in after] != [one["id"] for one in before]
        visitor = Actor(world.client(), "somebody", "")
        assert visitor.get(f"/portfolio/api/v1/verify/{after[0]['id']}")["verdict"] == "valid"
    finally:
        (tmp_path / "lost").rename(path)


def credentials(stage: Stage) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = stage.student.get("/portfolio/api/v1/credentials")["items"]
    return found


def test_an_installation_that_issued_nothing_makes_them(world: World, tmp_path: Path) -> None:
    own = replace(world.settings["portfolio"], keys_dir=tmp_path)
    prepare(own)
    assert keyring.public(own).keys


def test_another_address_is_refused_once_credentials_carry_the_old_one(issued: Stage) -> None:
    settings = issued.world.settings["portfolio"]
    prepare(settings)
    with pytest.raises(SettingsError) as refused:
        prepare(replace(settings, public_url=ELSEWHERE))
    [problem] = refused.value.problems
    assert f"PUBLIC_URL is {ELSEWHERE}" in problem
    assert f"issued under {settings.public_url}" in problem
    prepare(settings)


def test_an_installation_that_issued_nothing_may_move(world: World) -> None:
    settings = world.settings["portfolio"]
    prepare(settings)
    prepare(replace(settings, public_url=ELSEWHERE))
    prepare(settings)
