"""Who calls in the matrix: everybody of two schools and two companies, an operator, and nobody.

The world has two halves, a school and a company each. Whoever belongs to one must never see a word of the other.
Both lie in one region; a school and a company abroad, with one person of each role, lie in another and must see
neither.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from shared import clock
from tests.actors import Actor, first_operator
from tests.service.stage import OneProcess
from tests.world import World

HALVES = ("a", "b")
ABROAD = "c"
SCHOOL_CODES = {"a": "12330000MAXX0DE60E", "b": ""}
SCHOOL_ROLES = {"teacher": "teacher", "registrar": "registrar", "school_admin": "school_admin"}
OFFICES = ("registrar", "school_admin")
"""They need a second step, and a confirmed address before it."""
COMPANY_ROLES = {"company_admin": "company_admin", "mentor": "mentor", "recruiter": "recruiter"}
STUDENTS = ("student", "mate", "third", "fourth", "fifth", "classmate")
"""``student`` and ``mate`` are a team; two more are about to be one; ``fifth`` and ``classmate`` are asked."""
SPARE = ("sixth", "seventh")
"""They are in no team and asked for none: a round places them."""
MINOR_YEARS = 13
"""So young that a guardian consents to everything, in each region."""


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
    abroad: Half


def gather(world: World) -> Cast:
    """Everybody comes in, through the public API alone."""
    operator = first_operator(world.client(), world.first_code())
    cast = Cast(operator, {name: Half(name) for name in HALVES}, Half(ABROAD))
    for half in cast.halves.values():
        _the_school(world, operator, half)
        _the_company(world, operator, half)
        half.samples |= {"school": half.school, "company": half.company}
    _abroad(world, operator, cast.abroad)
    for half in cast.halves.values():
        half.samples |= {"school_abroad": cast.abroad.school, "company_abroad": cast.abroad.company}
    world.settle()
    return cast


def _abroad(world: World, operator: Actor, half: Half) -> None:
    """A school and a company of another region, of which nobody here has anything: one person of each role."""
    facts = {"name": half.word("school"), "kind": "school", "region": "tw", "code": ""}
    half.school = operator.post("/accounts/api/v1/organisations", facts, status=201)["id"]
    for role in (*SCHOOL_ROLES, "student"):
        operator.organisation = half.school
        _enter(world, half, role, operator.invites(kind="invitation", roles=[role])["code"], half.school)
        if role in OFFICES:
            confirmed(world, half[role])
    founder = _founder(world, half, "zh-TW")
    half.company, half.actors["company_admin"] = founder.organisation, confirmed(world, founder)
    for role in ("mentor", "recruiter"):
        _enter(world, half, role, founder.invites(kind="invitation", roles=[role])["code"], half.company)
    confirmed(world, half["recruiter"])
    operator.checks(half.company)


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
    for role in (*STUDENTS, *SPARE, "minor", "newcomer"):
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
    born = f"{clock.now().year - MINOR_YEARS}-06-01"
    half["teacher"].put(
        f"/accounts/api/v1/memberships/{half.samples['membership_of_minor']}/age", {"born": born}
    )


def _the_company(world: World, operator: Actor, half: Half) -> None:
    founder = _founder(world, half, "zh-CN")
    half.company, half.actors["founder"] = founder.organisation, confirmed(world, founder)
    for role in COMPANY_ROLES:
        code = founder.invites(kind="invitation", roles=[role])["code"]
        _enter(world, half, role, code, half.company)
    operator.checks(half.company)
    confirmed(world, half["company_admin"])
    confirmed(world, half["recruiter"])
    members = founder.get(f"/accounts/api/v1/organisations/{half.company}/members?limit=100")["items"]
    for role, actor in half.actors.items():
        for member in members:
            if member["person"] == actor.person:
                half.samples[f"membership_of_{role}"] = member["id"]


def _founder(world: World, half: Half, language: str) -> Actor:
    """A company's region is guessed from its founder's language."""
    founder = _somebody(world, half, "founder")
    founder.call = _reading(language, founder.call)  # type: ignore[method-assign]
    return founder.signs_up(f"{half.word('company')} Ltd")


def _reading(language: str, call: Callable[..., Any]) -> Callable[..., Any]:
    def run(*args: Any, **options: Any) -> Any:
        return call(*args, **options | {"Accept_Language": language})

    return run
