"""Who comes by a mailed link to one task, and what it opens."""

import re
from dataclasses import replace
from email import message_from_bytes, policy

import pytest

from tests import kept
from tests.actors import Actor
from tests.service.projects import telling
from tests.service.projects.telling import Cast
from tests.service.stage import OneProcess
from tests.world import World

DONE = "/accounts/task/done"


@pytest.fixture
def told(world: World) -> Cast:
    """A milestone is delivered, and its mentor has the mail."""
    return replace(kept.after(OneProcess(world), _delivered), world=world)


def _delivered(stage: OneProcess) -> Cast:
    told = telling.delivered(telling.at_work(stage.world, students=1))
    return replace(told, world=None)  # the world stays; its people begin anew


def link(told: Cast, who: Actor | None = None) -> str:
    """The path of the newest link that was mailed to them."""
    told.world.settle()
    address = (who or told.mentor).mail
    found: list[str] = []
    for text in told.world.mails():
        mail = message_from_bytes(text.encode(), policy=policy.default)
        if mail["To"] == address:
            found += re.findall(r"http://127\.0\.0\.1:8080(/accounts/task/[\w-]{32})", text)
    assert found, f"no link to a task was mailed to {address}"
    return found[-1]


def holder(told: Cast) -> Actor:
    """A browser that is signed in nowhere."""
    return Actor(told.world.client(), "whoever has the mail", "")


def opens(told: Cast, path: str | None = None) -> Actor:
    """Presses the button of the link's page; the token is that of the task's page then."""
    who, path = holder(told), path or link(told)
    who.token = token_of(who.page(path))
    assert who.send(path, {}).headers["Location"] == page(told)
    who.token = token_of(who.page(page(told)))
    return who


def token_of(text: str) -> str:
    return re.findall(r'name="csrf_token" value="([^"]+)"', text)[0]


def page(told: Cast, number: int = 1) -> str:
    return f"/projects/teams/{told.team}/milestones/{number}/review"


def is_nobody(who: Actor, path: str) -> bool:
    answer = who.http.call("GET", path, headers={"Accept": "text/html"})
    return answer.status in (303, 401) and "sign-in" in answer.headers.get("Location", "sign-in")


def accepts(who: Actor, told: Cast) -> str:
    """Accept the milestone as it is; returns the page of the signature."""
    judged = {"criteria.0.met": "yes", "criteria.1.met": "yes", "decision": "accept"}
    return str(who.send(page(told), judged).headers["Location"])
