"""A school's round: set up, bidding, plans that nobody is told of, one that is published."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from services.matching import solving
from services.matching.engine import Infeasible, RoundError, read_round, solve
from shared import clock
from tests import actors_matching as at
from tests.actors import Actor
from tests.service.matching.town import DATA, FAULTS, PLC, Town

ROUNDS = "/matching/api/v1/rounds"
STEPS = 25


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Solved in this process and in few steps; `test_solving` has the child."""

    def run(document: Any, *, seconds: Any = None, steps: Any = None, progress: Any) -> Any:
        try:
            return solve(read_round(document), steps=steps or STEPS)
        except (Infeasible, RoundError) as error:
            raise solving.Refused(error.message, getattr(error, "rules", ()), **error.params) from None

    @contextmanager
    def again(steps: int, progress: Any) -> Iterator[Any]:
        yield lambda document: run(document, steps=steps, progress=progress)

    monkeypatch.setattr(solving, "run", run)
    monkeypatch.setattr(solving, "again", again)


@dataclass
class Hall:
    """A school with students who can do this and that, two briefs, and a round of them."""

    town: Town
    students: list[Actor] = field(default_factory=list)
    briefs: list[str] = field(default_factory=list)
    round: str = ""

    @classmethod
    def of(cls, town: Town, students: int = 5, **settings: Any) -> "Hall":
        hall = cls(town)
        hall.briefs = [
            town.published(title="甲", needs={PLC: 3, FAULTS: 3}, team_min=2, team_max=3),
            town.published(title="乙", needs={DATA: 3}, team_min=2, team_max=3),
        ]
        for number in range(students):
            student = town.student(f"学生{number}")
            at.lists_skills(student, {town.skill([PLC, DATA, FAULTS][number % 3]): 4})
            hall.students.append(student)
        hall.round = town.teacher.post(ROUNDS, {"name": "2026 秋"}, status=201)["id"]
        town.teacher.post(
            f"{ROUNDS}/{hall.round}/students", {"people": [one.person for one in hall.students]}
        )
        hall.changes(
            briefs=hall.briefs, closes=(clock.now() + timedelta(days=5)).date().isoformat(), **settings
        )
        return hall

    @property
    def path(self) -> str:
        return f"{ROUNDS}/{self.round}"

    def seen(self) -> dict[str, Any]:
        return dict(self.town.teacher.get(self.path))

    def changes(self, **given: Any) -> None:
        self.town.teacher.call("PATCH", self.path, body=given, If_Match=f'"v{self.seen()["version"]}"')

    def plan(self, number: int) -> dict[str, Any]:
        return dict(self.town.teacher.get(f"{self.path}/plans/{number}"))

    def simulates(self) -> dict[str, Any]:
        number = self.town.teacher.post(f"{self.path}/plans", {"seconds": 1}, status=201)["number"]
        self.town.world.settle()
        return self.plan(number)

    def bids_are_taken(self) -> None:
        self.town.teacher.post(f"{self.path}/open")
        self.town.world.settle()

    def closes(self) -> None:
        self.town.teacher.post(f"{self.path}/close")
        self.town.world.settle()

    def publishes(self, number: int) -> None:
        self.town.teacher.post(f"{self.path}/publish", {"plan": number})
        self.town.world.settle()

    def sets(self, kind: str, one: str, other: str) -> None:
        rule = {"kind": kind, "one": one, "other": other, "reason": "R"}
        self.town.teacher.post(f"{self.path}/pairs", rule)

    def seats(self) -> dict[str, str]:
        """student → state of the newest seat."""
        return {one.name: found[0]["seat"] for one in self.students if (found := at.proposals(one))}


def test_a_plan_is_tried_as_often_as_wanted_and_nobody_is_told(town: Town) -> None:
    hall = Hall.of(town)
    mails, waits = len(town.world.mails()), town.world.count("accounts", "items")
    first, second = hall.simulates(), hall.simulates()
    assert (first["state"], second["state"]) == ("done", "done")
    assert first["figures"]["placed"] == 5
    assert first["result"]["gap"] >= 0
    assert first["sha256"] == second["sha256"], "the same input is the same bytes"
    assert first["result"]["teams"] == second["result"]["teams"]
    assert len(town.world.mails()) == mails
    assert town.world.count("accounts", "items") == waits
    assert all(at.proposals(one) == [] for one in hall.students)


