"""Whoever has the password alone, while its owner is setting the second step up anew."""

import re

from deploy.demo.authenticator import Authenticator
from tests.actors import PASSWORD, STEP, hidden
from tests.service.accounts.conftest import Cast
from tests.service.accounts.test_second_step import ME, SET_UP, given_password, sets_up
from tests.world import World


def test_a_password_alone_neither_sees_nor_proves_the_secret_that_its_owner_was_offered(
    world: World, cast: Cast
) -> None:
    boss = sets_up(cast.boss)
    assert boss.authenticator
    offered = Authenticator(
        boss.post(STEP, {"password": PASSWORD, "code": boss.authenticator.recovery.pop()})["secret"]
    )
    half = given_password(world, boss)
    json_token, half.token = half.token, hidden(half.page("/accounts/sign-in/code"), "csrf_token")
    for path, form in ((f"{SET_UP}/confirm", {"code": "000000"}), (f"{SET_UP}/begin", {"password": "x"})):
        answer = half.send(path, form)
        assert answer.headers["Location"].startswith("/accounts/sign-in/code")
        assert not re.search(r'translate="no"|data:image/svg', answer.text)
    half.token = json_token
    half.post(f"{STEP}/confirm", {"code": offered.code()}, status=401)
    half.post(STEP, {"password": PASSWORD, "code": boss.authenticator.recovery.pop()}, status=401)
    half.get(ME, status=401)
    boss.get(ME)


def test_an_offer_is_proven_in_the_session_that_began_it(world: World, cast: Cast) -> None:
    boss, other = cast.boss, given_password(world, cast.boss)
    phone = Authenticator(boss.post(STEP, {"password": PASSWORD})["secret"])
    assert 'translate="no"' not in other.page(SET_UP)
    other.post(f"{STEP}/confirm", {"code": phone.code()}, status=409)
    boss.post(f"{STEP}/confirm", {"code": phone.code()})
