"""A stage: a school with its registrar and students, a company with its mentor, and a team that has delivered.

Until the mentor signs in accounts, the test stands in for accounts and projects: it declares a reviewer's key and
tells of an accepted contribution with a real endorsement, by the same events.
"""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from shared import clock, mongo, tokens
from shared.endorsement import endorse, record_hash, record_urn
from shared.events import accounts as told_by_accounts
from shared.events import projects as told_by_projects
from shared.events.base import Event, decode
from shared.ids import new_id
from shared.messaging import outbox
from shared.multikey import multikey
from shared.signatures import SigningKey
from tests import kept
from tests.actors import Actor, first_operator
from tests.contract import samples
from tests.service.stage import OneProcess
from tests.world import World

SENSORS = {
    "uri": "http://data.europa.eu/esco/skill/6e53fd99-b646-4327-9580-ac062ab21188",
    "level": 2,
    "weight": 1.0,
}
DIAGNOSIS = "http://data.europa.eu/esco/skill/fault-diagnosis"


def record(contribution: str, **changes: Any) -> dict[str, Any]:
    """A record as projects states it."""
    skill = {"uri": DIAGNOSIS, "label": "troubleshoot", "needed": 3, "achieved": 4, "untouched": False}
    return {
        "version": 1,
        "contribution_id": contribution,
        "brief_title": "车门锁装配线停机原因分析",
        "project_summary": "找出装配线停机的原因。",
        "criteria": [{"text": "停机帕累托图", "met": True}],
        "skills": [skill],
        "artefacts": [{"name": "stops.csv", "sha256": "ab" * 32, "media_type": "text/csv"}],
        "statement": "我清洗了数据并找到了传感器故障。",
        "hours": "42.5",
        "confirmed_by": [{"role": "Company mentor", "organisation": "衡锐（演示）"}],
        "peers_confirmed": True,
        "company_name": "衡锐（演示）",
        "school_name": "青澜（演示）",
        "accepted_at": "2026-11-20T08:00:00Z",
        "demo": True,
    } | changes


def tell(service: str, event: Event) -> None:
    """Publish as that service would."""
    with mongo.serving(service):
        mongo.run_in_transaction(lambda: outbox.append(event, clock.now()))


@dataclass
class Stage:
    world: World
    operator: Actor
    mentor: Actor
    registrar: Actor
    students: list[Actor]
    school: str
    company: str
    team: str = field(default_factory=new_id)
    brief: str = field(default_factory=new_id)
    told: bool = False
    key: SigningKey = field(default_factory=lambda: SigningKey.generate(new_id()))

    @property
    def student(self) -> Actor:
        return self.students[0]

    def registrar_of_another_school(self) -> Actor:
        facts = {"name": "江南职业技术学院（演示）", "kind": "school", "region": "cn"}
        other = self.operator.post("/accounts/api/v1/organisations", facts, status=201)["id"]
        self.operator.organisation = other
        return joined(self.world, self.operator, "别老师", "bie@jiangnan.example", ["registrar"])

    def declares_key(self, person: str | None = None, key: SigningKey | None = None, **facts: Any) -> None:
        key = key or self.key
        values = {"key": key.key_id, "public_key": multikey(key.public), "valid_from": clock.now()} | facts
        declared = told_by_accounts.KeyDeclared(person=person or self.mentor.person, **values)
        tell("accounts", self.stated("accounts", declared))

    def stated(self, service: str, event: Any) -> Any:
        """The event with its service's own statement of what it says."""
        own = tokens.service_key(self.world.settings[service])
        if service == "accounts":
            return replace(event, statement=tokens.sign(own, tokens.REVIEWER_KEY, tokens.key_claims(event)))
        return replace(
            event, statement=tokens.sign(own, tokens.CONTRIBUTION, tokens.contribution_claims(event))
        )

    def tells_team(self, members: list[str] | None = None) -> None:
        people = members if members is not None else [one.person for one in self.students]
        event = told_by_projects.TeamChanged(
            team=self.team, brief=self.brief, organisation=self.company, proposal=new_id(), members=people,
            captain=people[0], state="active",
        )  # fmt: skip
        tell("projects", event)

    def tells_brief(self, nda: bool) -> None:
        """The published brief, of which portfolio keeps whether it is confidential."""
        read = json.loads(samples.path(told_by_projects.BriefPublished).read_text(encoding="utf-8"))
        sample: Any = decode(told_by_projects.BriefPublished.TYPE, read)
        tell(
            "projects",
            replace(sample, brief=self.brief, organisation=self.company, skills=[SENSORS], nda=nda),
        )

    def endorsement(
        self, contribution: str, stated: dict[str, Any], key: SigningKey | None = None
    ) -> dict[str, Any]:
        return endorse(
            endorsement_id=record_urn(new_id()), contribution_id=contribution, record_sha256=record_hash(stated),
            organisation="衡锐（演示）", key=key or self.key,
            at=clock.now().isoformat(timespec="seconds").replace("+00:00", "Z"),
        )  # fmt: skip

    def accepted(
        self, student: Actor | None = None, key: SigningKey | None = None, stated: dict[str, Any] | None = None,
        contribution: str | None = None, record_changes: dict[str, Any] | None = None, **changes: Any,
    ) -> told_by_projects.ContributionAccepted:  # fmt: skip
        """The event that projects publishes, with a real endorsement unless ``changes`` say otherwise."""
        student = student or self.student
        contribution = contribution or new_id()
        stated = stated or record(contribution, **(record_changes or {}))
        values: dict[str, Any] = {
            "contribution": contribution, "person": student.person, "team": self.team, "brief": self.brief,
            "milestone": new_id(), "company": self.company, "school": self.school,
            "reviewer": self.mentor.person, "reviewer_organisation": self.company, "reviewer_role": "mentor",
            "members": [one.person for one in self.students], "record_hash": record_hash(stated),
            "accepted_at": clock.now(), "personal": {student.person: {"record": stated}},
        }  # fmt: skip
        values |= changes
        if "endorsement" not in values:
            values["endorsement"] = self.endorsement(contribution, stated, key)
        return self.stated("projects", told_by_projects.ContributionAccepted(**values))

    def issues(self, student: Actor | None = None, **changes: Any) -> str:
        """The whole way for one contribution; returns the credential's id."""
        if not self.told:
            self.declares_key()
            self.tells_team()
            self.told = True
        event = self.accepted(student, **changes)
        tell("projects", event)
        self.world.settle()
        holder = student or self.student
        rows = holder.get("/portfolio/api/v1/credentials?limit=100")["items"]
        found: str = next(row["id"] for row in rows if row["contribution"] == event.contribution)
        return found


