"""What outlives a session, an access token, needs a password given within the last quarter of an hour."""

import re

import pytest

from tests.actors import PASSWORD, Actor
from tests.service.accounts.conftest import Cast
from tests.world import World

PAGE, API = "/accounts/security", "/accounts/api/v1/tokens"
BODY = {"name": "Timetable", "scopes": ["read"]}
FORM = {"name": "Timetable", "scopes": "read"}
FIELD = 'name="own_password"'


@pytest.fixture
def reader(cast: Cast) -> Actor:
    """Signed in sixteen minutes ago, here ever since."""
    cast.world.later(minutes=16)
    cast.boss.http.call("GET", "/accounts/renew?next=/accounts/home")
    return cast.boss


def made(world: World) -> int:
    return world.count("accounts", "tokens")


def test_a_moment_after_the_password_a_token_is_made_without_it(world: World, cast: Cast) -> None:
    assert FIELD not in cast.boss.page(PAGE)
    cast.boss.send(f"{PAGE}/tokens", FORM)
    cast.boss.post(API, BODY, status=201)
    assert made(world) == 2


def test_a_program_gives_the_password_in_the_body_once_the_sign_in_is_older(
    world: World, reader: Actor
) -> None:
    [refused] = reader.post(API, BODY, status=422)["errors"]
    said = "Give your password again: you last gave it more than 15 minutes ago."
    assert refused == {"pointer": "/password", "detail": said}
    [wrong] = reader.post(API, BODY | {"password": "not mine at all"}, status=422)["errors"]
    assert wrong == {"pointer": "/password", "detail": "This is not your password."}
    assert made(world) == 0
    reader.post(API, BODY | {"password": PASSWORD}, status=201)
    reader.post(API, BODY, status=201)
    assert made(world) == 2, "the password counts for what follows within a quarter of an hour, too"


def test_or_signs_in_again(world: World, reader: Actor) -> None:
    reader.signs_in().post(API, BODY, status=201)
    assert made(world) == 1


def test_the_page_asks_for_it_then_and_keeps_what_was_typed(world: World, reader: Actor) -> None:
    assert FIELD in reader.page(PAGE)
    for given, said in (
        ({}, "Give your password again"),
        ({"own_password": "not mine at all"}, "This is not your password."),
    ):
        again = reader.send(f"{PAGE}/tokens", FORM | given, status=422).text
        assert said in again
        assert 'value="Timetable"' in again
        [ticked] = re.findall(r'<input[^>]*name="scopes"[^>]* checked[^>]*>', again)
        assert 'value="read"' in ticked
        assert "not mine at all" not in again
    assert made(world) == 0
    reader.send(f"{PAGE}/tokens", FORM | {"own_password": PASSWORD})
    assert "This token is shown once." in reader.page(PAGE)
    assert made(world) == 1


def test_guesses_at_it_are_counted_like_those_at_any_proof(world: World, reader: Actor) -> None:
    body = BODY | {"password": "a guess that is wrong"}
    answers = [reader.http.call("POST", API, body=body, headers={"X-CSRF-Token": reader.token}).status
               for _ in range(30)]  # fmt: skip
    assert answers[-1] == 429
    reader.post(API, BODY | {"password": PASSWORD}, status=429)
    assert made(world) == 0
