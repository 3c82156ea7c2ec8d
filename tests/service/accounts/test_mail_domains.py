"""The mail domain of an organisation, shown by a link to an address there: which domains count, who opens it."""

import re

import pytest

from services.accounts.usecases import throttling
from shared import mongo
from tests.actors import Actor
from tests.service.accounts.conftest import Cast
from tests.service.stage import OneProcess
from tests.world import World

API = "/accounts/api/v1"
OFFICE = "office@hengrui.example"


def organisation(actor: Actor) -> str:
    return f"{API}/organisations/{actor.organisation}"


def asks(actor: Actor, mail: str = OFFICE, status: int = 202) -> dict:
    return actor.post(f"{organisation(actor)}/mail-domain", {"mail": mail}, status=status)


def has_website(actor: Actor, website: str, status: int = 200) -> dict:
    actor.get(organisation(actor))
    etag = actor.seen["headers"]["ETag"]
    return actor.patch(organisation(actor), {"website": website}, status=status, If_Match=etag)


def link_to(world: World, address: str = OFFICE) -> str:
    found = re.search(r"/accounts/mail-domain/([A-Za-z0-9_-]+)", OneProcess(world).mail_to(address))
    assert found
    return found[1]


def opens(world: World, link: str, status: int = 200) -> None:
    """A colleague who has no account, by the API."""
    Actor(world.client(), "", "").post(f"{API}/mail-domain/{link}", status=status)


def proven(actor: Actor) -> list[tuple[str, str, str | None]]:
    checks = [one for one in actor.get(organisation(actor))["checks"] if one["check"] == "mail_domain"]
    return [(one["result"], one.get("domain", ""), one["by"]) for one in checks]


def said(answer: dict) -> str:
    assert answer["errors"][0]["pointer"] == "/mail"
    return str(answer["errors"][0]["detail"])


def test_a_colleague_who_is_not_signed_in_opens_the_link_and_the_administrator_is_told(
    world: World, cast: Cast
) -> None:
    place = f"/accounts/orgs/{cast.boss.organisation}"
    cast.boss.send(f"{place}/mail-domain", {"mail": OFFICE})
    assert "A link is on its way" in cast.boss.page(f"{place}/checks?asked=1")
    link = link_to(world)
    colleague = Actor(world.client(), "", "")
    page = colleague.page(f"/accounts/mail-domain/{link}")
    assert "hengrui.example" in page
    assert cast.boss.name in page
    assert proven(cast.boss) == [], "reading it does nothing: mail programs open links by themselves"
    colleague.token = re.search(r'name="csrf_token" value="([^"]*)"', page)[1]  # type: ignore[index]
    colleague.send(f"/accounts/mail-domain/{link}", {})
    assert "Confirmed: hengrui.example" in colleague.page(f"/accounts/mail-domain/{link}")
    assert proven(cast.boss) == [("passed", "hengrui.example", None)]

    told = OneProcess(world).mail_to(cast.boss.mail)
    assert "hengrui.example is shown as a mail domain" in told
    assert OFFICE not in told
    for reader in (cast.boss, cast.operator):
        shown = reader.page(f"{place}/checks")
        assert "by a mailed link" in shown
        assert "hengrui.example" in shown
        assert "no website was given to compare it with" in shown
        assert OFFICE not in shown + reader.page(f"{place}/history")
    assert world.count("accounts", "links", {"mail": OFFICE}) == 0


def test_a_link_works_once_and_for_a_day(world: World, cast: Cast) -> None:
    asks(cast.boss)
    link = link_to(world)
    opens(world, link)
    opens(world, link, status=422)
    Actor(world.client(), "", "").page(f"/accounts/mail-domain/{link}", status=404)

    asks(cast.boss, "late@hengrui.example")
    late = link_to(world, "late@hengrui.example")
    world.later(hours=25)
    opens(world, late, status=422)


