"""The pages of accounts as people meet them: found by role and label, in three languages."""

import re
from dataclasses import replace

import pytest

from services.accounts.app import create_app
from services.accounts.guides import guide
from tests.actors import Actor, first_operator
from tests.service.accounts.conftest import Cast
from tests.service.accounts.others import opens
from tests.world import World

PUBLIC = [
    "/accounts/start",
    "/accounts/sign-in",
    "/accounts/reset",
    "/accounts/reset/sent",
    "/accounts/join",
    "/help",
]
MINE = ["/accounts/home", "/accounts/inbox", "/accounts/settings", "/accounts/security", "/accounts/privacy"]


def headings(page: str) -> list[str]:
    return re.findall(r"<h1[^>]*>(.*?)</h1>", page, re.S)


def primaries(page: str) -> int:
    return page.count("btn btn-primary")


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
def test_every_page_has_one_heading_and_at_most_one_primary(cast: Cast, language: str) -> None:
    own = f"/accounts/orgs/{cast.admin.organisation}"
    for who, paths in (
        (Actor(cast.world.client(), "", ""), ["/", *PUBLIC]),
        (cast.admin, [*MINE, own, f"{own}/people", f"{own}/checks", f"{own}/history"]),
        (
            cast.operator,
            [
                "/accounts/admin/orgs",
                f"{own}/checks",
                f"/accounts/admin/orgs/{cast.boss.organisation}/standing",
            ],
        ),
    ):
        who.http.client.set_cookie("preferences", f"{language}.auto.Asia/Shanghai")
        for path in paths:
            page = who.page(path)
            assert len(headings(page)) == 1, path
            assert primaries(page) <= 1, path
            assert f'<html lang="{language}"' in page, path


def test_the_front_page_has_three_doors_and_a_box_to_verify(cast: Cast) -> None:
    page = Actor(cast.world.client(), "", "").page("/")
    for href in ("/accounts/start", "/accounts/join"):
        assert f'href="{href}"' in page
    assert '<form class="form" method="post" action="/portfolio/verify"' in page
    assert 'name="text"' in page
    assert "Example: people and companies are invented" in page
    assert 'class="seal seal-lg"' in page


def test_an_empty_installation_leads_to_its_first_page(world: World) -> None:
    answer = world.client().call("GET", "/")
    assert (answer.status, answer.headers["Location"]) == (303, "/accounts/first")


def test_a_form_keeps_what_was_typed_and_says_each_error_at_its_field(world: World) -> None:
    visitor = Actor(world.client(), "", "")
    visitor.token = re.search(r'name="csrf_token" value="([^"]+)"', visitor.page("/accounts/start"))[1]  # type: ignore[index]
    page = visitor.send(
        "/accounts/start", {"name": "周立", "mail": "no address", "company": ""}, status=422
    ).text
    assert 'value="周立"' in page
    assert 'value="no address"' in page
    for field, sentence in (("mail", "This is not a mail address."), ("company", "Fill this in.")):
        assert re.search(rf'id="f-{field}"[^>]*aria-invalid="true"[^>]*e-{field}', page), field
        assert sentence in page
    assert world.count("accounts", "people") == 0


def test_a_password_is_never_shown_again(cast: Cast) -> None:
    form = {"mail": cast.boss.mail, "password": "my secret sentence", "next": ""}
    page = cast.boss.send("/accounts/sign-in", form, status=422).text
    assert "my secret sentence" not in page


def test_settings_change_the_language_at_once_and_may_be_emptied(cast: Cast) -> None:
    form = {
        "name": "周立",
        "latin_name": "Zhou Li",
        "language": "zh-Hans",
        "zone": "Asia/Taipei",
        "theme": "dark",
    }
    cast.boss.send("/accounts/settings", form)
    page = cast.boss.page("/accounts/settings")
    assert 'lang="zh-Hans" data-bs-theme="dark"' in page
    assert 'value="Zhou Li"' in page
    cast.boss.send("/accounts/settings", form | {"latin_name": ""})
    assert "Zhou Li" not in cast.boss.page("/accounts/settings")
    wrong = cast.boss.send("/accounts/settings", form | {"zone": "Moon/Crater"}, status=422).text
    assert "没有这个时区" in wrong


def test_the_language_is_chosen_without_leaving_the_page(cast: Cast) -> None:
    form = {"to": "zh-Hant", "next": "/accounts/inbox?state=over"}
    assert cast.boss.send("/accounts/language", form).headers["Location"] == "/accounts/inbox?state=over"
    assert "待辦事項" in cast.boss.page("/accounts/inbox")
    assert cast.boss.get("/accounts/api/v1/me")["language"] == "zh-Hant"


