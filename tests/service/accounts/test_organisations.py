"""Organisations: their facts and checks, who belongs to them, and who may change what."""

import pytest

from services.accounts.store import organisations
from shared import clock, mongo
from shared.errors import Conflict
from shared.mongo import run_in_transaction
from tests.actors import Actor
from tests.service.accounts.conftest import Cast

API = "/accounts/api/v1"


def organisation(actor: Actor) -> str:
    return f"{API}/organisations/{actor.organisation}"


def edited(actor: Actor, changes: dict, status: int = 200) -> dict:
    actor.get(organisation(actor))
    return actor.patch(organisation(actor), changes, status=status, If_Match=actor.seen["headers"]["ETag"])


def membership(cast: Cast, who: Actor) -> dict:
    found = cast.admin.get(f"{organisation(cast.admin)}/members")["items"]
    return next(member for member in found if member["person"] == who.person)


def test_a_registered_code_is_checked_and_each_check_is_shown_by_itself(cast: Cast) -> None:
    edited(cast.boss, {"region": "cn"})
    wrong = edited(cast.boss, {"code": "91330100MA27X1AB3"}, status=422)
    assert wrong["errors"] == [{"pointer": "/code", "detail": "The code has 18 characters; this one has 17."}]
    assert edited(cast.boss, {"code": "91330100ma27xyab0k"}, status=422)["errors"][0]["pointer"] == "/code"

    school = cast.admin.get(organisation(cast.admin))
    assert [(check["check"], check["result"]) for check in school["checks"]] == [("code_form", "passed")]
    page = cast.admin.page(f"/accounts/orgs/{cast.admin.organisation}/checks")
    assert "That proves the form of the code, not that the company exists." in page
    assert "Public institution" in page


def test_only_the_operator_records_what_was_seen_and_never_of_its_own(cast: Cast) -> None:
    seen = {"check": "document", "result": "passed"}
    cast.boss.post(f"{organisation(cast.boss)}/checks", seen, status=403)
    cast.operator.post(f"{organisation(cast.boss)}/checks", seen)
    own = cast.operator.get(f"{API}/me")["memberships"][0]["organisation"]
    cast.operator.post(f"{API}/organisations/{own}/checks", seen, status=409)
    shown = cast.boss.page(f"/accounts/orgs/{cast.boss.organisation}/checks")
    assert f"by {cast.operator.name}, for the operator" in shown, "by whom and when"
    assert "Registration document seen and in order" in cast.boss.page(
        f"/accounts/orgs/{cast.boss.organisation}/history"
    )


@pytest.mark.parametrize(
    "changes", [{"name": "华为（假）"}, {"code": "12345678", "region": "tw"}, {"region": "tw"}]
)
def test_checks_do_not_outlive_what_they_were_made_of(cast: Cast, changes: dict) -> None:
    cast.operator.post(f"{organisation(cast.boss)}/checks", {"check": "document", "result": "passed"})
    cast.operator.organisation = cast.boss.organisation
    if "code" in changes:
        changes = changes | {"code": "04595257"}
    changed = edited(cast.operator, changes)
    assert "document" not in [check["check"] for check in changed["checks"]]


def test_a_company_chooses_its_region_until_somebody_has_looked(cast: Cast) -> None:
    assert edited(cast.boss, {"region": "tw"})["time_zone"] == "Asia/Taipei"
    cast.operator.post(f"{organisation(cast.boss)}/checks", {"check": "document", "result": "passed"})
    edited(cast.boss, {"region": "cn"}, status=403)
    edited(cast.admin, {"region": "tw"}, status=403)


def test_nobody_edits_over_anothers_change(cast: Cast) -> None:
    cast.boss.patch(organisation(cast.boss), {"staff": 1}, status=428)
    edited(cast.boss, {"staff": 240})
    cast.boss.patch(organisation(cast.boss), {"staff": 9}, status=412, If_Match='"v1"')
    assert cast.boss.get(organisation(cast.boss))["staff"] == 240


def test_anothers_organisation_is_not_there(cast: Cast) -> None:
    other = f"{API}/organisations/{cast.admin.organisation}"
    for path in (other, f"{other}/members", f"{other}/invitations"):
        cast.boss.get(path, status=404)
    cast.boss.patch(other, {"staff": 1}, status=404, If_Match='"v1"')
    cast.boss.post(f"{other}/invitations", {"kind": "code", "roles": ["student"]}, status=404)
    for page in ("", "/people", "/checks", "/history"):
        text = cast.boss.page(f"/accounts/orgs/{cast.admin.organisation}{page}", status=404)
        assert "青澜" not in text


def test_a_joiner_is_pending_and_has_no_role_until_a_teacher_confirms(cast: Cast) -> None:
    code = cast.admin.invites(kind="code", roles=["student"])["code"]
    student = cast.comes_in(code)
    cast.world.settle()
    student.get("/matching/api/v1/bids", status=403)
    student.get(organisation(cast.admin), status=404)
    assert "confirms that you belong to" in student.page("/accounts/home")
    cast.admin.send(f"/accounts/memberships/{membership(cast, student)['id']}/confirm", {})
    cast.world.settle()
    student.get("/matching/api/v1/bids", status=200)


