"""Accounts without a mail address: made from a list, opened by a slip, recovered by the teacher."""

import io
import re

import pytest
from pypdf import PdfReader

from shared import mongo
from tests.actors import PASSWORD, Actor, hidden
from tests.service.accounts.conftest import Cast
from tests.world import World

API = "/accounts/api/v1"
LIST = "林梅,2026010137,机电一体化技术\n赵航,2026010138,机电一体化技术"


def school(cast: Cast) -> str:
    return f"{API}/organisations/{cast.admin.organisation}/students"


def page(cast: Cast) -> str:
    return f"/accounts/orgs/{cast.admin.organisation}/students"


def slips(cast: Cast, **which: str) -> dict[str, str]:
    """New slips, by name."""
    found = cast.admin.post(f"{school(cast)}/slips", which)["items"]
    return {one["student"]["name"]: one["code"] for one in found}


@pytest.fixture
def listed(cast: Cast) -> Cast:
    cast.admin.send(page(cast), {"list": LIST})
    return cast


def uses(world: World, code: str, password: str = PASSWORD, status: int = 200) -> Actor:
    student = Actor(world.client(), "林梅", "")
    answer = student.post(f"{API}/slips/use", {"code": code, "password": password}, status=status)
    return student.entered(answer) if status == 200 else student


def by_number(cast: Cast, secret: str, number: str = "2026010137", status: int = 200) -> Actor:
    student = Actor(cast.world.client(), "林梅", "")
    body = {"organisation": cast.admin.organisation, "number": number, "password": secret}
    answer = student.post(f"{API}/sign-in/number", body, status=status)
    return student.entered(answer) if status == 200 else student


def state(cast: Cast, name: str = "林梅") -> str:
    return next(one["state"] for one in cast.admin.get(school(cast))["items"] if one["name"] == name)


def test_a_list_makes_members_of_the_school(world: World, listed: Cast) -> None:
    code = slips(listed)["林梅"]
    student = uses(world, code)
    me = student.get(f"{API}/me")
    assert (me["name"], me["mail"], me["language"]) == ("林梅", "", "zh-Hans")
    membership = me["memberships"][0]
    assert (membership["roles"], membership["state"]) == (["student"], "active")
    assert membership["programme"] == "机电一体化技术"
    world.settle()
    student.get("/matching/api/v1/briefs")


def test_the_code_is_changed_for_a_password_and_then_school_and_number_suffice(
    world: World, listed: Cast
) -> None:
    code = slips(listed)["林梅"]
    by_number(listed, code, status=409)
    uses(world, code.lower().replace("-", " "))
    assert state(listed) == "in"
    by_number(listed, PASSWORD).get(f"{API}/me")
    by_number(listed, PASSWORD, " ２０２６０１０１３７ ").get(f"{API}/me")
    by_number(listed, code, status=422)
    uses(world, code, status=422)


def test_it_goes_by_pages_too(world: World, listed: Cast) -> None:
    code = slips(listed)["林梅"]
    student = Actor(world.client(), "林梅", "")
    student.token = hidden(student.page("/accounts/sign-in/number"), "csrf_token")
    form = {"organisation": listed.admin.organisation, "number": "2026010137", "password": code}
    place = student.send("/accounts/sign-in/number", form).headers["Location"]
    assert place == f"/accounts/slip/{code}"
    assert "林梅" in student.page(place)
    assert "Use at least 10 characters" in student.send(place, {"password": "short"}, status=422).text
    after = student.send(place, {"password": PASSWORD}).headers["Location"]
    assert after == "/accounts/terms?next=%2Faccounts%2Fhome", "whoever did not sign up accepts the terms now"
    student.page("/accounts/home")
    student.page("/accounts/security")
    student.page(place, status=404)


