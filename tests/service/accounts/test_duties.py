"""Duties of teachers: whoever has one is asked about the class; without one all teachers of the school are."""

from datetime import timedelta
from typing import Any

import pytest

from shared import clock, directory, mongo
from tests.actors import Actor
from tests.service.accounts.conftest import Cast
from tests.world import World

API = "/accounts/api/v1"


@pytest.fixture
def teacher(cast: Cast) -> Actor:
    code = cast.admin.invites(kind="invitation", roles=["teacher"])["code"]
    return cast.comes_in(code, "李老师", "li@qinglan.example")


@pytest.fixture
def school_class(cast: Cast) -> str:
    body = {"school": cast.admin.organisation, "name": "机电 2401 班"}
    made: str = cast.admin.post(f"{API}/classes", body, status=201)["id"]
    return made


def day(days: int = 0) -> str:
    return clock.day_in(clock.now() + timedelta(days=days), "Asia/Shanghai").isoformat()


def gives(cast: Cast, school_class: str, to: Actor, status: int = 303, **facts: Any) -> str:
    form = {"person": to.person, "kind": "class_teacher", "begins": day(), **facts}
    return str(cast.admin.send(f"/accounts/classes/{school_class}/duties", form, status=status).text)


def joins(cast: Cast, school_class: str, mail: str = "lin@qinglan.example") -> Actor:
    code = cast.admin.post(f"{API}/classes/{school_class}/code", {"seats": 5})["code"]
    return cast.comes_in(code, "林梅", mail)


def asked(who: Actor) -> bool:
    return any(item["kind"] == "newcomers" for item in who.waiting())


def test_the_class_teacher_is_asked_about_who_joined(cast: Cast, teacher: Actor, school_class: str) -> None:
    gives(cast, school_class, teacher)
    joins(cast, school_class)
    assert asked(teacher)
    assert not asked(cast.admin), "who made the class is asked where nobody has the duty"


@pytest.mark.parametrize(
    "days", [{"begins": day(1)}, {"begins": day(-9), "ends": day(-1)}], ids=["to come", "over"]
)
def test_a_duty_counts_on_its_days_alone(
    cast: Cast, teacher: Actor, school_class: str, days: dict[str, str]
) -> None:
    gives(cast, school_class, teacher, **days)
    joins(cast, school_class)
    assert not asked(teacher)
    assert asked(cast.admin)


def test_a_duty_that_was_ended_counts_no_more(cast: Cast, teacher: Actor, school_class: str) -> None:
    gives(cast, school_class, teacher)
    page = cast.admin.page(f"/accounts/classes/{school_class}")
    assert "李老师" in page
    place = page.split("/accounts/duties/")[1].split('"')[0]
    cast.admin.send(f"/accounts/duties/{place}", {})
    cast.admin.send(f"/accounts/duties/{place}", {}, status=409)
    joins(cast, school_class)
    assert not asked(teacher)


def test_who_does_not_teach_there_any_more_is_not_asked(
    cast: Cast, teacher: Actor, school_class: str
) -> None:
    gives(cast, school_class, teacher)
    members = cast.admin.get(f"{API}/organisations/{cast.admin.organisation}/members")["items"]
    mine = next(one["id"] for one in members if one["person"] == teacher.person)
    cast.admin.call("DELETE", f"{API}/memberships/{mine}")
    joins(cast, school_class)
    assert asked(cast.admin)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"ends": day(-3)}, "The last day comes before the first."),
        ({"person": "nobody"}, "Choose among the teachers of the school."),
        ({"kind": "headmaster"}, "Choose one of the list."),
        ({"begins": "soon"}, "This is not a date."),
    ],
)
def test_a_bad_field_is_named(
    cast: Cast, teacher: Actor, school_class: str, facts: dict[str, str], sentence: str
) -> None:
    assert sentence in gives(cast, school_class, teacher, status=422, **facts)


def test_nobody_has_the_same_duty_twice(cast: Cast, teacher: Actor, school_class: str) -> None:
    gives(cast, school_class, teacher, ends=day(9))
    assert "this duty already" in gives(cast, school_class, teacher, status=422, begins=day(9))
    gives(cast, school_class, teacher, begins=day(10))
    gives(cast, school_class, teacher, kind="supervisor")


def test_a_colleague_gives_no_duties_in_a_class_that_is_not_theirs(
    cast: Cast, teacher: Actor, school_class: str
) -> None:
    form = {"person": teacher.person, "kind": "supervisor", "begins": day()}
    teacher.send(f"/accounts/classes/{school_class}/duties", form, status=403)


def test_other_services_know_who_supervises_a_students_class(
    cast: Cast, world: World, teacher: Actor, school_class: str
) -> None:
    student = joins(cast, school_class)
    school = cast.admin.organisation

    def supervisors() -> list[str]:
        world.settle()
        with mongo.serving("projects"):
            return directory.supervisors([student.person], school, day())

    assert supervisors() == []
    gives(cast, school_class, cast.admin)
    assert supervisors() == [cast.admin.person], "the class teacher, where nobody supervises"
    gives(cast, school_class, teacher, kind="supervisor")
    assert supervisors() == [teacher.person]
    world.later(days=1)
    teacher.signs_in()
    teacher.post(f"{API}/me/erase", {"password": "a long sentence of my own"}, status=202)
    assert supervisors() == [cast.admin.person]
