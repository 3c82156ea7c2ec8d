"""A school's round on the whole running stack: tried out, changed by hand, published, accepted; one declines and is
replaced, one contests and is moved; the report is replayed."""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from deploy.demo import content
from shared import clock
from tests import actors_matching as at_matching
from tests import actors_projects as at_projects
from tests import actors_rounds as at_rounds
from tests.actors import Actor
from tests.journey import loop
from tests.journey.loop import People
from tests.journey.stages import WholeStack

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("stack"), pytest.mark.soak]

SEATS = 3
CLASS = [one for one in content.students() if one.school == "S1"][: 2 * SEATS + 1]
NEEDS = (["sensors", "machine learning"], ["perform data analysis", "predictive maintenance"])
TITLES = ("停机原因分析", "停机预警模型")


@pytest.fixture(scope="module")
def people(stage: WholeStack) -> People:
    """A class of the demo, by name; seven for two teams of three."""
    return loop.everybody_comes_in(stage, [(one.name, f"class{n}") for n, one in enumerate(CLASS)])


def test_a_school_s_round(stage: WholeStack, people: People, tmp_path: Path) -> None:
    briefs = _two_briefs(stage, people)
    one = _a_round(stage, people, briefs)
    plan = _tried_out(stage, people, one)
    at_rounds.acts(people.teacher, one, "close")
    changed = _changed_by_hand(people, one, plan)
    at_rounds.publishes(people.teacher, one, changed)
    _everybody_is_asked(stage, people)
    _one_declines_and_is_replaced(stage, people, briefs)
    _one_contests_and_is_moved(stage, people, one)
    _all_accept(stage, people, briefs)
    _the_report_agrees(stage, people, one, tmp_path)


def _two_briefs(stage: WholeStack, people: People) -> list[str]:
    mentor, teacher, made = people.mentor, people.teacher, []
    stage.until(lambda: loop.schools_of(mentor), "the school in the company's list")
    for title, names in zip(TITLES, NEEDS, strict=True):
        skills = [
            {
                "uri": stage.until(lambda name=name: loop.skill_of(mentor, name), name),
                "label": name,
                "level": 3,
            }
            for name in names
        ]
        brief = at_projects.posts_brief(mentor, title=title, skills=skills, team_min=2, team_max=SEATS)["id"]
        at_projects.submits(mentor, brief, teacher.organisation)
        path = f"/projects/api/v1/briefs/{brief}"
        stage.until(lambda path=path: _seen(teacher, path), "the brief at the school")
        at_projects.reviews(teacher, brief, "publish", approval="for_credit")
        made.append(str(brief))
    return made


def _seen(actor: Actor, path: str) -> bool:
    return bool(actor.http.call("GET", path).status == 200)


def _a_round(stage: WholeStack, people: People, briefs: list[str]) -> str:
    """Students say what they can and bid; the first brief is everybody's first."""
    teacher = people.teacher
    for number, student in enumerate(people.students):
        stage.until(lambda one=student: loop.is_known(one), "a student whom matching knows")
        at_matching.lists_skills(student, {NEEDS[number % 2][0]: 3, NEEDS[number % 2][1]: 2})
    stage.until(lambda: _seen(teacher, at_rounds.API), "matching to know the teacher")
    one = at_rounds.begins(teacher, "2026 秋季实训")
    assert at_rounds.takes_in(teacher, one, [student.person for student in people.students]) == len(CLASS)
    for student in people.students:
        stage.until(lambda one=student: len(at_matching.open_briefs(one)) == len(briefs), "two open briefs")
    closes = (clock.now() + timedelta(days=5)).date().isoformat()
    at_rounds.changes(teacher, one, briefs=briefs, closes=closes, place_everyone=False)
    at_rounds.acts(teacher, one, "open")
    for student in people.students:
        stage.until(lambda one=student: loop.item_of_kind(one, "round_bids"), "the student to be asked")
        at_matching.bids(student, *briefs)
        stage.until(lambda one=student: not loop.item_of_kind(one, "round_bids"), "nothing to wait any more")
    return one


