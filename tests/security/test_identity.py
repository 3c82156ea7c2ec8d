"""Who somebody is, over four services: no token passes for another, no odd way leads out, no address is told apart."""

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, OKPKey

from shared import clock, tokens
from shared.keys import SigningKey
from tests.actors import PASSWORD, Actor
from tests.world import World

ME, ELSEWHERE = "/accounts/api/v1/me", "/projects/api/v1/teams"
PLACES = (ME, ELSEWHERE, "/matching/api/v1/slots", "/portfolio/api/v1/credentials")


@pytest.fixture
def boss(world: World) -> Actor:
    """Somebody with an account, known to all four services."""
    found = Actor(world.client(), "周立", "zhou@hengrui.example").signs_up("衡锐（演示）")
    world.settle()
    found.confirms(world.mails()[-1])
    world.settle()
    return found


def cookie(actor: Actor) -> str:
    return str(actor.http.client.get_cookie("shixun").value)  # type: ignore[attr-defined]


def parts(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    head, body, _ = (base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)) for part in token.split("."))
    return json.loads(head), json.loads(body)


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


def test_the_short_token_ends_after_five_minutes_and_is_renewed_from_the_database(
    world: World, boss: Actor
) -> None:
    (world.folder / "clock").write_text("301")
    boss.get(ME, status=401)
    answer = boss.http.call("GET", "/projects/teams?at=risk", headers={"Accept": "text/html"})
    assert answer.headers["Location"] == "/accounts/renew?next=%2Fprojects%2Fteams%3Fat%3Drisk"
    assert boss.http.call("GET", answer.headers["Location"]).headers["Location"] == "/projects/teams?at=risk"
    boss.get(ME)


def test_a_public_page_knows_its_reader_after_the_short_token_ran_out(world: World, boss: Actor) -> None:
    (world.folder / "clock").write_text("301")
    answer = boss.http.call("GET", "/help", headers={"Accept": "text/html"})
    assert answer.headers["Location"] == "/accounts/renew?next=%2Fhelp"
    boss.http.call("GET", answer.headers["Location"])
    assert "周立" in boss.page("/help")


def test_a_session_that_is_not_used_for_two_weeks_is_over(world: World, boss: Actor) -> None:
    (world.folder / "clock").write_text(str(14 * 86400 + 1))
    answer = boss.http.call("GET", "/accounts/renew?next=/accounts/home")
    assert answer.headers["Location"] == "/accounts/home"
    assert boss.http.client.get_cookie("shixun") is None  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "place",
    [
        "//x.example", "/\\x.example", "/%0d%0aSet-Cookie:a=b", "https://x.example/accounts/home",
        "javascript:alert(1)", "/accounts/home\r\nX: y", "/unknown", "/accounts/%2e%2e%2f%2fx", "/accounts/%5cx",
        "\\\\x", "/accounts/home#x", "/accounts@x.example", "/\t/x.example",
    ],
)  # fmt: skip
def test_no_next_leads_out_of_the_product(world: World, boss: Actor, place: str) -> None:
    visitor = Actor(world.client(), "", boss.mail)
    visitor.token = visitor.page("/accounts/sign-in").split('name="csrf_token" value="')[1].split('"')[0]
    form = {"mail": boss.mail, "password": PASSWORD, "next": place}
    assert visitor.send("/accounts/sign-in", form).headers["Location"] == "/accounts/home"
    form = {"to": "en", "next": place}
    assert boss.send("/accounts/language", form).headers["Location"] == "/"


def test_next_leads_to_where_one_wanted_to_go(world: World, boss: Actor) -> None:
    form = {"to": "en", "next": "/portfolio/search?q=%E4%BC%A0%E6%84%9F%E5%99%A8&sort=-level"}
    assert boss.send("/accounts/language", form).headers["Location"] == form["next"]


def test_a_forged_host_changes_no_address(world: World, boss: Actor) -> None:
    evil = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "Accept": "text/html"}
    for path in ("/", "/accounts/home", "/accounts/sign-in", "/projects/teams", "/accounts/api/v1/"):
        answer = boss.http.call("GET", path, headers=evil)
        assert "evil.example" not in answer.text + str(answer.headers), path


def test_signing_in_says_the_same_to_known_and_unknown_addresses(world: World, boss: Actor) -> None:
    def answers(mail: str) -> tuple[int, str]:
        body = {"mail": mail, "password": "a guess that is wrong"}
        answer = world.client().call("POST", "/accounts/api/v1/sign-in", body=body)
        return answer.status, answer.text.replace(answer.headers["X-Request-Id"], "")

    assert answers(boss.mail) == answers("nobody@x.example")


def test_signing_up_and_joining_say_the_same_to_known_and_unknown_addresses(
    world: World, boss: Actor
) -> None:
    link = boss.invites(kind="invitation", roles=["mentor"])["code"]
    other = boss.invites(kind="invitation", roles=["mentor"])["code"]

    def shape(path: str, mail: str, **more: str) -> tuple[int, list[str], list[str]]:
        answer = world.client().call("POST", path, body={"name": "x", "mail": mail, **more})
        cookies = [one.split("=")[0] for one in answer.headers.getlist("Set-Cookie")]
        return answer.status, sorted(answer.json), cookies

    up = "/accounts/api/v1/sign-up"
    assert shape(up, boss.mail, company="c") == shape(up, "nobody@x.example", company="c")
    known, unknown = (
        shape(f"/accounts/api/v1/join/{link}", boss.mail),
        shape(f"/accounts/api/v1/join/{other}", "n@x.example"),
    )
    assert known == unknown
    assert known[0] == 201


def test_the_cookies_keep_to_themselves(world: World, boss: Actor) -> None:
    answer = world.client().call(
        "POST", "/accounts/api/v1/sign-in", body={"mail": boss.mail, "password": PASSWORD}
    )
    cookies = {one.split("=")[0]: one for one in answer.headers.getlist("Set-Cookie")}
    for name in ("session", "shixun"):
        assert "HttpOnly" in cookies[name]
        assert "SameSite=Lax" in cookies[name]
    assert "Path=/accounts" in cookies["session"]
    assert parts(cookies["shixun"].split("=", 1)[1].split(";")[0])[1]["exp"] - clock.now().timestamp() <= 300
