"""The loader behaves like a browser, keeps to the own machine, and refuses what is not empty."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace

import pytest

from deploy.demo import coming_in, loading
from deploy.demo.__main__ import main
from deploy.demo.network import PASSWORD, DemoError, Person, Refused
from deploy.demo.stage import Stage
from deploy.local import clock
from deploy.local.__main__ import main as stack_main


class Product(BaseHTTPRequestHandler):
    """A few answers of the product: an identity that ran out, a session that is renewed or not."""

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def _answer(self) -> None:
        self.server.seen.append((self.command, self.path, dict(self.headers)))
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        cookies = self.headers.get("Cookie", "")
        if self.path == "/accounts/renew":
            self._send(303, {}, "shixun=renewed; Path=/" if self.server.renews else "shixun=; Path=/")
        elif self.path.endswith("/sign-in"):
            self._send(200, {"person": "p1", "csrf_token": "form-token"}, "shixun=signed-in; Path=/")
        elif "shixun=renewed" in cookies or "shixun=signed-in" in cookies:
            self._send(200, {"cookies": cookies})
        else:
            self._send(401, {"title": "Unauthorized"})

    def _send(self, status: int, body: dict, cookie: str = "") -> None:
        self.send_response(status)
        if cookie:
            self.send_header("Set-Cookie", cookie)
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, *_: object) -> None:
        """Silence."""


@pytest.fixture
def product() -> Iterator[SimpleNamespace]:
    server = HTTPServer(("127.0.0.1", 0), Product)
    server.seen, server.renews = [], True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield SimpleNamespace(url=f"http://127.0.0.1:{server.server_port}", server=server)
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def person(product) -> Person:
    return Person(
        product.url, "c1-mentor", "周立恒", "zh-Hans", confirmed=True, token="old", cookies={"shixun": "old"}
    )


def paths(product):
    return [path for _, path, _ in product.server.seen]


def test_an_identity_that_ran_out_is_renewed_by_the_way_like_a_browser_does(product, person):
    assert person.get("/accounts/api/v1/me") == {"cookies": "shixun=renewed"}
    assert paths(product) == ["/accounts/api/v1/me", "/accounts/renew", "/accounts/api/v1/me"]


def test_a_session_that_ended_is_begun_anew_with_the_password(product, person):
    product.server.renews = False
    assert person.post_json("/projects/api/v1/briefs") == {"cookies": "shixun=signed-in"}
    assert paths(product)[-2:] == ["/accounts/api/v1/sign-in", "/projects/api/v1/briefs"]
    assert person.token == "form-token"
    assert product.server.seen[-1][2]["X-Csrf-Token"] == "form-token"


def test_whoever_has_no_password_yet_is_told(product, person):
    person.confirmed = False
    with pytest.raises(Refused, match="answered 401"):
        person.get("/accounts/api/v1/me")


def test_an_edit_names_the_version_that_was_read_and_the_reader_s_language(product, person):
    person.cookies = {"shixun": "signed-in"}
    person.call("POST", "/accounts/api/v1/x", {}, version=3)
    headers = product.server.seen[-1][2]
    assert headers["If-Match"] == '"v3"'
    assert headers["Accept-Language"] == "zh-Hans"


def test_the_clock_goes_back_to_hours_of_work_and_comes_home_to_where_it_stood(tmp_path):
    path = tmp_path / "clock"
    clock.move(path, "+1h")
    stage = Stage("http://127.0.0.1:1", tmp_path, print)
    for days in (70, 12, 12):
        stage.days_ago(days)
        now = datetime.now(UTC)
        shown = now + timedelta(seconds=clock.offset(path))
        meant = (now + timedelta(hours=1, days=-days)).replace(hour=8, minute=0, second=0)
        assert abs(shown - meant) < timedelta(minutes=1)
    stage.days_ago(0)
    assert clock.offset(path) == 3600


def test_an_installation_with_an_operator_is_left_alone(tmp_path):
    stage = Stage("http://127.0.0.1:1", tmp_path, print)
    with pytest.raises(DemoError, match=r"is not empty.*reset"):
        coming_in.the_operator(stage)
    assert not (tmp_path / "clock").exists(), "the clock is not touched before that is known"


def test_days_are_told_in_order_down_to_today():
    days = [days for days, _, _ in loading.STORY]
    assert days == sorted(days, reverse=True)
    assert days[0] == coming_in.FIRST_DAY
    assert days[-1] == 0


@pytest.mark.parametrize("url", ["https://shixun.example", "http://10.0.0.7:8080"])
def test_the_demo_stays_on_the_own_machine(url, tmp_path, capsys):
    assert main(["--url", url, "--var", str(tmp_path)]) == 2
    assert "own machine" in capsys.readouterr().err


def test_the_stack_s_command_refuses_a_public_address(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PUBLIC_URL", "https://shixun.example")
    assert stack_main(["--var", str(tmp_path / "var"), "demo"]) == 2
    assert "loopback" in capsys.readouterr().err


def test_the_password_is_one_that_the_product_takes():
    assert 10 <= len(PASSWORD) <= 256
