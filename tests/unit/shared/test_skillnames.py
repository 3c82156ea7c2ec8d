"""The names of skills that every service can say are those of matching's graph."""

import csv
from pathlib import Path

import pytest

from shared import skillnames

DATA = Path(__file__).parents[3] / "services/matching/data"


def test_the_table_holds_the_names_that_the_graph_has() -> None:
    graph = set()
    for name in ("names.csv", "own.csv"):
        with (DATA / name).open(encoding="utf-8", newline="") as file:
            graph |= {(row["en"], row["zh_Hans"], row["zh_Hant"]) for row in csv.DictReader(file)}
    with skillnames.TABLE.open(encoding="utf-8", newline="") as file:
        table = {(row["en"], row["zh_Hans"], row["zh_Hant"]) for row in csv.DictReader(file)}
    assert table == graph


@pytest.mark.parametrize(
    ("language", "name"),
    [("zh-Hans", "预测性维护"), ("zh-Hant", "預測性維護"), ("en", "predictive maintenance")],
)
def test_a_skill_has_a_name_in_each_language_and_is_found_by_each(language: str, name: str) -> None:
    assert skillnames.skill_name("predictive maintenance", language) == name
    assert skillnames.english_label(f" {name} ") == "predictive maintenance"


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
def test_an_unknown_label_stays_as_it_was_written(language: str) -> None:
    assert skillnames.skill_name("Doing Things", language) == "Doing Things"
    assert skillnames.english_label("Doing Things") == "Doing Things"
