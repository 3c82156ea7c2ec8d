"""What a school's programs do by the API: calendar, duties, lists of students, robots; by the rules of the pages."""

from collections.abc import Iterator
from typing import Any

import pytest

from services.accounts import robots
from tests.actors import Actor
from tests.service.accounts import robot
from tests.service.accounts.conftest import Cast
from tests.service.accounts.robot import SECRET, Robots

API = "/accounts/api/v1"
LIST = (
    "姓名,学号,班级\n林梅,2026010137,机电 2401 班\n赵航,2026010138,机电 2401 班\n,2026010139,机电 2401 班\n"
)


@pytest.fixture
def teacher(cast: Cast) -> Actor:
    code = cast.admin.invites(kind="invitation", roles=["teacher"])["code"]
    return cast.comes_in(code, "李老师", "li@qinglan.example")


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Robots]:
    with robot.running(tmp_path_factory.mktemp("tls")) as found:
        monkeypatch.setattr(robots, "reach", lambda settings: found.reach)
        yield found


def of_school(cast: Cast, what: str) -> str:
    return f"{API}/organisations/{cast.admin.organisation}/{what}"


def keeps(cast: Cast, body: dict[str, Any], version: int, status: int = 200) -> Any:
    return cast.admin.put(of_school(cast, "calendar"), body, status=status, If_Match=f'"v{version}"')


def test_a_calendar_is_kept_whole_and_by_its_version(cast: Cast) -> None:
    assert cast.admin.get(of_school(cast, "calendar"))["version"] == 0
    day = {"day": "2030-10-01", "name": "国庆节", "working": False}
    term = {"name": "2030 秋", "begins": "2030-09-01", "ends": "2031-01-15"}
    kept = keeps(cast, {"days": [day], "terms": [term]}, 0)
    assert (kept["days"], kept["terms"], kept["version"]) == ([day], [term], 1)
    assert cast.admin.get(of_school(cast, "calendar")) == kept
    keeps(cast, {"days": []}, 0, status=412)
    assert "2030-10-01, 国庆节, off" in cast.admin.page("/accounts/calendar"), "the page shows the same"
    assert keeps(cast, {"days": []}, 1)["terms"] == []


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"days": [{"day": "tomorrow"}]}, "/days/0/day"),
        ({"days": [{"day": "2030-10-01", "name": "x" * 61}]}, "/days/0/name"),
        ({"days": [], "terms": [{"name": "秋", "begins": "2030-09-01", "ends": "2030-08-01"}]}, "/terms"),
        ({"terms": []}, "/days"),
    ],
)
def test_a_bad_field_of_the_calendar_is_named(cast: Cast, body: dict[str, Any], pointer: str) -> None:
    assert [one["pointer"] for one in keeps(cast, body, 0, status=422)["errors"]] == [pointer]


def test_a_duty_is_given_listed_and_ended(cast: Cast, teacher: Actor) -> None:
    made = cast.admin.post(f"{API}/classes", {"school": cast.admin.organisation, "name": "机电"}, status=201)
    path = f"{API}/classes/{made['id']}/duties"
    facts = {"person": teacher.person, "kind": "class_teacher", "begins": "2030-09-01"}
    given = cast.admin.post(path, facts, status=201)
    assert cast.admin.post(path, facts, status=422)["errors"][0]["pointer"] == "/person"
    [listed] = cast.admin.get(path)["items"]
    assert {name: listed[name] for name in (*facts, "id", "over")} == {
        **facts,
        "id": given["id"],
        "over": False,
    }
    assert cast.admin.call("DELETE", f"{API}/duties/{given['id']}")["over"] is True
    assert cast.admin.get(path)["items"] == []
    cast.admin.call("DELETE", f"{API}/duties/{given['id']}", status=409)


