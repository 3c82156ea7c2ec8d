"""Who somebody is, over four services: no token passes for another, no odd way leads out, no address is told apart."""

import base64
import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, OKPKey

from deploy.gateway import ROOT
from services.accounts.pages import reader
from services.accounts.store import audit
from services.accounts.usecases import throttling
from shared import clock, mongo, tokens
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


def test_a_signed_out_session_is_nobody_in_every_service(world: World, boss: Actor) -> None:
    kept = cookie(boss)
    boss.post("/accounts/api/v1/sign-out")
    world.settle()
    thief = world.client()
    thief.client.set_cookie("shixun", kept)
    for place in PLACES:
        assert thief.call("GET", place).status == 401, place


def signs_in_again(boss: Actor) -> None:
    boss.signs_in()


def chooses_another_password(boss: Actor) -> None:
    form = {"password": PASSWORD, "new_password": "another sentence of mine"}
    boss.send("/accounts/security/password", form)


def sets_up_the_second_step(boss: Actor) -> None:
    boss.sets_up_second_step(password=PASSWORD)


@pytest.mark.parametrize("act", [signs_in_again, chooses_another_password, sets_up_the_second_step])
def test_the_session_changes_with_what_proves_who_one_is(
    world: World, boss: Actor, act: Callable[[Actor], None]
) -> None:
    """Whoever had fixed or stolen the session of before has nothing, in every service."""
    before, long = cookie(boss), boss.http.client.get_cookie("session", path="/accounts").value  # type: ignore[attr-defined]
    act(boss)
    world.settle()
    assert parts(before)[1]["sid"] != parts(cookie(boss))[1]["sid"]
    boss.get(ME)
    thief = world.client()
    thief.client.set_cookie("shixun", before)
    for place in PLACES:
        assert thief.call("GET", place).status == 401, place
    thief.client.set_cookie("session", long, path="/accounts")
    answer = thief.call("GET", "/accounts/renew?next=/accounts/home")
    assert "shixun=;" in str(answer.headers.getlist("Set-Cookie"))


def test_a_forged_host_comes_into_no_mail(world: World, boss: Actor) -> None:
    evil = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"}
    for path, body in (
        ("/accounts/api/v1/sign-up", {"name": "x", "mail": "x@x.example", "company": "x"}),
        ("/accounts/api/v1/reset", {"mail": boss.mail}),
    ):
        assert world.client().call("POST", path, body=body, headers=evil).status in (201, 202)
    world.settle()
    assert len(world.mails()) >= 3
    assert not [mail for mail in world.mails() if "evil.example" in mail]


def test_a_reset_says_the_same_to_known_and_unknown_addresses(world: World, boss: Actor) -> None:
    def answers(mail: str) -> tuple[int, str, int, str]:
        program = world.client().call("POST", "/accounts/api/v1/reset", body={"mail": mail})
        visitor = Actor(world.client(), "", mail)
        visitor.token = visitor.page("/accounts/reset").split('name="csrf_token" value="')[1].split('"')[0]
        page = visitor.send("/accounts/reset", {"mail": mail})
        return program.status, program.text, page.status, page.headers["Location"]

    assert answers(boss.mail) == answers("nobody@x.example")


def test_too_many_tries_are_told_when_to_come_again(world: World, boss: Actor) -> None:
    at_the_start_of_a_window(world)
    body = {"mail": boss.mail, "password": "a guess that is wrong"}
    visitor = Actor(world.client(), "", boss.mail)
    visitor.token = visitor.page("/accounts/sign-in").split('name="csrf_token" value="')[1].split('"')[0]
    for _ in range(20):
        visitor.send("/accounts/sign-in", body, status=422)
    page = visitor.send("/accounts/sign-in", body, status=429)
    program = world.client().call("POST", "/accounts/api/v1/sign-in", body=body)
    for answer in (page, program):
        assert 0 < int(answer.headers["Retry-After"]) <= 900
        assert "Too many tries. Try again later; minutes to wait: 15." in answer.text


def test_a_mail_is_not_sent_again_and_again(world: World) -> None:
    at_the_start_of_a_window(world)
    begun = Actor(world.client(), "x", "victim@x.example").signs_up("x")
    statuses = [
        begun.http.call("POST", "/accounts/confirm-again", form={"csrf_token": begun.token}).status
        for _ in range(6)
    ]
    assert statuses == [303] * 5 + [429]


def test_guesses_at_mailed_links_are_counted_for_the_whole_range(world: World) -> None:
    at_the_start_of_a_window(world)
    with mongo.serving("accounts"):
        for _ in range(1000):
            audit.throttle("link:203.0.113.0/24", 1000, throttling.WINDOW, clock.now())
    body = {"link": "a guess", "password": PASSWORD}
    for path in ("/accounts/api/v1/confirm", "/accounts/api/v1/reset/use"):
        for address, status in (("203.0.113.77", 429), ("::ffff:203.0.113.5", 429), ("198.51.100.7", 422)):
            headers = {"X-Forwarded-For": address}
            assert world.client().call("POST", path, body=body, headers=headers).status == status, address


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("203.0.113.77", "203.0.113.0/24"), ("::ffff:203.0.113.5", "203.0.113.0/24"), ("2001:db8::1", "2001:db8::/64"),
        ("2001:db8:0:0:ffff::9", "2001:db8::/64"), ("2001:db8:0:1::1", "2001:db8:0:1::/64"), ("", "unknown"),
        ("unix:", "unknown"),
    ],
)  # fmt: skip
def test_a_household_is_one_range_however_its_addresses_are_written(address: str, name: str) -> None:
    assert reader.range_of(address) == name


def test_eight_processes_see_one_throttle(world: World, boss: Actor) -> None:
    at_the_start_of_a_window(world)
    settings = world.settings["accounts"]
    env = os.environ | {
        "MONGODB_URI": settings.mongodb_uri, "NAME_PREFIX": settings.name_prefix, "KEYS_DIR": str(settings.keys_dir),
        "FILES_DIR": str(settings.files_dir), "MAIL_DIR": str(settings.mail_dir),
        "KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1",
        "PUBLIC_URL": settings.public_url, "TEST_CLOCK_FILE": str(settings.test_clock_file), "LOG_LEVEL": "ERROR",
        "DATABASE_TIMEOUT_MS": "20000",
    }  # fmt: skip
    command = [sys.executable, "-m", "tests.security.trying", "5", boss.mail]
    running = [
        subprocess.Popen(command, cwd=ROOT, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(8)
    ]
    found = [one.communicate("go\n", timeout=120)[0].split() for one in running]
    assert Counter(status for one in found for status in one) == {"422": throttling.PER_ACCOUNT, "429": 20}


def at_the_start_of_a_window(world: World) -> None:
    (world.folder / "clock").write_text(str(901 - time.time() % 900))
