"""The second step of signing in: who has to, how it is set up, given and kept from whoever stole a session."""

import re

import pytest

from deploy.demo.authenticator import Authenticator
from services.accounts.store import people
from services.accounts.usecases import second_factor
from shared import clock, mongo
from tests.actors import PASSWORD, STEP, Actor, hidden
from tests.service.accounts.conftest import Cast
from tests.service.stage import OneProcess
from tests.world import World

ME, SIGN_IN = "/accounts/api/v1/me", "/accounts/api/v1/sign-in"
SET_UP = "/accounts/security/second-step"


def given_password(world: World, actor: Actor) -> Actor:
    """A new browser in which the password was given, and nothing more."""
    half = Actor(world.client(), actor.name, actor.mail, authenticator=actor.authenticator)
    half.seen = half.post(SIGN_IN, {"mail": actor.mail, "password": PASSWORD})
    half.token = half.seen["csrf_token"]
    return half


def sets_up(actor: Actor) -> Actor:
    return actor.sets_up_second_step(password=PASSWORD)


def test_whoever_holds_an_office_is_led_to_set_it_up_before_anything_else(world: World) -> None:
    new = Actor(world.client(), "平台运营", "operator@shixun.example")
    new.token = hidden(new.page("/accounts/first"), "csrf_token")
    form = {
        "code": world.first_code(),
        "platform": "S",
        "name": new.name,
        "mail": new.mail,
        "password": PASSWORD,
    }
    place = new.send("/accounts/first", form).headers["Location"]
    assert place == f"{SET_UP}?next=%2Faccounts%2Fhome"
    for path in ("/accounts/home", "/projects/reviews", "/accounts/admin/orgs", "/matching/briefs"):
        assert new.http.call("GET", path, headers={"Accept": "text/html"}).status == 303, path
    new.get(ME, status=401)
    assert "Your role decides about others" in new.page(place)


def test_it_is_set_up_by_pages(world: World, cast: Cast) -> None:
    boss = cast.boss
    page = boss.page(SET_UP)
    begun = boss.send(f"{SET_UP}/begin", {"next": "/accounts/inbox"})
    page = boss.page(begun.headers["Location"])
    key = re.search(r'<code translate="no">([A-Z2-7 ]+)</code>', page)
    assert key
    assert "data:image/svg+xml" in page
    phone = Authenticator(key[1].replace(" ", ""))
    wrong = boss.send(f"{SET_UP}/confirm", {"code": "000000"}, status=422).text
    assert "This code is not right" in wrong
    done = boss.send(f"{SET_UP}/confirm", {"code": phone.code(), "next": "/accounts/inbox"})
    shown = boss.page(done.headers["Location"])
    codes = re.findall(r"<code>([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})</code>", shown)
    assert len(codes) == 10
    assert 'href="/accounts/inbox"' in shown
    boss.by_page()
    assert "10 recovery codes are left" in boss.page("/accounts/security")


def test_signing_in_by_pages_asks_for_the_code_and_goes_on(world: World, cast: Cast) -> None:
    phone = cast.operator.authenticator
    assert phone
    visitor = Actor(world.client(), "", cast.operator.mail)
    visitor.token = hidden(visitor.page("/accounts/sign-in"), "csrf_token")
    form = {"mail": visitor.mail, "password": PASSWORD, "next": "/accounts/admin/orgs"}
    place = visitor.send("/accounts/sign-in", form).headers["Location"]
    assert place == "/accounts/sign-in/code?next=%2Faccounts%2Fadmin%2Forgs"
    visitor.get(ME, status=401)
    visitor.token = hidden(visitor.page(place), "csrf_token")
    assert (
        "This code is not right" in visitor.send("/accounts/sign-in/code", {"code": "123"}, status=422).text
    )
    form = {"code": phone.code(), "next": "/accounts/admin/orgs"}
    assert visitor.send("/accounts/sign-in/code", form).headers["Location"] == "/accounts/admin/orgs"
    visitor.page("/accounts/admin/orgs")


def test_a_session_without_the_second_step_is_nobody_in_every_service(world: World, cast: Cast) -> None:
    world.settle()
    half = given_password(world, cast.operator)
    assert half.seen["lacks"] == "code"
    for place in (ME, "/projects/api/v1/reviews", "/matching/api/v1/slots", "/portfolio/api/v1/credentials"):
        half.get(place, status=401)
    half.post(f"{STEP}/off", {"password": PASSWORD, "code": "x"}, status=401)
    half.post(f"{STEP}/confirm", {"code": "123456"}, status=401)


