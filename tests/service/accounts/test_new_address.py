"""Another mail address: asked for by password, proven by its link; the old one is told, a stranger learns nothing."""

import re

from tests.actors import PASSWORD, Actor
from tests.service.accounts.conftest import Cast
from tests.service.stage import OneProcess
from tests.world import World

API = "/accounts/api/v1"
NEW = "neu@hengrui.example"


def asks(cast: Cast, mail: str = NEW, **options: int) -> None:
    cast.boss.post(f"{API}/me/mail", {"mail": mail, "password": PASSWORD}, **{"status": 202} | options)


def link_to(world: World, address: str) -> str:
    found = re.search(r"/accounts/address/([A-Za-z0-9_-]+)", OneProcess(world).mail_to(address))
    assert found
    return found[1]


def mail_of(actor: Actor) -> str:
    return str(actor.get(f"{API}/me")["mail"])


def test_nothing_changes_before_the_link_is_opened(world: World, cast: Cast) -> None:
    old = cast.boss.mail
    asks(cast)
    link = link_to(world, NEW)
    assert mail_of(cast.boss) == old
    Actor(world.client(), "", old).signs_in()
    cast.boss.post(f"{API}/me/mail/confirm", {"link": link})
    assert mail_of(cast.boss) == NEW
    Actor(world.client(), "", NEW).signs_in()
    again = Actor(world.client(), "", "")
    again.post(f"{API}/sign-in", {"mail": old, "password": PASSWORD}, status=422)
    cast.boss.post(f"{API}/me/mail/confirm", {"link": link}, status=422)


def test_the_old_address_is_told_and_told_no_link(world: World, cast: Cast) -> None:
    asks(cast)
    told = OneProcess(world).mail_to(cast.boss.mail)
    assert "asked to use another mail address" in told
    assert "/accounts/address/" not in told
    assert NEW not in told


def test_it_takes_the_password(world: World, cast: Cast) -> None:
    before = len(world.mails())
    for password in ("", "not the password"):
        cast.boss.post(f"{API}/me/mail", {"mail": NEW, "password": password}, status=422)
    world.settle()
    assert len(world.mails()) == before


def test_a_taken_address_is_answered_with_the_same_bytes(world: World, cast: Cast) -> None:
    answers = []
    for mail in ("nobody@x.example", cast.admin.mail):
        answer = cast.boss.http.call(
            "POST", f"{API}/me/mail", body={"mail": mail, "password": PASSWORD},
            headers={"X-CSRF-Token": cast.boss.token},
        )  # fmt: skip
        answers.append((answer.status, answer.text))
        form = {"mail": mail, "password": PASSWORD}
        page = cast.boss.send("/accounts/security/mail", form)
        answers[-1] += (page.headers["Location"], page.text)
    assert answers[0] == answers[1]
    link = link_to(world, cast.admin.mail)
    cast.boss.post(f"{API}/me/mail/confirm", {"link": link}, status=422)
    assert mail_of(cast.boss) == cast.boss.mail


def test_the_link_is_good_for_who_asked_alone(world: World, cast: Cast) -> None:
    asks(cast)
    link = link_to(world, NEW)
    cast.admin.post(f"{API}/me/mail/confirm", {"link": link}, status=422)
    cast.admin.page(f"/accounts/address/{link}", status=404)
    visitor = world.client().call("GET", f"/accounts/address/{link}", headers={"Accept": "text/html"})
    assert visitor.headers["Location"] == f"/accounts/sign-in?next=%2Faccounts%2Faddress%2F{link}"
    assert NEW in cast.boss.page(f"/accounts/address/{link}")
    cast.boss.send(f"/accounts/address/{link}", {})
    assert mail_of(cast.boss) == NEW


def test_a_second_wish_voids_the_first(world: World, cast: Cast) -> None:
    asks(cast)
    first = link_to(world, NEW)
    asks(cast, "other@hengrui.example")
    cast.boss.post(f"{API}/me/mail/confirm", {"link": first}, status=422)
    cast.boss.post(f"{API}/me/mail/confirm", {"link": link_to(world, "other@hengrui.example")})
    assert mail_of(cast.boss) == "other@hengrui.example"


def test_a_link_that_was_mailed_to_the_old_address_opens_nothing_any_more(world: World, cast: Cast) -> None:
    world.client().call("POST", f"{API}/reset", body={"mail": cast.boss.mail})
    found = re.search(r"/accounts/reset/([A-Za-z0-9_-]+)", OneProcess(world).mail_to(cast.boss.mail))
    assert found
    asks(cast)
    cast.boss.post(f"{API}/me/mail/confirm", {"link": link_to(world, NEW)})
    body = {"link": found[1], "password": "a long sentence of theirs"}
    assert world.client().call("POST", f"{API}/reset/use", body=body).status == 422


def test_what_nobody_opened_for_a_day_is_forgotten(world: World, cast: Cast) -> None:
    asks(cast)
    link = link_to(world, NEW)
    world.later(hours=25)
    assert world.count("accounts", "people", {"new_mail": NEW}) == 0
    cast.boss.signs_in()
    cast.boss.post(f"{API}/me/mail/confirm", {"link": link}, status=422)


def test_whoever_has_not_confirmed_an_address_cannot_change_it(world: World) -> None:
    new = Actor(world.client(), "新", "new@x.example").signs_up("新")
    new.post(f"{API}/me/mail", {"mail": NEW, "password": PASSWORD}, status=409)


def test_ones_own_address_is_no_new_one(cast: Cast) -> None:
    asks(cast, cast.boss.mail, status=422)


def test_an_address_mistyped_at_the_start_is_corrected_and_the_link_goes_there(world: World) -> None:
    boss = Actor(world.client(), "周立", "zhou@hengriu.example").signs_up("衡锐（演示）")
    world.settle()
    first = re.search(r"/accounts/confirm/([A-Za-z0-9_-]+)", world.mails()[-1])
    assert first
    assert "/accounts/security/mail" in boss.page("/accounts/home")

    boss.send("/accounts/security/mail", {"mail": "zhou@hengrui.example"})
    link = OneProcess(world).mail_to("zhou@hengrui.example")
    assert mail_of(boss) == "zhou@hengrui.example"
    boss.post(f"{API}/confirm", {"link": first[1], "password": PASSWORD}, status=422)
    boss.confirms(link)
    assert boss.get(f"{API}/me")["mail_confirmed"]


def test_a_confirmed_address_is_not_corrected_without_the_password(world: World, cast: Cast) -> None:
    old = cast.boss.mail
    cast.boss.send("/accounts/security/mail", {"mail": NEW}, status=422)
    assert mail_of(cast.boss) == old