def test_the_sheet_is_a_pdf_with_a_slip_and_its_link_each(world: World, listed: Cast) -> None:
    headers = {"Accept": "text/html"}
    form = {"csrf_token": listed.admin.token}
    answer = listed.admin.http.client.post(f"{page(listed)}/slips", data=form, headers=headers)  # type: ignore[attr-defined]
    assert answer.status_code == 200
    assert answer.content_type == "application/pdf"
    text = PdfReader(io.BytesIO(answer.get_data())).pages[0].extract_text()
    codes = re.findall(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", text)
    assert len(codes) == 2
    assert "2026010137" in text
    assert all(world.client().call("GET", f"/accounts/slip/{code}").status == 200 for code in codes)


def test_a_list_may_be_sent_twice_but_no_number_changes_its_owner(listed: Cast) -> None:
    again = listed.admin.post(school(listed), {"students": [{"name": "林梅", "number": "2026010137"}]})
    assert again == {"made": 0}
    other = {"students": [{"name": "孙晓", "number": "1"}, {"name": "周立", "number": "2026010137"}]}
    listed.admin.post(school(listed), other, status=422)
    assert [one["name"] for one in listed.admin.get(school(listed))["items"]] == ["林梅", "赵航"]


def test_a_new_slip_voids_the_old_and_brings_a_lost_password_back(world: World, listed: Cast) -> None:
    first = slips(listed)
    second = slips(listed)
    uses(world, first["林梅"], status=422)
    student = uses(world, second["林梅"])
    assert list(slips(listed)) == ["赵航"]
    membership = next(
        one["membership"] for one in listed.admin.get(school(listed))["items"] if one["name"] == "林梅"
    )
    third = slips(listed, membership=membership)["林梅"]
    student.get(f"{API}/me")
    uses(world, third, "a long sentence of hers")
    student.get(f"{API}/me", status=401)
    by_number(listed, PASSWORD, status=422)
    by_number(listed, "a long sentence of hers")
    fourth = uses(world, slips(listed, membership=membership)["林梅"])
    assert "已打印新登录条" in fourth.page("/accounts/privacy")


def test_a_slip_ends_after_sixty_days(world: World, listed: Cast) -> None:
    code = slips(listed)["林梅"]
    world.later(days=61)
    uses(world, code, status=422)


def test_with_an_address_of_ones_own_no_teacher_opens_the_account(world: World, listed: Cast) -> None:
    code = slips(listed)["林梅"]
    student = uses(world, code)
    student.post(f"{API}/me/mail", {"mail": "lin@own.example", "password": PASSWORD}, status=202)
    world.settle()
    link = re.search(r"/accounts/address/([A-Za-z0-9_-]+)", world.mails()[-1])
    assert link
    student.post(f"{API}/me/mail/confirm", {"link": link[1]})
    assert state(listed) == "mail"
    row = next(one for one in listed.admin.get(school(listed))["items"] if one["name"] == "林梅")
    listed.admin.post(f"{school(listed)}/slips", {"membership": row["membership"]}, status=409)
    Actor(world.client(), "林梅", "lin@own.example").signs_in()
    by_number(listed, PASSWORD)


def test_only_the_schools_own_teachers_make_accounts_and_slips(world: World, cast: Cast) -> None:
    body = {"students": [{"name": "林梅", "number": "1"}]}
    cast.boss.post(school(cast), body, status=403)
    cast.operator.post(school(cast), body, status=403)
    facts = {"name": "江南职业技术学院（演示）", "kind": "school", "region": "cn"}
    cast.operator.organisation = cast.operator.post(f"{API}/organisations", facts, status=201)["id"]
    code = cast.operator.invites(kind="invitation", roles=["teacher"])["code"]
    stranger = cast.comes_in(code, "别老师", "bie@jiangnan.example")
    stranger.post(school(cast), body, status=404)
    stranger.get(school(cast), status=404)
    stranger.post(f"{school(cast)}/slips", {}, status=404)


def test_unknown_and_known_numbers_are_answered_alike(listed: Cast) -> None:
    uses(listed.world, slips(listed)["林梅"])

    def answer(organisation: str, number: str) -> tuple[int, str]:
        body = {"organisation": organisation, "number": number, "password": "a guess that is wrong"}
        found = listed.world.client().call("POST", f"{API}/sign-in/number", body=body)
        return found.status, found.text.replace(found.headers["X-Request-Id"], "")

    known = answer(listed.admin.organisation, "2026010137")
    assert known == answer(listed.admin.organisation, "999") == answer("nowhere", "2026010137")
    assert known == answer(listed.admin.organisation, "2026010138")


def test_tries_at_a_number_are_throttled(listed: Cast) -> None:
    statuses = [
        listed.world.client().call(
            "POST", f"{API}/sign-in/number",
            body={"organisation": listed.admin.organisation, "number": "2026010137", "password": f"guess {n}"},
        ).status
        for n in range(45)
    ]  # fmt: skip
    assert statuses[0] == 422
    assert 429 in statuses


def test_student_numbers_and_codes_stay_in_accounts(world: World, listed: Cast) -> None:
    codes = slips(listed)
    uses(world, codes["林梅"])
    world.settle()
    with mongo.serving("accounts"):
        said = str(list(mongo.collection("outbox").find()))
        kept = str(list(mongo.collection("slips").find()) + list(mongo.collection("audit").find()))
    assert "2026010137" not in said
    assert "2026010137" not in kept
    assert codes["林梅"] not in kept + said
    for service in ("projects", "matching", "portfolio"):
        with mongo.serving(service):
            copies = str([list(mongo.collection(name).find()) for name in ("memberships", "people")])
        assert "2026010137" not in copies


def test_two_at_once_take_one_number_once(listed: Cast) -> None:
    listed.admin.post(school(listed), {"students": [{"name": "孙晓", "number": "7"}]})
    with mongo.serving("accounts"):
        found = mongo.collection("memberships").find_one({"number": "7"})
        assert found
        with pytest.raises(Exception, match="number"):
            mongo.collection("memberships").insert_one({**found, "_id": "other"})
