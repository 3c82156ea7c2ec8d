"""Groups that students state for a round's fairness report: freely, seen by nobody, counted once, deleted with it."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest

from shared import clock, mongo
from shared.events import accounts
from tests import actors_matching as at
from tests.actors import Actor
from tests.service.matching.test_rounds import Hall, here, read
from tests.service.matching.town import Town

__all__ = ["here"]

SERVICE = Path(__file__).parents[3] / "services" / "matching"
READERS = {
    "pages/stated.py", "usecases/stating.py", "usecases/reporting.py",
    "store/__init__.py", "store/erasing.py", "store/exporting.py",
}  # fmt: skip
"""Who may import the store of what was stated: the person's own page, the report, whatever deletes."""


def bidding(town: Town, students: int = 3, **settings: object) -> Hall:
    hall = Hall.of(town, students, **settings)
    hall.bids_are_taken()
    return hall


def states(student: Actor, hall: Hall, status: int = 200, consent: bool = True, **groups: str) -> dict:
    body = {"groups": groups, "consent": consent}
    return dict(student.call("PUT", f"{hall.path}/groups", status=status, body=body))


def kept(town: Town, hall: Hall) -> int:
    return town.world.count("matching", "stated_groups", {"round": hall.round})


def is_published(hall: Hall) -> dict:
    """Returns the report as the teacher reads it."""
    hall.closes()
    hall.publishes(hall.simulates()["number"])
    return dict(hall.town.teacher.get(f"{hall.path}/report"))


def test_a_student_states_groups_with_a_consent_of_its_own_and_takes_them_back(town: Town) -> None:
    hall = bidding(town)
    student = hall.students[0]
    offered = student.get(f"{hall.path}/groups")
    assert [kind["key"] for kind in offered["offered"]] == ["sex", "ethnicity", "disability", "household"]
    assert (offered["stated"], offered["open"]) == ({}, True)
    states(student, hall, sex="female", consent=False, status=422)
    states(student, hall, sex="a fourth", status=422)
    states(student, hall, new_residents="resident", status=422)
    assert kept(town, hall) == 0
    assert states(student, hall, sex="female", household="")["stated"] == {"sex": "female"}
    assert states(student, hall, household="rural")["stated"] == {"household": "rural"}, (
        "in place of the other"
    )
    assert kept(town, hall) == 1
    assert student.call("DELETE", f"{hall.path}/groups")["stated"] == {}
    assert kept(town, hall) == 0


def test_rather_not_say_is_the_same_as_nothing(town: Town) -> None:
    hall = bidding(town)
    states(hall.students[0], hall, sex="", consent=False)
    assert kept(town, hall) == 0
    states(hall.students[0], hall, sex="male")
    states(hall.students[0], hall, sex="", consent=False)
    assert kept(town, hall) == 0, "what was stated before is gone"


def test_the_page_is_found_from_the_bids_and_keeps_what_was_chosen_until_it_is_agreed_to(town: Town) -> None:
    hall = bidding(town)
    student, page = hall.students[0], f"/matching/rounds/{hall.round}/groups"
    assert f'href="{page}"' in read(student, "/matching/bids")
    assert student.page(page).count('value="" checked') == 4, "rather not say, of each kind"
    again = student.send(page, {"sex": "female"}, status=422).text
    assert "Without your consent nothing is saved." in again
    assert 'value="female" checked' in again
    student.send(page, {"sex": "female", "consent": "1"})
    shown = student.page(page)
    assert "What you stated is kept until the report is there." in shown
    assert shown.count('value="" checked') == 3
    assert not re.search(r'name="consent"[^>]* checked', shown), "a consent is ticked by nobody but its giver"
    student.send(f"{page}/take-back", {})
    assert kept(town, hall) == 0


def test_only_who_takes_part_states_and_only_before_the_plan_is_published(town: Town) -> None:
    hall = bidding(town)
    outside = town.student("王芳")
    states(outside, hall, sex="female", status=404)
    town.teacher.get(f"{hall.path}/groups", status=403)
    town.teacher.page(f"/matching/rounds/{hall.round}/groups", status=403)
    hall.closes()
    states(hall.students[0], hall, sex="female")
    is_told = hall.simulates()["number"]
    hall.publishes(is_told)
    states(hall.students[1], hall, sex="male", status=409)
    assert "nothing more is taken in" in read(hall.students[1], f"/matching/rounds/{hall.round}/groups")


def test_who_is_under_age_states_nothing_before_a_guardian_agreed(town: Town) -> None:
    hall = bidding(town)
    minor = hall.students[0]
    later = (clock.now() + timedelta(days=400)).isoformat()
    town.tell(
        "accounts",
        accounts.MinorityChanged(
            person=minor.person, personal={minor.person: {"limits": {"data_consent": later}}}
        ),
    )
    states(minor, hall, sex="female", status=403)
    assert kept(town, hall) == 0


