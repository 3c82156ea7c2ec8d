"""Places kept for newcomers, from the form to the report; six rounds in a row, worked out beside everything else."""

import json
from pathlib import Path

import pytest

from services.matching import recomputing
from shared import mongo
from tests import actors_matching as at
from tests.actors import Actor
from tests.service.matching.test_rounds import Hall, here, read
from tests.service.matching.town import DATA, FAULTS, PLC, Town

__all__ = ["here"]

FORM = {"coverage": 0.5, "preference": 0.35, "growth": 0.15, "max_bids": 10, "common_slots": 2, "seed": 1}


def crowded(town: Town, students: int, known: int, **settings: object) -> Hall:
    """A round of six places; the work of the first ``known`` students was confirmed, and they alone bid."""
    hall = Hall.of(town, students, place_everyone=False, **settings)
    for student in hall.students[:known]:
        town.attested(student.person, {PLC: 5, FAULTS: 5, DATA: 5})
        at.bids(student, *hall.briefs)
    return hall


def test_a_share_is_set_by_form_and_program_and_a_wrong_one_is_said(town: Town) -> None:
    hall = Hall.of(town, 2)
    rules, form = (
        f"/matching/rounds/{hall.round}/rules",
        {**FORM, "name": "2026 秋", "briefs": hall.briefs[0]},
    )
    assert "students without confirmed evidence" in read(town.teacher, rules)
    assert hall.seen()["settings"]["newcomers_percent"] is None
    version = hall.seen()["version"]
    town.teacher.send(rules, {**form, "newcomers_percent": 0, "version": version}, status=422)
    town.teacher.send(rules, {**form, "newcomers_percent": 60, "version": version})
    assert hall.seen()["settings"]["newcomers_percent"] == 60
    assert 'value="60"' in town.teacher.page(rules)
    town.teacher.send(rules, {**form, "newcomers_percent": "", "version": version + 1})
    assert hall.seen()["settings"]["newcomers_percent"] is None, "an empty field is no rule"


def test_a_plan_keeps_the_share_and_says_what_it_costs(town: Town) -> None:
    hall = crowded(town, 9, 6)
    free = hall.simulates()
    assert (free["figures"]["newcomers"], free["figures"]["newcomers_placed"]) == (3, 0)
    assert free["figures"]["share"] is None
    hall.changes(newcomers_percent=60)
    plan = hall.simulates()
    assert plan["figures"]["newcomers_placed"] == 2, "60 of a hundred of three, rounded up"
    assert plan["result"]["report"]["newcomers"] == {"placed": 2, "of": 3}
    cost = plan["figures"]["share"]
    assert (cost["with"]["newcomers"], cost["without"]["newcomers"]) == (2, 0)
    assert cost["without"]["objective"] == pytest.approx(free["figures"]["objective"], abs=1e-5)
    assert cost["with"]["objective"] < cost["without"]["objective"]
    path = f"/matching/rounds/{hall.round}"
    page = read(town.teacher, f"{path}/plans/{plan['number']}")
    assert "What the share for newcomers costs" in page
    both = town.teacher.page(f"{path}/compare?a={free['number']}&b={plan['number']}")
    for words in ("0 / 3", "2 / 3", "Objective without the share for newcomers"):
        assert words in both, words
    new = next(
        student
        for team in plan["result"]["teams"]
        for student in team["members"]
        if student in newcomers_of(town, plan)
    )
    change = {"student": new, "to": ""}
    town.teacher.post(f"{hall.path}/plans/{plan['number']}/changes", change, status=422)
    asked = read(town.teacher, f"{path}/plans/{plan['number']}/change?student={new}&to=")
    assert "share of the newcomers" in asked


def newcomers_of(town: Town, plan: dict) -> set[str]:
    """The names that newcomers have in the input of a plan."""
    with mongo.serving("matching"):
        rows = mongo.collection("round_inputs").find_one({"sha256": plan["sha256"]})
    return {
        name for name, said in zip(rows["names"], rows["labels"], strict=True) if said["evidence"] == "new"
    }


