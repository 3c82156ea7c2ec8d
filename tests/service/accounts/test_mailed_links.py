"""A mailed link proves who reads the mails of an address, and no more than that."""

import re
from email import message_from_bytes, policy

from tests.actors import PASSWORD, Actor, hidden
from tests.service.accounts.conftest import Cast
from tests.world import World

ME, CONFIRM = "/accounts/api/v1/me", "/accounts/api/v1/confirm"


def link_in(mail: str, purpose: str = "confirm") -> str:
    found = re.search(rf"/accounts/{purpose}/([A-Za-z0-9_-]+)", mail)
    assert found, f"no link to {purpose} in {mail}"
    return found[1]


def test_whoever_typed_the_address_before_its_owner_confirmed_it_is_out(world: World) -> None:
    mallory = Actor(world.client(), "Mallory", "zhou@hengrui.example").signs_up("衡锐（演示）")
    world.settle()
    owner = Actor(world.client(), "周立", "zhou@hengrui.example").confirms(world.mails()[-1])
    assert owner.person == mallory.person
    mallory.get(ME, status=401)
    world.settle()
    mallory.get("/projects/api/v1/openapi.json")
    assert world.count("projects", "ended") == 1, "projects has not heard that the stranger's session ended"


def test_before_the_address_is_confirmed_nobody_makes_an_access_token(world: World) -> None:
    stranger = Actor(world.client(), "Mallory", "zhou@hengrui.example").signs_up("衡锐（演示）")
    refused = stranger.post("/accounts/api/v1/tokens", {"name": "x", "scopes": ["read"]}, status=409)
    assert "Confirm your mail address" in refused["detail"]


def test_a_link_to_an_address_with_an_account_opens_nothing_without_its_password(cast: Cast) -> None:
    cast.boss.post("/accounts/api/v1/sign-out")
    Actor(cast.world.client(), "Mallory", cast.boss.mail).signs_up("Mallory Ltd")
    cast.world.settle()
    link = link_in(cast.world.mails()[-1])
    finder = Actor(cast.world.client(), "finder", "")
    wrong = finder.post(CONFIRM, {"link": link, "password": "a sentence of the finder"}, status=422)
    assert wrong["errors"][0]["pointer"] == "/password"
    finder.get(ME, status=401)
    assert "has an account already" in finder.page(f"/accounts/confirm/{link}")

    entered = finder.entered(finder.post(CONFIRM, {"link": link, "password": PASSWORD}))
    assert entered.person == cast.boss.person
    assert len(finder.get(ME)["memberships"]) == 2, "what was begun has not moved to the account"


def test_a_pending_membership_stays_pending_when_it_moves_to_the_account(cast: Cast) -> None:
    code = cast.admin.invites(kind="code", roles=["student"])["code"]
    guest = Actor(cast.world.client(), "周立", cast.boss.mail).joins(code)
    cast.world.settle()
    guest.entered(guest.post(CONFIRM, {"link": link_in(cast.world.mails()[-1]), "password": PASSWORD}))
    states = {one["organisation"]: one["state"] for one in guest.get(ME)["memberships"]}
    assert states[cast.admin.organisation] == "pending"


def test_a_link_works_once_and_reading_its_page_uses_nothing_up(world: World) -> None:
    boss = Actor(world.client(), "周立", "zhou@hengrui.example").signs_up("衡锐（演示）")
    world.settle()
    mail = world.mails()[-1]
    for _ in range(3):
        assert "衡锐（演示）" in boss.page(f"/accounts/confirm/{link_in(mail)}")
    boss.confirms(mail)
    again = boss.post(CONFIRM, {"link": link_in(mail), "password": PASSWORD + "!"}, status=422)
    assert again["errors"][0]["pointer"] == "/link"
    assert "has done its work" in boss.page(f"/accounts/confirm/{link_in(mail)}")
    stranger = Actor(world.client(), "", "")
    assert "not valid" in stranger.page(f"/accounts/confirm/{link_in(mail)}", status=404)


