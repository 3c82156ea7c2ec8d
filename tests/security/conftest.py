"""The world of two halves, as it was made, for each file of tests."""

from collections.abc import Iterator

import pytest

from tests.security.matrix import ready
from tests.security.matrix.stage import Stage
from tests.world import World


@pytest.fixture(scope="module")
def stage(_world: World) -> Iterator[Stage]:
    made = ready.stage_of(_world)
    ready.begin(made)
    yield made
    made.world.end()
