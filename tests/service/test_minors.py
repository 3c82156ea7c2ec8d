"""Who is under age lists skills, and nothing more until a guardian consents; the same in all services, at once."""

import re

import pytest

from tests import actors_matching as at_matching
from tests import actors_portfolio as at_portfolio
from tests import kept
from tests.actors import Actor, hidden
from tests.journey import loop
from tests.service.stage import OneProcess
from tests.world import World

API = "/accounts/api/v1"
GUARDIAN = {"guardian": "林建国", "mail": "father@home.example"}
CONSENTED, WITHDRAWN = {"decision": "consented"}, {"decision": "withdrawn"}


@pytest.fixture
def stage(world: World) -> OneProcess:
    return OneProcess(world)


@pytest.fixture
def people(stage: OneProcess) -> loop.People:
    return kept.after(stage, loop.everybody_comes_in)


def born(stage: OneProcess, people: loop.People, day: str) -> tuple[Actor, str]:
    """The first student and the path of their membership; the teacher says when they were born."""
    student, teacher = people.students[0], people.teacher
    members = teacher.get(f"{API}/organisations/{teacher.organisation}/members?limit=100")["items"]
    membership = next(one["id"] for one in members if one["person"] == student.person)
    path = f"{API}/memberships/{membership}"
    teacher.put(f"{path}/age", {"born": day})
    stage.world.settle()
    return student, path


def sixteen(stage: OneProcess, people: loop.People) -> tuple[Actor, str]:
    return born(stage, people, "2010-05-01")


def asks_guardian(stage: OneProcess, people: loop.People, path: str) -> tuple[str, str]:
    """(path of the mailed link, code that the school hands out)."""
    code = people.teacher.post(f"{path}/guardian", GUARDIAN)["code"]
    mail = stage.mail_to(GUARDIAN["mail"])
    assert code not in mail, "link and code travel apart"
    link = re.search(r"/accounts/guardian/([A-Za-z0-9_-]+)", mail)
    assert link, mail
    return f"{API}/guardian/{link[1]}", code


def bids(student: Actor, *briefs: str, status: int = 200) -> None:
    at_matching.puts(student, "bids", {"briefs": list(briefs)}, status=status)


def test_a_minor_bids_when_a_guardian_consented_and_no_longer_when_they_withdraw(
    stage: OneProcess, people: loop.People
) -> None:
    brief = loop.a_brief_is_posted_and_approved(stage, people)
    student, path = sixteen(stage, people)
    at_matching.lists_skills(student, loop.HOLDINGS[0])
    bids(student, brief, status=403)

    link, code = asks_guardian(stage, people, path)
    guardian = Actor(stage.browser(), "林建国", GUARDIAN["mail"])
    asked = guardian.get(link)
    assert (asked["student"], asked["state"]) == ("林梅", "asked")
    assert [item["kind"] for item in people.teacher.waiting()] == ["guardian.consent"]
    guardian.post(link, CONSENTED | {"code": "0000-0000-0000"}, status=422)
    guardian.post(link, CONSENTED | {"code": code.lower()})
    stage.world.settle()
    bids(student, brief)
    assert people.teacher.waiting() == []

    guardian.post(link, WITHDRAWN | {"code": code})
    stage.world.settle()
    bids(student, brief, status=403)
    guardian.get(link, status=404)


def test_the_bid_of_a_minor_whose_guardian_withdrew_forms_no_team(
    stage: OneProcess, people: loop.People
) -> None:
    brief = loop.a_brief_is_posted_and_approved(stage, people)
    student, path = sixteen(stage, people)
    people.teacher.post(f"{path}/guardian/paper", CONSENTED)
    stage.world.settle()
    for one, held in zip(people.students, loop.HOLDINGS, strict=True):
        at_matching.lists_skills(one, held)
        at_matching.bids(one, brief)
        at_matching.hands_in_slots(one, loop.WORKING_HOURS)
    people.teacher.post(f"{path}/guardian/paper", WITHDRAWN)
    stage.world.settle()
    people.mentor.post(f"/projects/api/v1/briefs/{brief}/close")
    stage.world.settle()
    placed = [one.name for one in people.students if at_matching.proposal_for(one, brief)]
    assert sorted(placed) == sorted(one.name for one in people.students if one is not student)


