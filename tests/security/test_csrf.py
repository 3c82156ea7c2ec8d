"""No other site makes a reader's browser act: a token of the session in every form, and the sender's origin."""

import re

import pytest

from tests.actors import PASSWORD, Actor
from tests.world import MODULES, World

SETTINGS, LANGUAGE, ME = "/accounts/settings", "/accounts/language", "/accounts/api/v1/me"
OURS = "http://127.0.0.1:8080"


def name(boss: Actor) -> str:
    return str(boss.get(ME)["name"])


def token(page: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found
    return found[1]


def posts(boss: Actor, form: dict, **headers: str) -> int:
    sent = {key.replace("_", "-"): value for key, value in headers.items()}
    return int(boss.http.call("POST", SETTINGS, form=form, headers={"Accept": "text/html"} | sent).status)


@pytest.mark.parametrize("given", [{}, {"csrf_token": ""}, {"csrf_token": "x" * 64}])
def test_a_form_without_its_token_is_refused_and_comes_back_filled_in(boss: Actor, given: dict) -> None:
    answer = boss.http.call(
        "POST", SETTINGS, form={"name": "Mallory", **given}, headers={"Accept": "text/html"}
    )
    assert answer.status == 403
    assert 'value="Mallory"' in answer.text
    assert name(boss) == "周立"
    again = token(answer.text)
    assert posts(boss, {"name": "周立之", "csrf_token": again}) == 303


def test_a_browser_that_keeps_no_cookies_is_told_so(world: World) -> None:
    form = {"mail": "zhou@hengrui.example", "password": PASSWORD}
    form["csrf_token"] = token(Actor(world.client(), "", "").page("/accounts/sign-in"))
    answer = world.client().call("POST", "/accounts/sign-in", form=form, headers={"Accept": "text/html"})
    assert answer.status == 403
    assert "Your browser keeps no cookies." in answer.text
    assert PASSWORD not in answer.text


def test_the_token_of_another_session_is_refused(world: World, boss: Actor) -> None:
    other = Actor(world.client(), "x", "x@x.example").signs_up("x")
    assert posts(boss, {"name": "Mallory", "csrf_token": other.token}) == 403
    signed_out = token(Actor(world.client(), "", "").page("/accounts/sign-in"))
    assert posts(boss, {"name": "Mallory", "csrf_token": signed_out}) == 403
    assert name(boss) == "周立"


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"}, {"Origin": OURS, "Sec_Fetch_Site": "cross-site"}, {"Origin": "http://127.0.0.1:8081"},
    ],
)  # fmt: skip
def test_another_origin_is_refused_even_with_the_token(boss: Actor, headers: dict) -> None:
    assert posts(boss, {"name": "Mallory", "csrf_token": boss.token}, **headers) == 403
    assert name(boss) == "周立"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": OURS},
        {"Sec_Fetch_Site": "same-origin"},
        {"Origin": OURS, "Sec_Fetch_Site": "same-origin"},
    ],
)
def test_our_own_forms_pass(boss: Actor, headers: dict) -> None:
    assert posts(boss, {"name": "周立之", "csrf_token": boss.token}, **headers) == 303


def test_a_form_sent_while_nobody_can_be_recognised_comes_back_and_counts_afterwards(
    world: World, boss: Actor
) -> None:
    (world.folder / "clock").write_text("301")
    form = {"name": "周立之", "password": PASSWORD, "csrf_token": boss.token}
    kept = boss.http.call(
        "POST", f"/projects/away?next={SETTINGS}", form=form, headers={"Accept": "text/html"}
    )
    assert (kept.status, kept.headers["Retry-After"]) == (503, "5")
    assert f'action="{SETTINGS}"' in kept.text
    assert 'value="周立之"' in kept.text
    assert PASSWORD not in kept.text
    boss.http.call("GET", "/accounts/renew?next=/accounts/home")
    assert posts(boss, {"name": "周立之", "csrf_token": token(kept.text.partition("<main")[2])}) == 303
    assert name(boss) == "周立之"


def test_a_page_for_everybody_is_read_as_nobodys_while_nobody_can_be_recognised(
    world: World, boss: Actor
) -> None:
    (world.folder / "clock").write_text("301")
    verify, headers = "/portfolio/verify", {"Accept": "text/html"}
    assert boss.http.call("GET", verify, headers=headers).status == 303
    led = boss.http.call("GET", f"/portfolio/away?next={verify}", headers=headers)
    assert (led.status, led.headers["Location"]) == (303, verify)
    assert "HttpOnly" in led.headers["Set-Cookie"]
    page = boss.page(verify)
    assert "/accounts/sign-in" in page
    assert boss.name not in page
    boss.page("/accounts/renew?next=/accounts/home", status=303)
    assert boss.name in boss.page(verify)


