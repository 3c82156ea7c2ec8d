"""Classes: made by a teacher, joined by their code, moved between, closed."""

import io
import re
from typing import Any

import pytest
from pypdf import PdfReader

from tests.actors import Actor
from tests.service.accounts.conftest import Cast

API = "/accounts/api/v1"
FACTS = {
    "name": "机电 2401 班",
    "programme": "机电一体化技术",
    "term": "2026 秋",
    "begins": "2026-09-01",
    "ends": "2027-01-15",
}


def makes(cast: Cast, **facts: Any) -> dict[str, Any]:
    body = {"school": cast.admin.organisation, **FACTS, **facts}
    made: dict[str, Any] = cast.admin.post(f"{API}/classes", body, status=201)
    return made


def joins(cast: Cast, school_class: str, number: int = 1) -> tuple[Actor, dict[str, Any]]:
    """A student who came by the class's code, and their membership as the class shows it."""
    code = cast.admin.post(f"{API}/classes/{school_class}/code", {"seats": 5})["code"]
    student = Actor(cast.world.client(), f"学生{number}", f"s{number}@qinglan.example").joins(code)
    shown = cast.admin.get(f"{API}/classes/{school_class}")["students"]
    return student, next(one for one in shown if one["person"] == student.person)


def test_who_joins_by_a_classs_code_is_pending_in_it_with_its_programme(cast: Cast) -> None:
    made = makes(cast)
    assert made["teachers"] == [cast.admin.person], "who makes it teaches it"
    _, member = joins(cast, made["id"])
    assert (member["state"], member["programme"], member["name"]) == ("pending", FACTS["programme"], "学生1")


def test_a_student_is_moved_and_takes_the_programme_of_the_class(cast: Cast) -> None:
    first, second = makes(cast), makes(cast, name="数控 2402 班", programme="数控技术")
    _, member = joins(cast, first["id"])
    moved = cast.admin.put(f"{API}/memberships/{member['id']}/class", {"school_class": second["id"]})
    assert moved["programme"] == "数控技术"
    assert cast.admin.get(f"{API}/classes/{first['id']}")["students"] == []
    assert len(cast.admin.get(f"{API}/classes/{second['id']}")["students"]) == 1


def test_a_closed_class_takes_nobody_in_and_keeps_its_students(cast: Cast) -> None:
    made = makes(cast)
    joins(cast, made["id"])
    code = cast.admin.post(f"{API}/classes/{made['id']}/code", {"seats": 5})["code"]
    cast.admin.post(f"{API}/classes/{made['id']}/close")
    late = Actor(cast.world.client(), "迟到", "late@qinglan.example")
    late.post(f"{API}/join/{code}", {"name": late.name, "mail": late.mail}, status=422)
    cast.admin.post(f"{API}/classes/{made['id']}/code", {"seats": 5}, status=409)
    assert len(cast.admin.get(f"{API}/classes/{made['id']}")["students"]) == 1
    listed = cast.admin.get(f"{API}/organisations/{cast.admin.organisation}/classes")["items"]
    assert listed == []
    assert made["name"] in cast.admin.page("/accounts/classes?closed=1")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"ends": "2026-01-01"}, "ends"),
        ({"ends": "2046-01-01"}, "ends"),
        ({"name": ""}, "name"),
        ({"begins": "tomorrow"}, "begins"),
        ({"teachers": ["nobody"]}, "teachers"),
    ],
)
def test_a_bad_field_is_named(cast: Cast, change: dict[str, Any], field: str) -> None:
    body = {"school": cast.admin.organisation, **FACTS, **change}
    answer = cast.admin.post(f"{API}/classes", body, status=422)
    assert [error["pointer"].split("/")[1] for error in answer["errors"]] == [field]


def test_a_stale_change_is_refused(cast: Cast) -> None:
    made = makes(cast)
    cast.admin.patch(f"{API}/classes/{made['id']}", {"term": "2027 春"}, If_Match='"v1"')
    cast.admin.patch(f"{API}/classes/{made['id']}", {"term": "2028 春"}, If_Match='"v1"', status=412)


def test_another_teacher_reads_and_does_not_change(cast: Cast) -> None:
    made = makes(cast)
    code = cast.admin.invites(kind="invitation", roles=["teacher"])["code"]
    teacher = cast.comes_in(code, "李老师", "li@qinglan.example")
    assert teacher.get(f"{API}/classes/{made['id']}")["name"] == FACTS["name"]
    teacher.post(f"{API}/classes/{made['id']}/close", status=403)
    assert "teachers and the school" in teacher.page(f"/accounts/classes/{made['id']}")


