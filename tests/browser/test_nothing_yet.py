"""A fresh installation: each list is empty and says so, to everybody who may see it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from shared.config import SERVICES
from tests.browser import nothing
from tests.browser.conftest import launched, through_nginx
from tests.browser.looks import DESK, PHONE, QUOTING, Look, Looker
from tests.browser.visitor import Visitor
from tests.browser.walk import Got, Walk
from tests.security.matrix.cast import Cast, Half
from tests.security.matrix.stage import Stage
from tests.world import MODULES, World


@pytest.fixture(scope="module")
def stage(_world: World) -> Iterator[Stage]:
    """With nobody on it."""
    apps = {name: MODULES[name].create_app(_world.settings[name]) for name in SERVICES}
    yield Stage(_world, Cast(None, {}, Half("")), apps)
    _world.end()


@pytest.fixture(scope="module")
def chromium(stage: Stage, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    folder: Path = tmp_path_factory.mktemp("nginx")
    with through_nginx(stage.world, folder) as port, launched(port) as browser:
        yield browser


def test_somebody_gets_every_page_that_names_nothing(stage: Stage) -> None:
    headless: list[str] = []

    def tell(got: Got) -> None:
        if got.html and "<h1" not in got.text and not got.path.startswith(QUOTING):
            headless.append(got.path)

    walk = Walk(stage, tell)
    nothing.walks(walk, each=False)
    missed = nothing.lists(stage) - walk.rules
    assert missed == set(nothing.AT_A_MOMENT)
    assert headless == []


@pytest.mark.browser
@pytest.mark.soak
@pytest.mark.parametrize("look", [DESK, PHONE], ids=str)
def test_every_page_where_there_is_nothing_yet(stage: Stage, chromium: Browser, look: Look) -> None:
    looker = Looker(Visitor(stage, chromium), look)
    nothing.walks(Walk(stage, looker))
    looker.visitor.leave()
    print(f"{looker.looked_at} pages at {look}")
    assert not looker.faults, "\n".join(looker.faults)
