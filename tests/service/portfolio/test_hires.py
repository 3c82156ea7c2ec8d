"""Former team members are asked to stay in touch; who was taken on by whom, the person alone says."""

from shared.events.accounts import PersonErased
from tests import actors_portfolio as at
from tests.service.portfolio.conftest import Stage, tell

REACH = "lin@home.example"


def test_a_company_asks_those_who_worked_for_it_and_they_answer_as_they_like(stage: Stage) -> None:
    stage.issues()
    student, other = stage.students
    assert at.former_members(stage.mentor) == {student.person: student.name}, (
        "the other's work was not accepted yet"
    )
    at.asks_for_contact(stage.mentor, student.person, status=404)
    at.asks_for_contact(stage.mentor, other.person, purpose="touch", status=404)
    form = {"person": student.person, "text": "毕业后来看看我们。"}
    place = stage.mentor.send("/portfolio/contacts/former", form).headers["Location"]
    stage.world.settle()
    assert student.waiting()[0]["url"] == place
    assert "To stay in touch" in student.page(place)
    contact = place.rsplit("/", 1)[1]
    assert at.contact(stage.mentor, contact)["name"] == student.name
    at.answers_contact(student, contact, means=REACH)
    assert at.contact(stage.mentor, contact)["means"] == REACH


def test_a_hire_is_the_person_s_word_and_the_company_s_to_confirm(stage: Stage) -> None:
    stage.issues()
    student = stage.student
    recorded = at.records_hire(student, stage.company)
    stage.world.settle()
    assert recorded["state"] == "stated"
    item = stage.mentor.waiting()[0]
    assert item["url"] == f"/portfolio/hires/{recorded['id']}"
    assert student.name in stage.mentor.page(item["url"])
    at.confirms_hire(student, recorded["id"], status=403)
    stage.mentor.send(f"{item['url']}/confirm", {})
    stage.world.settle()
    assert stage.mentor.waiting() == []
    assert at.hire(student, recorded["id"])["state"] == "confirmed"
    at.confirms_hire(stage.mentor, recorded["id"], status=409)
    student.send(f"{item['url']}/remove", {})
    at.hire(stage.mentor, recorded["id"], status=404)


def test_nobody_records_a_company_that_they_never_had_to_do_with_nor_for_somebody_else(stage: Stage) -> None:
    at.records_hire(stage.student, stage.company, status=422)
    at.records_hire(stage.mentor, stage.company, status=422)
    stage.issues()
    at.records_hire(stage.student, stage.school, status=422)
    at.records_hire(stage.student, stage.company, begins="1999-12-31", status=422)
    at.records_hire(stage.student, stage.company)
    at.records_hire(stage.student, stage.company, status=409)


def test_what_the_company_does_not_confirm_in_time_stays_the_person_s_word(stage: Stage) -> None:
    stage.issues()
    recorded = at.records_hire(stage.student, stage.company)["id"]
    stage.world.later(days=31)
    stage.world.settle()
    assert stage.mentor.signs_in().waiting() == []
    assert at.hire(stage.student.signs_in(), recorded)["state"] == "stated"
    at.confirms_hire(stage.mentor, recorded, status=409)


def test_an_erased_person_s_hire_goes_and_nothing_waits(stage: Stage) -> None:
    stage.issues()
    at.records_hire(stage.student, stage.company)
    stage.world.settle()
    tell("accounts", PersonErased(person=stage.student.person))
    stage.world.settle()
    assert stage.mentor.waiting() == []
    assert stage.world.count("portfolio", "hires") == 0
