"""People and stages of the stories of projects; what other services would say is published in their place."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from shared import clock, mongo
from shared.events.base import Event
from shared.events.matching import TeamConfirmed, TeamProposed
from shared.ids import new_id
from shared.messaging import outbox
from tests import actors_projects as at_projects
from tests import kept
from tests.actors import Actor, first_operator
from tests.service.stage import OneProcess
from tests.world import World

COMPANY = "浙江衡锐智能装备有限公司（演示）"
SCHOOL = {"name": "青澜职业技术学院（演示）", "kind": "school", "region": "cn", "code": "12330000MAXX0DE60E"}
LOG = "时间,原因\n08:00,卡件\n".encode()


def says(service: str, event: Event) -> str:
    """What that service would publish."""
    with mongo.serving(service):
        return mongo.run_in_transaction(lambda: outbox.append(event, clock.now()))


@dataclass
class Cast:
    """Everybody who takes part, signed in."""

    world: World
    operator: Actor
    mentor: Actor
    teacher: Actor
    school: str
    students: list[Actor] = field(default_factory=list)
    brief: str = ""
    proposal: str = ""
    team: str = ""

    @property
    def company(self) -> str:
        return self.mentor.organisation

    def settled(self) -> "Cast":
        self.world.settle()
        return self

    def signs(self, request: str) -> None:
        """The mentor signs in accounts what was asked; the password is fresh."""
        again(self.mentor)
        self.mentor.post(f"/accounts/api/v1/signing-requests/{request}/sign", {})
        self.world.settle()


def again(actor: Actor) -> Actor:
    """Sign in anew: sessions are renewed after five minutes."""
    return actor.signs_in()


def later(cast: Cast, **passed: float) -> None:
    """Time passes for everybody; then they sign in again."""
    cast.world.later(**passed)
    for actor in (cast.operator, cast.mentor, cast.teacher, *cast.students):
        again(actor)


def cast(world: World, students: int = 4, region: str = "cn") -> Cast:
    """An operator, a school with a teacher and students, a company with its mentor."""
    return from_the_start(world, _come_in, students=students, region=region)


def from_the_start(world: World, story: Callable[..., Cast], **how: Any) -> Cast:
    """Where the story ends, which is walked once per process; it takes the one process and ``how``."""
    return replace(kept.after(OneProcess(world), story, **how), world=world)


def _come_in(one: OneProcess, students: int = 4, region: str = "cn") -> Cast:
    return replace(_enter(one.world, students, region), world=None)  # type: ignore[arg-type]


def _enter(world: World, students: int, region: str = "cn") -> Cast:
    operator = first_operator(world.client(), world.first_code())
    school = operator.post("/accounts/api/v1/organisations", SCHOOL | {"region": region}, status=201)
    operator.organisation = school["id"]
    code = operator.invites(kind="invitation", roles=["school_admin", "teacher", "registrar"])["code"]
    teacher = entered(world, "陈老师", "chen@qinglan.example", code)
    teacher.organisation = school["id"]
    mentor = Actor(world.client(), "周立", "zhou@hengrui.example").signs_up(COMPANY)
    company = mentor.organisation
    world.settle()
    mentor.confirms(world.mails()[-1]).organisation = company
    found = mentor.get(f"/accounts/api/v1/organisations/{company}")
    mentor.patch(
        f"/accounts/api/v1/organisations/{company}", {"region": region}, If_Match=f'"v{found["version"]}"'
    )
    operator.checks(company)
    told = Cast(world, operator, mentor, teacher, school["id"])
    code = teacher.invites(kind="code", roles=["student"], programme="机电一体化技术", seats=40)["code"]
    for n in range(students):
        told.students.append(entered(world, f"学生{n}", f"s{n}@qinglan.example", code))
    members = teacher.get(f"/accounts/api/v1/organisations/{school['id']}/members?limit=100")["items"]
    for member in members:
        if member["state"] == "pending":
            teacher.post(f"/accounts/api/v1/memberships/{member['id']}/confirm")
    return told.settled()


def entered(world: World, name: str, mail: str, code: str) -> Actor:
    actor = Actor(world.client(), name, mail).joins(code)
    world.settle()
    actor.confirms(world.mails()[-1])
    return actor


def published(told: Cast, **changes: Any) -> Cast:
    """A brief that the school has published and approved for credit."""
    told.brief = at_projects.posts_brief(told.mentor, **changes)["id"]
    at_projects.submits(told.mentor, told.brief, told.school)
    at_projects.reviews(told.teacher, told.brief, approval="for_credit")
    return told.settled()


def proposed(told: Cast, revision: int = 1, days: int = 5) -> Cast:
    """Bidding is closed and matching proposes the students."""
    if told.proposal == "":
        at_projects.closes(told.mentor, told.brief)
        told.proposal = new_id()
    people = [student.person for student in told.students]
    reasons = [{"message": "Brings %(skill)s", "params": {"skill": "sensors"}}]
    says("matching", TeamProposed(
        proposal=told.proposal, brief=told.brief, revision=revision, members=people, captain=people[0],
        coverage={"http://data.europa.eu/esco/skill/x.y": 0.8},
        confirm_until=clock.due_in_days(days, clock.now(), "UTC"),
        personal={person: {"school": told.school, "reasons": reasons} for person in people},
    ))  # fmt: skip
    return told.settled()


def confirmed(told: Cast) -> Cast:
    """The company takes the team, matching confirms."""
    proposal = at_projects.proposal_of(told.mentor, told.brief)
    assert proposal is not None, "no team is proposed"
    at_projects.confirms_team(told.mentor, told.brief, proposal)
    people = [student.person for student in told.students]
    says("matching", TeamConfirmed(
        proposal=told.proposal, brief=told.brief, revision=proposal["revision"], members=people, captain=people[0],
        personal={person: {"school": told.school} for person in people},
    ))  # fmt: skip
    told.settled()
    found = at_projects.team_on(told.mentor, told.brief)
    assert found is not None, "no team was made"
    told.team = found["id"]
    return told


def started(told: Cast) -> Cast:
    for student in told.students:
        at_projects.signs_paper(student, told.team)
    at_projects.starts(told.mentor, told.team)
    return told.settled()


def at_work(world: World, students: int = 4, **terms: Any) -> Cast:
    """A team at work on a published brief."""
    return from_the_start(world, _at_work, students=students, **terms)


def _at_work(one: OneProcess, students: int, **terms: Any) -> Cast:
    size = {"team_min": students, "team_max": students}
    told = started(confirmed(proposed(published(_enter(one.world, students), **size, **terms))))
    return replace(told, world=None)  # type: ignore[arg-type]


def all_stated(told: Cast, number: int = 1) -> Cast:
    """A file is in, every member says what they did, everybody confirms."""
    file = at_projects.uploads(told.students[0], told.team, "log.csv", LOG)
    at_projects.adds(told.students[0], told.team, number, file, "停机记录")
    for student in told.students:
        said = {"artefacts": [file["sha256"]], "hours": "24.5", "share": "数据清洗"}
        at_projects.states(student, told.team, number, "我清洗了两周的停机记录。", **said)
    for student in told.students:
        at_projects.confirms_the_others(student, told.team, number)
    return told.settled()


def delivered(told: Cast, number: int = 1) -> Cast:
    at_projects.delivers(all_stated(told, number).students[0], told.team, number)
    return told.settled()


def cast_of_one(told: Cast, name: str) -> Actor:
    """One more student of the school."""
    code = told.teacher.invites(kind="invitation", roles=["student"])["code"]
    actor = entered(told.world, name, "one.more@qinglan.example", code)
    told.world.settle()
    return actor


def other_company(told: Cast) -> Actor:
    """A mentor of another company."""
    actor = Actor(told.world.client(), "Mallory", "mallory@other.example").signs_up("Other Ltd")
    company = actor.organisation
    told.world.settle()
    actor.confirms(told.world.mails()[-1]).organisation = company
    told.world.settle()
    return actor
