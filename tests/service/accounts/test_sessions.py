"""Signing in and out: sessions that end everywhere, tokens for programs, limits, suspension."""

from tests.actors import PASSWORD, Actor
from tests.service.accounts.conftest import Cast
from tests.world import World

ME, SIGN_IN = "/accounts/api/v1/me", "/accounts/api/v1/sign-in"
ELSEWHERE = "/projects/api/v1/teams"


def cookie(actor: Actor, name: str, path: str = "/") -> str:
    return actor.http.client.get_cookie(name, path=path).value


def test_the_session_changes_at_each_sign_in_and_the_one_before_ends(cast: Cast) -> None:
    before = cookie(cast.boss, "session", "/accounts"), cookie(cast.boss, "shixun"), cast.boss.token
    old = cast.world.client()
    old.client.set_cookie("shixun", before[1])
    cast.boss.signs_in()
    assert before[0] != cookie(cast.boss, "session", "/accounts")
    assert before[2] != cast.boss.token, "the token for forms is still that of the session before"
    assert old.call("GET", ME).status == 401


def test_signing_out_ends_the_session_in_every_service(cast: Cast) -> None:
    thief = cast.world.client()
    thief.client.set_cookie("shixun", cookie(cast.boss, "shixun"))
    cast.world.settle()
    assert thief.call("GET", ELSEWHERE).status == 200
    cast.boss.post("/accounts/api/v1/sign-out")
    cast.world.settle()
    assert thief.call("GET", ELSEWHERE).status == 401
    assert thief.call("GET", ME).status == 401


def test_one_may_sign_out_everywhere_at_once(cast: Cast) -> None:
    others = [Actor(cast.world.client(), "", cast.boss.mail).signs_in() for _ in range(2)]
    cast.boss.send("/accounts/security/sessions/end-all", {})
    for other in others:
        other.get(ME, status=401)


def test_a_changed_password_ends_every_other_session(cast: Cast) -> None:
    other = Actor(cast.world.client(), "", cast.boss.mail).signs_in()
    new = "another sentence of mine"
    wrong = cast.boss.send("/accounts/security/password", {"password": "no", "new_password": new}, status=422)
    assert "This is not your password." in wrong.text
    cast.boss.send("/accounts/security/password", {"password": PASSWORD, "new_password": new})
    other.get(ME, status=401)
    cast.boss.get(ME)
    Actor(cast.world.client(), "", "").post(SIGN_IN, {"mail": cast.boss.mail, "password": new})


def test_a_suspended_account_is_refused_everywhere(cast: Cast) -> None:
    token = cast.boss.post("/accounts/api/v1/tokens", {"name": "x", "scopes": ["read"]}, status=201)["token"]
    program = {"Authorization": f"Bearer {token}"}
    cast.world.settle()
    facts = {"suspended": True, "reason": "The licence belongs to somebody else."}
    cast.operator.post(f"/accounts/api/v1/people/{cast.boss.person}/standing", facts)
    cast.world.settle()
    nobody = cast.world.client()
    for path in (ME, ELSEWHERE):
        cast.boss.get(path, status=401)
        assert nobody.call("GET", path, headers=program).status == 401
    Actor(nobody, "", "").post(SIGN_IN, {"mail": cast.boss.mail, "password": PASSWORD}, status=403)
    assert (
        cast.boss.http.call("GET", "/accounts/renew?next=/accounts/home").headers["Location"]
        == "/accounts/home"
    )
    assert cast.boss.http.call("GET", "/accounts/home").status == 303

    cast.operator.post(f"/accounts/api/v1/people/{cast.boss.person}/standing", facts | {"suspended": False})
    cast.world.settle()
    assert nobody.call("GET", ELSEWHERE, headers=program).status == 200


def test_members_of_a_suspended_organisation_have_no_roles_there(cast: Cast) -> None:
    cast.world.settle()
    path = f"/accounts/api/v1/organisations/{cast.boss.organisation}"
    cast.operator.post(f"{path}/standing", {"suspended": True, "reason": "Not found in the register."})
    cast.world.settle()
    cast.boss.get(path, status=404)
    cast.boss.get("/projects/api/v1/briefs", status=403)
    cast.operator.post(f"{path}/standing", {"suspended": False, "reason": "Found after all."})
    cast.world.settle()
    assert cast.boss.get(path)["name"].startswith("浙江衡锐")


def test_too_many_tries_are_refused_alike_for_known_and_unknown_addresses(cast: Cast) -> None:
    def tries(mail: str) -> list[int]:
        visitor = cast.world.client()
        body = {"mail": mail, "password": "a guess that is wrong"}
        return [visitor.call("POST", SIGN_IN, body=body).status for _ in range(21)]

    assert tries(cast.boss.mail) == tries("nobody@x.example") == [422] * 20 + [429]
    refused = cast.world.client().call("POST", SIGN_IN, body={"mail": cast.boss.mail, "password": PASSWORD})
    assert refused.status == 429
    assert int(refused.headers["Retry-After"]) <= 900