def test_a_share_that_cannot_be_kept_fails_with_the_reason(town: Town) -> None:
    hall = crowded(town, 8, 0, newcomers_percent=100)
    plan = hall.simulates()
    assert plan["state"] == "failed"
    assert "At least 8 newcomers are to be placed, but the projects take 6." in plan["why"]


def published(town: Town) -> Hall:
    """Twenty students for six places; ten of them have evidence, and the report is there."""
    hall = crowded(town, 20, 10, newcomers_percent=40)
    hall.bids_are_taken()
    hall.closes()
    hall.publishes(hall.simulates()["number"])
    return hall


def test_the_report_shows_six_rounds_in_a_row_and_replays_them(
    town: Town, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hall = published(town)
    told = hall.students[0].get(f"{hall.path}/report")
    assert (told["newcomers"]["share"], told["newcomers"]["with"]["newcomers"]) == (0.4, 4)
    runs = told["in_a_row"]["runs"]
    assert [(run["share"], len(run["rounds"])) for run in runs] == [(None, 6), (0.4, 6)]
    for run in runs:
        levels = [run["start"], *(row["level"] for row in run["rounds"])]
        assert [one["q1"] for one in levels] == sorted(one["q1"] for one in levels), "nobody forgets"
        assert all(one["distance"] == pytest.approx(one["q4"] - one["q1"], abs=2e-6) for one in levels)
    page = read(hall.students[0], f"/matching/rounds/{hall.round}/report")
    for words in (
        "6 rounds in a row",
        "What the share for newcomers costs",
        "for at least 40 of a hundred newcomers",
    ):
        assert words in page, words
    assert page.count('<svg class="trend"') == 3
    for language in ("zh-Hans", "zh-Hant"):
        assert "rounds in a row" not in in_language(hall.students[0], hall, language)
    file = tmp_path / "report.json"
    report = town.teacher.http.call("GET", f"/matching/rounds/{hall.round}/report/inputs.json").text
    file.write_text(report, encoding="utf-8")
    assert recomputing.main([str(file)]) == 0
    assert "agrees: 2 times 6 rounds in a row part the quarters as the report says" in capsys.readouterr().out
    changed = json.loads(report)
    changed["in_a_row"]["runs"][1]["rounds"][5]["level"]["distance"] = 0
    file.write_text(json.dumps(changed), encoding="utf-8")
    assert recomputing.main([str(file)]) == 1


def in_language(reader: Actor, hall: Hall, language: str) -> str:
    reader.send("/accounts/language", {"to": language, "next": "/"})
    return reader.page(f"/matching/rounds/{hall.round}/report")


def test_small_quarters_are_not_shown_and_a_report_says_that_its_rounds_are_still_to_come(town: Town) -> None:
    hall = Hall.of(town, 6)
    hall.bids_are_taken()
    hall.closes()
    hall.publishes(hall.simulates()["number"])
    told = hall.students[0].get(f"{hall.path}/report")["in_a_row"]
    assert told == {"hidden": True, "runs": [], "without": 0}
    page = f"/matching/rounds/{hall.round}/report"
    assert "A quarter has fewer than five people" in read(town.teacher, page)
    with mongo.serving("matching"):
        mongo.collection("round_reports").update_one({}, {"$set": {"in_a_row": None}})
        mongo.collection("jobs").update_many({"kind": "round.in_a_row"}, {"$set": {"state": "running"}})
    assert "Being worked out" in read(town.teacher, page)
    with mongo.serving("matching"):
        mongo.collection("round_reports").update_one(
            {}, {"$unset": {"in_a_row": "", "newcomers": "", "job": ""}}
        )
    assert "rounds in a row" not in read(town.teacher, page), "a report of before says nothing of it"
