"""The loader behaves like browsers and programs, keeps to the own machine, and refuses what is not empty."""

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
from deploy.demo.progress import FAILED, Progress
from deploy.demo.stage import Stage
from deploy.local import clock
from deploy.local.__main__ import main as stack_main
from deploy.local.run import Run
from deploy.local.settings import StackSettings
from deploy.local.supervisor import Supervisor


class Listening(HTTPServer):
    """``seen``: method, path and headers of what was asked."""

    seen: list[tuple[str, str, dict[str, str]]]


class Product(BaseHTTPRequestHandler):
    """A few answers of the product: an identity by cookie or by access token."""

    server: Listening

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def _answer(self) -> None:
        self.server.seen.append((self.command, self.path, dict(self.headers)))
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        cookies, bearer = self.headers.get("Cookie", ""), self.headers.get("Authorization", "")
        if self.path.endswith("/sign-in"):
            self._send(200, {"person": "p1", "csrf_token": "form-token"}, "shixun=signed-in; Path=/")
        elif self.path.endswith("/tokens") and "shixun=signed-in" in cookies:
            self._send(201, {"token": "of-the-program"})
        elif bearer == "Bearer of-the-program" or "shixun=signed-in" in cookies:
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
    server = Listening(("127.0.0.1", 0), Product)
    server.seen = []
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield SimpleNamespace(url=f"http://127.0.0.1:{server.server_port}", server=server)
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def person(product) -> Person:
    return Person(product.url, "c1-mentor", "周立恒", "zh-Hans")


def test_what_is_done_is_done_by_access_token_and_needs_no_session_that_could_run_out(product, person):
    person.sign_in()
    person.take_token()
    person.cookies.clear()
    assert person.post_json("/projects/api/v1/briefs") == {"cookies": ""}
    _, path, headers = product.server.seen[-1]
    assert (path, headers["Authorization"]) == ("/projects/api/v1/briefs", "Bearer of-the-program")


def test_what_is_signed_is_signed_in_the_browser_with_the_password_just_given(product, person):
    person.access = "of-the-program"
    person.sign_in()
    assert person.sign("/accounts/api/v1/signing-requests/1/sign") == {"cookies": "shixun=signed-in"}
    headers = product.server.seen[-1][2]
    assert headers["X-Csrf-Token"] == "form-token"
    assert "Authorization" not in headers


def test_whoever_is_not_known_is_told(product, person):
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


def test_whoever_waits_on_the_first_page_is_told_that_it_failed(tmp_path, capsys):
    words = ["--url", "http://127.0.0.1:1", "--var", str(tmp_path), "--progress", str(tmp_path / "demo")]
    assert main(words) == 2
    assert Progress(tmp_path / "demo").state == FAILED
    assert "it has an operator" in capsys.readouterr().err


def test_what_is_secret_in_the_accounts_stays_out_of_the_progress(tmp_path):
    account = {
        "persona": "operator",
        "name": "N",
        "post": "P",
        "mail": "n@x.example",
        "token": "T",
        "key": "K",
    }
    progress = Progress(tmp_path)
    progress.loaded("a password", [account])
    told = json.loads((tmp_path / "progress.json").read_text(encoding="utf-8"))
    assert told["people"] == [{"persona": "operator", "name": "N", "mail": "n@x.example", "code": True}]


def test_what_a_killed_supervisor_left_half_loaded_has_failed(tmp_path):
    run = Run(StackSettings.read(tmp_path, 8080, {}), lambda sentence: None)
    run.supervisor = Supervisor(say=run.say)
    progress = Progress(run.settings.demo)
    progress.loads(3, 19)
    (progress.folder / "wish").touch()
    run._load_the_demo()
    run.supervisor.close()
    assert progress.state == FAILED


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
