"""Builders: people who signed in for real, and the events that projects and portfolio would send."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from shared import clock, mongo
from shared.events import portfolio, projects
from shared.events.base import Event
from shared.ids import new_id
from shared.messaging import outbox
from tests import actors_matching as at
from tests import kept
from tests.actors import Actor, first_operator
from tests.service.stage import OneProcess
from tests.world import World

OPENED_EVERY = 7.0
"""Days after which somebody opens a page again."""
PLC = "programmable logic controller"
FAULTS = "troubleshoot"
SENSORS = "sensors"
DATA = "perform data analysis"
SCHOOL = {"name": "青澜职业技术学院（演示）", "kind": "school", "region": "cn", "code": "12330000MAXX0DE60E"}


def _come_in(stage: OneProcess) -> tuple[Actor, Actor, str]:
    operator = first_operator(stage.browser(), stage.first_code())
    return operator, *_founds_school(stage.world, operator, SCHOOL)


def _founds_school(world: World, operator: Actor, facts: dict[str, Any]) -> tuple[Actor, str]:
    school = operator.post("/accounts/api/v1/organisations", facts, status=201)["id"]
    operator.organisation = school
    code = operator.invites(kind="invitation", roles=["school_admin", "teacher"])["code"]
    teacher = Actor(world.client(), "陈老师", f"{school}@school.example").joins(code)
    world.settle()
    teacher.confirms(world.mails()[-1]).organisation = school
    return teacher, school


@dataclass
class Town:
    """``events`` remembers what was told, newest last."""

    world: World
    operator: Actor
    teacher: Actor
    school: str
    skills: dict[str, str] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, world: World) -> "Town":
        """projects and portfolio are played by hand here: what they would do by themselves, they do not hear of."""
        for name in ("projects", "portfolio"):
            world.consuming[name].handlers = {}
        return cls(world, *kept.after(OneProcess(world), _come_in))

    def founds_school(self, facts: dict[str, Any]) -> tuple[Actor, str]:
        return _founds_school(self.world, self.operator, facts)

    def student(self, name: str, programme: str = "机电一体化技术", teacher: Actor | None = None) -> Actor:
        """Somebody who joined by code and was confirmed."""
        teacher = teacher or self.teacher
        key = f"{teacher.organisation}:{programme}"
        if key not in self.codes:
            self.codes[key] = teacher.invites(kind="code", roles=["student"], programme=programme)["code"]
        student = Actor(self.world.client(), name, f"{new_id()}@school.example").joins(self.codes[key])
        path = f"/accounts/api/v1/organisations/{teacher.organisation}/members?limit=100"
        member = next(one for one in teacher.get(path)["items"] if one["person"] == student.person)
        teacher.post(f"/accounts/api/v1/memberships/{member['id']}/confirm")
        self.world.settle()
        student.organisation = teacher.organisation
        return student

    def later(self, days: float, *people: Actor) -> None:
        """Let time pass; the people's browsers renew their sign-in as a page would, before it ends after two weeks."""
        while days > 0:
            self.world.later(days=min(days, OPENED_EVERY))
            days -= OPENED_EVERY
            for actor in people:
                actor.http.call("GET", "/accounts/renew?next=/", headers={"Accept": "text/html"})

    def skill(self, name: str) -> str:
        if name not in self.skills:
            found = self.operator.get(f"/matching/api/v1/skills?q={name}")["items"]
            self.skills[name] = found[0]["uri"]
        return self.skills[name]

    def tell(self, service: str, *events: Event) -> None:
        """Send what another service would send, and let it arrive."""
        with mongo.serving(service):
            for event in events:
                mongo.run_in_transaction(lambda told=event: outbox.append(told, clock.now()))
        self.world.settle()

    def published(self, approved: bool = True, days: float = 7, **changes: Any) -> str:
        """A brief that the school approved; returns its id."""
        brief = new_id()
        self.tell("projects", self.brief(brief, days, **changes))
        if approved:
            self.approved(brief)
        return brief

    def brief(self, brief: str, days: float = 7, **changes: Any) -> projects.BriefPublished:
        needs = changes.pop("needs", {PLC: 3, FAULTS: 3, SENSORS: 2})
        facts: dict[str, Any] = {
            "brief": brief, "edition": 1, "organisation": "company", "region": "cn",
            "title": "车门锁装配线停机原因分析", "language": "zh-Hans", "trade": "fault_diagnosis",
            "kind": "course_project", "remote": False, "place": "杭州", "weeks": 8, "hours_per_week": 6, "pay": "",
            "risk": "low", "problem": "装配线每周停机。", "deliverables": ["停机帕累托图"],
            "criteria": ["F1 ≥ 0.80"],
            "skills": [{"uri": self.skill(name), "level": level, "weight": 1} for name, level in needs.items()],
            "languages": ["zh-Hans"], "ip": "成果归企业。", "nda": False, "team_min": 2, "team_max": 3, "teams": 1,
            "programmes_min": 1, "bidding_until": clock.now() + timedelta(days=days), "schools": [self.school],
        }  # fmt: skip
        return projects.BriefPublished(**(facts | changes))

    def approved(self, brief: str, decision: str = "for_credit", school: str | None = None) -> None:
        self.tell(
            "projects",
            projects.ApprovalDecided(
                approval=new_id(), brief=brief, school=school or self.school, decision=decision
            ),
        )

    def closed(self, brief: str, reason: str = "bidding_over") -> None:
        self.tell("projects", projects.BriefClosed(brief=brief, reason=reason))

    def reopened(self, brief: str, days: float = 7) -> None:
        until = clock.now() + timedelta(days=days)
        self.tell("projects", projects.BriefReopened(brief=brief, bidding_until=until))

    def confirms(self, proposal: dict[str, Any], accepted: bool = True, revision: int | None = None) -> None:
        """The company's answer."""
        answer = projects.ConfirmationGiven(
            proposal=proposal["id"], brief=proposal["brief"], accepted=accepted,
            revision=proposal["revision"] if revision is None else revision, by="mentor",
        )  # fmt: skip
        self.tell("projects", answer)

    def attested(self, person: str, levels: dict[str, int], untouched: bool = False) -> str:
        """portfolio issued a credential; returns its id."""
        results = [
            {"uri": self.skill(name), "level": level, "untouched": untouched}
            for name, level in levels.items()
        ]
        issued = self.credential(person, {person: {"results": results}})
        self.tell("portfolio", issued)
        return issued.credential

    def credential(self, person: str, personal: dict[str, Any]) -> portfolio.CredentialIssued:
        return portfolio.CredentialIssued(
            credential=new_id(), contribution=new_id(), person=person, team=new_id(), issued_at=clock.now(),
            personal=personal,
        )  # fmt: skip

    def sent(self, kind: str) -> list[dict[str, Any]]:
        """What matching told the others: bodies of its events of that type, oldest first."""
        with mongo.serving("matching"):
            rows = mongo.collection("outbox").find({"type": f"matching.{kind}.v1"}).sort("_id", 1)
            return [row["data"] | {"personal": row["personal"]} for row in rows]

    def bidders(self, brief: str, *names: str, skills: tuple[dict[str, int], ...] = ()) -> list[Actor]:
        """Students who bid on the brief; without ``skills`` each fits a little less than the one before."""
        found = []
        for number, name in enumerate(names):
            student = self.student(name)
            levels = skills[number] if skills else {PLC: max(1, 5 - number), FAULTS: max(1, 5 - number)}
            at.lists_skills(student, {self.skill(skill): level for skill, level in levels.items()})
            at.bids(student, brief)
            found.append(student)
        return found

    def asked(self, brief: str, *students: Actor) -> list[Actor]:
        """Those of the students who are asked, or have accepted, for a team of the brief."""
        return [student for student in students if at.proposal_for(student, brief)]

    def all_accept(self, brief: str, *students: Actor) -> dict[str, Any]:
        """Returns the proposal as the last of them sees it."""
        seen: dict[str, Any] = {}
        for student in self.asked(brief, *students):
            proposal = at.proposal_for(student, brief)
            assert proposal is not None
            seen = at.accepts_proposal(student, proposal["id"])
        self.world.settle()
        return seen

    def becomes_team(self, proposal: dict[str, Any], state: str = "active", team: str = "") -> str:
        """projects made a team of the confirmed proposal; returns its id."""
        team = team or new_id()
        changed = projects.TeamChanged(
            team=team, brief=proposal["brief"], organisation="company", proposal=proposal["id"],
            members=[one["person"] for one in proposal["members"]], captain=None, state=state,
        )  # fmt: skip
        self.tell("projects", changed)
        return team