def test_what_waits_is_said_in_the_readers_language_and_its_names_are_escaped(cast: Cast) -> None:
    cast.admin.get("/accounts/api/v1/me")
    cast.admin.patch(
        "/accounts/api/v1/me", {"name": "<b>陈</b>"}, If_Match=cast.admin.seen["headers"]["ETag"]
    )
    opens(
        cast.world,
        person=cast.boss.person,
        message="Taken by %(name)s",
        default="Invite",
        people={"name": cast.admin.person},
    )
    cast.world.settle()
    cast.boss.http.client.set_cookie("preferences", "zh-Hant.auto.Asia/Taipei")
    page = cast.boss.page("/accounts/inbox")
    assert "由&lt;b&gt;陈&lt;/b&gt;認領" in page


def test_local_pages_exist_on_ones_own_machine_alone(world: World) -> None:
    Actor(world.client(), "周立", "zhou@hengrui.example").signs_up("衡锐（演示）")
    world.settle()
    visitor = Actor(world.client(), "", "")
    name = re.search(r'href="(/accounts/mail/[^"]+)"', visitor.page("/accounts/mail"))
    assert name is not None
    assert 'href="http://127.0.0.1:8080/accounts/confirm/' in visitor.page(name[1])
    visitor.page("/accounts/mail/..%2F..%2Fkeys", status=404)
    assert "Style page" in visitor.page("/accounts/style")

    public = replace(world.settings["accounts"], public_url="https://shixun.example", test_clock_file=None)
    paths = {rule.rule for rule in create_app(public).url_map.iter_rules()}
    assert not paths & {"/accounts/mail", "/accounts/mail/<name>", "/accounts/style"}


def test_who_has_several_roles_finds_the_entries_of_all(cast: Cast) -> None:
    entries = re.findall(r'<nav class="entries".*?</nav>', cast.admin.page("/accounts/home"), re.S)[0]
    for href in (
        "/accounts/home",
        "/projects/reviews",
        "/accounts/classes",
        "/portfolio/credits/applications",
    ):
        assert f'href="{href}"' in entries
    assert entries.count("<li>") == 5
    assert '<a class="menu-item" href="/accounts/organisation">' in cast.admin.page("/accounts/home")
    answer = cast.admin.http.call("GET", "/accounts/organisation")
    assert answer.headers["Location"] == f"/accounts/orgs/{cast.admin.organisation}"


def test_nobody_is_led_to_people_before_they_may_look_for_them(cast: Cast) -> None:
    code = cast.boss.invites(kind="invitation", roles=["recruiter"])["code"]
    recruiter = cast.comes_in(code, "骆安宁", "luo@hengrui.example")
    for reader in (cast.boss, recruiter):
        assert "/portfolio/search" not in reader.page("/accounts/home")
    assert "an operator of the platform has looked at your organisation" in recruiter.page("/accounts/home")
    cast.operator.checks(cast.boss.organisation)
    for reader in (cast.boss, recruiter):
        home = reader.page("/accounts/home")
        entries = re.findall(r'<nav class="entries".*?</nav>', home, re.S)[0]
        assert 'href="/portfolio/search"' in entries
        assert '<form class="search" method="get" action="/portfolio/search"' in home


def test_an_operator_suspends_with_a_reason_that_the_history_keeps(cast: Cast) -> None:
    place = f"/accounts/admin/orgs/{cast.boss.organisation}/standing"
    without = cast.operator.send(place, {"suspended": "true"}, status=422).text
    assert "Fill this in." in without
    cast.operator.send(place, {"suspended": "true", "reason": "Not found in the register."})
    page = cast.operator.page(f"/accounts/orgs/{cast.boss.organisation}/history")
    assert "Organisation suspended: Not found in the register." in page
    assert "This organisation is suspended" in page


BANNER = 'class="demo-banner"'


def test_visitors_read_that_everything_is_invented_only_while_everything_is(world: World) -> None:
    visitor, operator = Actor(world.client(), "", ""), first_operator(world.client(), world.first_code())
    assert BANNER not in visitor.page("/"), "an empty installation is no demo"
    facts = {"kind": "school", "region": "cn"}
    for name, demo, marked in (("青澜职业技术学院（演示）", True, True), ("绍兴纺织学校", False, False)):
        operator.post("/accounts/api/v1/organisations", facts | {"name": name, "demo": demo}, status=201)
        assert (BANNER in visitor.page("/")) is marked
        assert (BANNER in operator.page("/accounts/home")) is marked


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
def test_each_role_finds_its_guide_from_the_menu(cast: Cast, language: str) -> None:
    for who, persona in ((cast.admin, "teacher"), (cast.boss, "company"), (cast.operator, "operator")):
        who.http.client.set_cookie("preferences", f"{language}.auto.Asia/Shanghai")
        assert f'href="/help/{persona}"' in who.page("/accounts/home")
        page = who.page(f"/help/{persona}")
        title = guide(persona, language)["title"]
        assert title in page
        assert f"/help/{persona}" in who.page("/help")
