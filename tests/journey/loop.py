"""The product's story, told by its people: from a posted brief to a verified credential and its credit.

It reads like the first paragraph of the README and uses nothing but public APIs.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from tests import actors_matching as at_matching
from tests import actors_portfolio as at_portfolio
from tests import actors_projects as at_projects
from tests.actors import Actor, Http, first_operator


class Stage(Protocol):
    def browser(self) -> Http: ...

    def first_code(self) -> str: ...

    def until(self, look: Callable[[], Any], what: str) -> Any: ...

    def mail_to(self, address: str) -> str: ...


COMPANY = "浙江衡锐智能装备有限公司（演示）"
SCHOOL = {
    "name": "青澜职业技术学院（演示）", "kind": "school", "region": "cn", "code": "12330000MAXX0DE60E", "demo": True,
}  # fmt: skip
STUDENTS = [
    ("林梅", "lin"), ("赵航", "zhao"), ("吴桐", "wu"), ("孙晓", "sun"), ("何洋", "he"),
]  # fmt: skip


@dataclass
class People:
    """Everybody who takes part, signed in."""

    operator: Actor
    mentor: Actor
    teacher: Actor
    students: list[Actor] = field(default_factory=list)


def everybody_comes_in(stage: Stage) -> People:
    """The operator sets up, a school is made, its teacher invites a class by code, a company starts by itself."""
    operator = first_operator(stage.browser(), stage.first_code())
    school = operator.post("/accounts/api/v1/organisations", SCHOOL, status=201)
    operator.organisation = school["id"]
    code = operator.invites(kind="invitation", roles=["school_admin", "teacher", "registrar"])["code"]
    teacher = Actor(stage.browser(), "陈老师", "chen@qinglan.example").joins(code)
    teacher.confirms(stage.mail_to(teacher.mail)).organisation = school["id"]

    mentor = Actor(stage.browser(), "周立", "zhou@hengrui.example").signs_up(COMPANY)
    company = mentor.organisation
    mentor.confirms(stage.mail_to(mentor.mail)).organisation = company

    people = People(operator, mentor, teacher)
    code = teacher.invites(kind="code", roles=["student"], programme="机电一体化技术", seats=40)["code"]
    for name, mail in STUDENTS:
        student = Actor(stage.browser(), name, f"{mail}@qinglan.example").joins(code)
        student.confirms(stage.mail_to(student.mail)).organisation = school["id"]
        people.students.append(student)
    for member in teacher.get(f"/accounts/api/v1/organisations/{school['id']}/members?limit=100")["items"]:
        if member["state"] == "pending":
            teacher.post(f"/accounts/api/v1/memberships/{member['id']}/confirm")
    return people


def item_of_kind(actor: Actor, *words: str) -> dict[str, Any] | None:
    """What waits for the actor whose kind holds one of the words."""
    return next((item for item in actor.waiting() if any(word in item["kind"] for word in words)), None)
