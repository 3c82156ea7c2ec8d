"""What rounds answer to hostile input, to races, and to what changes between a plan and its seats."""

from typing import Any

import pytest

from services.matching.usecases import round_publishing
from shared import directory
from tests import actors_matching as at
from tests.service.matching.test_round_reasons import API, crowded
from tests.service.matching.test_rounds import ROUNDS, Hall, here, read
from tests.service.matching.town import PLC, Town

__all__ = ["here"]

HUGE = 10**400


def test_a_number_that_nobody_can_hold_is_the_number_of_nothing(town: Town) -> None:
    hall = Hall.of(town, 3)
    hall.simulates()
    for number in (2**31 + 1, 2**63, 2**64, HUGE):
        town.teacher.get(f"{hall.path}/plans/{number}", status=404)
        for page in ("", "/change", "/publish"):
            town.teacher.page(f"/matching/rounds/{hall.round}/plans/{number}{page}", status=404)
        town.teacher.post(f"{hall.path}/publish", {"plan": number}, status=422)
        town.teacher.page(f"/matching/rounds/{hall.round}/plans/1?from={number}")
        town.teacher.page(f"/matching/rounds/{hall.round}/compare?a={number}&b=1")
    town.teacher.send(f"/matching/rounds/{hall.round}/plans", {"seconds": HUGE})


def test_a_weight_is_a_number_from_0_to_1(town: Town) -> None:
    hall = Hall.of(town, 2)
    before = hall.seen()
    version = {"If_Match": f'"v{before["version"]}"'}
    for name in ("coverage", "preference", "growth"):
        for weight in ("NaN", "Infinity", "-Infinity", "1e308", 1e308, -0.1, 1.1, "none", None, [], {}):
            town.teacher.call("PATCH", hall.path, body={name: weight}, status=422, **version)
    assert hall.seen() == before


def test_only_so_many_plans_of_a_round_are_worked_out_at_once(town: Town) -> None:
    hall = Hall.of(town, 3)
    made = [town.teacher.post(f"{hall.path}/plans", {"seconds": 1}, status=201) for _ in range(3)]
    town.teacher.post(f"{hall.path}/plans", {"seconds": 1}, status=409)
    town.teacher.send(f"/matching/rounds/{hall.round}/plans/{made[0]['number']}/stop", {})
    town.teacher.post(f"{hall.path}/plans", {"seconds": 1}, status=201)
    town.world.settle()
    town.teacher.post(f"{hall.path}/plans", {"seconds": 1}, status=201)


def test_a_change_names_students_and_places_of_its_own_plan(town: Town) -> None:
    hall = Hall.of(town, 5)
    plan = hall.simulates()
    path = f"{hall.path}/plans/{plan['number']}/changes"
    for wrong in changes(hall.students[0].person):
        headers = {"X-CSRF-Token": town.teacher.token}
        seen = town.teacher.http.call("POST", path, body={**wrong, "reason": "R"}, headers=headers)
        assert seen.status in (404, 409, 422), seen.text
    assert len(hall.seen()["plans"]) == 1


def changes(person: str) -> list[dict[str, str]]:
    """A student, a place, a swap of nowhere; a person by their id; the two to swap are one."""
    there = {"student": "s1", "to": "p1"}
    others = [{"student": "s99"}, {"to": "p99"}, {"swap": "s99"}, {"swap": "s1"}, {"student": ""}]
    return [there | wrong for wrong in [*others, {"student": person}, {"swap": person}]]


def test_a_contest_is_decided_in_its_own_round_alone(town: Town) -> None:
    hall = crowded(town)
    student = hall.students[0]
    student.post(f"{API}/{at.proposals(student)[0]['id']}/contest", {"text": "T"})
    contest = town.teacher.get(f"{hall.path}/contests")["items"][0]["id"]
    other = town.teacher.post(ROUNDS, {"name": "O"}, status=201)["id"]
    town.teacher.post(f"{ROUNDS}/{other}/contests/{contest}", {"to": "", "reason": "R"}, status=404)
    town.teacher.send(f"/matching/rounds/{other}/contests/{contest}", {"to": "", "reason": "R"}, status=404)
    assert town.teacher.get(f"{hall.path}/contests")["items"][0]["state"] == "open"


def test_a_contest_of_a_settled_place_can_still_be_answered(town: Town) -> None:
    hall = crowded(town)
    student = hall.students[0]
    proposal = at.proposals(student)[0]
    student.post(f"{API}/{proposal['id']}/contest", {"text": "T"})
    at.declines_proposal(student, proposal["id"])
    town.world.settle()
    contest = town.teacher.get(f"{hall.path}/contests")["items"][0]["id"]
    room = next(one for other in hall.students if (one := at.proposals(other)[0])["id"] != proposal["id"])
    path = f"{hall.path}/contests/{contest}"
    town.teacher.post(path, {"to": room["id"], "reason": "R"}, status=409)
    town.teacher.post(path, {"to": "", "reason": "已由学生本人放弃"})
    town.world.settle()
    assert "round_contest" not in {item["kind"] for item in town.teacher.waiting()}


def test_a_plan_is_published_once(town: Town) -> None:
    hall = Hall.of(town, 5)
    hall.bids_are_taken()
    hall.closes()
    first, second = hall.simulates(), hall.simulates()
    hall.publishes(first["number"])
    told = len(town.sent("proposal.proposed")), hall.seats()
    for plan in (first, second):
        town.teacher.post(f"{hall.path}/publish", {"plan": plan["number"]}, status=409)
    town.world.settle()
    assert (len(town.sent("proposal.proposed")), hall.seats()) == told


def test_who_loses_the_guardian_s_consent_while_teams_are_proposed_is_not_asked(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The team is put together in no transaction, so a withdrawal may come between that and its seats."""
    hall = Hall.of(town, 5)
    hall.bids_are_taken()
    hall.closes()
    plan = hall.simulates()
    minor = hall.students[0]
    known, offered = directory.under_age, round_publishing.open_team

    def withdrawn(people: Any, purpose: str, now: Any) -> set[str]:
        return known(people, purpose, now) | ({minor.person} & set(people))

    def late(*given: Any) -> None:
        monkeypatch.setattr(directory, "under_age", withdrawn)
        offered(*given)

    monkeypatch.setattr(round_publishing, "open_team", late)
    hall.publishes(plan["number"])
    assert minor.name not in hall.seats()


def test_nobody_is_asked_for_a_company_that_is_suspended(town: Town) -> None:
    facts = {"name": "停用企业", "kind": "company", "region": "cn"}
    company = town.operator.post("/accounts/api/v1/organisations", facts, status=201)["id"]
    brief = town.published(title="丙", organisation=company, needs={PLC: 3}, team_min=2, team_max=3)
    hall = Hall.of(town, 4)
    hall.changes(briefs=[brief, hall.briefs[1]])
    for student in hall.students:
        at.bids(student, brief)
    hall.bids_are_taken()
    hall.closes()
    plan = hall.simulates()
    town.operator.post(
        f"/accounts/api/v1/organisations/{company}/standing", {"suspended": True, "reason": "R"}
    )
    town.world.settle()
    assert "their company is suspended" in read(
        town.teacher, f"/matching/rounds/{hall.round}/plans/{plan['number']}"
    )
    hall.publishes(plan["number"])
    assert brief not in {found[0]["brief"] for one in hall.students if (found := at.proposals(one))}
