"""The world of two halves: built once in a test process, as it was again for each file of tests."""

from collections.abc import Iterator

import pytest

from tests.security.matrix import accounts_objects, cast, loop_objects
from tests.security.matrix.stage import Stage
from tests.world import World


@pytest.fixture(scope="session")
def _stage(_world: World) -> Stage:
    _world.begin()
    everybody = cast.gather(_world)
    loop_objects.make(_world, everybody)
    accounts_objects.make(_world, everybody)
    return Stage.set_up(_world, everybody)


@pytest.fixture(scope="module")
def stage(_stage: Stage) -> Iterator[Stage]:
    _stage.world.begin()
    _stage.put_back()
    _stage.rewind()
    yield _stage
    _stage.world.end()
