"""The first day: the operator, schools and companies with their staff, ninety students with skills and free hours."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from deploy.demo import content
from deploy.demo.content import LANGUAGES, Student
from deploy.demo.network import ACCOUNTS, PASSWORD, DemoError, Person, Refused, patiently
from deploy.demo.stage import Stage, all_at_once

MATCHING = "/matching/api/v1"
CHECKS = {
    "C1": ("document", "site_visit"),
    "C2": ("document",),
    "C6": ("document", "mail_domain"),
    "C8": ("document",),
}


def the_operator(stage: Stage) -> Person:
    """Raises DemoError when the installation has one already: the demo fills an empty one."""
    code = stage.var / "keys" / "first-operator-code"
    said = content.story()["operator"]
    operator = stage.newcomer(said["key"], said["name"], "zh-Hans", said["post"])
    if not code.is_file():
        raise DemoError(
            f"The installation in {stage.var} is not empty: it has an operator. "
            "`python -m deploy.local reset` empties it; then load the demo."
        )
    stage.days_ago(FIRST_DAY)
    fields = {"code": code.read_text(encoding="ascii").strip(), "platform": said["organisation"]}
    fields |= {"name": said["name"], "mail": operator.mail, "password": PASSWORD}
    fields |= {"contact": said["contact"], "legal": said["legal"]}
    try:
        operator.form("/accounts/first", fields)
    except Refused as refused:
        raise DemoError(f"The first operator could not be made: {refused}") from None
    operator.sign_in()
    operator.take_token()
    return operator


FIRST_DAY = 70


def organisations(stage: Stage, operator: Person) -> None:
    """Schools and companies, marked as demo; what the operator has checked of them; their staff."""
    for facts in content.schools():
        stage.organisations[facts["id"]] = _organisation(operator, facts, "school")
    for facts in content.companies():
        stage.organisations[facts["id"]] = made = _organisation(operator, facts, "company")
        for check in CHECKS.get(facts["id"], ()):
            operator.post_json(
                f"{ACCOUNTS}/organisations/{made}/checks", {"check": check, "result": "passed"}
            )
    rows = [(facts, row) for facts in (*content.schools(), *content.companies()) for row in facts["people"]]
    all_at_once(lambda pair: _staff(stage, operator, *pair), rows)


def _organisation(operator: Person, facts: Mapping[str, Any], kind: str) -> str:
    body = {name: facts[name] for name in ("name", "region", "code", "trades")} | {"kind": kind, "demo": True}
    made = operator.post_json(f"{ACCOUNTS}/organisations", body)
    if "staff" in facts:
        path = f"{ACCOUNTS}/organisations/{made['id']}"
        operator.call("PATCH", path, {"staff": facts["staff"]}, made["version"])
    return str(made["id"])


def _staff(stage: Stage, operator: Person, facts: Mapping[str, Any], row: Mapping[str, Any]) -> None:
    organisation = stage.organisations[facts["id"]]
    path = f"{ACCOUNTS}/organisations/{organisation}/invitations"
    code = operator.post_json(path, {"kind": "invitation", "roles": row["roles"]})["code"]
    person = stage.newcomer(row["key"], row["name"], LANGUAGES[facts["region"]], row["post"])
    comes_in(stage, person, code)
    person.organisation = organisation


def comes_in(stage: Stage, person: Person, code: str) -> None:
    """By invitation or join code; the mailed link confirms the address and sets the password."""
    person.entered(person.post_json(f"{ACCOUNTS}/join/{code}", {"name": person.name, "mail": person.mail}))
    body = {"link": stage.link(person), "password": PASSWORD}
    person.entered(person.post_json(f"{ACCOUNTS}/confirm", body))
    person.take_token()


def students(stage: Stage) -> None:
    """By the join code of their class; a teacher confirms who came."""
    rows = content.students()
    classes = [list(those) for _, those in groupby(rows, key=lambda one: (one.school, one.programme))]
    codes = all_at_once(lambda those: _class(stage, those), classes)
    entering = [(one, code) for those, code in zip(classes, codes, strict=True) for one in those]
    all_at_once(lambda pair: _student(stage, *pair), entering)
    all_at_once(lambda school: _confirm_all(stage.staff(school["id"], "school_admin")), content.schools())


def _class(stage: Stage, those: list[Student]) -> str:
    """Its join code."""
    school = next(one for one in content.schools() if one["id"] == those[0].school)
    programme = next(one for one in school["programmes"] if one["name"] == those[0].programme)
    return _join_code(stage.staff(school["id"], "school_admin"), programme, len(those))


def _join_code(teacher: Person, programme: Mapping[str, Any], seats: int) -> str:
    """Of a class in that programme, whose teacher this is."""
    path = f"{ACCOUNTS}/organisations/{teacher.organisation}/programmes"
    listed = {"code": programme["code"], "name": programme["name"]}
    patiently(lambda: teacher.post_json(path, listed))
    facts = {"school": teacher.organisation, "name": programme["class"], "programme": programme["code"]}
    made = teacher.post_json(f"{ACCOUNTS}/classes", facts | {"teachers": [teacher.id]})
    return str(teacher.post_json(f"{ACCOUNTS}/classes/{made['id']}/code", {"seats": seats})["code"])


def _student(stage: Stage, one: Student, code: str) -> None:
    region = next(school["region"] for school in content.schools() if school["id"] == one.school)
    person = stage.newcomer(one.key, one.name, LANGUAGES[region], one.programme)
    comes_in(stage, person, code)
    person.organisation = stage.organisations[one.school]


def _confirm_all(teacher: Person) -> None:
    after: str | None = ""
    while after is not None:
        query = {"limit": 100} | ({"after": after} if after else {})
        page = teacher.get(f"{ACCOUNTS}/organisations/{teacher.organisation}/members", **query)
        for member in page["items"]:
            if member["state"] == "pending":
                teacher.post_json(f"{ACCOUNTS}/memberships/{member['id']}/confirm")
        after = page.get("next")


def skills(stage: Stage) -> None:
    """Every skill is found by its name, as anybody finds it, and is called as its readers call it."""
    teacher = stage.staff("S1", "teacher")
    wanted = sorted({(label, "en") for label in content.labels()} | set(content.called()))
    found = all_at_once(lambda one: _find(teacher, *one), wanted)
    for (label, language), skill in zip(wanted, found, strict=True):
        stage.uris[label], stage.words[label, language] = skill["uri"], skill["name"]


def _find(teacher: Person, label: str, language: str) -> Mapping[str, str]:
    found = patiently(lambda: teacher.get(f"{MATCHING}/skills", q=label, language=language))["items"]
    exact: Mapping[str, str] | None = next((one for one in found if one["matched"] == label), None)
    if exact is None:
        raise DemoError(f"There is no skill of the name {label!r}.")
    return exact


def what_students_bring(stage: Stage) -> None:
    all_at_once(lambda one: _brings(stage, one), content.students())


def _brings(stage: Stage, one: Student) -> None:
    person = stage.people[one.key]
    rows = [{"uri": stage.uris[label], "level": level} for label, level in one.skills.items()]
    patiently(lambda: person.post_json(f"{MATCHING}/holdings", {"skills": rows}))
    patiently(lambda: person.put_json(f"{MATCHING}/slots", {"slots": one.slots}))
