"""What every test may ask for: a real mongod, and the four services in one process over it."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.local.mongod import Mongod
from tests import shares
from tests.world import World

FIRST = ("stack", "security")
"""Groups that take longest: begun last, they would run alone while the other process has nothing to do."""


ELSEWHERE = ("Pacific/Kiritimati", "America/St_Johns")
"""Where the machine stands that runs a test process, and what it starts: it must make no difference. Fourteen hours
before UTC, and three and a half behind it."""


def pytest_configure() -> None:
    lane = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    os.environ |= {"TZ": ELSEWHERE[lane % 2], "LC_ALL": "C"}
    time.tzset()


def pytest_report_header() -> str:
    return f"SOAK_SHARE={shares.SHARE} SOAK_SEED={shares.SEED}" if shares.SHARE < 1 else ""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A file stays in one process, so that what it shares is made once; groups of files likewise, the longest first."""
    if out := shares.left_out(items):
        config.hook.pytest_deselected(items=out)
        items[:] = [item for item in items if item not in set(out)]
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(f"{item.path.parent.name}.{item.path.stem}"))


@pytest.hookimpl(trylast=True, specname="pytest_collection_modifyitems")
def pytest_longest_first(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Named so because pytest takes no other function for a hook."""
    items.sort(key=_place)
    if config.getoption("loadgroup", False) and "@" not in items[0].nodeid:
        raise pytest.UsageError("pytest-xdist no longer tells this pytest which tests belong together")


def _place(item: pytest.Item) -> int:
    group = next(item.iter_markers("xdist_group")).args[0]
    return FIRST.index(group) if group in FIRST else len(FIRST)


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
