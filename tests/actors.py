"""People of the story, as programs that use the public API like anybody else.

Nothing here knows the services' code or databases: the same actors walk through one process and the whole stack.
"""

import json
import re
from dataclasses import dataclass, field
from typing import Any, Protocol

import requests

from deploy.demo.authenticator import Authenticator

PASSWORD = "a long sentence of my own"
STEP = "/accounts/api/v1/second-step"


@dataclass(frozen=True)
class Reply:
    status: int
    headers: Any
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)


class Network:
    """A browser of its own over the real network; redirects are looked at, not followed."""

    def __init__(self, url: str) -> None:
        self.url, self.session = url, requests.Session()

    def call(
        self, method: str, path: str, *, body: Any = None, form: Any = None, headers: Any = None
    ) -> Reply:
        raw = {"data": form} if form is not None else {"json": body} if body is not None else {}
        answer = self.session.request(
            method, self.url + path, headers=headers, allow_redirects=False, timeout=40, **raw
        )
        return Reply(answer.status_code, answer.headers, answer.text)


class Http(Protocol):
    """``client``: with the cookies, where services run in the test's own process."""

    client: Any

    def call(
        self, method: str, path: str, *, body: Any = None, form: Any = None, headers: Any = None
    ) -> Any: ...


@dataclass
class Actor:
    """Somebody with a browser of their own."""

    http: Http
    name: str
    mail: str
    person: str = ""
    organisation: str = ""
    token: str = ""
    authenticator: Authenticator | None = None
    seen: dict[str, Any] = field(default_factory=dict)

    def call(
        self, method: str, path: str, body: Any = None, *, status: int | None = None, **headers: str
    ) -> Any:
        """The answer's JSON; fails unless the status is the wanted one (2xx when none is named)."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.token and method != "GET":
            sent["X-CSRF-Token"] = self.token
        given = {} if body is None and method != "GET" else body
        answer = self.http.call(method, path, body=given, headers=sent)
        wanted = answer.status == status if status is not None else 200 <= answer.status < 300
        assert wanted, f"{self.name}: {method} {path} answered {answer.status}: {answer.text[:600]}"
        self.seen = {"status": answer.status, "headers": answer.headers}
        return (
            answer.json if answer.text and "json" in answer.headers.get("Content-Type", "") else answer.text
        )

    def get(self, path: str, **options: Any) -> Any:
        return self.call("GET", path, **options)

    def post(self, path: str, body: Any = None, **options: Any) -> Any:
        return self.call("POST", path, body, **options)

    def patch(self, path: str, body: Any, **options: Any) -> Any:
        return self.call("PATCH", path, body, **options)

    def put(self, path: str, body: Any, **options: Any) -> Any:
        return self.call("PUT", path, body, **options)

    def page(self, path: str, status: int = 200) -> str:
        """A page's HTML, as a browser asks for it."""
        answer = self.http.call("GET", path, headers={"Accept": "text/html"})
        assert answer.status == status, (
            f"{self.name}: GET {path} answered {answer.status}: {answer.text[:600]}"
        )
        return str(answer.text)

    def send(self, path: str, form: dict[str, Any], status: int = 303) -> Any:
        """Send a page's form; returns the answer, whose Location says where to look."""
        headers = {"Accept": "text/html"}
        answer = self.http.call("POST", path, form={**form, "csrf_token": self.token}, headers=headers)
        assert answer.status == status, (
            f"{self.name}: POST {path} answered {answer.status}: {answer.text[:600]}"
        )
        return answer

    def entered(self, answer: dict[str, Any]) -> "Actor":
        """Remember who one is after coming in."""
        self.person, self.token = answer["person"], answer["csrf_token"]
        self.organisation = answer.get("organisation", self.organisation)
        lacks = answer.get("lacks")
        if lacks == "set-up":
            return self.sets_up_second_step()
        return self.gives_code() if lacks == "code" else self

    def sets_up_second_step(self, **proof: str) -> "Actor":
        """As whoever holds an office must: before anything else."""
        self.authenticator = Authenticator(self.post(STEP, proof)["secret"])
        set_up = self.post(f"{STEP}/confirm", {"code": self.authenticator.code()})
        self.authenticator.recovery = set_up["recovery_codes"]
        return self.entered(set_up)

    def gives_code(self) -> "Actor":
        assert self.authenticator, f"{self.name} has no authenticator"
        return self.entered(self.post(f"{STEP}/code", {"code": self.authenticator.code()}))

    def signs_up(self, company: str) -> "Actor":
        body = {"name": self.name, "mail": self.mail, "company": company}
        return self.entered(self.post("/accounts/api/v1/sign-up", body, status=201))

    def joins(self, code: str) -> "Actor":
        body = {"name": self.name, "mail": self.mail}
        return self.entered(self.post(f"/accounts/api/v1/join/{code}", body, status=201))

    def confirms(self, mail: str) -> "Actor":
        """Open the link of the mail and choose a password."""
        link = re.search(r"/accounts/confirm/([A-Za-z0-9_-]+)", mail)
        assert link, f"no link in {mail}"
        body = {"link": link[1], "password": PASSWORD}
        return self.entered(self.post("/accounts/api/v1/confirm", body))

    def signs_in(self) -> "Actor":
        return self.entered(self.post("/accounts/api/v1/sign-in", {"mail": self.mail, "password": PASSWORD}))

    def by_page(self) -> "Actor":
        """Know one's own id and form token after having come in through a page."""
        self.person = self.get("/accounts/api/v1/me")["id"]
        self.token = hidden(self.page("/accounts/settings"), "csrf_token")
        return self

    def invites(self, **facts: Any) -> dict[str, Any]:
        path = f"/accounts/api/v1/organisations/{self.organisation}/invitations"
        answer: dict[str, Any] = self.post(path, facts, status=201)
        return answer

    def checks(self, organisation: str, check: str = "document", result: str = "passed") -> None:
        """As an operator, who has looked at that company."""
        path = f"/accounts/api/v1/organisations/{organisation}/checks"
        self.post(path, {"check": check, "result": result})

    def waiting(self) -> list[dict[str, Any]]:
        """What waits for me."""
        found: list[dict[str, Any]] = self.get("/accounts/api/v1/items")["items"]
        return found


def first_operator(
    http: Http, code: str, name: str = "平台运营", mail: str = "operator@shixun.example"
) -> Actor:
    """Make the first operator of an empty installation through its page."""
    actor = Actor(http, name, mail)
    page = actor.page("/accounts/first")
    actor.token = hidden(page, "csrf_token")
    form = {"code": code, "platform": "Shixun demo", "name": name, "mail": mail, "password": PASSWORD}
    actor.send("/accounts/first", form)
    actor.token = ""
    return actor.sets_up_second_step()


def hidden(page: str, name: str) -> str:
    """The value of a hidden field of a form."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page) or re.search(
        rf'value="([^"]*)" name="{name}"', page
    )
    assert found, f"the page has no hidden field {name}"
    return found[1]
