"""A minor's guardian says yes or no to each placement: on the link, with the facts, or on paper that a teacher saw."""

import re
from dataclasses import dataclass
from typing import Any

import pytest

from shared import mongo
from shared.events.accounts import MinorityChanged
from shared.events.matching import SeatRefilled
from tests import actors_projects as at_projects
from tests.actors import Actor, hidden
from tests.service.projects import telling
from tests.service.projects.test_papers import POLICY, placed
from tests.world import World

API = "/accounts/api/v1"
GUARDIAN = {"guardian": "林建国"}


@dataclass
class Family:
    """A minor's placement in Ireland, and the guardian who consented in general by the link."""

    told: telling.Cast
    path: str
    link: str
    code: str
    guardian: Actor

    @property
    def student(self) -> Actor:
        return self.told.students[0]

    def asked(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.guardian.get(self.link)["placements"]
        return found

    def says(self, decision: str, status: int = 200, **more: str) -> None:
        body = {"decision": decision, "code": self.code, "placement": self.asked()[0]["id"]} | more
        self.guardian.post(self.link, body, status=status)
        self.told.settled()

    def starts(self, status: int = 200) -> dict[str, Any]:
        return at_projects.starts(
            self.told.mentor, self.told.team, insurance=POLICY, papers=[], status=status
        )

    @property
    def seated(self) -> bool:
        members = at_projects.team_on(self.told.mentor, self.told.brief)["members"]
        return members[0]["left_at"] is None


def path_of(told: telling.Cast, student: Actor) -> str:
    members = told.teacher.get(f"{API}/organisations/{told.school}/members?limit=100")["items"]
    return f"{API}/memberships/" + next(one["id"] for one in members if one["person"] == student.person)


@pytest.fixture
def family(world: World) -> Family:
    told = placed(world, "ie", hours_per_week=20, weeks=8, pay="€14 an hour", paid=True)
    student, teacher = told.students[0], told.teacher
    path = path_of(told, student)
    teacher.put(f"{path}/age", {"born": "2010-05-01"})
    made = teacher.post(f"{path}/guardian", GUARDIAN)
    link = API + made["link"].partition("/accounts")[2]
    guardian = Actor(world.client(), "林建国", "")
    guardian.post(link, {"decision": "consented", "code": made["code"]})
    told.settled()
    teacher.post(
        f"/projects/api/v1/teams/{told.team}/papers", {"key": "learning_agreement", "person": student.person}
    )
    return Family(told, path, link, made["code"], guardian)


def lacks(answer: dict[str, Any]) -> list[str]:
    return [row["pointer"] for row in answer["errors"]]


def test_a_general_consent_starts_no_placement_the_guardian_reads_what_it_is_and_says_yes_to_it(
    family: Family,
) -> None:
    assert lacks(family.starts(status=422)) == [f"/papers/guardian_consent/{family.student.person}"]
    (asked,) = family.asked()
    assert (asked["company"], asked["mentor"]) == (telling.COMPANY, family.told.mentor.name)
    assert (asked["weeks"], asked["hours_per_week"], asked["pay"]) == (8, 20, "€14 an hour")
    assert {"title", "place", "risk", "state", "due"} < set(asked)
    assert [item["kind"] for item in family.told.teacher.waiting()][-1] == "guardian.placement"
    family.says("consented", status=422, code="0000-0000-0000")
    family.starts(status=422)
    family.says("consented")
    assert family.starts()["state"] == "active"
    assert "guardian.placement" not in {item["kind"] for item in family.told.teacher.waiting()}


def test_who_withdraws_from_a_placement_at_work_ends_it_for_the_student_at_once(family: Family) -> None:
    family.says("consented")
    family.starts()
    assert family.seated
    family.says("withdrawn")
    assert not family.seated
    assert family.asked() == []


def test_who_withdraws_everything_ends_the_placement_too(family: Family) -> None:
    family.says("consented")
    family.starts()
    family.guardian.post(family.link, {"decision": "withdrawn", "code": family.code})
    family.told.settled()
    assert not family.seated


def test_a_refusal_gives_the_seat_to_the_reserve(family: Family) -> None:
    family.says("refused")
    assert not family.seated
    family.guardian.get(family.link)


def test_silence_is_no_consent_the_administrator_hears_of_it_and_then_the_seat_is_refilled(
    family: Family,
) -> None:
    telling.later(family.told, days=9)
    told = {"kind": "guardian.placement", "role": "school_admin", "state": "open"}
    assert family.told.world.count("accounts", "items", told) == 1
    family.starts(status=422)
    telling.later(family.told, days=6)
    assert not family.seated
    assert "guardian.placement" not in {item["kind"] for item in family.told.teacher.waiting()}


def test_a_teacher_notes_the_answer_that_they_saw_on_paper(family: Family) -> None:
    teacher, (asked,) = family.told.teacher, family.asked()
    body = {"decision": "consented", "placement": asked["id"]}
    family.student.post(f"{family.path}/guardian/paper", body, status=403)
    teacher.post(f"{family.path}/guardian/paper", body)
    assert [one["state"] for one in teacher.get(f"{family.path}/guardian")["placements"]] == ["consented"]
    family.told.settled()
    assert family.starts()["state"] == "active"


def test_the_page_of_the_link_says_what_the_placement_is_and_takes_the_answer(family: Family) -> None:
    place = family.link.replace(API, "/accounts")
    page = family.guardian.page(place)
    for word in (telling.COMPANY, family.told.mentor.name, "€14 an hour", "20", "8"):
        assert word in page
    placement = re.search(r'name="placement" value="([^"]+)"', page)
    assert placement
    family.guardian.token = hidden(page, "csrf_token")
    family.guardian.send(place, {"decision": "consented", "code": family.code, "placement": placement[1]})
    family.told.settled()
    assert family.starts()["state"] == "active"
    assert "You have consented to this placement" in family.guardian.page(place)
    assert f"{place}?placement={placement[1]}" in family.guardian.page(place)
    assert "Withdraw the consent to this placement" in family.guardian.page(
        f"{place}?placement={placement[1]}"
    )


def test_the_teachers_page_lists_the_placement_and_offers_a_new_link_for_it(family: Family) -> None:
    teacher, here = family.told.teacher, family.path.replace(API, "/accounts") + "/guardian"
    page = teacher.page(here)
    assert re.search(rf'{telling.COMPANY}.*name="placement"', page, re.DOTALL)
    made = teacher.post(f"{family.path}/guardian", GUARDIAN)
    family.guardian.get(family.link, status=404)
    family.link, family.code = API + made["link"].partition("/accounts")[2], made["code"]
    family.says("consented")
    assert family.starts()["state"] == "active"
    teacher.post(f"{family.path}/guardian", GUARDIAN, status=409)


def test_another_familys_placement_is_not_answered_by_this_link(family: Family) -> None:
    family.says("consented", status=404, placement="0197c0de-0000-7000-8000-000000000001")
    family.told.teacher.post(
        f"{family.path}/guardian/paper",
        {"decision": "consented", "placement": "0197c0de-0000-7000-8000-000000000001"}, status=404,
    )  # fmt: skip


def test_what_was_published_before_without_the_day_makes_a_minor_until_accounts_says_otherwise(
    world: World,
) -> None:
    """Accounts keeps nothing of the student's age: they have come of age, and it says so when it is asked."""
    told = telling.published(
        telling.cast(world, students=1, region="ie"), kind="placement", team_min=1, team_max=1
    )
    student = told.students[0].person
    telling.says("accounts", MinorityChanged(person=student, personal={student: {"limits": {}}}))
    with mongo.serving("projects"):
        told.settled()
        held = mongo.collection("minorities").find_one({"_id": student})
    assert {"minor_until": None}.items() <= (held or {}).items()
    telling.confirmed(telling.proposed(told))
    told.teacher.post(
        f"/projects/api/v1/teams/{told.team}/papers", {"key": "learning_agreement", "person": student}
    )
    begun = at_projects.starts(told.mentor, told.team, insurance=POLICY, papers=[])
    assert begun["state"] == "active"


def test_a_team_whose_guardians_were_never_asked_asks_them_when_it_is_to_start(family: Family) -> None:
    """Teams that were confirmed before guardians were asked placement by placement."""
    with mongo.serving("projects"):
        mongo.collection("guardian_consents").delete_many({})
    with mongo.serving("accounts"):
        mongo.collection("placements").delete_many({})
    assert family.asked() == []
    family.starts(status=422)
    family.told.settled()
    family.says("consented")
    assert family.starts()["state"] == "active"


def test_a_minor_of_the_reserve_does_not_join_a_placement_at_work_before_the_guardian_says_yes_to_it(
    family: Family,
) -> None:
    told = family.told
    family.says("consented")
    family.starts()
    code = told.teacher.invites(kind="code", roles=["student"], programme="机电一体化技术", seats=1)["code"]
    other = telling.entered(told.world, "学生9", "s9@qinglan.example", code)
    told.teacher.post(f"{path_of(told, other)}/confirm")
    told.teacher.put(f"{path_of(told, other)}/age", {"born": "2010-05-01"})
    told.teacher.post(f"{path_of(told, other)}/guardian/paper", {"decision": "consented"})
    family.says("withdrawn")
    refilled = SeatRefilled(
        team=told.team,
        proposal=told.proposal,
        person=other.person,
        personal={other.person: {"school": told.school}},
    )
    telling.says("matching", refilled)
    told.settled()
    members = at_projects.team_on(told.mentor, told.brief)["members"]
    assert [member["person"] for member in members] == [family.student.person]


def test_in_mainland_china_the_letter_on_paper_stays_and_the_link_asks_nothing(world: World) -> None:
    told = placed(world, "cn")
    path = path_of(told, told.students[0])
    told.teacher.put(f"{path}/age", {"born": "2010-05-01"})
    told.teacher.post(f"{path}/guardian/paper", {"decision": "consented"})
    told.settled()
    assert told.teacher.get(f"{path}/guardian")["placements"] == []
