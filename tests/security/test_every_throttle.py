"""Every limit of frequency answers alike, to browsers and to programs: 429, when to come again, one sentence."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest

from deploy.gateway import ROOT
from services.accounts.store import audit as of_accounts
from services.accounts.usecases import throttling
from services.portfolio.store import audit as of_portfolio
from tests.actors import PASSWORD, Actor, first_operator
from tests.world import World

TRIES: list[tuple[str, str, str, str, dict[str, Any]]] = [
    ("sign-in", "POST", "/accounts/sign-in", "/accounts/api/v1/sign-in", {"mail": "a@x.example", "password": PASSWORD}),
    ("sign-up", "POST", "/accounts/start", "/accounts/api/v1/sign-up",
     {"name": "N", "mail": "a@x.example", "company": "C"}),
    ("join", "POST", "/accounts/join/7K2M-9QXA-4DTW", "/accounts/api/v1/join/7K2M-9QXA-4DTW",
     {"name": "N", "mail": "a@x.example"}),
    ("slip", "POST", "/accounts/slip/7K2M-9QXA-4DTW", "", {"password": PASSWORD}),
    ("slip", "POST", "", "/accounts/api/v1/slips/use", {"code": "7K2M-9QXA-4DTW", "password": PASSWORD}),
    ("link", "POST", "/accounts/confirm/guess", "", {"password": PASSWORD}),
    ("link", "POST", "", "/accounts/api/v1/confirm", {"link": "guess", "password": PASSWORD}),
    ("reset", "POST", "/accounts/reset", "/accounts/api/v1/reset", {"mail": "a@x.example"}),
    ("address", "POST", "/accounts/security/mail", "/accounts/api/v1/me/mail",
     {"mail": "a@x.example", "password": PASSWORD}),
    ("domain", "POST", "/accounts/orgs/<company>/mail-domain", "/accounts/api/v1/organisations/<company>/mail-domain",
     {"mail": "office@hengrui.example"}),
    ("link", "POST", "/accounts/mail-domain/guess", "/accounts/api/v1/mail-domain/guess", {}),
    ("leave", "POST", "/accounts/mails/leave/guess", "", {}),
    ("proof", "POST", "/accounts/security/password", "", {"password": PASSWORD, "new_password": PASSWORD + "!"}),
    ("proof", "POST", "", "/accounts/api/v1/me/erase", {"password": PASSWORD}),
    ("code", "POST", "/accounts/security/second-step/confirm", "/accounts/api/v1/second-step/confirm",
     {"code": "123456"}),
    ("again", "POST", "/accounts/confirm-again", "", {}),
    ("recipient", "POST", "/accounts/recipients/0197c0de-0000-7000-8000-000000000001", "", {"mail": "a@x.example"}),
    ("recipient", "PUT", "", "/accounts/api/v1/shares/0197c0de-0000-7000-8000-000000000001/recipient",
     {"mail": "a@x.example"}),
    ("report", "POST", "/accounts/report", "/accounts/api/v1/reports",
     {"about": "/matching/briefs/0197c0de-0000-7000-8000-000000000001", "category": "fraud", "text": "T"}),
    ("export", "POST", "/accounts/privacy/exports", "/accounts/api/v1/me/exports", {}),
    ("contact", "POST", "/portfolio/people/0197c0de-0000-7000-8000-000000000001/contact", "",
     {"purpose": "job", "text": "T"}),
    ("contact", "POST", "", "/portfolio/api/v1/contacts",
     {"person": "0197c0de-0000-7000-8000-000000000001", "purpose": "job", "text": "T"}),
    ("search", "GET", "/portfolio/search?skill=x", "/portfolio/api/v1/search?skill=x", {}),
    ("verify", "POST", "/portfolio/verify", "/portfolio/api/v1/verify", {"text": "x"}),
]  # fmt: skip
"""What is counted, and a try of it as page and as program."""
OTHERWISE = {"task", "sms", "pile", "sheet", "invite", "invited"}
"""Tried below by somebody who is not signed in; in test_text_messages.py, where there is a gateway for texts; in
test_carriers.py and test_taking_along.py of portfolio: a list is first counted as a verification, a file is of a
share. Invitations: test_inviting.py of accounts."""


@pytest.fixture
def used_up(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Nothing may be tried even once; what was counted first is noted."""
    seen: set[str] = set()

    def throttle(real: Any) -> Any:
        def count(subject: str, limit: int, window: timedelta, now: datetime) -> None:
            seen.add(subject.split(":")[0])
            real(subject, 0, window, now)

        return count

    for module in (of_accounts, of_portfolio):
        monkeypatch.setattr(module, "throttle", throttle(module.throttle))
    return seen


def test_the_table_names_everything_that_is_counted() -> None:
    found = set(throttling.PER_RANGE)
    for path in (ROOT / "services").rglob("*.py"):
        found |= set(re.findall(r'audit\.throttle\(f?"(\w+)', path.read_text(encoding="utf-8")))
    assert {name for name, *_ in TRIES} | OTHERWISE == found


def test_a_link_to_a_task_is_not_guessed(world: World, used_up: set[str]) -> None:
    stranger = Actor(world.client(), "", "")
    stranger.token = re.search(r'name="csrf_token" value="([^"]*)"', stranger.page("/accounts/reset"))[1]  # type: ignore[index]
    answer = tried(stranger, "POST", "/accounts/task/guess", {}, as_page=True)
    assert ("task" in used_up, answer.status) == (True, 429)
    assert "Too many" in said(answer, as_page=True)


@pytest.fixture
def employer(world: World, boss: Actor) -> Actor:
    """Of a company at which an operator has looked."""
    operator = first_operator(world.client(), world.first_code())
    operator.checks(boss.get("/accounts/api/v1/me")["memberships"][0]["organisation"])
    world.settle()
    return boss


def test_each_says_when_to_come_again(employer: Actor, used_up: set[str]) -> None:
    boss = employer
    for name, method, page, program, body in TRIES:
        used_up.clear()
        for path in filter(None, (page, program)):
            there = path.replace("<company>", boss.organisation)
            answer = tried(boss, method, there, body, as_page=path is page)
            assert (name in used_up, answer.status) == (True, 429), (path, used_up, answer.status)
            assert 0 < int(answer.headers["Retry-After"]) <= 86_400, path
            assert "Too many" in said(answer, as_page=path is page), path


def tried(boss: Actor, method: str, path: str, body: dict[str, Any], *, as_page: bool) -> Any:
    if not as_page:
        sent = None if method == "GET" else body
        return boss.http.call(method, path, body=sent, headers={"X-CSRF-Token": boss.token})
    form = None if method == "GET" else body | {"csrf_token": boss.token}
    return boss.http.call(method, path, form=form, headers={"Accept": "text/html"})


def said(answer: Any, *, as_page: bool) -> str:
    """The sentence, from where its reader looks for it."""
    if as_page:
        found = re.search(r"<p[^>]*>(Too many[^<]*)", answer.text)
        return found[1] if found else ""
    assert answer.headers["Content-Type"] == "application/problem+json"
    return str(answer.json["detail"])
