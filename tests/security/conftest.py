"""The world of two halves, as it was made, for each file of tests."""

from collections.abc import Iterator
from unittest.mock import patch

import pytest

from services.portfolio import looking
from tests.actors import Actor
from tests.security.matrix import ready
from tests.security.matrix.stage import Stage
from tests.world import World


@pytest.fixture(scope="module")
def stage(_world: World) -> Iterator[Stage]:
    made = ready.stage_of(_world)
    ready.begin(made)
    with patch.object(
        looking, "look", lambda *_: None
    ):  # nobody answers for the schools' domains, however late it is
        yield made
    made.world.end()


@pytest.fixture
def boss(world: World) -> Actor:
    """Somebody with an account, known to all four services."""
    found = Actor(world.client(), "周立", "zhou@hengrui.example").signs_up("衡锐（演示）")
    world.settle()
    found.confirms(world.mails()[-1])
    world.settle()
    return found