def test_a_link_is_over_after_a_day(world: World) -> None:
    boss = Actor(world.client(), "周立", "zhou@hengrui.example").signs_up("衡锐（演示）")
    world.settle()
    link = link_in(world.mails()[-1])
    world.later(hours=24)
    boss.post(CONFIRM, {"link": link, "password": PASSWORD}, status=422)


def test_a_new_password_by_mail_ends_every_session(cast: Cast) -> None:
    elsewhere = Actor(cast.world.client(), cast.boss.name, cast.boss.mail).signs_in()
    visitor = Actor(cast.world.client(), "", cast.boss.mail)
    visitor.post("/accounts/api/v1/reset", {"mail": cast.boss.mail}, status=202)
    cast.world.settle()
    link = link_in(cast.world.mails()[-1], "reset")
    new = {"link": link, "password": "another sentence of mine"}
    visitor.entered(visitor.post("/accounts/api/v1/reset/use", new))
    assert visitor.person == cast.boss.person
    for old in (elsewhere, cast.boss):
        old.get(ME, status=401)
    visitor.post("/accounts/api/v1/sign-in", {"mail": cast.boss.mail, "password": PASSWORD}, status=422)


def test_a_new_password_uses_up_every_other_link_that_would_set_one(cast: Cast) -> None:
    visitor = Actor(cast.world.client(), "", "")
    for _ in range(2):
        visitor.post("/accounts/api/v1/reset", {"mail": cast.boss.mail}, status=202)
    cast.world.settle()
    first, second = (link_in(mail, "reset") for mail in cast.world.mails()[-2:])
    visitor.post("/accounts/api/v1/reset/use", {"link": first, "password": "another sentence of mine"})
    thief = Actor(cast.world.client(), "", "")
    thief.post("/accounts/api/v1/reset/use", {"link": second, "password": "a third sentence"}, status=422)


def test_asking_for_a_new_password_answers_the_same_bytes_for_everybody(cast: Cast) -> None:
    def answer(mail: str) -> tuple[int, str, int]:
        visitor = Actor(cast.world.client(), "", "")
        token = hidden(visitor.page("/accounts/reset"), "csrf_token")
        visitor.token = token
        sent = visitor.send("/accounts/reset", {"mail": mail})
        jobs = cast.world.count("accounts", "jobs", {"state": "waiting"})
        return sent.status, sent.headers["Location"], jobs

    known, unknown = answer(cast.boss.mail), answer("nobody@x.example")
    assert known[:2] == unknown[:2]
    assert unknown[2] == known[2] + 1, "for an unknown address another amount of work was done"


def test_whoever_lost_the_first_link_gets_it_once_more(world: World) -> None:
    boss = Actor(world.client(), "周立", "zhou@hengrui.example").signs_up("衡锐（演示）")
    world.settle()
    boss.send("/accounts/confirm-again", {})
    Actor(world.client(), "", "").post("/accounts/api/v1/reset", {"mail": boss.mail}, status=202)
    world.settle()
    assert len(world.mails()) == 3
    boss.confirms(world.mails()[-1])


def test_a_mail_speaks_the_language_of_its_reader_and_names_our_own_address(world: World) -> None:
    client = world.client()
    client.call("GET", "/", headers={"Accept-Language": "zh-TW"})
    body = {"name": "林怡君", "mail": "lin@jingyuan.example", "company": "晶淵（示範）"}
    forged = {"Accept-Language": "zh-TW", "Host": "evil.example"}
    client.call("POST", "/accounts/api/v1/sign-up", body=body, headers=forged)
    world.settle()
    mail = world.mails()[-1]
    assert "evil.example" not in mail
    assert "http://127.0.0.1:8080/accounts/confirm/" in mail
    assert "確認" in _text(mail)


def _text(mail: str) -> str:
    plain = message_from_bytes(mail.encode(), policy=policy.default).get_body(("plain",))  # type: ignore[attr-defined]
    return str(plain.get_content())
