"""A late student fits only where the team is full: who would move is worked out, shown, and asked; nobody else is."""

from typing import Any

import pytest

from services.matching import solving
from shared.events import projects
from tests import actors_matching as at
from tests.actors import Actor
from tests.service.matching.test_rounds import Hall, here, read
from tests.service.matching.town import PLC, Town

__all__ = ["here"]
MORNINGS, NIGHTS = [8, 9, 10, 11], [20, 21, 22, 23]


@pytest.fixture(autouse=True)
def few_move_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def fewest(document: Any, now: Any, places: Any, progress: Any) -> dict[str, str]:
        return solving.fewest_here(document, now, places)

    monkeypatch.setattr(solving, "fewest", fewest)


class Late:
    """甲 is full with three who are always free; 乙 has two and one seat left, and meets in the morning. The late one
    is free at night alone, so they fit into 甲 only."""

    def __init__(self, town: Town) -> None:
        self.town, self.hall = town, Hall.of(town, 5)
        for number, student in enumerate(self.hall.students):
            at.bids(student, self.hall.briefs[number % 3 == 1])
            if number % 3 == 1:
                at.hands_in_slots(student, MORNINGS)
        self.hall.bids_are_taken()
        self.hall.closes()
        self.hall.publishes(self.hall.simulates()["number"])
        self.first = [one for one in self.hall.students if self.of(one)["brief"] == self.hall.briefs[0]]
        assert len(self.first) == 3

    def comes(self) -> Actor:
        late = self.town.student("迟到的")
        at.lists_skills(late, {self.town.skill(PLC): 4})
        at.hands_in_slots(late, NIGHTS)
        self.town.teacher.post(f"{self.hall.path}/students", {"people": [late.person]})
        self.town.world.settle()
        assert at.proposals(late) == [], "nowhere without somebody else moving"
        assert "round_unplaced" in {item["kind"] for item in self.town.teacher.waiting()}
        return late

    def of(self, student: Actor) -> dict[str, Any]:
        return dict(at.proposals(student)[0])

    def works_out(self) -> dict[str, Any]:
        made = self.town.teacher.post(f"{self.hall.path}/repairs", status=201)
        self.town.world.settle()
        return self.hall.plan(made["number"])

    def carries_out(self, number: int, status: int | None = None) -> Any:
        found = self.town.teacher.post(f"{self.hall.path}/plans/{number}/carry-out", status=status)
        self.town.world.settle()
        return found


@pytest.fixture
def late(town: Town) -> Late:
    return Late(town)


def test_one_moves_so_that_the_late_one_finds_a_place_and_all_others_stay(late: Late) -> None:
    comer = late.comes()
    before = {one.name: late.of(one)["id"] for one in late.hall.students}
    plan = late.works_out()
    assert (len(plan["result"]["moved"]), len(plan["result"]["joins"])) == (1, 1)
    assert plan["result"]["before"]["placed"] + 1 == plan["figures"]["placed"]
    assert {one.name: late.of(one)["id"] for one in late.hall.students} == before, "nobody is told yet"
    page = read(late.town.teacher, f"/matching/rounds/{late.hall.round}/plans/{plan['number']}")
    assert "from 甲 to 乙" in page
    assert "迟到的 to 甲" in page

    late.carries_out(plan["number"])

    after = {one.name: late.of(one)["id"] for one in late.hall.students}
    mover = next(one for one in late.hall.students if after[one.name] != before[one.name])
    assert sum(after[name] != before[name] for name in before) == 1
    assert mover in late.first
    told = late.of(mover)
    assert (told["brief"], told["seat"]) == (late.hall.briefs[1], "asked")
    assert told["reasons"][0]["text"].startswith("You were asked for 甲 before.")
    assert (late.of(comer)["brief"], late.of(comer)["seat"]) == (late.hall.briefs[0], "asked")
    assert len([item for item in mover.waiting() if item["kind"] == "proposal_answer"]) == 1
    assert "round_unplaced" not in {item["kind"] for item in late.town.teacher.waiting()}
    late.carries_out(plan["number"], status=409)
    everybody = [*late.hall.students, comer]
    for one in everybody:
        at.accepts_proposal(one, late.of(one)["id"])
    late.town.world.settle()
    assert {row["brief"] for row in late.town.sent("proposal.proposed")} == set(late.hall.briefs)


def test_who_has_accepted_is_never_moved(late: Late) -> None:
    for one in late.first:
        at.accepts_proposal(one, late.of(one)["id"])
    late.comes()
    plan = late.works_out()
    assert (plan["result"]["moved"], plan["result"]["joins"], len(plan["result"]["unplaced"])) == ([], [], 1)
    late.carries_out(plan["number"], status=409)
    page = read(late.town.teacher, f"/matching/rounds/{late.hall.round}/plans/{plan['number']}")
    assert "Nobody who waits can be placed by moving those who have not answered yet." in page
    assert "carry-out" not in page


def test_what_changed_meanwhile_is_not_overrun(late: Late) -> None:
    """The one who would move accepts before the repair is carried out: nothing of it is."""
    late.comes()
    plan = late.works_out()
    for one in late.first:
        at.accepts_proposal(one, late.of(one)["id"])
    before = {one.name: late.of(one)["id"] for one in late.hall.students}
    late.carries_out(plan["number"], status=409)
    assert {one.name: late.of(one)["id"] for one in late.hall.students} == before
    assert late.hall.plan(plan["number"])["carried"] is None


def test_a_cancelled_brief_s_students_are_offered_what_there_is(late: Late) -> None:
    """Its two are free again; 甲 is full, so that a round with one brief less leaves them to the teacher."""
    late.town.tell("projects", projects.BriefCancelled(brief=late.hall.briefs[1]))
    assert "round_unplaced" in {item["kind"] for item in late.town.teacher.waiting()}
    plan = late.works_out()
    assert (plan["result"]["moved"], plan["result"]["joins"], len(plan["result"]["unplaced"])) == ([], [], 2)


def test_only_a_published_round_is_repaired(town: Town) -> None:
    hall = Hall.of(town, 3)
    town.teacher.post(f"{hall.path}/repairs", status=409)
    plan = hall.simulates()
    town.teacher.post(f"{hall.path}/plans/{plan['number']}/carry-out", status=409)


def test_two_who_come_late_are_placed_together_so_that_nobody_has_to_move(town: Town) -> None:
    """By himself the one who learns most in 甲 would take its last seat, the only one for somebody free at night."""
    hall = Hall.of(town, 4)
    for number, student in enumerate(hall.students):
        at.bids(student, hall.briefs[number % 2])
        if number % 2:
            at.hands_in_slots(student, MORNINGS)
    hall.bids_are_taken()
    hall.closes()
    hall.publishes(hall.simulates()["number"])
    before = [at.proposals(one)[0]["brief"] for one in hall.students]
    learner, late = town.student("能学的"), town.student("夜里的")
    at.lists_skills(learner, {town.skill(PLC): 2})
    at.hands_in_slots(late, NIGHTS)

    town.teacher.post(f"{hall.path}/students", {"people": [learner.person, late.person]})
    town.world.settle()

    assert [at.proposals(one)[0]["brief"] for one in (late, learner)] == hall.briefs
    assert [at.proposals(one)[0]["brief"] for one in hall.students] == before
