"""No token passes for another: forged ones, those of other kinds, and those of sessions that do not exist."""

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, OKPKey

from shared import tokens
from shared.signatures import SigningKey
from tests.actors import Actor
from tests.security.cookies import ELSEWHERE, ME, PLACES, cookie, parts
from tests.world import World


def public_jwk(world: World) -> dict[str, Any]:
    path = world.settings["accounts"].keys_dir / "public" / "accounts.json"
    found: dict[str, Any] = json.loads(path.read_text())["keys"][0]
    return found


def unsigned(world: World, token: str) -> str:
    _, claims = parts(token)
    head = {"alg": "none", "typ": "session+jwt"}
    return (
        ".".join(
            base64.urlsafe_b64encode(json.dumps(one).encode()).decode().rstrip("=") for one in (head, claims)
        )
        + "."
    )


def by_the_public_key_as_secret(world: World, token: str) -> str:
    head, claims = parts(token)
    key = OctKey.import_key(base64.urlsafe_b64decode(public_jwk(world)["x"] + "="))
    return jwt.encode({**head, "alg": "HS256"}, claims, key, algorithms=["HS256"])


def by_an_unknown_key(world: World, token: str) -> str:
    head, claims = parts(token)
    return tokens.sign(SigningKey.generate("nobodys-key"), head["typ"], claims)


def by_a_key_that_borrows_the_name(world: World, token: str) -> str:
    head, claims = parts(token)
    return tokens.sign(SigningKey.generate(head["kid"]), head["typ"], claims)


def by_its_own_key_in_the_header(world: World, token: str) -> str:
    head, claims = parts(token)
    key = OKPKey.generate_key("Ed25519")
    return jwt.encode({**head, "jwk": key.as_dict(private=False)}, claims, key, algorithms=["EdDSA"])


def by_another_service(world: World, token: str) -> str:
    head, claims = parts(token)
    return tokens.sign(tokens.service_key(world.settings["projects"]), head["typ"], claims)


def changed(**claims: Any) -> Callable[[World, str], str]:
    def make(world: World, token: str) -> str:
        head, before = parts(token)
        return tokens.sign(tokens.service_key(world.settings["accounts"]), head["typ"], before | claims)

    return make


def of_another_kind(world: World, token: str) -> str:
    return tokens.sign(tokens.service_key(world.settings["accounts"]), "signing+jwt", parts(token)[1])


FORGED = [
    unsigned, by_the_public_key_as_secret, by_an_unknown_key, by_a_key_that_borrows_the_name,
    by_its_own_key_in_the_header, by_another_service, of_another_kind,
    changed(aud="another"), changed(iss="http://evil.example"), changed(exp=1), changed(exp="9999999999"),
    changed(sub=None),
]  # fmt: skip


@pytest.mark.parametrize("forge", FORGED, ids=lambda one: getattr(one, "__qualname__", "?"))
def test_a_forged_cookie_is_nobody_in_every_service(
    world: World, boss: Actor, forge: Callable[..., str]
) -> None:
    client = world.client()
    client.client.set_cookie("shixun", forge(world, cookie(boss)))
    for place in PLACES:
        assert client.call("GET", place).status == 401, place


def test_the_genuine_cookie_is_somebody_in_every_service(world: World, boss: Actor) -> None:
    client = world.client()
    client.client.set_cookie("shixun", cookie(boss))
    for place in PLACES:
        assert client.call("GET", place).status in (200, 403), place


def test_a_session_that_does_not_exist_is_nobody(world: World, boss: Actor) -> None:
    client = world.client()
    client.client.set_cookie(
        "shixun", changed(sid="01900000-0000-7000-8000-000000000000")(world, cookie(boss))
    )
    assert client.call("GET", ME).status == 401


def test_a_programs_token_is_no_cookie_and_a_cookie_no_programs_token(world: World, boss: Actor) -> None:
    body = {"name": "x", "scopes": ["read"]}
    program = boss.post("/accounts/api/v1/tokens", body, status=201)["token"]
    world.settle()
    for place in (ME, ELSEWHERE):
        client = world.client()
        assert client.call("GET", place, headers={"Authorization": f"Bearer {program}"}).status == 200
        assert client.call("GET", place, headers={"Authorization": f"Bearer {cookie(boss)}"}).status == 401
        assert client.call("GET", place, headers={"Authorization": f"Basic {program}"}).status == 401
        client.client.set_cookie("shixun", program)
        assert client.call("GET", place).status == 401
