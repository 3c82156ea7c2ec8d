"""Marked sentences: which skills a careful reader finds in a brief, a CV or a course outline."""

from pathlib import Path

import pytest

from services.matching.graph import SkillGraph
from tests.bench import sentences as bench

pytestmark = pytest.mark.slow

HARD = {"negation", "abbreviation", "mixed", "homonym", "ocr"}
DOCUMENT = Path(__file__).parents[3] / "docs" / "skills-from-text.md"


def test_there_are_enough_and_enough_of_them_are_hard() -> None:
    found = bench.sentences(bench.FIRST)

    assert len(found) >= 120
    assert {row["kind"] for row in found} == {"brief", "cv", "outline"}
    assert {row["hard"] for row in found} == HARD | {""}
    assert sum(bool(row["hard"]) for row in found) >= 0.3 * len(found)


@pytest.mark.parametrize("name", [bench.FIRST, bench.LATER])
def test_each_mark_is_a_skill(name: str, graph: SkillGraph) -> None:
    known = {skill.names["en"] for skill in graph.skills.values() if skill.kind != "group"}
    rows = bench.sentences(name)
    marks = [mark for row in rows for mark in row["skills"].replace("~", "|").split("|") if mark]

    assert not set(marks) - known
    assert len({row["text"] for row in rows}) == len(rows)


@pytest.mark.parametrize(("name", "floor"), [(bench.FIRST, 0.93), (bench.LATER, 0.87)])
def test_skills_are_found_better_than_by_the_bare_automaton(
    name: str, floor: float, graph: SkillGraph
) -> None:
    rows = bench.sentences(name)
    hard = [row for row in rows if row["hard"]]

    assert bench.score(rows, bench.ranked, graph).f1 >= floor
    assert bench.score(hard, bench.ranked, graph).f1 >= 0.80
    for some in (rows, hard):
        assert bench.score(some, bench.ranked, graph).f1 > bench.score(some, bench.bare, graph).f1 + 0.05


def test_the_document_lists_every_miss(graph: SkillGraph) -> None:
    written = DOCUMENT.read_text(encoding="utf-8")

    assert written == bench.document(graph).rstrip("\n") + "\n", (
        "it is stale: python -m tests.bench.sentences > docs/skills-from-text.md"
    )
