"""The names of skills that every service can say are those of matching's graph."""

import csv
from pathlib import Path

import pytest

from services.matching.graph import load
from shared import skillnames

COLUMNS = ("uri", "en", "zh_Hans", "zh_Hant", "alternatives")
DATA = Path(__file__).parents[3] / "services/matching/data"


def test_the_table_holds_the_names_that_the_graph_has() -> None:
    graph = set()
    for name in ("names.csv", "own.csv"):
        with (DATA / name).open(encoding="utf-8", newline="") as file:
            graph |= {tuple(row[column] for column in COLUMNS) for row in csv.DictReader(file)}
    with skillnames.TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {tuple(row[column] for column in COLUMNS) for row in rows} == graph
    wrong = [row["en"] for row in rows if load().skill(row["uri"]).definition != row["definition"]]
    assert not wrong, "the definition is another one than the graph's"


@pytest.mark.parametrize("text", ["数控编程", "數控編程", " Program a CNC controller", "ＣＮＣ 編程"])
def test_a_skill_is_known_by_any_of_its_names(text: str) -> None:
    known = skillnames.named(text)
    assert known is not None
    assert known["en"] == "program a CNC controller"
    assert known["definition"]


def test_a_name_that_is_unknown_brings_those_close_to_it() -> None:
    assert skillnames.named("数控机") is None
    assert "数控编程" in skillnames.like("數控機", "zh-Hans")
    assert skillnames.like("據數控", "zh-Hans") == skillnames.like("?", "en") == []


@pytest.mark.parametrize(
    ("language", "name"),
    [("zh-Hans", "预测性维护"), ("zh-Hant", "預測性維護"), ("en", "predictive maintenance")],
)
def test_a_skill_has_a_name_in_each_language_and_is_found_by_each(language: str, name: str) -> None:
    assert skillnames.skill_name("predictive maintenance", language) == name
    assert skillnames.english_label(f" {name} ") == "predictive maintenance"


@pytest.mark.parametrize("label", ["predictive maintenance", "预测性维护", "預測性維護"])
def test_all_names_of_a_skill_are_known_by_each_of_them(label: str) -> None:
    names = ["predictive maintenance", "预测性维护", "預測性維護"]
    assert sorted(skillnames.all_names(label)) == sorted(names)


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
def test_an_unknown_label_stays_as_it_was_written(language: str) -> None:
    assert skillnames.skill_name("Doing Things", language) == "Doing Things"
    assert skillnames.english_label("Doing Things") == "Doing Things"
