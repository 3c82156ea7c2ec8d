"""What every test may ask for: a real mongod, and the four services in one process over it."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.local.mongod import Mongod
from tests.world import World


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whole stacks first: begun last, they would run alone while the other process has nothing to do."""
    items.sort(key=lambda item: item.get_closest_marker("stack") is None)


@pytest.fixture(scope="session")
def mongod(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mongod]:
    """One for this test process; it ends with the process, however that ends."""
    # in memory where there is such a folder: each commit waits for its journal to be written
    memory = Path("/dev/shm")
    folder = (
        Path(tempfile.mkdtemp(dir=memory))
        if os.access(memory, os.W_OK)
        else tmp_path_factory.mktemp("mongod")
    )
    running = Mongod.start(folder)
    yield running
    running.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def _world(mongod: Mongod, tmp_path_factory: pytest.TempPathFactory) -> World:
    return World.build(mongod.uri, Path(tmp_path_factory.mktemp("world")))


@pytest.fixture
def world(_world: World) -> Iterator[World]:
    """All four services, empty: documents are deleted before each test, collections stay."""
    _world.begin()
    yield _world
    _world.end()
