"""Who calls in the matrix: everybody of two schools and two companies, an operator, and nobody.

The world has two halves, a school and a company each. Whoever belongs to one must never see a word of the other.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.actors import Actor, first_operator
from tests.service.stage import OneProcess
from tests.world import World

HALVES = ("a", "b")
SCHOOL_CODES = {"a": "12330000MAXX0DE60E", "b": ""}
SCHOOL_ROLES = {"teacher": "teacher", "registrar": "registrar", "school_admin": "school_admin"}
OFFICES = ("registrar", "school_admin")
"""They need a second step, and a confirmed address before it."""
COMPANY_ROLES = {"company_admin": "company_admin", "mentor": "mentor", "recruiter": "recruiter"}
STUDENTS = ("student", "mate", "third", "fourth", "fifth", "classmate")
"""``student`` and ``mate`` are a team; two more are about to be one; ``fifth`` and ``classmate`` are asked."""


@dataclass
class Half:
    """A school and a company that work together. ``samples``: the ids and secrets that rows name as <name>."""

    name: str
    school: str = ""
    company: str = ""
    actors: dict[str, Actor] = field(default_factory=dict)
    samples: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, role: str) -> Actor:
        return self.actors[role]

    def word(self, what: str) -> str:
        """A word that stands nowhere else: where it is read, this half was seen."""
        return f"Kanari{self.name}{what.replace('_', '')}"


@dataclass
class Cast:
    operator: Actor
    halves: dict[str, Half]


def gather(world: World) -> Cast:
    """Everybody comes in, through the public API alone."""
    operator = first_operator(world.client(), world.first_code())
    cast = Cast(operator, {name: Half(name) for name in HALVES})
    for half in cast.halves.values():
        _the_school(world, operator, half)
        _the_company(world, half)
        half.samples |= {"school": half.school, "company": half.company}
    world.settle()
    return cast


def _somebody(world: World, half: Half, role: str) -> Actor:
    return Actor(world.client(), half.word(role), f"{role}@{half.name}.example")


def confirmed(world: World, actor: Actor) -> Actor:
    """Open the link of one's mail; organisation and person stay known. It costs a password's hash: few need it."""
    organisation = actor.organisation
    actor.confirms(OneProcess(world).mail_to(actor.mail)).organisation = organisation
    return actor


def _the_school(world: World, operator: Actor, half: Half) -> None:
    facts = {"name": f"School {half.name}", "kind": "school", "region": "cn", "code": SCHOOL_CODES[half.name]}
    half.school = operator.post("/accounts/api/v1/organisations", facts, status=201)["id"]
    for role in SCHOOL_ROLES:
        operator.organisation = half.school
        code = operator.invites(kind="invitation", roles=[role])["code"]
        _enter(world, half, role, code, half.school)
        if role in OFFICES:
            confirmed(world, half[role])
    code = half["school_admin"].invites(kind="code", roles=["student"], programme=half.word("programme"))
    for role in (*STUDENTS, "newcomer"):
        _enter(world, half, role, code["code"], half.school)
    confirmed(world, half["student"])
    half.samples["join_code"] = code["code"]
    _confirm_students(half)


def _enter(world: World, half: Half, role: str, code: str, organisation: str) -> None:
    actor = _somebody(world, half, role).joins(code)
    actor.organisation = organisation
    half.actors[role] = actor


def _confirm_students(half: Half) -> None:
    path = f"/accounts/api/v1/organisations/{half.school}/members?limit=100"
    for member in half["teacher"].get(path)["items"]:
        role = next(name for name, actor in half.actors.items() if actor.person == member["person"])
        half.samples[f"membership_of_{role}"] = member["id"]
        if member["state"] == "pending" and role != "newcomer":
            half["teacher"].post(f"/accounts/api/v1/memberships/{member['id']}/confirm")


def _the_company(world: World, half: Half) -> None:
    founder = _somebody(world, half, "founder")
    founder.call = _in_chinese(founder.call)  # type: ignore[method-assign]
    founder.signs_up(f"{half.word('company')} Ltd")
    half.company, half.actors["founder"] = founder.organisation, confirmed(world, founder)
    for role in COMPANY_ROLES:
        code = founder.invites(kind="invitation", roles=[role])["code"]
        _enter(world, half, role, code, half.company)
    confirmed(world, half["company_admin"])
    members = founder.get(f"/accounts/api/v1/organisations/{half.company}/members?limit=100")["items"]
    for role, actor in half.actors.items():
        for member in members:
            if member["person"] == actor.person:
                half.samples[f"membership_of_{role}"] = member["id"]


def _in_chinese(call: Callable[..., Any]) -> Callable[..., Any]:
    """A company's region is guessed from its founder's language; this one sits in the schools' region."""

    def run(*args: Any, **options: Any) -> Any:
        return call(*args, **options | {"Accept_Language": "zh-CN"})

    return run