def test_a_stranger_elsewhere_locks_nobody_out(cast: Cast) -> None:
    body = {"mail": cast.boss.mail, "password": "a guess that is wrong"}
    far = {"X-Forwarded-For": "198.51.100.7"}
    stranger = cast.world.client()
    answers = [stranger.call("POST", SIGN_IN, body=body, headers=far).status for _ in range(21)]
    assert answers[-1] == 429
    Actor(cast.world.client(), "", cast.boss.mail).signs_in()


def test_no_row_of_the_limits_holds_an_address(cast: Cast) -> None:
    cast.world.client().call("POST", SIGN_IN, body={"mail": cast.boss.mail, "password": "x"})
    assert cast.world.count("accounts", "throttles") > 0
    assert cast.world.count("accounts", "throttles", {"_id": {"$regex": "hengrui"}}) == 0


def test_a_token_reads_or_writes_as_its_scopes_say(cast: Cast) -> None:
    def program(*scopes: str) -> dict[str, str]:
        body = {"name": "import", "scopes": list(scopes)}
        token = cast.boss.post("/accounts/api/v1/tokens", body, status=201)["token"]
        return {"Authorization": f"Bearer {token}"}

    http = cast.world.client()
    reader, writer = program("read"), program("read", "write")
    assert http.call("GET", ME, headers=reader).status == 200
    change = {"headers": writer | {"If-Match": http.call("GET", ME, headers=writer).headers["ETag"]}}
    refused = http.call("PATCH", ME, body={"theme": "dark"}, headers=change["headers"] | reader)
    assert (refused.status, "may only read" in refused.text) == (403, True)
    assert http.call("PATCH", ME, body={"theme": "dark"}, **change).json["theme"] == "dark"


def test_a_revoked_token_ends_in_every_service(cast: Cast) -> None:
    made = cast.boss.post("/accounts/api/v1/tokens", {"name": "x", "scopes": ["read"]}, status=201)
    http, program = cast.world.client(), {"Authorization": f"Bearer {made['token']}"}
    cast.world.settle()
    assert http.call("GET", ELSEWHERE, headers=program).status == 200
    cast.boss.call("DELETE", f"/accounts/api/v1/tokens/{made['id']}")
    cast.world.settle()
    assert http.call("GET", ELSEWHERE, headers=program).status == 401
    assert http.call("GET", ME, headers=program).status == 401


def test_a_form_sent_after_the_short_token_ran_out_arrives_by_way_of_renewal(cast: Cast) -> None:
    path = cast.world.folder / "clock"
    path.write_text("400")
    answer = cast.boss.send("/accounts/settings", {"name": "周立之"}, status=307)
    assert answer.headers["Location"] == "/accounts/renew?next=%2Faccounts%2Fsettings"
    back = cast.boss.send(answer.headers["Location"], {"name": "周立之"}, status=307)
    assert back.headers["Location"] == "/accounts/settings"
    cast.boss.send(back.headers["Location"], {"name": "周立之"})
    assert cast.boss.get(ME)["name"] == "周立之"


def test_a_form_of_nobody_comes_back_filled_in_and_did_nothing(cast: Cast) -> None:
    cast.boss.http.client.delete_cookie("session", path="/accounts")
    (cast.world.folder / "clock").write_text("400")
    form = {"name": "周立之", "password": "never shown"}
    answer = cast.boss.send("/accounts/renew?next=/accounts/settings", form, status=401)
    assert 'value="周立之"' in answer.text
    assert 'action="/accounts/settings"' in answer.text
    assert "never shown" not in answer.text


def test_a_person_sees_and_ends_their_own_sessions_alone(cast: Cast) -> None:
    page = cast.boss.page("/accounts/security")
    assert page.count("/accounts/security/sessions/") == 2
    other = cast.admin.page("/accounts/security")
    session = other.split("/accounts/security/sessions/")[1].split("/")[0]
    cast.boss.send(f"/accounts/security/sessions/{session}/end", {}, status=404)
    cast.admin.get(ME)


def test_blanks_in_a_password_count_on_pages_as_in_the_api(world: World) -> None:
    boss = Actor(world.client(), "周立", "zhou@hengrui.example").signs_up("衡锐（演示）")
    world.settle()
    link = world.mails()[-1].split("/accounts/confirm/")[1].split()[0]
    boss.entered(boss.post("/accounts/api/v1/confirm", {"link": link, "password": " with blanks around "}))
    boss.page("/accounts/sign-in")
    form = {"mail": boss.mail, "password": " with blanks around ", "next": "/accounts/inbox"}
    assert boss.send("/accounts/sign-in", form).headers["Location"] == "/accounts/inbox"


def test_a_token_makes_no_further_tokens(world: World, cast: Cast) -> None:
    """Whoever gets hold of one would outlive its end and its revocation by others."""
    path, body = "/accounts/api/v1/tokens", {"name": "x", "scopes": ["read", "write"]}
    token = cast.boss.post(path, body, status=201)["token"]
    program = Actor(world.client(), "", "")
    program.post(path, body, status=403, Authorization=f"Bearer {token}")
    assert len(cast.boss.get(path)["items"]) == 1