def test_in_mainland_china_who_is_sixteen_decides_alone_what_is_shared(
    stage: OneProcess, people: loop.People
) -> None:
    student, path = sixteen(stage, people)
    kept = people.teacher.get(f"{path}/guardian")
    assert kept["acts_alone"]["data_consent"].startswith("2024-04-30T16:00")
    assert kept["acts_alone"]["contract"].startswith("2028-04-30T16:00")
    assert "2010" not in str(kept), "the birth date is not kept"
    at_portfolio.publishes_portfolio(student, True)


def test_who_is_thirteen_is_not_found_by_employers(stage: OneProcess, people: loop.People) -> None:
    student, _ = born(stage, people, "2013-05-01")
    student.put(f"{at_portfolio.API}/publication", {"published": True}, status=403)


def test_at_the_birthday_the_person_decides_and_is_asked_to_look(
    stage: OneProcess, people: loop.People
) -> None:
    student, path = born(stage, people, "2008-12-20")
    bids(student, status=403)
    asks_guardian(stage, people, path)
    guardian = {"mail": GUARDIAN["mail"]}
    assert stage.world.count("accounts", "minorities", guardian) == 1
    stage.world.later(days=400)
    assert stage.world.count("accounts", "minorities", guardian) == 0, "nobody needs the address any more"
    student.signs_in()
    bids(student)
    assert [item["kind"] for item in student.waiting()] == ["minority.decide_anew"]
    student.send("/accounts/of-age", {})
    stage.world.settle()
    assert student.waiting() == []
    people.teacher.signs_in().get(f"{path}/guardian", status=404)


def test_silence_allows_nothing_and_goes_to_the_schools_administrator(
    stage: OneProcess, people: loop.People
) -> None:
    student, path = sixteen(stage, people)
    link, code = asks_guardian(stage, people, path)
    stage.world.later(days=15)
    Actor(stage.browser(), "林建国", "").post(link, CONSENTED | {"code": code}, status=404)
    bids(student.signs_in(), status=403)
    assert [item["role"] for item in people.teacher.signs_in().waiting()] == ["school_admin"]


def test_a_new_link_closes_the_old_one(stage: OneProcess, people: loop.People) -> None:
    _, path = sixteen(stage, people)
    old, code = asks_guardian(stage, people, path)
    new, _ = asks_guardian(stage, people, path)
    guardian = Actor(stage.browser(), "林建国", "")
    guardian.post(old, CONSENTED | {"code": code}, status=404)
    guardian.post(new, CONSENTED | {"code": code}, status=422)


def test_a_wrong_code_is_told_once_at_its_field(stage: OneProcess, people: loop.People) -> None:
    _, path = sixteen(stage, people)
    link, _ = asks_guardian(stage, people, path)
    guardian = Actor(stage.browser(), "林建国", GUARDIAN["mail"])
    place = link.replace(API, "/accounts")
    guardian.token = hidden(guardian.page(place), "csrf_token")
    page = guardian.send(place, CONSENTED | {"code": "0000-0000-0000"}, status=422).text
    assert page.count('class="notice notice-bad"') == 1, "the question to the school is not what is wrong"


def test_a_guardian_may_ask_first_and_refuse(stage: OneProcess, people: loop.People) -> None:
    _, path = sixteen(stage, people)
    link, code = asks_guardian(stage, people, path)
    guardian = Actor(stage.browser(), "林建国", "")
    guardian.post(link, {"decision": "ask", "question": "Who looks after them?"})
    assert people.teacher.get(f"{path}/guardian")["question"] == "Who looks after them?"
    guardian.post(link, {"decision": "refused", "code": code})
    assert people.teacher.get(f"{path}/guardian")["state"] == "refused"


def test_the_student_and_strangers_see_nothing_of_it(stage: OneProcess, people: loop.People) -> None:
    student, path = sixteen(stage, people)
    for somebody in (student, people.mentor, people.operator):
        somebody.get(f"{path}/guardian", status=403)