def test_bidding_asks_each_student_until_they_have_bid_and_closes_on_its_day(town: Town) -> None:
    hall = Hall.of(town, 3)
    hall.bids_are_taken()
    first, second, third = hall.students
    assert [item["url"] for item in first.waiting()] == ["/matching/bids"]
    at.bids(first, hall.briefs[0])
    town.world.settle()
    assert first.waiting() == []
    assert len(second.waiting()) == 1
    assert hall.seen()["state"] == "bidding"
    town.later(6, town.teacher, *hall.students)
    assert hall.seen()["state"] == "closed"
    assert third.waiting() == [], "nobody waits for a bid any more"
    assert [item["kind"] for item in town.teacher.waiting()] == ["round_publish"]
    town.teacher.post(f"{hall.path}/open", status=409)


def test_nothing_is_published_by_itself(town: Town) -> None:
    """The school's administrators are asked after a week, a week later the round ends and its briefs are free."""
    hall = Hall.of(town, 3)
    hall.simulates()
    hall.bids_are_taken()
    at.bids(hall.students[0], hall.briefs[0])
    hall.closes()
    town.closed(hall.briefs[0])
    assert hall.seats() == {}, "the round decides, so the brief forms no team by itself"
    town.later(8, town.teacher)
    assert hall.seen()["state"] == "closed"
    assert town.world.count("accounts", "items", {"kind": "round_publish", "state": "open"}) == 2, (
        "the teacher's, and now the administrators'"
    )
    assert len([item for item in town.teacher.waiting() if item["kind"] == "round_publish"]) == 1, (
        "who is both has one thing to do"
    )
    town.later(8, town.teacher)
    assert hall.seen()["state"] == "cancelled"
    assert town.sent("proposal.ended"), "the brief looked for its team by itself"


def test_published_teams_are_asked_and_who_declines_is_replaced_from_the_reserve(town: Town) -> None:
    hall = Hall.of(town, 5, place_everyone=False)
    for student in hall.students:
        at.bids(student, hall.briefs[0])
    hall.bids_are_taken()
    hall.closes()
    plan = hall.simulates()
    hall.publishes(plan["number"])
    seats = hall.seats()
    assert hall.seen()["state"] == "published"
    assert len(seats) == plan["figures"]["placed"]
    asked = [one for one in hall.students if one.name in seats]
    gone = next(one for one in asked if at.proposals(one)[0]["brief"] == hall.briefs[0])
    proposal = at.proposals(gone)[0]
    before = {row["person"] for row in proposal["members"]}
    at.declines_proposal(gone, proposal["id"], "别的安排")
    town.world.settle()
    rest = next(one for one in asked if one is not gone and one.person in before)
    after = {row["person"] for row in at.proposals(rest)[0]["members"]}
    assert gone.person not in after
    for one in hall.students:
        if (found := at.proposals(one)) and found[0]["seat"] == "asked":
            at.accepts_proposal(one, found[0]["id"])
    town.world.settle()
    told = town.sent("proposal.proposed")
    assert {row["brief"] for row in told} <= set(hall.briefs)
    for row in told:
        town.confirms({"id": row["proposal"], "brief": row["brief"], "revision": row["revision"]})
    assert hall.seen()["state"] == "settled"


def test_in_a_compulsory_round_a_second_refusal_goes_to_the_teacher(town: Town) -> None:
    hall = Hall.of(town, 5, compulsory=True)
    hall.bids_are_taken()
    hall.closes()
    hall.publishes(hall.simulates()["number"])
    stubborn = hall.students[0]
    first = at.proposals(stubborn)[0]
    at.declines_proposal(stubborn, first["id"])
    town.world.settle()
    second = at.proposals(stubborn)[0]
    assert second["id"] != first["id"], "asked once more, in another team"
    assert second["seat"] == "asked"
    at.declines_proposal(stubborn, second["id"])
    town.world.settle()
    kinds = {item["kind"] for item in town.teacher.waiting()}
    assert "round_refused" in kinds
    assert at.proposals(stubborn)[0]["seat"] == "declined", "nobody is placed against their word"


