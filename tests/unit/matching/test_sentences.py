"""Marked sentences: which skills a careful reader finds in a brief, a CV or a course outline."""

import csv
from pathlib import Path

from services.matching.graph import SkillGraph

SENTENCES = Path(__file__).with_name("sentences.csv")
HARD = {"negation", "abbreviation", "mixed", "homonym", "ocr"}


def sentences() -> list[dict[str, str]]:
    with SENTENCES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_there_are_enough_and_enough_of_them_are_hard() -> None:
    found = sentences()

    assert len(found) >= 120
    assert {row["kind"] for row in found} == {"brief", "cv", "outline"}
    assert {row["hard"] for row in found} == HARD | {""}
    assert sum(bool(row["hard"]) for row in found) >= 0.3 * len(found)


def test_each_mark_is_a_skill(graph: SkillGraph) -> None:
    known = {skill.names["en"] for skill in graph.skills.values() if skill.kind != "group"}
    marks = [mark for row in sentences() for mark in row["skills"].replace("~", "|").split("|") if mark]

    assert not set(marks) - known