def test_the_pages_make_a_class_a_code_and_a_move(cast: Cast) -> None:
    admin = cast.admin
    place = admin.send("/accounts/classes", {**FACTS, "teachers": admin.person}).headers["Location"]
    other = admin.send("/accounts/classes", {"name": "B"}).headers["Location"]
    assert "/accounts/join/" in admin.page(admin.send(f"{place}/code", {"seats": "3"}).headers["Location"])
    _, member = joins(cast, place.rsplit("/", 1)[1])
    to = {"school_class": other.rsplit("/", 1)[1]}
    assert admin.send(f"/accounts/memberships/{member['id']}/class", to).headers["Location"].endswith(place)
    assert "学生1" in admin.page(other)
    admin.send("/accounts/classes", {"name": ""}, status=422)


def test_the_list_of_a_class_is_sorted_by_its_heads(cast: Cast) -> None:
    """By name as Chinese readers sort names, which is by Pinyin and not by the number of the character."""
    made, names = makes(cast), ("张伟", "安然", "李娜")
    code = cast.admin.post(f"{API}/classes/{made['id']}/code", {"seats": 5})["code"]
    for number, name in enumerate(names):
        Actor(cast.world.client(), name, f"sorted{number}@qinglan.example").joins(code)

    def listed(query: str) -> list[str]:
        page = cast.admin.page(f"/accounts/classes/{made['id']}{query}")
        return sorted(names, key=page.index)

    assert listed("") == list(names), "as they came"
    assert listed("?sort=name") == ["安然", "李娜", "张伟"]
    assert listed("?sort=-name") == ["张伟", "李娜", "安然"]
    assert listed("?sort=-since") == list(reversed(names))
    cast.admin.page(f"/accounts/classes/{made['id']}?sort=mail", status=422)


def test_whoever_waits_to_be_confirmed_stands_above_the_rest_of_the_class(cast: Cast) -> None:
    made = makes(cast)
    _, first = joins(cast, made["id"], 1)
    cast.admin.post(f"{API}/memberships/{first['id']}/confirm")
    joins(cast, made["id"], 2)
    for order in ("", "?sort=name", "?sort=-since"):
        page = cast.admin.page(f"/accounts/classes/{made['id']}{order}")
        assert page.index("学生2") < page.index("学生1"), order


def printed(cast: Cast, place: str, code: str) -> Any:
    form = {"csrf_token": cast.admin.token, "code": code}
    return cast.admin.http.client.post(f"{place}/code/sheet", data=form, headers={"Accept": "text/html"})  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("language", "how"), [("en", "Scan, or open"), ("zh-Hans", "扫描"), ("zh-Hant", "掃描")]
)
def test_the_code_that_is_shown_once_is_printed_for_the_board(cast: Cast, language: str, how: str) -> None:
    cast.admin.send("/accounts/language", {"to": language, "next": "/"})
    made = makes(cast)
    place = f"/accounts/classes/{made['id']}"
    shown = cast.admin.page(cast.admin.send(f"{place}/code", {"seats": "3"}).headers["Location"])
    found = re.search(r'name="code" value="([0-9A-Z-]{14})"', shown)
    assert found
    answer = printed(cast, place, found[1])
    assert (answer.status_code, answer.content_type) == (200, "application/pdf")
    pages = PdfReader(io.BytesIO(answer.get_data())).pages
    assert len(pages) == 1
    text = pages[0].extract_text()
    for part in (made["name"], "青澜职业技术学院（演示）", "/accounts/join", found[1], how, "2026 秋"):
        assert part in text


def test_the_longest_name_leaves_the_page_one(cast: Cast) -> None:
    made = makes(cast, name="机" * 100, programme="电" * 100, term="秋" * 60)
    code = cast.admin.post(f"{API}/classes/{made['id']}/code", {"seats": 5})["code"]
    sheet = printed(cast, f"/accounts/classes/{made['id']}", code).get_data()
    assert len(PdfReader(io.BytesIO(sheet)).pages) == 1


def test_a_code_that_is_over_or_another_classs_is_not_printed(cast: Cast) -> None:
    made, other = makes(cast), makes(cast, name="数控 2402 班")
    code = cast.admin.post(f"{API}/classes/{other['id']}/code", {"seats": 5})["code"]
    place = f"/accounts/classes/{made['id']}"
    answer = printed(cast, place, code)
    assert answer.status_code == 422
    assert "This code is not valid" in answer.get_data(as_text=True)
    cast.admin.post(f"{API}/classes/{other['id']}/close")
    assert printed(cast, f"/accounts/classes/{other['id']}", code).status_code == 422


def test_the_list_of_classes_shows_one_term_alone(cast: Cast) -> None:
    makes(cast)
    assert "All terms" not in cast.admin.page("/accounts/classes"), "nothing to choose of one"
    makes(cast, name="数控 2402 班", term="2027 春")
    both, one = cast.admin.page("/accounts/classes"), cast.admin.page("/accounts/classes?term=2027+春")
    assert "机电 2401 班" in both
    assert "All terms" in both
    assert "数控 2402 班" in one
    assert "机电 2401 班" not in one
    assert "No class of this term" in cast.admin.page("/accounts/classes?term=2020")
