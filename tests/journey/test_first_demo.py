"""On a whole running stack that is empty: the button of the first page loads the demo, and somebody of it signs in."""

import re
from collections.abc import Iterator

import pytest

from deploy.local.process import free_port
from deploy.local.stack import Stack
from tests.actors import Actor, hidden
from tests.journey.stages import WholeStack, environment

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("stack"), pytest.mark.soak]

PAGE = "/accounts/first/demo"
LONGEST_SECONDS = 900.0
"""The demo is a story of nineteen days that many tell; a machine that does other things takes its time."""


@pytest.fixture
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeStack]:
    stack = Stack(tmp_path_factory.mktemp("stack"), free_port(), environment())
    stack.up(tied_to_caller=True)
    yield WholeStack(stack, LONGEST_SECONDS)
    stack.down()


def asks_for_it(visitor: Actor, code: str) -> int:
    form = {"code": code, "csrf_token": hidden(visitor.page(PAGE), "csrf_token")}
    return int(visitor.http.call("POST", PAGE, form=form).status)


def test_the_button_of_the_first_page_loads_the_demo(stage: WholeStack) -> None:
    visitor = Actor(stage.browser(), "V", "")
    assert PAGE in visitor.page("/accounts/first")
    assert asks_for_it(visitor, "a guess") == 422
    assert asks_for_it(visitor, stage.first_code()) == 303
    stage.until(lambda: "<progress" in visitor.page(PAGE), "how far it is")
    page = stage.until(lambda: _loaded(visitor), "the end of the story")

    password = re.search(r"<code[^>]*>([^<]+)</code>", page.partition("Password of all of them")[2])
    mentor = re.search(r"[\w.+-]+@[\w.-]+", page.partition("Company mentor")[2])
    assert password
    assert mentor
    signed_in = {"mail": mentor[0], "password": password[1]}
    visitor.post("/accounts/api/v1/sign-in", signed_in)
    assert "demo-banner" in visitor.page("/accounts/home")


def _loaded(visitor: Actor) -> str | None:
    page = visitor.page(PAGE).replace("<wbr>", "")
    assert "could not be loaded" not in page, page
    return page if "Password of all of them" in page else None