def test_a_code_is_good_once_even_in_two_browsers(world: World, cast: Cast) -> None:
    assert cast.operator.authenticator
    code = cast.operator.authenticator.code()
    first, second = given_password(world, cast.operator), given_password(world, cast.operator)
    first.post(f"{STEP}/code", {"code": code})
    second.post(f"{STEP}/code", {"code": code}, status=422)
    first.get(ME)
    second.get(ME, status=401)


def test_a_recovery_code_stands_for_a_code_once(world: World, cast: Cast) -> None:
    assert cast.operator.authenticator
    code = cast.operator.authenticator.recovery.pop().lower()
    first, second = given_password(world, cast.operator), given_password(world, cast.operator)
    first.post(f"{STEP}/code", {"code": code})
    second.post(f"{STEP}/code", {"code": code}, status=422)
    assert "9 recovery codes are left" in first.page("/accounts/security")


def test_codes_are_throttled_like_passwords(world: World, cast: Cast) -> None:
    world.at_the_start_of_a_quarter()
    half = given_password(world, cast.operator)
    answers = [half.http.call("POST", f"{STEP}/code", body={"code": "000000"}).status for _ in range(11)]
    assert answers == [422] * 10 + [429]
    assert cast.operator.authenticator
    half.post(f"{STEP}/code", {"code": cast.operator.authenticator.code()}, status=429)


def test_the_password_is_good_for_fifteen_minutes(world: World, cast: Cast) -> None:
    half = given_password(world, cast.operator)
    (world.folder / "clock").write_text(str(15 * 60))
    assert cast.operator.authenticator
    half.post(f"{STEP}/code", {"code": cast.operator.authenticator.code()}, status=401)


def test_a_stolen_session_changes_nothing(world: World, cast: Cast) -> None:
    boss = sets_up(cast.boss)
    for proof in ({}, {"password": PASSWORD}, {"password": PASSWORD, "code": "000000"}):
        boss.post(STEP, proof, status=422)
        boss.post(f"{STEP}/off", proof, status=422)
    assert boss.authenticator
    boss.post(f"{STEP}/off", {"password": "not the password", "code": boss.authenticator.code()}, status=422)
    assert given_password(world, boss).seen["lacks"] == "code"


def test_setting_it_up_in_an_old_session_asks_for_the_password(world: World, cast: Cast) -> None:
    world.later(minutes=16)
    cast.boss.http.call("GET", "/accounts/renew?next=/accounts/home")
    cast.boss.post(STEP, {}, status=422)
    cast.boss.post(STEP, {"password": PASSWORD})


def test_switching_off_takes_password_and_code_and_no_office(world: World, cast: Cast) -> None:
    boss = sets_up(cast.boss)
    assert boss.authenticator
    proof = {"password": PASSWORD, "code": boss.authenticator.recovery.pop()}
    boss.entered(boss.post(f"{STEP}/off", proof))
    assert "lacks" not in given_password(world, boss).seen
    assert cast.operator.authenticator
    proof = {"password": PASSWORD, "code": cast.operator.authenticator.recovery.pop()}
    cast.operator.post(f"{STEP}/off", proof, status=409)


def test_setting_it_up_anew_ends_the_old_codes_and_every_other_session(world: World, cast: Cast) -> None:
    old = cast.operator.authenticator
    assert old
    other = given_password(world, cast.operator).gives_code()
    cast.operator.sets_up_second_step(password=PASSWORD, code=old.recovery.pop())
    other.get(ME, status=401)
    given_password(world, cast.operator).post(f"{STEP}/code", {"code": old.recovery.pop()}, status=422)
    cast.operator.get(ME)


