"""Who the tests of accounts begin with: an operator, a school with its administrator, a company."""

from dataclasses import dataclass

import pytest

from tests import kept
from tests.actors import Actor, first_operator
from tests.service.stage import OneProcess
from tests.world import World


@dataclass(frozen=True)
class Cast:
    world: World
    operator: Actor
    admin: Actor
    boss: Actor

    def comes_in(self, code: str, name: str = "林梅", mail: str = "lin@qinglan.example") -> Actor:
        """By invitation or code, with the address confirmed."""
        guest = Actor(self.world.client(), name, mail).joins(code)
        self.world.settle()
        return guest.confirms(self.world.mails()[-1])

    def student(self, name: str = "林梅", mail: str = "lin@qinglan.example") -> Actor:
        code = self.admin.invites(kind="code", roles=["student"], programme="机电一体化技术")["code"]
        guest = self.comes_in(code, name, mail)
        found = self.admin.get(f"/accounts/api/v1/organisations/{self.admin.organisation}/members")["items"]
        mine = next(member for member in found if member["person"] == guest.person)
        self.admin.post(f"/accounts/api/v1/memberships/{mine['id']}/confirm")
        return guest


@pytest.fixture
def cast(world: World) -> Cast:
    return Cast(world, *kept.after(OneProcess(world), _come_in))


def _come_in(stage: OneProcess) -> tuple[Actor, Actor, Actor]:
    world = stage.world
    operator = first_operator(world.client(), world.first_code())
    facts = {
        "name": "青澜职业技术学院（演示）",
        "kind": "school",
        "region": "cn",
        "code": "12330000MAXX0DE60E",
    }
    operator.organisation = operator.post("/accounts/api/v1/organisations", facts, status=201)["id"]
    code = operator.invites(kind="invitation", roles=["school_admin", "teacher", "registrar"])["code"]
    admin = Actor(world.client(), "陈老师", "chen@qinglan.example").joins(code)
    world.settle()
    admin.confirms(world.mails()[-1])
    admin.organisation = operator.organisation
    boss = Actor(world.client(), "周立", "zhou@hengrui.example").signs_up("浙江衡锐智能装备有限公司（演示）")
    world.settle()
    boss.confirms(world.mails()[-1])
    return operator, admin, boss
