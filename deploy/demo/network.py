"""HTTP as a person's browser and programs speak it: cookies and a form token, or an access token of one's own."""

import json
import re
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

from deploy.demo.authenticator import Authenticator

PASSWORD = "shixun demo 2026"  # noqa: S105
"""Of every account of the demo; it is loaded on the own machine alone."""

PATIENCE_SECONDS = 120.0
LOOK_AGAIN_SECONDS = 0.15
BUSY = (429, 503)
BUSY_SECONDS = 0.3
NOT_YET = (403, 404, 409, 422)
"""What a service answers whose copies have not seen everything yet."""

ACCOUNTS = "/accounts/api/v1"
STEP = f"{ACCOUNTS}/second-step"

Found = TypeVar("Found")


class DemoError(Exception):
    """A sentence for whoever loads the demo."""


class Refused(DemoError):
    """The product answered something else than hoped for."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


_OPENER = urllib.request.build_opener(_NoRedirects, urllib.request.ProxyHandler({}))


@dataclass
class Person:
    """Somebody of the demo with a browser of their own. ``id`` is known once they came in.

    ``access`` is their access token: a session would run out with each jump of the clock, and a password is slow.
    """

    url: str
    key: str
    name: str
    language: str
    post: str = ""
    id: str = ""
    organisation: str = ""
    token: str = ""
    access: str = ""
    authenticator: Authenticator | None = None
    cookies: dict[str, str] = field(default_factory=dict)

    @property
    def mail(self) -> str:
        return f"{self.key}@demo.shixun.example"

    def get(self, path: str, **query: Any) -> Any:
        return self.call("GET", f"{path}?{urlencode(query)}" if query else path)

    def post_json(self, path: str, body: Any = None) -> Any:
        return self.call("POST", path, {} if body is None else body)

    def call(self, method: str, path: str, body: Any = None, version: int | None = None) -> Any:
        """The answer's JSON. Raises Refused. ``version``: of what is changed, as it was read."""
        data = None if body is None else json.dumps(body).encode()
        return _read(*self.send(method, path, data, "application/json", version=version), f"{method} {path}")

    def put_json(self, path: str, body: Any) -> Any:
        """Replace what stands there, as it was read a moment ago."""
        return self.call("PUT", path, body, version=self.get(path)["version"])

    def sign_in(self) -> None:
        """In the browser: what one signs asks for the password again."""
        self.cookies.clear()
        self.entered(self._browse(f"{ACCOUNTS}/sign-in", {"mail": self.mail, "password": PASSWORD}))

    def sign(self, path: str) -> Any:
        """Press the button under what is to be signed; an access token signs nothing."""
        return self._browse(path, {})

    def entered(self, answer: Mapping[str, Any]) -> None:
        """Remember who one is; set up or give the second step that an office asks for."""
        self.id, self.token = answer["person"], answer["csrf_token"]
        if answer.get("lacks") == "set-up":
            self.authenticator = Authenticator(self._browse(STEP, {})["secret"])
            set_up = self._browse(f"{STEP}/confirm", {"code": self.authenticator.code()})
            self.authenticator.recovery = set_up["recovery_codes"]
            self.entered(set_up)
        elif answer.get("lacks") and self.authenticator:
            self.entered(self._browse(f"{STEP}/code", {"code": self.authenticator.code()}))

    def take_token(self) -> None:
        """Make the access token by which all else is done."""
        self.access = self._browse(f"{ACCOUNTS}/tokens", {"name": "demo"})["token"]

    def _browse(self, path: str, body: Any) -> Any:
        status, text = self.send("POST", path, json.dumps(body).encode(), "application/json", browser=True)
        return _read(status, text, f"POST {path}")

    def upload(self, path: str, content: bytes) -> Any:
        """The answer's JSON to a body of bytes."""
        return _read(*self.send("POST", path, content, "application/octet-stream"), f"POST {path}")

    def page(self, path: str) -> str:
        """A page's HTML."""
        status, text = self.send("GET", path, accept="text/html", browser=True)
        if status != 200:
            raise Refused(status, f"GET {path} answered {status}.")
        return text

    def form(self, path: str, fields: Mapping[str, str]) -> None:
        """Fill in and send a page's form."""
        body = urlencode({**fields, "csrf_token": hidden(self.page(path), "csrf_token")}).encode()
        kind = "application/x-www-form-urlencoded"
        status, text = self.send("POST", path, body, kind, "text/html", browser=True)
        if status != 303:
            raise Refused(status, f"POST {path} answered {status}: {_errors(text)}")

    def send(
        self, method: str, path: str, body: bytes | None = None, kind: str = "", accept: str = "application/json",
        version: int | None = None, browser: bool = False,
    ) -> tuple[int, str]:  # fmt: skip
        """Status and text; waits and asks again while the other side is busy."""
        headers = {"Accept": accept, "Accept-Language": self.language}
        headers |= (
            self._as_browser() if browser or not self.access else {"Authorization": f"Bearer {self.access}"}
        )
        headers |= {"Content-Type": kind} if body is not None else {}
        headers |= {"If-Match": f'"v{version}"'} if version is not None else {}
        address = self.url + quote(path, safe="/?&=%:+~")
        asked = urllib.request.Request(address, body, headers, method=method)  # noqa: S310
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            status, text, cookies = _exchange(asked)
            self.cookies |= cookies
            if status not in BUSY or time.monotonic() > deadline:
                return status, text
            time.sleep(BUSY_SECONDS)

    def _as_browser(self) -> dict[str, str]:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {"Cookie": cookies} | ({"X-CSRF-Token": self.token} if self.token else {})


def _exchange(asked: urllib.request.Request) -> tuple[int, str, dict[str, str]]:
    try:
        with _OPENER.open(asked, timeout=40) as answer:
            return answer.status, answer.read().decode(), _cookies(answer.headers)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode(), _cookies(error.headers)
    except OSError as error:
        raise DemoError(f"Nothing answers at {asked.full_url}: {error}.") from None


def _cookies(headers: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in headers.get_all("Set-Cookie") or ():
        found |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
    return found


def _read(status: int, text: str, what: str) -> Any:
    if not 200 <= status < 300:
        raise Refused(status, f"{what} answered {status}: {text[:800]}")
    return json.loads(text) if text.lstrip().startswith(("{", "[")) else text


def hidden(page: str, name: str) -> str:
    """The value of a hidden field of a form."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    if found is None:
        raise DemoError(f"The page has no field {name}.")
    return found[1]


def _errors(page: str) -> str:
    return "; ".join(re.findall(r'class="[^"]*(?:error|invalid)[^"]*"[^>]*>([^<]+)<', page))[:400]


def until(look: Callable[[], Found | None], what: str) -> Found:
    """Look again and again until something is found: events take their time. Raises DemoError."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (found := look()):
        if time.monotonic() > deadline:
            raise DemoError(
                f"After {PATIENCE_SECONDS:.0f} s still waiting for {what}; are all workers running?"
            )
        time.sleep(LOOK_AGAIN_SECONDS)
    return found


def patiently(act: Callable[[], Found]) -> Found:
    """Do ``act``, again while a service has not yet heard of what it builds on."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return act()
        except Refused as refused:
            if refused.status not in NOT_YET or time.monotonic() > deadline:
                raise
        time.sleep(LOOK_AGAIN_SECONDS)