def _tried_out(stage: WholeStack, people: People, one: str) -> dict[str, Any]:
    """Twice, and nobody hears of it."""
    stage.patience = 240.0
    found = [
        stage.until(lambda number=number: at_rounds.worked_out(people.teacher, one, number), "a plan")
        for number in (at_rounds.simulates(people.teacher, one), at_rounds.simulates(people.teacher, one))
    ]
    assert found[0]["sha256"] == found[1]["sha256"]
    assert found[1]["figures"]["placed"] == 2 * SEATS
    assert all(at_matching.proposals(student) == [] for student in people.students)
    return dict(found[1])


def _changed_by_hand(people: People, one: str, plan: dict[str, Any]) -> int:
    """Two swap their places; what comes of it is a plan of its own."""
    first, second = plan["result"]["teams"]
    change = {"student": first["members"][0], "to": second["project"], "swap": second["members"][0]}
    made = at_rounds.adjusts(people.teacher, one, plan["number"], **change, reason="两人想交换")
    assert made["figures"]["objective"] <= plan["result"]["bound"] + 1e-6
    return int(made["number"])


def _proposal(student: Actor) -> dict[str, Any] | None:
    """The newest in which the student holds a seat."""
    found = at_matching.proposals(student)
    return next((one for one in found if one["seat"] in ("asked", "accepted")), None)


def _in(people: People, proposal: str) -> list[Actor]:
    return [one for one in people.students if (found := _proposal(one)) and found["id"] == proposal]


def _everybody_is_asked(stage: WholeStack, people: People) -> None:
    stage.until(lambda: sum(bool(_proposal(one)) for one in people.students) == 2 * SEATS, "six seats")


def _one_declines_and_is_replaced(stage: WholeStack, people: People, briefs: list[str]) -> None:
    """The seventh takes the seat; the next who declines leaves a smaller team, since nobody is left."""
    spare = next(one for one in people.students if not _proposal(one))
    gone = next(one for one in people.students if (found := _proposal(one)) and found["brief"] == briefs[0])
    at_matching.declines_proposal(gone, _proposal(gone)["id"], "另有安排")  # type: ignore[index]
    stage.until(lambda: _proposal(spare), "the reserve to be asked")
    other = next(one for one in people.students if (found := _proposal(one)) and found["brief"] == briefs[1])
    left = _proposal(other)["id"]  # type: ignore[index]
    at_matching.declines_proposal(other, left)
    stage.until(lambda: len(_in(people, left)) == SEATS - 1, "the smaller team")


def _one_contests_and_is_moved(stage: WholeStack, people: People, one: str) -> None:
    held = {student.person: found for student in people.students if (found := _proposal(student))}
    every = {found["id"]: len(_in(people, found["id"])) for found in held.values()}
    room = min(every, key=lambda proposal: every[proposal])
    student = next(
        each for each in people.students if each.person in held and held[each.person]["id"] != room
    )
    mine = held[student.person]["id"]
    student.post(f"/matching/api/v1/proposals/{mine}/contest", {"text": "我更想做预警模型"})
    stage.until(lambda: loop.item_of_kind(people.teacher, "round_contest"), "the contest at the teacher's")
    contest = at_rounds.contests(people.teacher, one)[0]
    at_rounds.decides(people.teacher, one, contest["id"], room, "那边有空位")
    stage.until(lambda: (found := _proposal(student)) and found["id"] == room, "the seat in the other team")
    stage.until(lambda: len(_in(people, mine)) == SEATS - 1, "the team that was left")


def _all_accept(stage: WholeStack, people: People, briefs: list[str]) -> None:
    """Both companies' teams arrive where the company confirms them."""
    for student in people.students:
        if found := _proposal(student):
            at_matching.accepts_proposal(student, found["id"])
    for brief in briefs:
        stage.until(lambda one=brief: at_projects.proposal_of(people.mentor, one), "the team at the company")


def _the_report_agrees(stage: WholeStack, people: People, one: str, folder: Path) -> None:
    path = f"/matching/rounds/{one}/report/inputs.json"
    stage.until(lambda: _seen(people.teacher, path), "the fairness report")
    file = folder / "report.json"
    file.write_text(people.teacher.http.call("GET", path).text, encoding="utf-8")
    assert json.loads(file.read_text(encoding="utf-8"))["format"] == "shixun.report/1"
    command = [sys.executable, "-m", "services.matching", "recompute", str(file)]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout + said.stderr