def joined(world: World, admin: Actor, name: str, mail: str, roles: list[str]) -> Actor:
    invited = admin.invites(kind="invitation", roles=roles)
    actor = Actor(world.client(), name, mail).joins(invited["code"])
    world.settle()
    actor.confirms(world.mails()[-1])
    world.settle()
    actor.organisation = admin.organisation
    return actor


def build_stage(world: World, students: int = 2) -> Stage:
    stage = Stage(world, *kept.after(OneProcess(world), _come_in))
    for number in range(len(stage.students) + 1, students + 1):
        stage.students.append(_student(world, stage.operator, number))
    return stage


def _student(world: World, operator: Actor, number: int) -> Actor:
    return joined(world, operator, f"学生{number}", f"student{number}@qinglan.example", ["student"])


def _come_in(stage: OneProcess) -> tuple[Actor, Actor, Actor, list[Actor], str, str]:
    world = stage.world
    operator = first_operator(world.client(), world.first_code())
    facts = {
        "name": "青澜职业技术学院（演示）",
        "kind": "school",
        "region": "cn",
        "code": "12330000MAXX0DE60E",
    }
    school = operator.post("/accounts/api/v1/organisations", facts, status=201)["id"]
    operator.organisation = school
    registrar = joined(world, operator, "方老师", "fang@qinglan.example", ["registrar"])
    people = [_student(world, operator, number) for number in (1, 2)]
    mentor = Actor(world.client(), "周立", "zhou@hengrui.example").signs_up("衡锐（演示）")
    world.settle()
    mentor.confirms(world.mails()[-1])
    facts_of = f"/accounts/api/v1/organisations/{mentor.organisation}"
    version = mentor.get(facts_of)["version"]
    mentor.patch(facts_of, {"region": "cn"}, If_Match=f'"v{version}"')
    operator.checks(mentor.organisation)
    world.settle()
    return operator, mentor, registrar, people, school, mentor.organisation


@pytest.fixture
def stage(world: World) -> Stage:
    """One school, one company, a team of two."""
    return build_stage(world)


@pytest.fixture
def keys_are_put_back(world: World, tmp_path: Path) -> Iterator[None]:
    """Those of portfolio, after a test that changes them."""
    keys = world.settings["portfolio"].keys_dir / "portfolio"
    shutil.copytree(keys, tmp_path / "keys")
    yield
    shutil.rmtree(keys)
    shutil.copytree(tmp_path / "keys", keys)