def test_nothing_that_forms_teams_has_it_and_no_event_and_no_trail(town: Town) -> None:
    """The input of a plan has the same hash before and after; only who may imports the store."""
    hall = bidding(town, 5)
    before = hall.simulates()["sha256"]
    for student in hall.students:
        states(student, hall, ethnicity="minority", disability="disabled")
    assert hall.simulates()["sha256"] == before
    is_published(hall)
    town.world.settle()
    with mongo.serving("matching"):
        rows = [
            list(mongo.collection(name).find()) for name in ("outbox", "audit", "round_plans", "proposals")
        ]
    for word in ("ethnicity", "minority", "disabled"):
        assert word not in json.dumps(rows, default=str, ensure_ascii=False), word
    text = town.teacher.http.call("GET", f"/matching/rounds/{hall.round}/report/inputs.json").text
    assert "minority" not in text
    found = {
        str(path.relative_to(SERVICE))
        for path in SERVICE.rglob("*.py")
        if "stated" in _imported_from_store(path.read_text(encoding="utf-8"))
    }
    assert found == READERS


def _imported_from_store(source: str) -> list[str]:
    lines = [line for line in source.splitlines() if line.startswith("from services.matching.store import")]
    return [name.strip() for line in lines for name in line.partition(" import ")[2].split(",")]


@pytest.fixture
def crowd(town: Town) -> Hall:
    """Twenty-four students for six places."""
    hall = Hall.of(town, 24, place_everyone=False)
    for number, student in enumerate(hall.students):
        at.bids(student, hall.briefs[number % 2])
    hall.bids_are_taken()
    return hall


def sizes(report: dict, kind: str) -> dict[str, int]:
    return {row["group"]: row["students"] for row in report["stated"][kind]["groups"]}


def test_the_report_counts_groups_hides_small_ones_and_what_was_stated_is_gone(
    town: Town, crowd: Hall
) -> None:
    for number, student in enumerate(crowd.students):
        states(
            student,
            crowd,
            sex="female" if number < 8 else "male",
            disability="disabled" if number < 3 else "not_disabled" if number < 20 else "",
            household="rural" if number < 4 else "urban",
            ethnicity="minority" if number < 4 else "",
        )
    assert kept(town, crowd) == 24
    report = is_published(crowd)
    assert sizes(report, "sex") == {"female": 8, "male": 16}
    assert sizes(report, "disability") == {"not_disabled": 17}, "three and four who said nothing are seven"
    assert sizes(report, "household") == {}, "of twenty the four others would be known"
    assert sizes(report, "ethnicity") == {}
    assert kept(town, crowd) == 0
    page = read(crowd.students[0], f"/matching/rounds/{crowd.round}/report")
    for words in (
        "Groups that students stated themselves",
        "female",
        "without a disability",
        "Too few to be shown.",
    ):
        assert words in page, words
    assert "with a disability" not in page.replace("without a disability", "")


def test_a_share_that_would_tell_somebody_s_group_is_not_told(town: Town, crowd: Hall) -> None:
    """Six of twenty-four have a place, and everybody knows which: of one group too few are among them."""
    for number, student in enumerate(crowd.students):
        states(student, crowd, sex="female" if number < 12 else "male")
    report = is_published(crowd)
    assert sizes(report, "sex") == {"female": 12, "male": 12}
    assert [row["placed"] for row in report["stated"]["sex"]["groups"]] == [None, None]
    assert report["stated"]["sex"]["top3_ratio"] is None


def test_what_was_taken_back_or_left_with_its_student_is_counted_nowhere(town: Town, crowd: Hall) -> None:
    for student in crowd.students:
        states(student, crowd, sex="female")
    crowd.students[0].call("DELETE", f"{crowd.path}/groups")
    town.tell("accounts", accounts.PersonErased(person=crowd.students[1].person))
    town.teacher.send(f"/matching/rounds/{crowd.round}/students/{crowd.students[2].person}/remove", {})
    assert kept(town, crowd) == 21
    assert town.world.count("matching", "stated_groups", {"person": crowd.students[1].person}) == 0
    for student in crowd.students[3:8]:
        student.call("DELETE", f"{crowd.path}/groups")
    assert sizes(is_published(crowd), "sex") == {"female": 16}


def test_a_round_without_a_report_keeps_nothing_of_it(town: Town) -> None:
    hall = bidding(town)
    states(hall.students[0], hall, sex="female")
    town.teacher.post(f"{hall.path}/cancel")
    assert kept(town, hall) == 0
    hall.students[0].get(f"{hall.path}/groups", status=404)