def test_an_office_given_to_somebody_without_it_waits_in_every_service(world: World, cast: Cast) -> None:
    invited = cast.admin.invites(kind="invitation", roles=["teacher"])["code"]
    teacher = cast.comes_in(invited, "王老师", "wang@qinglan.example")
    body = {"name": "x", "scopes": ["read", "write"]}
    program = teacher.post("/accounts/api/v1/tokens", body, status=201)["token"]
    members = f"/accounts/api/v1/organisations/{cast.admin.organisation}/members"
    mine = next(one for one in cast.admin.get(members)["items"] if one["person"] == teacher.person)
    path = f"/accounts/api/v1/memberships/{mine['id']}/roles"
    cast.admin.put(path, {"roles": ["teacher", "registrar"]}, If_Match=f'"v{mine["version"]}"')
    world.settle()

    def may_decide(actor: Actor, **headers: str) -> bool:
        answer = actor.http.call("GET", "/portfolio/api/v1/credit-rules", headers=headers)
        with mongo.serving("portfolio"):
            copy = mongo.collection("memberships").find_one({"_id": mine["id"]})
        assert copy
        assert answer.status in (200, 401, 403)
        return "registrar" in copy["roles"]

    teacher.get(ME, status=401)
    assert not may_decide(teacher)
    program_only = Actor(world.client(), "", "")
    answer = program_only.http.call("GET", ME, headers={"Authorization": f"Bearer {program}"})
    assert answer.status == 200
    teacher.signs_in()
    world.settle()
    teacher.get(ME)
    assert may_decide(teacher)


@pytest.mark.parametrize("way", ["reset", "password"])
def test_no_way_in_goes_round_it(world: World, cast: Cast, way: str) -> None:
    boss = sets_up(cast.boss)
    if way == "password":
        half = given_password(world, boss)
    else:
        half = Actor(world.client(), boss.name, boss.mail)
        half.post("/accounts/api/v1/reset", {"mail": boss.mail}, status=202)
        world.settle()
        link = re.search(r"/accounts/reset/([A-Za-z0-9_-]+)", world.mails()[-1])
        assert link
        half.seen = half.post("/accounts/api/v1/reset/use", {"link": link[1], "password": PASSWORD})
    assert half.seen["lacks"] == "code"
    half.get(ME, status=401)
    answer = half.http.call("GET", "/accounts/renew?next=/accounts/home", headers={"Accept": "text/html"})
    assert answer.headers["Location"] == "/accounts/sign-in/code?next=%2Faccounts%2Fhome"


def test_the_secret_lies_sealed_and_recovery_codes_as_digests(world: World, cast: Cast) -> None:
    phone = cast.operator.authenticator
    assert phone
    with mongo.serving("accounts"):
        rows = list(mongo.collection("second_factors").find())
        everything = str(rows) + str(list(mongo.collection("outbox").find()))
    assert len(rows) == 2
    assert phone.secret not in everything
    assert not any(code in everything for code in phone.recovery)


def test_an_operator_helps_who_lost_phone_and_codes_and_the_person_is_told(world: World, cast: Cast) -> None:
    path = f"/accounts/api/v1/people/{cast.admin.person}/second-step/remove"
    cast.operator.post(path, {}, status=422)
    cast.operator.post(path, {"reason": "Phone stolen; seen in person."})
    cast.operator.post(path, {"reason": "Once more."}, status=409)
    world.settle()
    assert "has taken the second step away" in OneProcess(world).mail_to(cast.admin.mail)
    cast.admin.get(ME, status=401)
    assert given_password(world, cast.admin).seen["lacks"] == "set-up"
    own = f"/accounts/api/v1/people/{cast.operator.person}/second-step/remove"
    cast.operator.post(own, {"reason": "Mine."}, status=403)


def test_the_operators_page_takes_it_away_with_a_reason_that_stands_in_the_log(
    world: World, cast: Cast
) -> None:
    page = f"/accounts/admin/people/{cast.admin.person}"
    assert f"{page}/second-step" in cast.operator.page(page)
    assert cast.admin.name not in cast.operator.page(f"{page}/second-step"), "who it is stays unsaid"
    cast.operator.send(f"{page}/second-step", {"reason": ""}, status=422)
    cast.operator.send(f"{page}/second-step", {"reason": "Seen in person."})
    world.settle()
    cast.admin.get(ME, status=401)
    assert "Second step taken away: Seen in person." in cast.operator.page("/accounts/admin/audit")
    assert f"{page}/second-step" not in cast.operator.page(page)
    assert "No second step is set up" in cast.operator.page(f"{page}/second-step")
    own = f"/accounts/admin/people/{cast.operator.person}/second-step"
    assert "Nobody takes away their own" in cast.operator.page(own)


def test_whoever_runs_the_machine_helps_the_only_operator(world: World, cast: Cast) -> None:
    with mongo.serving("accounts"):
        factor = people.confirmed_owner(cast.operator.mail)
        assert factor
        second_factor.take_away(factor.id, "by command on the machine", None, clock.now())
    cast.operator.get(ME, status=401)
    cast.operator.signs_in().get("/accounts/api/v1/organisations")