def test_late_students_get_a_place_and_nobody_is_moved(town: Town) -> None:
    hall = Hall.of(town, 5)
    hall.bids_are_taken()
    hall.closes()
    hall.publishes(hall.simulates()["number"])
    before = {one.name: at.proposals(one)[0]["id"] for one in hall.students}
    late = town.student("迟到的")
    at.lists_skills(late, {town.skill(PLC): 3})
    town.teacher.post(f"{hall.path}/students", {"people": [late.person]})
    town.world.settle()
    assert at.proposals(late)[0]["seat"] == "asked"
    assert {one.name: at.proposals(one)[0]["id"] for one in hall.students} == before


def test_a_change_by_hand_is_a_new_plan_and_a_broken_rule_needs_its_reason(town: Town) -> None:
    hall = Hall.of(town, 5)
    plan = hall.simulates()
    small = next(team for team in plan["result"]["teams"] if len(team["members"]) == 2)
    other = next(team["project"] for team in plan["result"]["teams"] if team is not small)
    change = {"student": small["members"][0], "to": other}
    path = f"{hall.path}/plans/{plan['number']}/changes"
    town.teacher.post(path, change, status=422)
    made = town.teacher.post(path, {**change, "reason": "两人有过冲突"}, status=201)
    assert made["number"] == plan["number"] + 1
    assert made["figures"]["objective"] != plan["figures"]["objective"]
    assert made["moves"][0]["broken"] == ["size"]
    assert hall.plan(plan["number"])["result"] == plan["result"], "the plan before stands as it was"


def test_what_changes_after_freezing_is_said_and_not_silently_used(town: Town) -> None:
    hall = Hall.of(town, 5)
    plan = hall.simulates()
    at.bids(hall.students[0], hall.briefs[1])
    town.world.settle()
    page = read(town.teacher, f"/matching/rounds/{hall.round}/plans/{plan['number']}")
    assert "1 changed their bids; the plan goes by the former ones." in page
    assert hall.plan(plan["number"])["result"] == plan["result"]


def read(actor: Actor, path: str) -> str:
    actor.send("/accounts/language", {"to": "en", "next": "/"})
    return actor.page(path)


def test_two_who_are_kept_apart_are_apart_and_contradictions_are_said(town: Town) -> None:
    hall = Hall.of(town, 5)
    one, two = hall.students[0].person, hall.students[1].person
    rule = {"kind": "apart", "one": one, "other": two, "reason": "R"}
    town.teacher.post(f"{hall.path}/pairs", rule)
    town.teacher.post(f"{hall.path}/pairs", rule | {"kind": "together"}, status=409)
    plan = hall.simulates()
    people = sorted(student.person for student in hall.students)
    names = {f"s{number}": person for number, person in enumerate(people, start=1)}
    for team in plan["result"]["teams"]:
        assert not {one, two} <= {names[name] for name in team["members"]}


def test_why_there_is_no_plan_is_said_with_names_in_the_reader_s_language(town: Town) -> None:
    hall = Hall.of(town, 5)
    one, two = hall.students[0].person, hall.students[1].person
    hall.sets("forbidden", one, hall.briefs[0])
    hall.sets("forbidden", one, hall.briefs[1])
    page = f"/matching/rounds/{hall.round}/plans/{hall.simulates()['number']}"
    assert "all projects are forbidden for 学生0" in read(town.teacher, page)
    town.teacher.send("/accounts/language", {"to": "zh-Hant", "next": "/"})
    assert "学生0被規則排除在所有專案之外" in town.teacher.page(page)
    for brief in hall.briefs:
        town.teacher.send(f"/matching/rounds/{hall.round}/pairs/remove", {"one": one, "other": brief})
    hall.sets("apart", one, two)
    hall.sets("fixed", one, hall.briefs[0])
    hall.sets("fixed", two, hall.briefs[0])
    why = hall.simulates()["why"]
    assert "学生0" in why
    assert "甲" in why
    assert "s1" not in why


def test_another_school_sees_nothing_of_it(town: Town) -> None:
    hall = Hall.of(town, 3)
    other, _ = town.founds_school(
        {"name": "竹濱（示範）", "kind": "school", "region": "tw", "code": "00001009"}
    )
    other.get(hall.path, status=404)
    assert other.get(ROUNDS)["items"] == []
    hall.students[0].get(hall.path, status=403)
