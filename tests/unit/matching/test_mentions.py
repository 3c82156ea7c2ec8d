"""Skills that a pasted text names, each with the words that name it."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.matching import mentions
from services.matching.graph import Skill, SkillGraph, load

CV = """教育背景：机电一体化技术
技能：熟悉数控编程（CNC）与可编程控制器，能独立完成故障排查。
I also use Python (computer programming)
and SQL; some machine
learning."""


def test_a_cv_in_two_languages_gives_its_skills_in_order(graph: SkillGraph) -> None:
    found = {graph.name(one.uri): one.words for one in mentions.find(graph, CV)}
    wanted = {
        "program a CNC controller": "数控编程", "programmable logic controller": "可编程控制器",
        "troubleshoot": "故障排查", "Python (computer programming)": "Python (computer programming)", "SQL": "SQL",
        "machine learning": "machine learning",
    }  # fmt: skip
    assert {name: found.get(name) for name in wanted} == wanted
    assert [name for name in found if name in wanted] == list(wanted)


def test_each_hit_stands_in_its_words(graph: SkillGraph) -> None:
    (found,) = (one for one in mentions.find(graph, "我做过数控编程两年") if one.words == "数控编程")
    assert (found.before, found.after) == ("我做过", "两年")


@pytest.mark.parametrize("text", ["熟悉數控編程", "ＣＮＣ 数控编程", "会数控编程和焊接"])
def test_script_and_width_do_not_matter(graph: SkillGraph, uri: Callable[[str], str], text: str) -> None:
    assert uri("program a CNC controller") in {one.uri for one in mentions.find(graph, text)}


def shop(*names: str) -> SkillGraph:
    return SkillGraph([Skill(name, "skill", {"en": name}, (), "") for name in names], [], version="shop")


def test_the_longest_name_counts_and_letters_are_whole_words() -> None:
    known = shop("data", "data analysis", "art", "PS")
    assert [one.uri for one in mentions.find(known, "Data  analysis, metadata, smart PS")] == [
        "data analysis",
        "PS",
    ]


@pytest.mark.parametrize("text", ["ps. call me", "a sql", ""])
def test_short_names_count_only_as_they_are_spelt(text: str) -> None:
    assert mentions.find(shop("PS", "SQL", "R"), text) == []


def test_a_skill_named_twice_is_found_once_and_no_more_than_asked() -> None:
    known = shop("welding", "milling", "turning")
    text = "Welding, milling, welding and turning"
    assert [one.uri for one in mentions.find(known, text)] == ["welding", "milling", "turning"]
    assert len(mentions.find(known, text, most=2)) == 2


@settings(max_examples=40, deadline=None, database=None)
@given(st.text(max_size=200))
def test_what_is_found_stands_in_the_text(text: str) -> None:
    flat = " ".join(text.split())
    for one in mentions.find(load(), text):
        assert one.words.strip() in flat
