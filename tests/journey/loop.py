"""The product's story, told by its people: from a posted brief to a verified credential and its credit.

It reads like the first paragraph of the README and uses nothing but public APIs.
"""

from collections.abc import Callable, Sequence
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


def everybody_comes_in(stage: Stage, students: Sequence[tuple[str, str]] = STUDENTS) -> People:
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
    path = f"/accounts/api/v1/organisations/{company}"
    mentor.patch(
        path, {"region": "cn", "code": "91330109MAXX0DE1X5"}, If_Match=f'"v{mentor.get(path)["version"]}"'
    )
    operator.checks(company)

    people = People(operator, mentor, teacher)
    code = teacher.invites(kind="code", roles=["student"], programme="机电一体化技术", seats=40)["code"]
    for name, mail in students:
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


NEEDS = [
    ("predictive maintenance", 3), ("sensors", 2), ("perform data analysis", 3), ("machine learning", 2),
    ("analyse work-related written reports", 2),
]  # fmt: skip
HOLDINGS = [
    {"predictive maintenance": 3, "sensors": 3},
    {"perform data analysis": 3, "machine learning": 2},
    {"sensors": 2, "analyse work-related written reports": 3},
    {"machine learning": 3, "perform data analysis": 2},
    {"sensors": 1},
]
WORKING_HOURS = [day * 24 + hour for day in range(5) for hour in range(13, 18)]
STATEMENTS = [
    ("统计了两个月的停机记录，画出帕累托图。", "40"),
    ("训练并验证了预警模型。", "44"),
    ("与班组一起写出处置卡，并请班组长签字。", "36"),
    ("清洗数据，写了报告的第二章。", "40"),
]


def a_brief_is_posted_and_approved(stage: Stage, people: People) -> str:
    """The company writes it from its trade's template; the school reviews it and gives credit for it."""
    mentor, teacher = people.mentor, people.teacher
    skills = [
        {"uri": stage.until(lambda name=name: skill_of(mentor, name), name), "label": name, "level": level}
        for name, level in NEEDS
    ]
    stage.until(lambda: schools_of(mentor), "the school in the company's list")
    brief = at_projects.posts_brief(mentor, skills=skills)["id"]
    at_projects.submits(mentor, brief, people.teacher.organisation)
    stage.until(lambda: item_of_kind(teacher, "review"), "the brief in the teacher's inbox")
    at_projects.reviews(teacher, brief, "publish", approval="for_credit")
    stage.until(lambda: item_of_kind(teacher, "review") is None, "the inbox to be empty again")
    return str(brief)


def skill_of(actor: Actor, name: str) -> str | None:
    found = actor.get(f"{at_matching.API}/skills?q={name}&language=en")["items"]
    return found[0]["uri"] if found else None


def schools_of(actor: Actor) -> Any:
    """None before projects knows who the actor is."""
    answer = actor.http.call("GET", f"{at_projects.API}/schools")
    return answer.json["items"] if answer.status == 200 else None


def students_bid_and_a_team_is_proposed(stage: Stage, people: People, brief: str) -> str:
    """Each says what they can; the company closes the bidding; the graph proposes four of the five."""
    for student, held in zip(people.students, HOLDINGS, strict=True):
        stage.until(lambda one=student: is_known(one), "a student whom matching knows")
        at_matching.lists_skills(student, held)
        stage.until(lambda one=student: _open(one, brief), "the brief among the open ones")
        at_matching.bids(student, brief)
        at_matching.hands_in_slots(student, WORKING_HOURS)
    at_projects.closes(people.mentor, brief)
    return str(stage.until(lambda: _proposed_to(people, brief), "a proposal")["id"])


def is_known(student: Actor) -> bool:
    return bool(student.http.call("GET", f"{at_matching.API}/holdings").status == 200)


def _open(student: Actor, brief: str) -> bool:
    return any(one["id"] == brief for one in at_matching.open_briefs(student))


def _proposed_to(people: People, brief: str) -> dict[str, Any] | None:
    found = (at_matching.proposal_for(student, brief) for student in people.students)
    return next((one for one in found if one), None)


def everybody_agrees(stage: Stage, people: People, brief: str) -> str:
    """One declines and loses nothing by it; the reserve takes the seat; the company confirms; the team is there."""
    asked = [student for student in people.students if at_matching.proposal_for(student, brief)]
    declining = asked[-1]
    at_matching.declines_proposal(declining, at_matching.proposal_for(declining, brief)["id"])  # type: ignore[index]
    reserve = next(student for student in people.students if student not in asked)
    stage.until(lambda: at_matching.proposal_for(reserve, brief), "the reserve to be asked")
    members = [*asked[:-1], reserve]
    for student in members:
        at_matching.accepts_proposal(student, at_matching.proposal_for(student, brief)["id"])  # type: ignore[index]
    proposal = stage.until(lambda: at_projects.proposal_of(people.mentor, brief), "the team at the company")
    at_projects.confirms_team(people.mentor, brief, proposal)
    team = stage.until(lambda: at_projects.team_on(people.mentor, brief), "the team")
    people.students = members
    return str(team["id"])


