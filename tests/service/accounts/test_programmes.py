"""Programmes: listed by the school under its own codes, chosen for classes, named by lists of students as they like."""

from typing import Any

import pytest

from shared import mongo
from tests.actors import Actor, hidden
from tests.service.accounts.conftest import Cast

API = "/accounts/api/v1"
NAME = "机电一体化技术"


def lists(cast: Cast, code: str = "460301", name: str = NAME, status: int = 201) -> Any:
    path = f"{API}/organisations/{cast.admin.organisation}/programmes"
    return cast.admin.post(path, {"code": code, "name": name}, status=status)


def makes(cast: Cast, programme: str, status: int = 201) -> Any:
    body = {"school": cast.admin.organisation, "name": "机电 2401 班", "programme": programme}
    return cast.admin.post(f"{API}/classes", body, status=status)


def renames(cast: Cast, listed: dict[str, Any], name: str, status: int = 200) -> Any:
    etag = f'"v{listed["version"]}"'
    return cast.admin.patch(f"{API}/programmes/{listed['id']}", {"name": name}, status=status, If_Match=etag)


def programme_of(student: Actor, service: str) -> Any:
    with mongo.serving(service):
        found = mongo.collection("memberships").find_one({"person": student.person})
    return found["programme"] if found else None


def listed_by(cast: Cast) -> list[dict[str, Any]]:
    path = f"{API}/organisations/{cast.admin.organisation}/programmes"
    found: list[dict[str, Any]] = cast.admin.get(path)["items"]
    return found


@pytest.mark.parametrize("typed", ["460301", NAME, f"460301 {NAME}", "４６０３０１", " 机电一体化技术 "])
def test_a_class_is_of_a_listed_programme_however_it_is_typed(cast: Cast, typed: str) -> None:
    lists(cast)
    made = makes(cast, typed)
    assert (made["programme"], made["programme_code"]) == (NAME, "460301")


def test_what_the_school_does_not_list_is_refused_and_old_text_stays(cast: Cast) -> None:
    before = makes(cast, "机电")
    lists(cast)
    assert makes(cast, "数控", status=422)["errors"][0]["pointer"] == "/programme"
    path, etag = f"{API}/classes/{before['id']}", f'"v{before["version"]}"'
    kept = cast.admin.patch(path, {"programme": "机电", "term": "2026 秋"}, If_Match=etag)
    assert (kept["programme"], kept["programme_code"]) == ("机电", "")
    page = cast.admin.page(f"/accounts/classes/{before['id']}")
    assert '<option value="机电" selected>' in page
    assert f'<option value="{NAME}">460301 {NAME}</option>' in page


@pytest.mark.parametrize(
    ("code", "name", "field"),
    [
        ("460301", "别的", "code"),
        ("460302", " 机电 一体化技术", "name"),
        ("专业", "别的", "code"),
        ("", "别的", "code"),
    ],
)
def test_codes_and_names_are_plain_and_one_programmes_alone(
    cast: Cast, code: str, name: str, field: str
) -> None:
    lists(cast)
    assert lists(cast, code, name, status=422)["errors"][0]["pointer"] == f"/{field}"


def test_a_new_name_reaches_classes_students_and_the_other_services(cast: Cast) -> None:
    listed, student = lists(cast), cast.student()
    made = makes(cast, "460301")
    renames(cast, listed, "机电工程技术")
    cast.world.settle()
    shown = cast.admin.get(f"{API}/classes/{made['id']}")
    assert (shown["programme"], shown["programme_code"]) == ("机电工程技术", "460301")
    assert programme_of(student, "accounts") == programme_of(student, "matching") == "机电工程技术"
    renames(cast, listed, "又一个", status=412)


def test_a_closed_programme_takes_no_class_and_keeps_those_that_it_has(cast: Cast) -> None:
    listed, made = lists(cast), None
    made = makes(cast, "460301")
    cast.admin.post(f"{API}/programmes/{listed['id']}/close")
    makes(cast, "460301", status=422)
    etag = f'"v{made["version"]}"'
    kept = cast.admin.patch(f"{API}/classes/{made['id']}", {"programme": NAME}, If_Match=etag)
    assert kept["programme_code"] == "460301"


def test_a_list_of_students_may_name_it_by_code_and_may_name_others(cast: Cast) -> None:
    lists(cast)
    rows = "姓名,学号,班级,专业\n林梅,1,机电 2401 班,460301\n赵航,2,数控 2401 班,数控技术\n"
    place = str(cast.admin.send("/accounts/classes/import", {"rows": rows}).headers["Location"])
    cast.admin.send(f"{place}/take", {})
    cast.world.settle()
    found = cast.admin.get(f"{API}/organisations/{cast.admin.organisation}/classes")["items"]
    assert {one["name"]: (one["programme"], one["programme_code"]) for one in found} == {
        "机电 2401 班": (NAME, "460301"), "数控 2401 班": ("数控技术", ""),
    }  # fmt: skip


def test_the_page_lists_renames_and_closes(cast: Cast) -> None:
    admin, here = cast.admin, "/accounts/programmes"
    admin.token = hidden(admin.page(here), "csrf_token")
    assert admin.send(here, {"code": "a b", "name": NAME}, status=422).text.count("460301") >= 1
    admin.send(here, {"code": "460301", "name": NAME})
    one = f"{here}/{listed_by(cast)[0]['id']}"
    assert NAME in admin.page(one)
    admin.send(one, {"name": "机电工程技术", "version": "1"})
    admin.send(f"{one}/close", {})
    [left] = listed_by(cast)
    assert (left["name"], left["closed"] is not None) == ("机电工程技术", True)
    assert "Closed" in admin.page(here)


def test_a_merged_school_brings_its_programmes_along(cast: Cast) -> None:
    lists(cast)
    facts = {"name": "青澜（重复）", "kind": "school", "region": "cn"}
    twin = cast.operator.post(f"{API}/organisations", facts, status=201)["id"]
    cast.operator.organisation = twin
    code = cast.operator.invites(kind="invitation", roles=["school_admin"])["code"]
    other = cast.comes_in(code, "别老师", "bie@qinglan.example")
    for number, name in (("460301", "机电"), ("460302", "数控技术")):
        path = f"{API}/organisations/{twin}/programmes"
        other.post(path, {"code": number, "name": name}, status=201)
    body = {
        "into": cast.admin.organisation,
        "typed_name": facts["name"],
        "reason": "One school, listed twice.",
    }
    cast.operator.post(f"{API}/organisations/{twin}/merge", body)
    cast.world.settle()
    found = [(one["code"], one["name"]) for one in listed_by(cast)]
    assert found == [("460301", NAME), ("460302", "数控技术")], "of one code there is one, the one that stays"