def test_a_list_of_students_is_sent_looked_through_and_taken_in(cast: Cast) -> None:
    sent = cast.admin.post(of_school(cast, "class-lists"), {"rows": LIST}, status=201)
    assert (sent["state"], sent["rows"], sent["columns"]) == (
        "read",
        3,
        {"name": 0, "number": 1, "school_class": 2},
    )
    one = f"{API}/class-lists/{sent['id']}"
    first = cast.admin.get(f"{one}/rows?limit=2")
    assert [(row["name"], row["outcome"]) for row in first["items"]] == [("林梅", "new"), ("赵航", "new")]
    [bad] = cast.admin.get(f"{one}/rows?after={first['next']}")["items"]
    assert (bad["line"], bad["outcome"], bad["reason"]) == (4, "bad", "The name is missing.")
    assert cast.admin.get(of_school(cast, "students"))["items"] == [], "nothing has happened yet"
    cast.admin.post(f"{one}/take", status=202)
    cast.world.settle()
    done = cast.admin.get(one)
    assert (done["state"], done["counts"]["new"], done["counts"]["bad"]) == ("taken", 2, 1)
    assert [row["line"] for row in cast.admin.get(f"{one}/rows")["items"]] == [4]
    assert len(cast.admin.get(of_school(cast, "students"))["items"]) == 2
    cast.admin.call("DELETE", one)
    cast.admin.get(one, status=404)


def test_columns_are_corrected_and_a_list_without_names_is_not_taken(cast: Cast) -> None:
    rows = "编号;学员;组\n2026010137;林梅;A\n"
    sent = cast.admin.post(of_school(cast, "class-lists"), {"rows": rows}, status=201)
    one = f"{API}/class-lists/{sent['id']}"
    cast.admin.get(f"{one}/rows", status=422)
    cast.admin.post(f"{one}/take", status=422)
    chosen = {"name": 1, "number": 0, "school_class": 2, "encoding": "utf-8", "heading": True}
    cast.admin.put(f"{one}/columns", chosen)
    assert [row["name"] for row in cast.admin.get(f"{one}/rows")["items"]] == ["林梅"]


def test_only_invite_mails_anybody_and_once(cast: Cast) -> None:
    rows = "姓名,邮箱\n林梅,lin@qinglan.example\n"
    sent = cast.admin.post(of_school(cast, "class-lists"), {"rows": rows}, status=201)
    one, before = f"{API}/class-lists/{sent['id']}", len(cast.world.mails())
    cast.admin.post(f"{one}/take", status=202)
    cast.world.settle()
    assert len(cast.world.mails()) == before
    assert cast.admin.post(f"{one}/invite")["invited"] is not None
    cast.world.settle()
    assert len(cast.world.mails()) == before + 1
    cast.admin.post(f"{one}/invite", status=409)


def test_a_robot_is_added_tried_chosen_for_and_removed_and_its_address_never_comes_out(
    cast: Cast, server: Robots
) -> None:
    facts = {"form": "dingtalk", "url": server.url("dingtalk"), "secret": SECRET}
    made = cast.boss.post(f"{API}/channels", facts, status=201)
    one = f"{API}/channels/{made['id']}"
    cast.boss.post(f"{one}/test", status=202)
    cast.world.settle()
    assert [form for form, _ in server.taken] == ["dingtalk"]
    assert cast.boss.patch(one, {"news": "never"})["news"] == "never"
    shown = cast.boss.get(f"{API}/channels")
    assert [(row["id"], row["sent"] is not None) for row in shown["items"]] == [(made["id"], True)]
    assert not [word for word in ("T0KEN", SECRET, "sealed") if word in str([made, shown])]
    cast.boss.call("DELETE", one)
    assert cast.boss.get(f"{API}/channels")["items"] == []


def test_a_groups_robot_is_its_administrators(cast: Cast, server: Robots) -> None:
    path = f"{API}/organisations/{cast.boss.organisation}/channels"
    made = cast.boss.post(path, {"form": "slack", "url": server.url("slack")}, status=201)
    assert made["organisation"] == cast.boss.organisation
    assert [row["id"] for row in cast.boss.get(path)["items"]] == [made["id"]]
    cast.admin.get(f"{API}/channels/{made['id']}", status=404)


def test_an_address_that_the_operator_does_not_allow_is_refused_by_name(cast: Cast) -> None:
    facts = {"form": "slack", "url": "https://hooks.slack.com/services/S3CRET"}
    refused = cast.boss.post(f"{API}/channels", facts, status=422)
    assert "hooks.slack.com" in refused["errors"][0]["detail"]
    assert "S3CRET" not in str(refused)
