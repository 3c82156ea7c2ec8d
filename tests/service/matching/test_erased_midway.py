"""A student is erased between the plan and what is done with it: the round goes on without them, and says so."""

from pathlib import Path

import pytest

from services.matching import recomputing
from tests import actors_matching as at
from tests.service.matching.test_round_reasons import erase
from tests.service.matching.test_rounds import Hall, here, read
from tests.service.matching.town import Town

__all__ = ["here"]


def bid_on_both(town: Town) -> Hall:
    hall = Hall.of(town, 6)
    for student in hall.students:
        at.bids(student, *hall.briefs)
    hall.bids_are_taken()
    hall.closes()
    return hall


def recomputed(hall: Hall, file: Path) -> int:
    teacher = hall.town.teacher
    text = teacher.http.call("GET", f"/matching/rounds/{hall.round}/report/inputs.json").text
    file.write_text(text, encoding="utf-8")
    return recomputing.main([str(file)])


def test_a_plan_is_changed_and_published_after_somebody_in_it_was_erased(
    town: Town, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hall = bid_on_both(town)
    plan = hall.simulates()
    gone, *rest = hall.students
    erase(town, gone)

    after = hall.plan(plan["number"])["result"]
    left = {one for team in after["teams"] for one in team["members"]}
    assert len(left) == 5, "the teams name who was erased"
    small, large = sorted(after["teams"], key=lambda team: len(team["members"]))
    student, place = large["members"][0], small["project"]
    page = f"/matching/rounds/{hall.round}/plans/{plan['number']}"
    assert "What it costs" in read(town.teacher, f"{page}/change?student={student}&to={place}")
    change = {"student": student, "to": place, "reason": "R"}
    changed = town.teacher.post(f"{hall.path}/plans/{plan['number']}/changes", change, status=201)
    assert changed["figures"]["placed"] == 5

    hall.publishes(changed["number"])
    assert all(at.proposals(one) for one in rest), "a team was not proposed"
    asked = next(one for one in rest if at.proposals(one)[0]["brief"] == hall.briefs[1])
    proposal = at.proposals(asked)[0]
    asked.send(f"/matching/proposals/{proposal['id']}/what-if", {})
    town.world.settle()
    assert asked.get(f"/matching/api/v1/proposals/{proposal['id']}")["would"]["state"] == "done"

    assert rest[0].get(f"{hall.path}/report")["figures"]["whole"]["students"] == 5
    assert recomputed(hall, tmp_path / "report.json") == 0
    said = capsys.readouterr().out
    assert "1 erased person was cut out of the input" in said
    assert "cannot be replayed: the input has the hash that the report names" in said
    assert "agrees: every rate, interval and ratio is the one of these teams" in said
    assert "DIFFERS" not in said
    assert town.world.count("matching", "jobs", {"state": "parked"}) == 0


def test_a_report_that_stood_before_says_what_cannot_be_replayed_any_more(
    town: Town, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hall = bid_on_both(town)
    hall.publishes(hall.simulates()["number"])
    erase(town, hall.students[0])
    assert recomputed(hall, tmp_path / "report.json") == 0
    said = capsys.readouterr().out
    assert "cannot be replayed: every rate, interval and ratio is the one of these teams" in said
    assert said.splitlines()[-1] == "What can be replayed of the report agrees."
