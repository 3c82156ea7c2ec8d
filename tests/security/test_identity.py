"""Who somebody is, over four services: sessions end everywhere, no odd way leads out, no address is told apart."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from werkzeug.test import Client

from shared import clock
from shared.config import SERVICES
from tests.actors import PASSWORD, Actor
from tests.security.cookies import ME, PLACES, cookie, parts
from tests.world import MODULES, World


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


def test_under_tls_the_cookies_are_of_this_host_alone_and_no_page_goes_without_tls(
    world: World, boss: Actor
) -> None:
    """The session's cookie is accounts' alone, which a cookie named __Host- cannot be."""
    here, sent = "https://shixun.example", []
    settings = {name: replace(one, public_url=here) for name, one in world.settings.items()}
    door = Client(MODULES["accounts"].create_app(settings["accounts"]))
    for answer in (
        door.get("/accounts/sign-in", base_url=here),
        door.post("/accounts/api/v1/sign-in", json={"mail": boss.mail, "password": PASSWORD}, base_url=here),
    ):
        sent += answer.headers.getlist("Set-Cookie")
    cookies = {one.split("=")[0]: one for one in sent}
    for name in ("__Host-visitor", "__Host-shixun", "__Secure-session"):
        assert {"Secure", "HttpOnly", "SameSite=Lax"} <= set(cookies[name].split("; ")), cookies[name]
        assert "Domain=" not in cookies[name]
    assert "Path=/" in cookies["__Host-shixun"].split("; ")
    assert "Path=/accounts" in cookies["__Secure-session"].split("; ")
    assert all("Secure" in one.split("; ") for one in sent), "every cookie goes by TLS alone"
    identity = cookies["__Host-shixun"].partition("=")[2].partition(";")[0]
    for name, place in zip(SERVICES, PLACES, strict=True):
        other = Client(MODULES[name].create_app(settings[name]), use_cookies=False)
        for cookie_name, status in (("__Host-shixun", (200, 403)), ("shixun", (401,))):
            answer = other.get(place, base_url=here, headers={"Cookie": f"{cookie_name}={identity}"})
            assert answer.status_code in status, f"{place}: {answer.status_code}"
            assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    plain = world.client().call("GET", "/accounts/sign-in")
    assert "Strict-Transport-Security" not in plain.headers


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
