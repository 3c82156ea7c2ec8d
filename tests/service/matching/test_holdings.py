"""Skills: listed by their student, raised by accepted work, taken back when its credential is revoked."""

import pytest

from shared.events import portfolio
from shared.ids import new_id
from tests import actors_matching as at
from tests.service.matching.town import FAULTS, PLC, Town


def test_a_skill_is_found_in_every_language(town: Town) -> None:
    student = town.student("林梅")
    assert at.finds_skill(student, "可编程控制器", "zh-Hans") == town.skill(PLC)
    assert at.finds_skill(student, "可程式控制器", "zh-Hant") == town.skill(PLC)
    named = student.get("/matching/api/v1/skills?q=programmable+logic&language=zh-Hant")["items"][0]
    assert named["name"] == "可程式控制器"


def test_accepted_work_raises_what_counts_and_revocation_takes_it_back(town: Town) -> None:
    student = town.student("林梅")
    at.lists_skills(student, {town.skill(PLC): 2})
    credential = town.attested(student.person, {PLC: 4, FAULTS: 3})
    held = at.holdings(student)
    assert (held[town.skill(PLC)]["level"], held[town.skill(PLC)]["source"]) == (4, "confirmed")
    assert held[town.skill(FAULTS)]["confidence"] == pytest.approx(0.8)

    town.tell("portfolio", _status(credential, student.person, "revoked"))
    held = at.holdings(student)
    assert list(held) == [town.skill(PLC)]
    assert (held[town.skill(PLC)]["level"], held[town.skill(PLC)]["source"]) == (2, "declared")


def test_a_suspended_credential_counts_again_when_the_suspension_is_lifted(town: Town) -> None:
    student = town.student("林梅")
    credential = town.attested(student.person, {PLC: 4})
    town.tell("portfolio", _status(credential, student.person, "suspended"))
    assert at.holdings(student) == {}
    town.tell("portfolio", _status(credential, student.person, "valid"))
    assert at.holdings(student)[town.skill(PLC)]["level"] == 4


def test_two_pieces_of_work_are_surer_than_one_in_whatever_order(town: Town) -> None:
    student = town.student("林梅")
    town.attested(student.person, {PLC: 4})
    town.attested(student.person, {PLC: 3})
    held = at.holdings(student)[town.skill(PLC)]
    assert (held["level"], held["confidence"]) == (4, pytest.approx(0.9))


def test_a_preset_that_nobody_touched_weighs_less(town: Town) -> None:
    student = town.student("林梅")
    town.attested(student.person, {PLC: 3}, untouched=True)
    assert at.holdings(student)[town.skill(PLC)]["confidence"] == pytest.approx(0.4)


def test_an_event_without_its_personal_part_changes_nothing(town: Town) -> None:
    student = town.student("林梅")
    issued = town.credential(student.person, {})
    town.tell("portfolio", issued)
    assert at.holdings(student) == {}


def test_a_claim_can_be_taken_off_and_confirmed_work_cannot(town: Town) -> None:
    student = town.student("林梅")
    claimed = at.lists_skills(student, {town.skill(PLC): 2})[0]
    town.attested(student.person, {FAULTS: 3})
    student.call("DELETE", f"/matching/api/v1/holdings/{claimed['id']}")
    confirmed = at.holdings(student)[town.skill(FAULTS)]
    student.call("DELETE", f"/matching/api/v1/holdings/{confirmed['id']}", status=409)
    assert list(at.holdings(student)) == [town.skill(FAULTS)]


def test_somebody_elses_skill_is_not_there(town: Town) -> None:
    one, two = town.student("一"), town.student("二")
    held = at.lists_skills(one, {town.skill(PLC): 2})[0]
    two.call("DELETE", f"/matching/api/v1/holdings/{held['id']}", status=404)
    assert at.holdings(two) == {}


@pytest.mark.parametrize(
    ("row", "pointer"),
    [
        ({"uri": "urn:nothing", "level": 3}, "/skills/0/uri"),
        ({"uri": "http://data.europa.eu/esco/isced-f/06", "level": 3}, "/skills/0/uri"),
        ({"uri": "urn:shixun:skill:livestream-selling", "level": 6}, "/skills/0/level"),
        ({"uri": "urn:shixun:skill:livestream-selling", "level": "3"}, "/skills/0/level"),
        ({"uri": "urn:shixun:skill:livestream-selling"}, "/skills/0/level"),
    ],
)
def test_a_wrong_skill_names_its_field(town: Town, row: dict, pointer: str) -> None:
    student = town.student("林梅")
    problem = student.post("/matching/api/v1/holdings", {"skills": [row]}, status=422)
    assert problem["errors"][0]["pointer"] == pointer
    assert at.holdings(student) == {}


def test_a_repeated_key_gives_the_first_answer(town: Town) -> None:
    student, key = town.student("林梅"), new_id()
    body = {"skills": [{"uri": town.skill(PLC), "level": 3}]}
    first = student.post("/matching/api/v1/holdings", body, Idempotency_Key=key)
    assert student.post("/matching/api/v1/holdings", body, Idempotency_Key=key) == first


def _status(credential: str, person: str, status: str) -> portfolio.CredentialStatusChanged:
    return portfolio.CredentialStatusChanged(
        credential=credential, contribution=new_id(), person=person, status=status
    )