def test_asking_again_ends_the_link_of_before(world: World, cast: Cast) -> None:
    asks(cast.boss)
    first = link_to(world)
    asks(cast.boss, "other@hengrui-group.example")
    opens(world, first, status=422)
    opens(world, link_to(world, "other@hengrui-group.example"))
    assert proven(cast.boss) == [("passed", "hengrui-group.example", None)]


def test_it_is_asked_for_ones_own_organisation_alone_and_proves_it_of_no_other(
    world: World, cast: Cast
) -> None:
    body = {"mail": OFFICE}
    cast.admin.post(f"{organisation(cast.boss)}/mail-domain", body, status=404)
    cast.operator.post(f"{organisation(cast.boss)}/mail-domain", body, status=404)
    asks(cast.admin, "office@qinglan.example")
    opens(world, link_to(world, "office@qinglan.example"))
    assert proven(cast.admin) == [("passed", "qinglan.example", None)]
    assert proven(cast.boss) == []


def test_a_link_of_who_administers_it_no_longer_opens_nothing(world: World, cast: Cast) -> None:
    code = cast.boss.invites(kind="invitation", roles=["company_admin"])["code"]
    second = cast.comes_in(code, "吴敏", "wu@hengrui.example")
    second.organisation = cast.boss.organisation
    asks(second)
    link = link_to(world)
    found = cast.boss.get(f"{organisation(cast.boss)}/members")["items"]
    gone = next(member["id"] for member in found if member["person"] == second.person)
    cast.boss.call("DELETE", f"{API}/memberships/{gone}")
    opens(world, link, status=422)


@pytest.mark.parametrize(
    "mail", ["boss@qq.com", "boss+work@gmail.com", "boss@vip.163.com", "a@ms1.hinet.net"]
)
def test_where_anybody_gets_an_address_it_proves_nothing(cast: Cast, mail: str) -> None:
    assert "Anybody can have an address at" in said(asks(cast.boss, mail, status=422))
    page = cast.boss.send(f"/accounts/orgs/{cast.boss.organisation}/mail-domain", {"mail": mail}, status=422)
    assert "Anybody can have an address at" in page.text


@pytest.mark.parametrize("mail", ["a@localhost", "a@[192.0.2.1]", "no address", ""])
def test_what_is_no_address_at_a_domain_is_refused(cast: Cast, mail: str) -> None:
    asks(cast.boss, mail, status=422)


@pytest.mark.parametrize("typed", ["office@例子.cn", "office@xn--fsqu00a.cn", "Office@例子。CN"])
def test_a_domain_in_chinese_is_one_and_the_same_in_each_of_its_forms(
    world: World, cast: Cast, typed: str
) -> None:
    has_website(cast.boss, "https://www.例子.cn/")
    asks(cast.boss, typed)
    opens(world, link_to(world, "office@xn--fsqu00a.cn"))
    assert proven(cast.boss) == [("passed", "xn--fsqu00a.cn", None)]
    page = cast.boss.page(f"/accounts/orgs/{cast.boss.organisation}/checks")
    assert "xn--fsqu00a.cn (例子.cn)" in page


def test_a_domain_that_only_looks_like_the_websites_is_another(cast: Cast) -> None:
    has_website(cast.boss, "https://hengrui.example")
    for lookalike in ("a@hengruі.example", "a@nothengrui.example", "a@hengrui.example.evil.example"):
        assert "The website of the organisation is hengrui.example" in said(
            asks(cast.boss, lookalike, status=422)
        )


def test_an_address_with_a_plus_or_below_the_websites_domain_counts(world: World, cast: Cast) -> None:
    has_website(cast.boss, "https://www.hengrui.example/de")
    asks(cast.boss, "boss+shixun@mail.hengrui.example")
    opens(world, link_to(world, "boss+shixun@mail.hengrui.example"))
    assert proven(cast.boss) == [("passed", "mail.hengrui.example", None)]
    page = cast.boss.page(f"/accounts/orgs/{cast.boss.organisation}/checks")
    assert "as the website, hengrui.example" in page


