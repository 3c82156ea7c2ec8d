"""The demo by the button of the first page: asked for by who reads the printed code, only while nothing is there."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import Client

from services.accounts import app
from tests.actors import Actor, first_operator
from tests.browsing import Browser
from tests.world import World

PAGE = "/accounts/first/demo"


@pytest.fixture
def folder(world: World) -> Path:
    return world.folder / "demo"


@pytest.fixture
def visitor(world: World) -> Actor:
    """At an installation whose supervisor loads the demo when it is asked to."""
    return Actor(world.client(), "V", "v@x.example")


@pytest.fixture
def told(folder: Path) -> Callable[..., None]:
    """As the loader tells how far it is."""

    def tell(**values: Any) -> None:
        (folder / "progress.json").write_text(json.dumps(values), encoding="utf-8")

    return tell


def wishes(visitor: Actor, code: str) -> Any:
    visitor.token = ""
    page = visitor.page(PAGE)
    found = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    return visitor.http.call("POST", PAGE, form={"code": code, "csrf_token": found})


def test_the_first_page_leads_to_it_and_says_what_will_happen(visitor: Actor) -> None:
    assert f'href="{PAGE}?code=abc"' in visitor.page("/accounts/first?code=abc")
    page = visitor.page(f"{PAGE}?code=abc")
    assert "empty installation" in page
    assert "the clock of this installation is set back" in page
    assert 'value="abc"' in page


def test_who_cannot_read_the_printed_code_loads_nothing(visitor: Actor, folder: Path) -> None:
    answer = wishes(visitor, "a guess")
    assert answer.status == 422
    assert "not the code that was printed" in answer.text
    assert not folder.exists()


def test_a_form_of_another_page_loads_nothing(world: World, visitor: Actor, folder: Path) -> None:
    answer = visitor.http.call("POST", PAGE, form={"code": world.first_code()})
    assert answer.status == 403
    assert not folder.exists()


def test_the_page_says_how_far_it_is_by_reloading_itself(
    world: World, visitor: Actor, told: Callable[..., None]
) -> None:
    answer = wishes(visitor, world.first_code())
    assert (answer.status, answer.headers["Location"]) == (303, PAGE)
    begins = visitor.page(PAGE)
    assert "It begins in a moment." in begins
    assert '<meta http-equiv="refresh"' in begins
    assert visitor.http.call("GET", "/").headers["Location"] == PAGE

    told(state="loading", done=3, of=19)
    assert 'max="19"' in (goes_on := visitor.page(PAGE))
    assert '<meta http-equiv="refresh"' in goes_on


def test_in_the_end_it_says_who_can_be_signed_in_as_and_how(
    world: World, visitor: Actor, told: Callable[..., None]
) -> None:
    wishes(visitor, world.first_code())
    first_operator(world.client(), world.first_code())
    person = {"persona": "teacher, Taiwan", "name": "林老師", "mail": "lin@school.example", "code": True}
    told(state="loaded", password="a sentence", people=[person])
    page = visitor.page(PAGE).replace("<wbr>", "")
    for part in (
        "a sentence",
        "林老師",
        "lin@school.example",
        "Teacher",
        "--code MAIL",
        'href="/accounts/sign-in"',
    ):
        assert part in page
    assert "http-equiv" not in page


def test_when_it_fails_the_page_says_what_to_do(
    world: World, visitor: Actor, told: Callable[..., None]
) -> None:
    wishes(visitor, world.first_code())
    told(state="failed", why="It ended before it was done.")
    page = visitor.page(PAGE)
    assert "deploy.local reset" in page
    assert "http-equiv" not in page


def test_an_installation_that_has_an_operator_is_not_filled(
    world: World, visitor: Actor, folder: Path
) -> None:
    code = world.first_code()
    visitor.token = ""
    page = visitor.page(PAGE)
    first_operator(world.client(), code)
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    answer = visitor.http.call("POST", PAGE, form={"code": code, "csrf_token": token})
    assert answer.status == 409
    assert not folder.exists()
    assert visitor.http.call("GET", PAGE).headers["Location"] == "/"


def test_where_nobody_stands_ready_to_load_it_there_is_no_button(world: World) -> None:
    made = app.create_app(replace(world.settings["accounts"], demo_dir=None))
    visitor = Actor(Browser(Client(made), []), "V", "v@x.example")
    page = visitor.page("/accounts/first")
    assert PAGE not in page
    assert "deploy.local demo" in page
    visitor.get(PAGE, status=404)
