"""Signing that cannot be done now waits, however long that lasts: nothing is lost, and nothing out of order."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from services.portfolio import signing
from services.portfolio.usecases import auditing
from shared import mongo
from tests.actors import Actor
from tests.service.portfolio.conftest import Stage, tell
from tests.world import World

STATUS_LIST = "/portfolio/status/1"


@contextmanager
def locked(world: World) -> Iterator[None]:
    """The master that opens the issuer's key and the log's is away."""
    path = world.settings["portfolio"].keys_dir / "portfolio" / "credentials.master"
    path.rename(path.with_name("aside"))
    try:
        yield
    finally:
        path.with_name("aside").rename(path)


def passes(world: World, **time: float) -> None:
    """Time passes in steps of half an hour at most, with what becomes due; some work may wait."""
    for _ in range(int(time.get("hours", 0) * 2) or 1):
        world.sets_the_clock(**({"minutes": 30} if "hours" in time else time))
        works(world)


def works(world: World) -> None:
    while world.steps():
        pass


def waiting(world: World) -> list[str]:
    with mongo.serving("portfolio"):
        rows = mongo.collection("jobs").find({"state": {"$ne": "done"}}).sort("_id", 1)
        return [f"{row['kind']} {row['state']}: {row['reason']}" for row in rows]


def issued(world: World) -> list[str]:
    """The contributions that have a credential."""
    with mongo.serving("portfolio"):
        return [row["contribution"] for row in mongo.collection("credentials").find()]


def visits(world: World) -> Actor:
    return Actor(world.client(), "somebody", "")


def audits_clean(world: World) -> int:
    with mongo.serving("portfolio"):
        report = auditing.audit(world.settings["portfolio"], None)
    assert report.broken is None
    return report.size


def test_while_the_key_is_locked_contributions_wait_and_then_get_their_credential(stage: Stage) -> None:
    world, first = stage.world, stage.issues()
    with locked(world):
        event = stage.accepted()
        tell("projects", event)
        works(world)
        passes(world, hours=5)
        assert event.contribution not in issued(world)
        [told] = waiting(world)
        assert told.startswith("evidence.issue waiting: NotNow: ")
        assert "credentials.master is missing" in told
    passes(world, minutes=2)
    world.settle()
    assert event.contribution in issued(world)
    assert visits(world).get(f"/portfolio/api/v1/verify/{first}")["verdict"] == "valid"
    assert audits_clean(world) == 2


def test_lists_that_ran_out_while_it_was_locked_are_renewed_by_themselves(stage: Stage) -> None:
    world, credential = stage.world, stage.issues()
    before = visits(world).get(STATUS_LIST)
    with locked(world):
        passes(world, hours=13)
        passes(world, days=4)
        assert visits(world).get(f"/portfolio/api/v1/verify/{credential}")["verdict"] == "not_checkable"
        assert len(waiting(world)) == 1, "one job waits, however often the lists were due"
    passes(world, minutes=2)
    world.settle()
    assert visits(world).get(f"/portfolio/api/v1/verify/{credential}")["verdict"] == "valid"
    assert visits(world).get(STATUS_LIST)["validFrom"] > before["validFrom"]


def test_lists_are_renewed_although_a_job_for_them_was_given_up(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = stage.world
    stage.issues()
    before = visits(world).get(STATUS_LIST)
    with monkeypatch.context() as broken:
        broken.setattr(signing, "issue", _breaks)
        passes(world, minutes=12 * 60 + 1)
        passes(world, hours=3)
        assert waiting(world) == ["status.sign parked: ZeroDivisionError: a fault of ours"]
    passes(world, minutes=12 * 60)
    assert visits(world).get(STATUS_LIST)["validFrom"] > before["validFrom"]


def _breaks(*_: Any) -> None:
    raise ZeroDivisionError("a fault of ours")


@pytest.fixture
def behind(stage: Stage) -> tuple[Stage, str]:
    """One credential was issued two hours before another, and then the clock was set back by an hour."""
    first = stage.issues()
    stage.world.later(hours=2)
    stage.student.signs_in()
    stage.issues()
    stage.world.sets_the_clock(hours=-1)
    return stage, first


def test_a_clock_that_was_set_back_issues_nothing_out_of_order(behind: tuple[Stage, str]) -> None:
    stage, _ = behind
    world, event = stage.world, stage.accepted()
    tell("projects", event)
    works(world)
    assert event.contribution not in issued(world)
    assert waiting(world) == ["evidence.issue waiting: NotNow: the clock is behind the log's last entry"]
    assert audits_clean(world) == 2
    passes(world, minutes=58)
    assert event.contribution not in issued(world)
    passes(world, minutes=3)
    world.settle()
    assert event.contribution in issued(world)
    with mongo.serving("portfolio"):
        moments = [row["at"] for row in mongo.collection("log_checkpoints").find().sort("_id", 1)]
    assert moments == sorted(moments)
    assert audits_clean(world) == 3


def test_nor_is_a_revocation_but_it_counts_at_once(behind: tuple[Stage, str]) -> None:
    stage, first = behind
    world, address = stage.world, f"/portfolio/api/v1/credentials/{first}/status"
    stage.registrar.signs_in().post(address, {"status": "revoked", "reason": "issued_in_error"})
    works(world)
    assert audits_clean(world) == 2
    assert visits(world).get(f"/portfolio/api/v1/verify/{first}")["verdict"] == "revoked"
    passes(world, minutes=62)
    world.settle()
    assert audits_clean(world) == 3
