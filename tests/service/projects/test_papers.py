"""Who gives which paper: a student signs what is theirs, the school gives what it vouches for, a company neither."""

import re
from typing import Any

import pytest

from tests import actors_projects as at_projects
from tests.actors import Actor
from tests.service.projects import telling
from tests.world import World

OF_THE_SCHOOL = ("tripartite_agreement", "guardian_consent", "age_16", "not_first_year")
OF_THE_TEAM = ("plan", "filing", "emergency_plan")


POLICY = {
    "insurer": "PICC", "number": "42", "start": "2020-01-01", "end": "2099-12-31",
    "payer": "school", "file": "A shelf",
}  # fmt: skip


def placed(world: World, region: str, **terms: Any) -> telling.Cast:
    """A placement with its team of one confirmed."""
    terms |= {"team_min": 1, "team_max": 1}
    posted = telling.published(telling.cast(world, students=1, region=region), kind="placement", **terms)
    return telling.confirmed(telling.proposed(posted))


@pytest.fixture
def told(world: World) -> telling.Cast:
    return placed(world, "cn")


def gives(told: telling.Cast, actor: Actor, key: str, status: int = 200) -> Any:
    """A paper of the student's."""
    body = {"key": key, "person": told.students[0].person}
    return actor.post(f"/projects/api/v1/teams/{told.team}/papers", body, status=status)


def test_nobody_vouches_for_themselves_nor_a_company_for_a_student(told: telling.Cast) -> None:
    student = told.students[0]
    for key in OF_THE_SCHOOL:
        gives(told, student, key, status=403)
        gives(told, told.mentor, key, status=403)
    gives(told, told.teacher, "no_such_paper", status=422)
    gives(told, told.teacher, "plan", status=422)
    noted = [{"key": "age_16", "person": student.person}]
    refusal = at_projects.starts(told.mentor, told.team, papers=noted, status=422)
    assert refusal["errors"][0]["pointer"] == "/papers/0/key"
    missing = {row["item"] for row in at_projects.team_on(told.mentor, told.brief)["missing"]}
    assert {f"{key}.{student.person}" for key in OF_THE_SCHOOL} < missing, "nothing of it was noted"


def test_with_the_papers_of_student_school_and_team_the_placement_starts(told: telling.Cast) -> None:
    student = told.students[0]
    at_projects.signs_paper(student, told.team, "student_consent")
    told.settled()
    assert [item["subject"] for item in told.teacher.waiting() if item["kind"] == "team_start"] == [told.team]
    at_projects.starts(told.teacher, told.team, *OF_THE_TEAM, insurance=POLICY, status=422)
    for key in OF_THE_SCHOOL:
        gives(told, told.teacher, key)
    begun = at_projects.starts(told.mentor, told.team, *OF_THE_TEAM, insurance=POLICY)
    assert begun["state"] == "active"


def test_pages_offer_a_paper_to_who_may_give_it_alone(told: telling.Cast) -> None:
    here, student = f"/projects/teams/{told.team}", told.students[0]
    signs = re.findall(r'name="given" value="([^"]+)"', student.page(here))
    assert signs == ["student_consent"]
    assert 'name="given"' not in told.mentor.page(here)
    boxes = re.findall(r'name="given"[^>]*value="([^"]+)"', told.teacher.page(here))
    assert boxes == [
        f"{key}.{student.person}" for key in (OF_THE_SCHOOL[0], "student_consent", *OF_THE_SCHOOL[1:])
    ]
    told.teacher.send(f"{here}/papers", {"given": boxes})
    assert 'name="given"' not in told.teacher.page(here)


def test_who_has_not_signed_loses_the_seat_and_who_waits_for_the_school_does_not(told: telling.Cast) -> None:
    at_projects.signs_paper(told.students[0], told.team, "student_consent")
    telling.later(told, days=30)
    members = at_projects.team_on(told.mentor, told.brief)["members"]
    assert [member["left_at"] for member in members] == [None]


def test_who_meets_vulnerable_people_is_vetted_before_the_start(world: World) -> None:
    told = placed(world, "ie", vulnerable=True)
    student, teacher, here = told.students[0], told.teacher, f"/projects/teams/{told.team}"
    assert "People in need of protection" in student.page(f"/matching/briefs/{told.brief}")
    gives(told, teacher, "learning_agreement")
    waits = at_projects.starts(told.mentor, told.team, insurance=POLICY, papers=[], status=422)
    assert [row["pointer"] for row in waits["errors"]] == [f"/papers/vetting/{student.person}"]
    gives(told, student, "vetting", status=403)
    assert f"vetting.{student.person}" in teacher.page(here)
    gives(told, teacher, "vetting")
    assert at_projects.starts(told.mentor, told.team, insurance=POLICY, papers=[])["state"] == "active"


def test_a_guardian_who_consented_to_placements_is_still_asked_for_each_in_mainland_china(
    told: telling.Cast,
) -> None:
    """Of a minor, whose guardian's consent by link covers the purpose: the letter is of this placement alone."""
    student, teacher = told.students[0], told.teacher
    members = teacher.get(f"/accounts/api/v1/organisations/{told.school}/members?limit=100")["items"]
    membership = next(one["id"] for one in members if one["person"] == student.person)
    path = f"/accounts/api/v1/memberships/{membership}"
    teacher.put(f"{path}/age", {"born": "2010-05-01"})
    teacher.post(f"{path}/guardian/paper", {"decision": "consented"})
    told.settled()
    at_projects.signs_paper(student, told.team, "student_consent")
    for key in OF_THE_SCHOOL:
        if key != "guardian_consent":
            gives(told, teacher, key)
    waits = at_projects.starts(told.mentor, told.team, *OF_THE_TEAM, insurance=POLICY, status=422)
    assert [row["pointer"] for row in waits["errors"]] == [f"/papers/guardian_consent/{student.person}"]
    assert at_projects.team_on(told.mentor, told.brief)["state"] != "active"
    gives(told, teacher, "guardian_consent")
    assert at_projects.starts(told.mentor, told.team, *OF_THE_TEAM, insurance=POLICY)["state"] == "active"


def test_elsewhere_nobody_is_asked_for_vetting(world: World) -> None:
    told = placed(world, "ie")
    assert "People in need of protection" not in told.students[0].page(f"/matching/briefs/{told.brief}")
    assert "vetting" not in told.teacher.page(f"/projects/teams/{told.team}")
    gives(told, told.teacher, "vetting", status=422)


def test_of_a_minor_nobody_but_the_guardian_gives_the_consent(world: World) -> None:
    told = placed(world, "ie")
    student, teacher = told.students[0], told.teacher
    members = teacher.get(f"/accounts/api/v1/organisations/{told.school}/members?limit=100")["items"]
    membership = next(one["id"] for one in members if one["person"] == student.person)
    teacher.put(f"/accounts/api/v1/memberships/{membership}/age", {"born": "2010-05-01"})
    told.settled()
    gives(told, teacher, "learning_agreement")
    gives(told, teacher, "guardian_consent", status=403)
    gives(told, student, "guardian_consent", status=403)
    waits = at_projects.starts(told.mentor, told.team, insurance=POLICY, papers=[], status=422)
    assert [row["pointer"] for row in waits["errors"]] == [f"/papers/guardian_consent/{student.person}"]
    assert "their link or on paper at the school" in teacher.page(f"/projects/teams/{told.team}")