def test_a_join_code_is_typed_as_people_type_and_never_stored(cast: Cast) -> None:
    code = cast.admin.invites(kind="code", roles=["student"])["code"]
    assert len(code.replace("-", "")) == 12, "12 characters of 32 are 60 bits"
    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    visitor = Actor(cast.world.client(), "", "")
    answer = visitor.http.call("GET", f"/accounts/join?code={typed.replace(' ', '%20')}")
    assert "青澜职业技术学院（演示）" in visitor.page(answer.headers["Location"])
    assert cast.world.count("accounts", "invitations", {"secret": code}) == 0


@pytest.mark.parametrize("spoilt", ["unknown", "used up", "withdrawn", "late"])
def test_a_code_that_is_not_valid_says_no_more_than_that(cast: Cast, spoilt: str) -> None:
    made = cast.admin.invites(kind="code", roles=["student"], seats=1)
    code = "7K2M-9QXA-4DTW" if spoilt == "unknown" else made["code"]
    if spoilt == "used up":
        cast.comes_in(code)
    if spoilt == "withdrawn":
        cast.admin.call("DELETE", f"{API}/invitations/{made['id']}")
    if spoilt == "late":
        cast.world.later(days=61)
    body = {"name": "林梅", "mail": "x@qinglan.example"}
    answer = Actor(cast.world.client(), "", "").post(f"{API}/join/{code}", body, status=422)
    said = "This code is not valid, or no longer. Ask who gave it to you."
    assert answer["errors"] == [{"pointer": "/code", "detail": said}]


def test_a_code_brings_students_and_an_invitation_brings_whom_it_names(cast: Cast) -> None:
    cast.admin.post(
        f"{organisation(cast.admin)}/invitations", {"kind": "code", "roles": ["teacher"]}, status=422
    )
    cast.boss.post(
        f"{organisation(cast.boss)}/invitations", {"kind": "invitation", "roles": ["teacher"]}, status=422
    )
    link = cast.admin.invites(kind="invitation", roles=["teacher"])["code"]
    teacher = cast.comes_in(link, "王老师", "wang@qinglan.example")
    assert teacher.get(f"{API}/me")["memberships"][0]["state"] == "active"
    Actor(cast.world.client(), "", "").post(
        f"{API}/join/{link}", {"name": "x", "mail": "x@x.example"}, status=422
    )


def test_an_invitation_by_mail_shows_its_secret_to_the_mailbox_alone(cast: Cast) -> None:
    made = cast.admin.invites(kind="invitation", roles=["registrar"], mail="reg@qinglan.example")
    assert "code" not in made
    cast.world.settle()
    mail = cast.world.mails()[-1]
    assert "To: reg@qinglan.example" in mail
    secret = mail.split("/accounts/join/")[1].split()[0]
    assert cast.comes_in(secret, "何老师", "reg@qinglan.example").get(f"{API}/me")["memberships"][0][
        "roles"
    ] == ["registrar"]


def test_nobody_gives_themselves_a_role(cast: Cast) -> None:
    cast.operator.organisation = cast.boss.organisation
    link = cast.operator.invites(kind="invitation", roles=["company_admin"])["code"]
    cast.operator.post(f"{API}/memberships", {"code": link}, status=403)
    mine = membership(cast, cast.admin)
    path = f"{API}/memberships/{mine['id']}/roles"
    cast.admin.put(path, {"roles": ["school_admin"]}, status=403, If_Match=f'"v{mine["version"]}"')


def test_the_last_administrator_stays_until_another_is_named(cast: Cast) -> None:
    mine = membership(cast, cast.admin)
    cast.admin.call("DELETE", f"{API}/memberships/{mine['id']}", status=409)
    student = cast.student()
    theirs = membership(cast, student)
    cast.admin.put(
        f"{API}/memberships/{theirs['id']}/roles",
        {"roles": ["school_admin"]},
        If_Match=f'"v{theirs["version"]}"',
    )
    cast.admin.call("DELETE", f"{API}/memberships/{mine['id']}")
    cast.admin.get(organisation(cast.admin), status=404)


def test_other_roles_reach_the_other_services(cast: Cast) -> None:
    student = cast.student()
    theirs = membership(cast, student)
    form = {"roles": ["registrar"], "version": theirs["version"]}
    cast.admin.send(f"/accounts/memberships/{theirs['id']}/roles", form)
    cast.world.settle()
    student.get("/matching/api/v1/bids", status=403)


def test_an_operator_sees_ids_and_states_of_a_schools_people_not_their_names(cast: Cast) -> None:
    cast.student()
    page = cast.operator.page(f"/accounts/orgs/{cast.admin.organisation}/people")
    assert "林梅" not in page
    assert "Student" in page


def test_an_installation_is_set_up_once(cast: Cast) -> None:
    visitor = Actor(cast.world.client(), "", "")
    assert visitor.http.call("GET", "/accounts/first").headers["Location"] == "/"
    with mongo.serving("accounts"), pytest.raises(Conflict):
        run_in_transaction(lambda: organisations.claim_installation(clock.now()))