def test_another_website_takes_the_proof_back_and_the_link_on_its_way_too(world: World, cast: Cast) -> None:
    asks(cast.boss)
    opens(world, link_to(world))
    asks(cast.boss)
    link = link_to(world)
    has_website(cast.boss, "https://other.example")
    assert proven(cast.boss) == []
    opens(world, link, status=422)
    for wrong in ("ftp://hengrui.example", "hengrui", "https://", "https://[::1", "javascript:alert(1)"):
        has_website(cast.boss, wrong, status=422)


def test_an_operators_word_stands_against_the_link(world: World, cast: Cast) -> None:
    asks(cast.boss)
    link = link_to(world)
    cast.operator.checks(cast.boss.organisation, "mail_domain", "failed")
    opens(world, link, status=422)
    asks(cast.boss, status=409)
    assert proven(cast.boss) == [("failed", "", cast.operator.person)]
    assert "Show the mail domain" not in cast.boss.page(f"/accounts/orgs/{cast.boss.organisation}/checks")


def test_an_operator_takes_a_proof_back(world: World, cast: Cast) -> None:
    asks(cast.boss)
    opens(world, link_to(world))
    cast.operator.checks(cast.boss.organisation, "mail_domain", "failed")
    assert proven(cast.boss) == [("failed", "", cast.operator.person)]


def test_a_link_is_nobody_who_looked(world: World, cast: Cast) -> None:
    """Who buys a domain for a day comes neither off the operators' list nor before students' portfolios."""
    asks(cast.boss)
    opens(world, link_to(world))
    world.settle()
    with mongo.serving("portfolio"):
        copy = mongo.collection("organisations").find_one({"_id": cast.boss.organisation})
    assert copy is not None
    assert copy["checks"] == ["mail_domain_link"]
    assert "浙江衡锐智能装备有限公司（演示）" in cast.operator.page("/accounts/admin/orgs?waiting=1")


def test_a_link_of_a_suspended_organisation_opens_nothing(world: World, cast: Cast) -> None:
    asks(cast.boss)
    link = link_to(world)
    cast.operator.post(f"{organisation(cast.boss)}/standing", {"suspended": True, "reason": "R"})
    opens(world, link, status=422)


def test_nobody_floods_a_mailbox_with_links(cast: Cast) -> None:
    for _ in range(throttling.INVITED_TO_ONE):
        asks(cast.boss)
    asks(cast.boss, status=429)
    for number in range(throttling.DOMAINS - throttling.INVITED_TO_ONE - 1):
        asks(cast.boss, f"o{number}@hengrui.example")
    asks(cast.boss, "last@hengrui.example", status=429)


def test_the_same_bytes_are_said_of_every_address(cast: Cast) -> None:
    answers = []
    for mail in ("nobody@nowhere.example", cast.admin.mail):
        path, token = f"{organisation(cast.boss)}/mail-domain", {"X-CSRF-Token": cast.boss.token}
        answer = cast.boss.http.call("POST", path, body={"mail": mail}, headers=token)
        answers.append((answer.status, answer.text))
    assert answers[0] == answers[1]


def test_whoever_erases_their_account_leaves_no_address_in_others_links(world: World, cast: Cast) -> None:
    asks(cast.boss, cast.admin.mail)
    world.settle()
    assert world.count("accounts", "links", {"mail": cast.admin.mail, "purpose": "domain"}) > 0
    code = cast.operator.invites(kind="invitation", roles=["school_admin"])["code"]
    cast.comes_in(code, "王老师", "wang@qinglan.example")
    cast.admin.post(f"{API}/me/erase", {"password": "a long sentence of my own"}, status=202)
    world.settle()
    assert world.count("accounts", "links", {"mail": cast.admin.mail, "purpose": "domain"}) == 0
