"""``kill -9`` of any process at any moment loses nothing and doubles nothing."""

import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import shares
from tests.faults.killing import Faulty, end, faulty, go_through, plan

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("stack")]


@pytest.fixture
def seed() -> int:
    """FAULT_SEED plays a run again."""
    return int(os.environ.get("FAULT_SEED", random.SystemRandom().randrange(10**6)))


@pytest.fixture
def running(request: pytest.FixtureRequest, tmp_path: Path, seed: int) -> Iterator[Faulty]:
    one = faulty(tmp_path / "var", seed, getattr(request, "param", ""))
    yield one
    end(one)


def test_thirty_kills_lose_and_double_nothing(running: Faulty, seed: int) -> None:
    _survives(running, seed, 30)


@pytest.mark.soak
def test_three_hundred_kills_lose_and_double_nothing(running: Faulty, seed: int) -> None:
    _survives(running, seed, shares.of(300))


def _survives(running: Faulty, seed: int, kills: int) -> None:
    kinds = plan(running.chance, kills)
    faults = go_through(running, kinds)
    acknowledged, sent = running.ledger.acknowledged(), running.ledger.sent()
    print(f"FAULT_SEED={seed}: {running.kills} kills, {acknowledged} of {sent} commands acknowledged")
    assert not faults, (
        f"FAULT_SEED={seed}, after {running.kills} kills: {len(faults)} faults, "
        f"{running.books.missing()} missing: {faults[:20]}"
    )
    assert running.kills == kills
    assert acknowledged > kills, f"FAULT_SEED={seed}: hardly a command went through, so this proved nothing"


@pytest.mark.soak
@pytest.mark.parametrize(
    ("running", "kinds", "symptom"),
    [
        ("claims-always", ["broker"] * 3, "2 effects|3 effects|4 effects"),
        ("publishes-late", ["accounts-web"] * 4, "0 effects"),
        ("commits-all", ["matching-worker"] * 12, "0 effects"),
    ],
    indirect=["running"],
    ids=["an inbox that claims always", "publishing after the commit", "commit() without an offset"],
)
def test_a_saboteur_is_caught(running: Faulty, seed: int, kinds: list[str], symptom: str) -> None:
    """The same test over a product that was spoiled must fail, or it would prove nothing."""
    faults = go_through(running, kinds, hopeless=30)
    assert any(part in fault for fault in faults for part in symptom.split("|")), (
        f"FAULT_SEED={seed}: {faults[:5]}"
    )
