"""Occupations: compiled from ESCO, named in Chinese where the platform's trades are, and found by any name."""

import csv
import gzip
import json
from pathlib import Path

import pytest

from services.matching import occupations
from services.matching.build_graph import nodes
from services.matching.build_occupations import compile_occupations, main
from services.matching.graph import SkillGraph
from services.matching.graph.loading import DATA
from services.matching.occupations import Occupations
from shared.errors import NotFound
from tests.unit.matching.test_data import NOT_IN_TAIWAN, NOT_ON_THE_MAINLAND, esco

ESCO = "http://data.europa.eu/esco/"

ROWS = list(csv.DictReader((DATA / "occupation_names.csv").read_text(encoding="utf-8").splitlines()))


@pytest.fixture(scope="module")
def known(graph: SkillGraph) -> Occupations:
    return occupations.load(graph)


def test_each_curated_row_stands_for_the_occupation_that_it_names(known: Occupations) -> None:
    assert [row["en"] for row in ROWS if known.by_uri[row["uri"]].names["en"] != row["en"]] == []
    assert len(ROWS) >= 100


@pytest.mark.parametrize("column", ["uri", "en", "zh_Hans", "zh_Hant"])
def test_no_name_is_given_twice(column: str) -> None:
    assert len({row[column] for row in ROWS}) == len(ROWS)


def test_each_region_has_its_own_words() -> None:
    assert [row for row in ROWS for word in NOT_IN_TAIWAN.split() if word in row["zh_Hant"]] == []
    assert [row for row in ROWS for word in NOT_ON_THE_MAINLAND.split() if word in row["zh_Hans"]] == []


def test_an_occupation_names_skills_of_the_graph(known: Occupations, graph: SkillGraph) -> None:
    assert len(known.by_uri) > 3_000
    assert all(skill in graph for one in known.by_uri.values() for skill in one.essential)
    [analyst] = known.search("data analyst", limit=1)
    assert "data mining" in [graph.name(skill) for skill in analyst.essential]


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("data analyst", "en", "data analyst"),
        ("数据分析", "zh_Hans", "数据分析师"),
        ("資料分析", "zh_Hant", "資料分析師"),
        ("無人機", "zh_Hans", "无人机驾驶员"),
        ("cnc machine", "en", "computer numerical control machine operator"),
    ],
)
def test_an_occupation_is_found_by_any_of_its_names(
    known: Occupations, text: str, language: str, name: str
) -> None:
    assert name in [one.name(language) for one in known.search(text, language, 5)]


def test_the_same_files_give_the_same_bytes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = esco(tmp_path)
    head = "conceptUri,preferredLabel,altLabels,description"
    (folder / "occupations_en.csv").write_text(
        f"{head}\n{ESCO}occupation/7, welder ,joiner,Joins metal. Hot.\n{ESCO}occupation/8,idler,,\n",
        encoding="utf-8",
    )
    (folder / "occupationSkillRelations.csv").write_text(
        f"occupationUri,relationType,skillUri\n{ESCO}occupation/7,essential,{ESCO}skill/1\n"
        f"{ESCO}occupation/7,optional,{ESCO}skill/2\n",
        encoding="utf-8",
    )
    table = json.loads(gzip.decompress(compile_occupations(folder)))
    place = [row[0] for row in nodes(folder)].index("skill/1")

    assert table["occupations"] == [["occupation/7", "welder", ["joiner"], "Joins metal.", [place]]]
    assert compile_occupations(folder) == compile_occupations(folder)
    assert main([str(folder), str(tmp_path / "out.gz")]) == 0
    assert main([str(tmp_path / "nothing")]) == 1
    assert main([]) == 2
    assert "name the folder" in capsys.readouterr().err


def test_nothing_is_found_by_nothing(known: Occupations) -> None:
    assert known.search("", "en") == known.search("?!", "en") == known.search("xyzzy", "en") == []
    with pytest.raises(NotFound, match="no such occupation"):
        known.occupation("urn:nothing")
