"""Every page route as each of those sees it who may, in a world in use, on a wide light and a narrow dark screen. The
first visit goes through nginx, as everybody's does.

What several see alike is looked at once; what stands above it, once for each of them.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from shared.config import SERVICES
from tests.browser.conftest import launched, through_nginx
from tests.browser.looks import DESK, PHONE, Look, Looker
from tests.browser.visitor import Visitor
from tests.browser.walk import Walk
from tests.security.matrix.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.soak, pytest.mark.xdist_group("looks")]
LOOKS = (DESK, PHONE)


@pytest.fixture(scope="module")
def chromium(stage: Stage, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    folder: Path = tmp_path_factory.mktemp("nginx")
    with through_nginx(stage.world, folder) as port, launched(port) as browser:
        yield browser


@pytest.mark.parametrize("look", LOOKS, ids=str)
@pytest.mark.parametrize("service", SERVICES)
def test_every_page_of_everybody(stage: Stage, visitor: Visitor, service: str, look: Look) -> None:
    looker = Looker(visitor, look)
    Walk(stage, looker, (service,)).goes(lambda callers: callers)
    print(f"{looker.looked_at} pages of {service} at {look}")
    assert not looker.faults, "\n".join(looker.faults)
