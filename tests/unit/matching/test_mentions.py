"""Skills that a pasted text names, each with the words that name it."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.matching import mentions
from services.matching.graph import Skill, SkillGraph, load

pytestmark = pytest.mark.slow

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


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("不要求数控编程经验，要会故障排查", ["troubleshoot"]),
        ("毋須數控編程；要會故障排除", ["troubleshoot"]),
        ("不仅会数控编程，还会故障排查", ["program a CNC controller", "troubleshoot"]),
        ("除数控编程外，还要会故障排查", ["program a CNC controller", "troubleshoot"]),
        ("除数控编程外的工序，如故障排查", ["troubleshoot"]),
        ("无人机系统", ["unmanned air systems"]),
        ("英语不限，会故障排查", ["troubleshoot"]),
        ("不会 SQL\n会故障排查", ["troubleshoot"]),
        ("No experience in welding techniques is needed; you know statistics.", ["statistics"]),
        ("Statistics is not required. Robotics is.", ["robotics"]),
        ("I can't use SQL, but I know statistics", ["statistics"]),
        ("not only SQL but also statistics", ["SQL", "statistics"]),
        ("PostgreSQL rather than SQL", ["PostgreSQL"]),
    ],
)
def test_what_a_text_denies_is_left_out(graph: SkillGraph, text: str, names: list[str]) -> None:
    assert [graph.name(one.uri) for one in mentions.find(graph, text)] == names


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("故 障 排 查", "故 障 排 查"),
        ("P y t h o n 编程", "P y t h o n 编程"),
        ("data clean-\nsing", "data clean- sing"),
        ("Handled the customer complaints", "Handled the customer complaints"),
        ("使用CAD软件", "使用CAD软件"),
    ],
)
def test_a_name_is_found_as_scanners_and_writers_leave_it(graph: SkillGraph, text: str, words: str) -> None:
    assert [one.words for one in mentions.find(graph, text)] == [words]


@pytest.mark.parametrize(
    "text",
    [
        "努力学习",
        "机电学院",
        "其中文件",
        "流行病学资料",
        "a swift answer",
        "the chef is here",
        "250 ml of water",
    ],
)
def test_ordinary_words_name_no_skill(graph: SkillGraph, text: str) -> None:
    assert mentions.find(graph, text) == []


def test_a_product_in_small_letters_counts_beside_a_sure_skill_of_its_kind(graph: SkillGraph) -> None:
    assert mentions.find(graph, "we met a puppet") == []
    found = [graph.name(one.uri) for one in mentions.find(graph, "MySQL, docker and puppet")]
    assert found[0] == "MySQL"
    assert "Puppet (tools for software configuration management)" in found


def test_of_too_many_the_best_named_stay_in_the_order_of_the_text() -> None:
    known = shop("welding", "milling", "use turning")
    found = mentions.find(known, "turning, milling and welding", most=2)
    assert [one.uri for one in found] == ["milling", "welding"]


@settings(max_examples=40, deadline=None, database=None)
@given(st.text(max_size=200))
def test_what_is_found_stands_in_the_text(text: str) -> None:
    flat = " ".join(text.split())
    for one in mentions.find(load(), text):
        assert one.words.strip() in flat