@pytest.mark.parametrize("place", ["/portfolio/mine", "/projects/mine", "/portfolio/nowhere"])
def test_no_other_page_is(boss: Actor, place: str) -> None:
    answer = boss.http.call("GET", f"/portfolio/away?next={place}", headers={"Accept": "text/html"})
    assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
    assert "nobody=" not in answer.headers.get("Set-Cookie", "")


@pytest.mark.parametrize("place", ["", "/", "//x.example", "https://x.example/"])
def test_whoever_names_no_page_of_ours_is_led_to_the_front(boss: Actor, place: str) -> None:
    answer = boss.http.call("GET", f"/portfolio/away?next={place}", headers={"Accept": "text/html"})
    assert (answer.status, answer.headers["Location"]) == (303, "/")
    assert "nobody=" not in answer.headers.get("Set-Cookie", "")


@pytest.mark.parametrize("place", ["//x.example", "https://x.example/", "/unknown"])
def test_a_kept_form_goes_nowhere_but_into_the_product(boss: Actor, place: str) -> None:
    headers = {"Accept": "text/html"}
    kept = boss.http.call("POST", f"/projects/away?next={place}", form={"a": "b"}, headers=headers)
    assert 'action="/"' in kept.text
    foreign = {**headers, "Origin": "https://evil.example"}
    assert (
        boss.http.call("POST", f"/projects/away?next={place}", form={"a": "b"}, headers=foreign).status == 403
    )


def test_json_needs_the_token_as_soon_as_a_cookie_says_who_it_is(boss: Actor) -> None:
    tag = {"If-Match": '"v2"'}
    for headers in ({}, {"X-CSRF-Token": "x"}):
        answer = boss.http.call("PATCH", ME, body={"name": "Mallory"}, headers=tag | headers)
        assert answer.status == 403, headers
        assert answer.headers["Content-Type"] == "application/problem+json"
    assert name(boss) == "周立"


def test_json_from_another_origin_is_refused_for_everybody(world: World, boss: Actor) -> None:
    body = {"mail": boss.mail, "password": PASSWORD}
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert (
            world.client().call("POST", "/accounts/api/v1/sign-in", body=body, headers=headers).status == 403
        )


def test_nobody_is_signed_in_to_anothers_account_from_outside(world: World, boss: Actor) -> None:
    visitor = world.client()
    form = {"mail": boss.mail, "password": PASSWORD, "next": ""}
    assert visitor.call("POST", "/accounts/sign-in", form=form, headers={"Accept": "text/html"}).status == 403
    assert visitor.call("GET", ME).status == 401


def test_a_programs_token_needs_no_form_token(world: World, boss: Actor) -> None:
    body = {"name": "x", "scopes": ["read", "write"]}
    program = boss.post("/accounts/api/v1/tokens", body, status=201)["token"]
    http, headers = world.client(), {"Authorization": f"Bearer {program}"}
    tag = {"If-Match": http.call("GET", ME, headers=headers).headers["ETag"]}
    assert http.call("PATCH", ME, body={"name": "周立之"}, headers=headers | tag).status == 200


def test_one_address_alone_is_obeyed_without_a_token_and_from_anywhere(world: World) -> None:
    """The link by which a mail program ends mails: its secret is the proof (RFC 8058)."""
    free = {
        f"{name}:{rule.rule}"
        for name, service in MODULES.items()
        for app in [service.create_app(world.settings[name])]
        for rule in app.url_map.iter_rules()
        if getattr(app.view_functions[rule.endpoint], "by_link", False)
    }
    assert free == {"accounts:/accounts/mails/leave/<secret>"}


def test_reading_changes_nothing(world: World, boss: Actor) -> None:
    def state() -> list[tuple[str, int]]:
        return [
            (one, world.count("accounts", one))
            for one in ("people", "sessions", "audit", "items", "links", "outbox")
        ]

    before = state()
    for path in (
        "/accounts/home",
        SETTINGS,
        "/accounts/security",
        "/accounts/mails",
        f"/accounts/orgs/{boss.organisation}/people",
        "/accounts/renew",
    ):
        boss.http.call("GET", path, headers={"Accept": "text/html"})
    for path in (LANGUAGE, "/accounts/sign-out", "/accounts/organisation"):
        assert boss.http.call("GET", path, headers={"Accept": "text/html"}).status in (303, 405)
    assert state() == before
