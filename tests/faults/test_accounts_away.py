"""Accounts is away, its worker too: whoever is signed in goes on in the other services until their short token ends,
then reads so, and keeps the form that they were sending."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from deploy.local import clock
from deploy.local.process import free_port
from deploy.local.servers import answers
from deploy.local.stack import Stack
from tests.actors import Actor, Network, Reply, hidden
from tests.actors_projects import API, posts_brief
from tests.contract.waiting import until
from tests.journey.stages import WholeStack, environment

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("stack")]

TYPED = "何时更换刀具 <b>"
GO_ON = ("/projects/mine", "/projects/briefs/{brief}", "/portfolio/contacts?side=sent")
NEED_NOBODY = ("/portfolio/verify", "/portfolio/verify/offline")
LANGUAGE = {"Accept": "text/html", "Accept-Language": "en"}


@dataclass
class Scene:
    stack: Stack
    mentor: Actor
    brief: str

    def asks(self, path: str) -> Reply:
        return self.mentor.http.call("GET", path.format(brief=self.brief), headers=LANGUAGE)

    def saves(self, title: str, token: str = "") -> Reply:
        """As the page of the draft does it: its whole form."""
        form = {"title": title, "version": self.version, "csrf_token": token or self.mentor.token}
        return self.mentor.http.call("POST", self.page, form=form, headers=LANGUAGE)

    @property
    def page(self) -> str:
        return f"/projects/briefs/{self.brief}/edit"

    @property
    def version(self) -> str:
        return str(self.mentor.get(f"{API}/briefs/{self.brief}")["version"])

    @contextmanager
    def accounts_away(self) -> Iterator[None]:
        """Killed while the supervisor, which would start it again, stands still."""
        self.stack.kill("supervisor", signal.SIGSTOP)
        try:
            for name in ("accounts-web", "accounts-worker"):
                self.stack.kill(name)
            until(lambda: not answers(self.stack.port, "accounts"), "accounts to be away")
            yield
        finally:
            self.stack.kill("supervisor", signal.SIGCONT)
        until(lambda: answers(self.stack.port, "accounts"), "accounts to be back", 60)


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    stack = Stack(tmp_path_factory.mktemp("away"), free_port(), environment())
    stack.up(tied_to_caller=True)
    stage = WholeStack(stack, patience=60)
    mentor = Actor(stage.browser(), "周立", "zhou@hengrui.example").signs_up("衡锐（演示）")
    stage.until(
        lambda: mentor.http.call("GET", f"{API}/schools").status == 200, "a mentor whom projects knows"
    )
    yield Scene(stack, mentor, posts_brief(mentor)["id"])
    stack.down()


def test_whoever_is_signed_in_goes_on_then_is_told_and_keeps_the_form(scene: Scene) -> None:
    scene.mentor.http.call(
        "GET", "/accounts/renew?next=/projects/mine", headers=LANGUAGE
    )  # five minutes from now
    with scene.accounts_away():
        for path in GO_ON:
            assert scene.asks(path).status == 200, path
        assert scene.saves("Before the token ended").status == 303
        title = scene.mentor.get(f"{API}/briefs/{scene.brief}")["title"]
        version = scene.version

        clock.move(scene.stack.var / "clock", "+6m")
        told = scene.asks(scene.asks("/projects/mine").headers["Location"])
        assert (told.status, int(told.headers["Retry-After"]) > 0) == (503, True)
        assert "Nobody can be recognised for a moment" in told.text
        kept = _sent_on(scene, version)
        assert kept.status == 503
        assert "nothing was done" in kept.text
        assert hidden(kept.text.partition("<main")[2], "version") == version
        assert TYPED.replace("<", "&lt;").replace(">", "&gt;") in kept.text
        for path in NEED_NOBODY:
            assert Network(scene.stack.url).call("GET", path, headers=LANGUAGE).status == 200, path
            assert _led(scene, path).status == 200, path
        assert _led(scene, "/projects/mine").status == 503

    scene.mentor.http.call("GET", "/accounts/renew?next=/projects/mine", headers=LANGUAGE)
    assert scene.mentor.get(f"{API}/briefs/{scene.brief}")["title"] == title == "Before the token ended"
    assert scene.saves(TYPED, hidden(kept.text.partition("<main")[2], "csrf_token")).status == 303
    assert scene.mentor.get(f"{API}/briefs/{scene.brief}")["title"] == TYPED


def _led(scene: Scene, path: str) -> Reply:
    """As a browser goes: from place to place, with its old cookie."""
    answer = scene.asks(path)
    while answer.status == 303:
        answer = scene.asks(answer.headers["Location"])
    return answer


def _sent_on(scene: Scene, version: str) -> Reply:
    """A browser sends the form on to the renewal, which is away."""
    form = {"title": TYPED, "version": version, "csrf_token": scene.mentor.token}
    answer = scene.mentor.http.call("POST", scene.page, form=form, headers=LANGUAGE)
    assert answer.status == 307, answer.text[:300]
    place = answer.headers["Location"]
    assert place.startswith("/accounts/renew?next="), place
    return scene.mentor.http.call("POST", place, form=form, headers=LANGUAGE)
