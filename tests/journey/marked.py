"""The loop again, walked by a student whose every text holds the word that occurs nowhere else."""

from dataclasses import dataclass, field
from typing import Any

from tests import actors_portfolio as at_portfolio
from tests import actors_projects as at_projects
from tests.actors import PASSWORD, Actor
from tests.canary import WORD
from tests.journey import loop
from tests.journey.loop import People, Stage

STUDENTS = [(f"{WORD}name", f"{WORD.lower()}mail"), *loop.STUDENTS[1:]]


@dataclass
class Marked:
    """``student`` is the marked one; ``token`` opens their share, ``document`` is their credential as handed out."""

    people: People
    student: Actor
    brief: str = ""
    team: str = ""
    credential: str = ""
    token: str = ""
    document: dict[str, Any] = field(default_factory=dict)


def walks_the_loop(stage: Stage) -> Marked:
    """From coming in to a share, an application for credit and a view; everybody acts once on everybody's texts."""
    people = loop.everybody_comes_in(stage, STUDENTS)
    marked = Marked(people, people.students[0])
    _says_who_they_are(marked.student)
    marked.brief = loop.a_brief_is_posted_and_approved(stage, people)
    loop.students_bid_and_a_team_is_proposed(stage, people, marked.brief)
    marked.team = loop.everybody_agrees(stage, people, marked.brief)
    assert marked.student in people.students, (
        "the marked student is not in the team: the story proves nothing"
    )
    _the_team_delivers(stage, marked)
    marked.credential = _the_mentor_judges(stage, marked)
    _shows_it(stage, marked, marked.credential)
    _takes_it_along(stage, marked.student)
    return marked


def _says_who_they_are(student: Actor) -> None:
    me = student.get("/accounts/api/v1/me")
    student.patch("/accounts/api/v1/me", {"latin_name": f"{WORD}latin"}, If_Match=f'"v{me["version"]}"')
    body = {"name": f"{WORD}token", "scopes": ["read"]}
    student.post("/accounts/api/v1/tokens", body, Idempotency_Key=f"{WORD}-key-1")
    student.post("/accounts/api/v1/reset", {"mail": student.mail})
    signed_in = {"mail": student.mail, "password": PASSWORD}
    student.entered(student.post("/accounts/api/v1/sign-in", signed_in, User_Agent=f"{WORD}agent/1"))


def _the_team_delivers(stage: Stage, marked: Marked) -> None:
    people, team = marked.people, marked.team
    for one in people.students:
        stage.until(lambda one=one: at_projects.team_on(one, loop.brief_of(one, team)), "the team's page")
        at_projects.signs_paper(one, team)
    at_projects.starts(people.mentor, team)
    for one, (text, hours) in zip(people.students, loop.STATEMENTS, strict=True):
        mine = one is marked.student
        said = f"{WORD}text: {text}" if mine else text
        name = f"{WORD}file.txt" if mine else "card.txt"
        file = at_projects.uploads(one, team, name, f"{said}\n{one.name}".encode())
        at_projects.adds(one, team, 1, file, f"{WORD}shows" if mine else text)
        facts = {"share": f"{WORD}share" if mine else "Part"}
        at_projects.states(one, team, 1, said, artefacts=[file["sha256"]], hours=hours, percent=25, **facts)
    at_projects.uploads(marked.student, team, f"{WORD}half.txt", f"{WORD}half".encode(), 202, size=4000)
    _they_dispute(stage, marked)
    for one in people.students:
        at_projects.confirms_the_others(one, team, 1)
    at_projects.delivers(people.students[1], team, 1)


def _they_dispute(stage: Stage, marked: Marked) -> None:
    """The marked student another's statement, another theirs; the teacher decides both."""
    said = {
        row["person"]: row["id"]
        for row in at_projects.milestone(marked.student, marked.team, 1)["contributions"]
    }
    other = marked.people.students[1]
    at_projects.disputes(marked.student, said[other.person], f"{WORD}objection")
    at_projects.disputes(other, said[marked.student.person], f"{WORD}objected")
    teacher = marked.people.teacher
    for dispute in at_projects.milestone(teacher, marked.team, 1)["disputes"]:
        at_projects.decides(teacher, dispute["id"], "stands", f"{WORD}decided")


def _the_mentor_judges(stage: Stage, marked: Marked) -> str:
    mentor, team = marked.people.mentor, marked.team
    stage.until(lambda: loop.item_of_kind(mentor, "milestone_review"), "the delivery in the mentor's inbox")
    brief = mentor.get(f"{at_projects.API}/briefs/{loop.brief_of(mentor, team)}")
    rating = {
        "person": marked.student.person, "skill": brief["skills"][0]["uri"], "level": 4, "reason": f"{WORD}rated",
    }  # fmt: skip
    request = at_projects.accepts(mentor, team, 1, ratings=[rating])["request"]
    path = f"/accounts/api/v1/signing-requests/{request}"
    stage.until(lambda: mentor.http.call("GET", path).status == 200, "the request to sign")
    mentor.post(f"{path}/sign")
    everybody = marked.people.students
    stage.until(lambda: all(at_portfolio.my_credentials(one) for one in everybody), "everybody's credential")
    return str(at_portfolio.my_credentials(marked.student)[0]["id"])


def _shows_it(stage: Stage, marked: Marked, credential: str) -> None:
    student, registrar = marked.student, marked.people.teacher
    fields = ["name", "school", "statement", "artefacts", "document"]
    facts = {"fields": fields, "audience": f"{WORD}audience", "days": 30}
    marked.token = at_portfolio.shares(student, [credential], **facts)["token"]
    visitor = Actor(stage.browser(), "an employer", "")
    assert f"{WORD}name" in str(at_portfolio.opens_share(visitor, marked.token))
    marked.document = at_portfolio.credential_document(student, credential)
    at_portfolio.publishes_portfolio(student, fields=["name", "statement"])
    asked = at_portfolio.asks_for_contact(marked.people.mentor, student.person, text=f"{WORD}asks")
    at_portfolio.answers_contact(student, asked["id"], means=f"{WORD}reach")
    _appeals(marked, credential)
    at_portfolio.records_hire(student, marked.people.mentor.organisation)
    rule = at_portfolio.publishes_rule(registrar, [("16", "1"), ("32", "2")], valid_from="2026-01-01")
    applied = at_portfolio.applies_for_credit(student, rule["id"], [credential], course=f"{WORD}course")
    at_portfolio.decides(registrar, applied["id"], "refused", f"{WORD}refusal")
    at_portfolio.applies_for_credit(student, rule["id"], [credential], course=f"{WORD}again")


def _appeals(marked: Marked, credential: str) -> None:
    """Their credential is suspended; the appeal is upheld by somebody else, so that it is valid again."""
    operator, teacher = marked.people.operator, marked.people.teacher
    at_portfolio.changes_status(operator, credential, "suspended", "under_review")
    made = at_portfolio.appeals(marked.student, credential, f"{WORD}appeals")
    at_portfolio.decides_appeal(teacher, made["id"], "upheld", f"{WORD}upheld")


def _takes_it_along(stage: Stage, student: Actor) -> None:
    exports = "/accounts/api/v1/me/exports"
    export = student.post(exports, status=202)["id"]
    stage.until(lambda: student.get(f"{exports}/{export}")["state"] == "ready", "the file with everything")


def asks_to_be_erased(student: Actor) -> str:
    """Returns the address that says how far it is."""
    return str(student.post("/accounts/api/v1/me/erase", {"password": PASSWORD}, status=202)["url"])
