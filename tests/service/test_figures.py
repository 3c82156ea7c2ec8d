"""What Prometheus reads of each service: the figures that docs/operations.md says to watch, and no others."""

import re

import pytest

from shared.config import SERVICES
from tests.actors import Actor
from tests.docs_tables import ROOT
from tests.world import World


def told() -> set[str]:
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    table = text.partition("| metric | watch for |")[2].partition("\n\n")[0]
    return set(re.findall(r"`(shixun_\w+)`", table))


def figures(world: World, service: str) -> dict[str, float]:
    answer = world.client().call("GET", f"/{service}/metrics")
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    found = re.findall(r"^(\w+)\{service=\"(\w+)\"\} (\S+)$", answer.text, re.M)
    assert {name for _, name, _ in found} == {service}
    return {name: float(value) for name, _, value in found}


@pytest.mark.parametrize("service", SERVICES)
def test_each_figure_is_explained_and_each_that_is_explained_is_there(world: World, service: str) -> None:
    there = set(figures(world, service))
    assert there == told(), f"only told: {sorted(told() - there)}; only there: {sorted(there - told())}"


def test_what_no_broker_has_taken_counts_until_it_has(world: World) -> None:
    Actor(world.client(), "周立", "zhou@hengrui.example").signs_up("衡锐（演示）")
    before = figures(world, "accounts")
    assert before["shixun_outbox_unsent"] > 0
    assert before["shixun_jobs_due"] > 0, "the mail that confirms an address"
    world.settle()
    after = figures(world, "accounts")
    assert (after["shixun_outbox_unsent"], after["shixun_jobs_due"]) == (0, 0)
