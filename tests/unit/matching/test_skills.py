"""Finding a skill by any of its names."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.matching.graph import Skill, SkillGraph, load
from services.matching.skills import search
from shared.searching import fold

Named = Callable[[str], str]


def shop(*skills: tuple[str, str, str, str]) -> SkillGraph:
    """A graph of (English, 简体, 繁體, other names parted by |)."""
    return SkillGraph(
        [
            Skill(
                en,
                "skill",
                {"en": en, "zh_Hans": hans, "zh_Hant": hant},
                tuple(filter(None, more.split("|"))),
                "",
            )
            for en, hans, hant, more in skills
        ],
        [],
        version="shop",
    )


MACHINES = shop(
    ("CNC machining", "数控加工", "數控加工", "numerical control"),
    ("control data", "控制数据", "控制資料", ""),
    ("data", "数据", "資料", ""),
    ("data mining", "数据挖掘", "資料探勘", ""),
    ("big data", "大数据", "大數據", "data"),
    ("metadata", "元数据", "詮釋資料", ""),
)


def names(graph: SkillGraph, text: str, language: str = "en", limit: int = 20) -> list[str]:
    return [found.name for found in search(graph, text, language, limit)]


@pytest.mark.parametrize("text", ["数控", "數控", "CNC machining", "cnc  MACHINING", "ＣＮＣ", "numerical"])
def test_one_skill_is_found_by_each_of_its_names(text: str) -> None:
    assert names(MACHINES, text) == ["CNC machining"]


def test_characters_in_another_order_are_another_word() -> None:
    assert "control data" not in names(MACHINES, "数控")


def test_exact_comes_before_beginnings_and_those_before_words() -> None:
    assert names(MACHINES, "data") == ["data", "big data", "data mining", "control data"]


def test_latin_letters_match_from_the_beginning_of_a_word() -> None:
    assert "metadata" not in names(MACHINES, "data")
    assert names(MACHINES, "min dat") == ["data mining"]


def test_all_words_must_be_there() -> None:
    assert names(MACHINES, "data baking") == []


@pytest.mark.parametrize("text", ["", "   ", "!?", "。"])
def test_nothing_is_found_for_nothing(text: str) -> None:
    assert names(MACHINES, text) == []


def test_limit_cuts_the_list_and_keeps_its_order() -> None:
    assert names(MACHINES, "data", limit=2) == names(MACHINES, "data")[:2]
    assert names(MACHINES, "data", limit=0) == []


def test_names_come_in_the_readers_language_with_the_name_that_matched() -> None:
    (found,) = search(MACHINES, "numerical control", "zh_Hant_TW")

    assert (found.name, found.matched) == ("數控加工", "numerical control")


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("数控编程", "program a CNC controller"),
        ("數控編程", "program a CNC controller"),
        ("program a cnc controller", "program a CNC controller"),
        ("PLC", "programmable logic controller"),
        ("可程式控制器", "programmable logic controller"),
        ("機器學習", "machine learning"),
        ("机器学习", "machine learning"),
        ("computer numerical control", "tend computer numerical control lathe machine"),
    ],
)
def test_the_carried_graph_answers_in_three_languages(
    graph: SkillGraph, uri: Named, text: str, label: str
) -> None:
    assert uri(label) in [found.uri for found in search(graph, text, limit=5)]


def test_groups_are_not_skills_to_be_chosen(graph: SkillGraph) -> None:
    assert all(found.kind != "group" for found in search(graph, "working with computers", limit=50))


@settings(max_examples=40, deadline=None, database=None)
@given(st.sampled_from([skill for skill in load().skills.values() if skill.kind != "group"]), st.data())
def test_every_name_finds_its_skill(skill: Skill, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from([*skill.names.values(), *skill.alternatives]))
    found = search(load(), name, limit=200)

    assert skill.uri in [each.uri for each in found]
    assert [each.uri for each in search(load(), name, limit=3)] == [each.uri for each in found[:3]]


@settings(max_examples=60, deadline=None, database=None)
@given(st.text(max_size=12))
def test_any_text_folds_once_and_can_be_searched(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert search(MACHINES, text) == search(MACHINES, text)