def the_team_delivers(stage: Stage, people: People, team: str) -> None:
    """Papers, work, files, a statement of each, confirmed by the others."""
    for student in people.students:
        stage.until(lambda one=student: at_projects.team_on(one, brief_of(one, team)), "the team's page")
        at_projects.signs_paper(student, team)
    at_projects.starts(people.mentor, team)
    for student, (text, hours) in zip(people.students, STATEMENTS, strict=True):
        file = at_projects.uploads(student, team, "处置卡.txt", f"{text}\n{student.name}".encode())
        at_projects.adds(student, team, 1, file, text)
        kept = people.mentor.http.call("GET", f"{at_projects.API}/teams/{team}/files/{file['sha256']}")
        assert kept.status == 200, f"the mentor reads what was uploaded, and got {kept.status}"
        assert int(kept.headers["Content-Length"]) == file["size"]
        at_projects.states(
            student, team, 1, text, artefacts=[file["sha256"]], hours=hours, share=text[:8], percent=25
        )
    for student in people.students:
        at_projects.confirms_the_others(student, team, 1)
    at_projects.delivers(people.students[0], team, 1)


def brief_of(student: Actor, team: str) -> str:
    found = student.get(f"{at_projects.API}/teams")["items"]
    return next((str(row["brief"]) for row in found if row["id"] == team), "")


def the_mentor_accepts_and_signs(stage: Stage, people: People, team: str, **headers: str) -> list[str]:
    """The mentor reviews, reads what is to be signed and signs; each student holds a signed credential. ``headers``:
    what the request that signs carries besides."""
    mentor = people.mentor
    stage.until(lambda: item_of_kind(mentor, "milestone_review"), "the delivery in the mentor's inbox")
    request = at_projects.accepts(mentor, team, 1)["request"]
    path = f"/accounts/api/v1/signing-requests/{request}"
    stage.until(lambda: _arrived(mentor, path), "the request to sign")
    mentor.post(f"{path}/sign", **headers)
    stage.until(
        lambda: all(at_portfolio.my_credentials(student) for student in people.students),
        "everybody's credential",
    )
    return [str(at_portfolio.my_credentials(student)[0]["id"]) for student in people.students]


def _arrived(actor: Actor, path: str) -> bool:
    return bool(actor.http.call("GET", path).status == 200)


def anybody_verifies_it(stage: Stage, people: People, credential: str) -> None:
    """An employer without an account opens a share and verifies; a changed document is not valid."""
    student, visitor = people.students[0], Actor(stage.browser(), "an employer", "")
    shared = at_portfolio.shares(student, [credential], days=30)
    assert at_portfolio.opens_share(visitor, shared["token"])
    verdict = stage.until(lambda: _valid(visitor, credential), "a valid verdict")
    assert verdict["verdict"] == "valid"
    document = at_portfolio.credential_document(student, credential)
    forged = {**document, "name": "Something else"}
    assert at_portfolio.verifies(visitor, forged)["verdict"] == "invalid"


def _valid(visitor: Actor, credential: str) -> dict[str, Any] | None:
    verdict = at_portfolio.looks_up(visitor, credential)
    return verdict if verdict["verdict"] == "valid" else None


def the_school_grants_credit(stage: Stage, people: People, credential: str) -> None:
    """By its own published rule, line by line; the same result cannot be used twice."""
    registrar, student = people.teacher, people.students[0]
    rule = at_portfolio.publishes_rule(
        registrar, [("16", "1"), ("32", "2"), ("48", "3")], valid_from="2026-01-01"
    )
    applied = at_portfolio.applies_for_credit(student, rule["id"], [credential])
    stage.until(lambda: item_of_kind(registrar, "credit"), "the application in the registrar's inbox")
    assert at_portfolio.decides(registrar, applied["id"])["state"] == "approved"
    at_portfolio.applies_for_credit(student, rule["id"], [credential], status=422)


def the_next_team_is_better(stage: Stage, people: People) -> None:
    """What was confirmed weighs more than what was said."""
    student = people.students[0]
    stage.until(
        lambda: any(held["source"] == "confirmed" for held in at_matching.holdings(student).values()),
        "a holding that is confirmed by evidence",
    )
