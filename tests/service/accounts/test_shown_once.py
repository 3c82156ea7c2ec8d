"""What is shown once: the POST leads on, the next page shows it, no reload shows or makes it again."""

import re
from urllib.parse import unquote

import pytest

from shared.web import shown
from shared.web.once import FIELD
from tests.actors import Actor
from tests.service.accounts.conftest import Cast
from tests.world import World

SECURITY = "/accounts/security"


def made(actor: Actor) -> str:
    """What the browser keeps until the next page, after an access token was made."""
    answer = actor.send(f"{SECURITY}/tokens", {"name": "Timetable", "scopes": "read"})
    assert answer.headers["Location"] == SECURITY
    kept = re.search(
        rf"{shown.COOKIE}=([^;]+); Expires=[^;]+; Max-Age=300; HttpOnly; Path={SECURITY};",
        str(answer.headers),
    )
    assert kept, answer.headers
    return unquote(kept[1])


def token_on(page: str) -> str | None:
    found = re.search(r"<code>(eyJ[\w.-]+)</code>", page)
    return found and found[1]


def test_a_reload_neither_shows_nor_makes_it_again(world: World, cast: Cast) -> None:
    sealed = made(cast.boss)
    token = token_on(cast.boss.page(SECURITY))
    assert token, "the page after the form shows it"
    assert token_on(cast.boss.page(SECURITY)) is None
    assert world.count("accounts", "tokens") == 1
    assert token not in sealed


def test_whoever_presses_twice_gets_the_one_that_was_made(world: World, cast: Cast) -> None:
    """The first answer never came through: the second one leads to the same secret."""
    form = {"name": "Timetable", "scopes": "read", FIELD: "one-form-of-mine"}
    for _ in range(2):
        cast.boss.send(f"{SECURITY}/tokens", form)
    assert token_on(cast.boss.page(SECURITY))
    assert world.count("accounts", "tokens") == 1
    cast.boss.send(f"{SECURITY}/tokens", form | {"name": "Another"})
    assert world.count("accounts", "tokens") == 2, "with other fields it is another form"


@pytest.mark.parametrize("where", ["another", "another page", "later", "changed"])
def test_it_opens_for_its_person_on_its_page_for_five_minutes(world: World, cast: Cast, where: str) -> None:
    sealed, browser = made(cast.boss), cast.boss.http.client
    reader, place = cast.boss, SECURITY
    browser.delete_cookie(shown.COOKIE, path=SECURITY)
    if where == "another":
        reader = cast.admin
    if where == "another page":
        place = f"/accounts/orgs/{cast.boss.organisation}/people"
    if where == "later":
        world.later(minutes=6)
        cast.boss.signs_in()
    if where == "changed":
        sealed = ("B" if sealed[0] == "A" else "A") + sealed[1:]
    reader.http.client.set_cookie(shown.COOKIE, sealed, path=place)
    assert "shown once" not in reader.page(place)
