"""What every test may ask for: a real mongod, and the four services in one process over it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.local.mongod import Mongod
from tests.world import World


@pytest.fixture(scope="session")
def mongod(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mongod]:
    """One for this test process; it ends with the process, however that ends."""
    running = Mongod.start(tmp_path_factory.mktemp("mongod"))
    yield running
    running.stop()


@pytest.fixture(scope="session")
def _world(mongod: Mongod, tmp_path_factory: pytest.TempPathFactory) -> World:
    return World.build(mongod.uri, Path(tmp_path_factory.mktemp("world")))


@pytest.fixture
def world(_world: World) -> Iterator[World]:
    """All four services, empty: documents are deleted before each test, collections stay."""
    _world.begin()
    yield _world
    _world.end()
