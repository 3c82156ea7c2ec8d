"""A look at a page finds what is wrong with it, and nothing where nothing is."""

import io
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from PIL import Image
from werkzeug.serving import make_server

from tests.browser.conftest import launched
from tests.browser.looks import PHONE, Looker
from tests.browser.visitor import Guest
from tests.browser.walk import Got

pytestmark = pytest.mark.browser

FRAME = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title><link rel="icon" href="data:,">'
    '<meta name="viewport" content="width=device-width"><main id="main">{body}</main></html>'
)
SOUND = {"title": "A page · Shixun", "body": "<h1>A page</h1><p>It says something.</p>"}
CELL = "<td>nothing-that-can-be-broken</td>"
BROKEN: dict[str, tuple[dict[str, str], str]] = {
    "no h1": ({"body": "<h2>A page</h2>"}, "no h1"),
    "no title": ({"title": " · Shixun"}, "no title"),
    "a wide table": ({"body": f"<h1>A page</h1><table><tr>{CELL * 9}</table>"}, "px wide"),
    "a cut line": (
        {
            "body": '<h1>A page</h1><p style="width: 60px; overflow: hidden; white-space: nowrap">Too long a line</p>'
        },
        "cut: Too long a line",
    ),
    "a cut paragraph": (
        {"body": '<h1>A page</h1><p style="width: 60px; height: 20px; overflow: clip">Too long a text</p>'},
        "cut: Too long a text",
    ),
    "a field without a name": ({"body": "<h1>A page</h1><input>"}, "label: "),
    "a picture of 300 KB": ({"body": '<h1>A page</h1><img alt="" src="/picture">'}, "KB at first visit"),
    "another host": (
        {"body": '<h1>A page</h1><img alt="" src="http://localhost:9/x.png">'},
        "asked another host",
    ),
    "a script that fails": ({"body": "<h1>A page</h1><script>nothing.at.all()</script>"}, "script error"),
    "what the policy forbids": (
        {"body": '<h1>A page</h1><script src="/forbidden"></script>'},
        "Security Policy",
    ),
}


class Site:
    """``parts``: of the one page that it has."""

    parts: dict[str, str]

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        policy = "script-src-elem 'unsafe-inline'"
        kind, body = "text/html; charset=utf-8", FRAME.format(**self.parts).encode()
        if environ["PATH_INFO"] == "/picture":
            kind, body = "image/png", noise()
        start("200 OK", [("Content-Type", kind), ("Content-Security-Policy", policy)])
        return [body]


def noise() -> bytes:
    """A picture that nothing makes smaller than 300 KB."""
    written = io.BytesIO()
    Image.frombytes("RGB", (320, 320), os.urandom(320 * 320 * 3)).save(written, "PNG")
    return written.getvalue()


@pytest.fixture(scope="module")
def looker() -> Iterator[tuple[Site, Looker]]:
    site = Site()
    server = make_server("127.0.0.1", 0, site, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    with launched(server.port) as browser:
        yield site, Looker(Guest(None, browser, address=f"http://127.0.0.1:{server.port}"), PHONE)
    server.shutdown()
    thread.join()
    server.server_close()


def faults_of(looker: tuple[Site, Looker], **parts: str) -> list[str]:
    site, looks = looker
    site.parts = SOUND | parts
    looks.faults.clear()
    looks.known.clear()
    looks(Got("nobody", {}, "/", "/", True, ""))
    return looks.faults


def test_nothing_is_wrong_with_a_sound_page(looker: tuple[Site, Looker]) -> None:
    assert faults_of(looker) == []


@pytest.mark.parametrize("what", BROKEN)
def test_what_is_wrong_is_found(looker: tuple[Site, Looker], what: str) -> None:
    parts, told = BROKEN[what]
    found = faults_of(looker, **parts)
    assert any(told in fault for fault in found), found
