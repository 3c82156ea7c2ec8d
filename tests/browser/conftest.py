"""A real Chromium over the world of two halves, which a real server serves from a thread."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import pytest
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import make_server

from deploy.gateway import Gateway
from deploy.local.process import Part, Running, free_port, port_answers
from shared.config import SERVICES
from tests.browser.visitor import Visitor
from tests.security.matrix import ready
from tests.security.matrix.stage import Stage
from tests.world import World

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


def pytest_configure(config: pytest.Config) -> None:
    """A browser that leaves a page hangs up on its pictures; werkzeug's server then forgets to close the file."""
    config.addinivalue_line(
        "filterwarnings",
        "ignore:Exception ignored in. <_io.*/(static|files)/:pytest.PytestUnraisableExceptionWarning",
    )


@pytest.fixture(scope="module")
def stage(_world: World) -> Iterator[Stage]:
    made = ready.stage_of(_world)
    ready.begin(made)
    yield made
    made.world.end()


@contextmanager
def served(world: World) -> Iterator[int]:
    """The port of a real server, which serves from a thread."""
    server = make_server("127.0.0.1", 0, world.application, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.port
    server.shutdown()
    thread.join()
    server.server_close()


@contextmanager
def through_nginx(world: World, folder: Path) -> Iterator[int]:
    """The port of nginx before such a server: what it sends is compressed. ``folder``: for its files."""
    with served(world) as behind:
        port = free_port()
        upstreams = dict.fromkeys(SERVICES, f"127.0.0.1:{behind}")
        gateway = Gateway(
            folder, world.folder / "files", f"127.0.0.1:{port}", world.settings["accounts"].public_url, upstreams,
            rate=10_000, access_log="/dev/null",
        )  # fmt: skip
        gateway.write()
        part = Part("nginx", gateway.command(), folder, folder / "log", stop_signal=signal.SIGQUIT)
        running = Running.start(part, lambda: port_answers(port))
        yield port
        running.stop()


@contextmanager
def launched(port: int) -> Iterator[Browser]:
    """Pages are asked for at PUBLIC_URL, as its users do; the browser finds that address at the test's port."""
    if not CHROMIUM.exists():
        without_chromium()
    found = f"--host-resolver-rules=MAP 127.0.0.1:8080 127.0.0.1:{port}"
    with sync_playwright() as playwright:
        # it is the product that makes do with any locale: Chromium finds no file of a Chinese name in another
        spoken = os.environ | {"LC_ALL": "C.UTF-8"}
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=[*FLAGS, found], env=spoken)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def chromium(stage: Stage) -> Iterator[Browser]:
    with served(stage.world) as port, launched(port) as browser:
        yield browser


def without_chromium() -> NoReturn:
    missing = f"{CHROMIUM} is missing: apt-get install chromium fonts-noto-cjk"
    if os.environ.get("REQUIRE_BROWSER"):
        pytest.fail(missing)
    pytest.skip(missing)


@pytest.fixture
def visitor(stage: Stage, chromium: Browser) -> Iterator[Visitor]:
    stage.rewind()
    made = Visitor(stage, chromium)
    yield made
    made.leave()
