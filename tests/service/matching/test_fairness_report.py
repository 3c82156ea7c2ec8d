"""The report of a published round: read by the school, replayed by anybody who has its file."""

import json
from pathlib import Path

import pytest

from services.matching import book, recomputing
from tests.actors import Actor
from tests.service.matching.test_rounds import Hall, here, read
from tests.service.matching.town import Town

__all__ = ["here"]


def published(town: Town) -> Hall:
    hall = Hall.of(town, 6)
    hall.bids_are_taken()
    hall.closes()
    hall.publishes(hall.simulates()["number"])
    return hall


def test_everybody_of_the_school_reads_the_report_and_small_groups_are_hidden(town: Town) -> None:
    hall = published(town)
    told = hall.students[0].get(f"{hall.path}/report")
    assert told["figures"]["whole"]["students"] == 6
    level = told["figures"]["kinds"]["level"]
    assert (level["groups"], level["hidden"]) == ([], 4), "one or two in each quarter"
    programme = told["figures"]["kinds"]["programme"]["groups"]
    assert [row["students"] for row in programme] == [6]
    assert programme[0]["placed"]["low"] < 1 == programme[0]["placed"]["share"]
    assert [row["larger"] for row in told["sensitivity"]] == ["coverage", "preference", "growth"]
    page = read(hall.students[0], f"/matching/rounds/{hall.round}/report")
    assert "4 groups are too small to be shown." in page
    assert "Download inputs" not in page
    assert told["graph"] == book.graph().version
    assert told["graph"] in page
    assert told["engine"] in page
    assert "Download inputs" in read(town.teacher, f"/matching/rounds/{hall.round}/report")
    other, _ = town.founds_school(
        {"name": "竹濱（示範）", "kind": "school", "region": "tw", "code": "00001009"}
    )
    other.get(f"{hall.path}/report", status=404)


def test_the_report_of_very_few_is_for_those_who_hold_the_round(town: Town) -> None:
    """Of four students the rates tell who got what."""
    hall = Hall.of(town, 4)
    hall.bids_are_taken()
    hall.closes()
    hall.publishes(hall.simulates()["number"])
    hall.students[0].get(f"{hall.path}/report", status=404)
    page = f"/matching/rounds/{hall.round}/report"
    assert "Fewer than five students took part" in read_missing(hall.students[0], page)
    assert town.teacher.get(f"{hall.path}/report")["figures"]["whole"]["students"] == 4


def read_missing(actor: Actor, path: str) -> str:
    actor.send("/accounts/language", {"to": "en", "next": "/"})
    return actor.page(path, status=404)


def test_the_report_is_replayed_and_agrees_and_a_changed_one_does_not(
    town: Town, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hall = published(town)
    text = town.teacher.http.call("GET", f"/matching/rounds/{hall.round}/report/inputs.json").text
    assert all(student.person not in text and student.name not in text for student in hall.students)
    file = tmp_path / "report.json"
    file.write_text(text, encoding="utf-8")
    assert recomputing.main([str(file)]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "The report agrees."
    report = json.loads(text)
    assert report["sensitivity"][0]["stayed"] is not None
    report["sensitivity"][0]["stayed"] = 0.01
    report["plan"]["engine"] = "0123456789abcdef"
    file.write_text(json.dumps(report), encoding="utf-8")
    assert recomputing.main([str(file)]) == 1
    said = capsys.readouterr().out
    assert said.startswith("The plan was made with version 0123456789abcdef of the engine; this is version ")
    assert "DIFFERS: with each weight larger as many stay where they are as the report says" in said
    assert said.endswith("in 1 of its parts, which was made with another version of the engine.\n")
    report = json.loads(text)
    report["figures"]["whole"]["top3"]["share"] = 0.99
    file.write_text(json.dumps(report), encoding="utf-8")
    assert recomputing.main([str(file)]) == 1
    assert "DIFFERS: every rate, interval and ratio is the one of these teams" in capsys.readouterr().out
    report["round"]["students"][0]["holdings"] = {}
    file.write_text(json.dumps(report), encoding="utf-8")
    assert recomputing.main([str(file)]) == 1
    assert "DIFFERS: the input has the hash that the report names" in capsys.readouterr().out
    file.write_text("{}", encoding="utf-8")
    assert recomputing.main([str(file)]) == 2
    assert "no report that can be replayed" in capsys.readouterr().err
