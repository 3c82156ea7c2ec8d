"""The graph that the service carries, and what one skill is worth where another is needed."""

import time
from collections.abc import Callable

import networkx as nx
import pytest

from services.matching.graph import AXES, CREDIT, Skill, SkillGraph, build, load, radar
from services.matching.graph.loading import DATA, FILES
from shared.errors import NotFound

Named = Callable[[str], str]


def tiny(*edges: tuple[str, str, str]) -> SkillGraph:
    uris = sorted({end for edge in edges for end in edge[:2]})
    return SkillGraph([Skill(uri, "skill", {"en": uri}, (), "") for uri in uris], edges, version="tiny")


def test_it_carries_all_of_esco_and_eight_skills_of_its_own(graph: SkillGraph) -> None:
    kinds = [skill.kind for skill in graph.skills.values()]

    assert kinds.count("skill") + kinds.count("knowledge") == 13_896
    assert kinds.count("own") == 8
    assert nx.is_frozen(graph.graph)


def test_loading_takes_at_most_two_seconds_of_one_core(capsys: pytest.CaptureFixture[str]) -> None:
    begin = time.process_time()
    files = [(DATA / name).read_bytes() for name in FILES]
    fresh = build(*files)
    took = time.process_time() - begin
    with capsys.disabled():
        print(f"\nskill graph: {len(fresh):,} nodes built in {took:.2f} s")

    assert fresh.version == load().version
    assert took <= 2


@pytest.mark.parametrize(
    ("file", "old", "new"), [(1, "数控编程", "数控加工编程"), (3, "no duplicates", "unique")]
)
def test_another_name_or_ground_is_another_version(graph: SkillGraph, file: int, old: str, new: str) -> None:
    files = [(DATA / name).read_bytes() for name in FILES]
    files[file] = files[file].replace(old.encode(), new.encode())

    assert build(*files).version != graph.version


@pytest.mark.parametrize(
    ("held", "needed", "worth"),
    [
        ("machine learning", "machine learning", 1.0),
        ("JavaScript", "computer programming", 0.8),
        ("computer programming", "JavaScript", 0.4),
        ("tend CNC milling machine", "tend CNC grinding machine", 0.32),
        ("perform copywriting", "advertising techniques", 0.6),
        ("advertising techniques", "perform copywriting", 0.3),
        ("test sensors", "sensors", 0.4),
        ("sensors", "test sensors", 0.0),
        ("machine learning", "food safety standards", 0.0),
    ],
)
def test_credit_on_the_real_graph(
    graph: SkillGraph, uri: Named, held: str, needed: str, worth: float
) -> None:
    assert graph.credit(uri(held), uri(needed)).value == pytest.approx(worth)


@pytest.mark.parametrize(
    ("edges", "worth"),
    [
        ([("held", "needed", "broader")], 0.8),
        ([("needed", "held", "broader")], 0.4),
        ([("held", "top", "broader"), ("needed", "top", "broader")], 0.32),
        ([("held", "mid", "broader"), ("mid", "needed", "broader")], 0.64),
        ([("needed", "held", "essential_for")], 0.6),
        ([("held", "needed", "essential_for")], 0.3),
        ([("needed", "held", "optional_for")], 0.4),
        ([("held", "needed", "optional_for")], 0.0),
        ([("mid", "held", "optional_for"), ("mid", "needed", "broader")], 0.32),
        ([("held", "mid", "essential_for"), ("mid", "needed", "broader")], 0.0),
        ([("held", "needed", "same_as")], 1.0),
        ([("needed", "held", "same_as")], 1.0),
        ([("held", "needed", "prerequisite_of")], 0.0),
        ([("held", "a", "broader"), ("a", "b", "same_as"), ("b", "needed", "same_as")], 0.0),
        ([("needed", "held", "optional_for"), ("held", "needed", "broader")], 0.8),
    ],
    ids=str,
)
def test_credit_is_the_best_product_over_at_most_two_edges(
    edges: list[tuple[str, str, str]], worth: float
) -> None:
    assert tiny(*edges).credit("held", "needed").value == pytest.approx(worth)


def test_the_path_of_a_credit_multiplies_to_its_value(graph: SkillGraph, uri: Named) -> None:
    for held, credit in graph.credits_for(uri("computer vision")).items():
        product = 1.0
        for step in credit.path:
            product *= CREDIT[step.relation]
        assert product == pytest.approx(credit.value)
        assert credit.value >= CREDIT["least"] - 1e-6
        assert credit.path[0].source == held
        assert credit.path[-1].target == uri("computer vision")


def test_an_own_skill_counts_for_the_esco_skill_above_it(graph: SkillGraph, uri: Named) -> None:
    assert graph.credit("urn:shixun:skill:wafer-testing", uri("test semiconductors")).value == 0.8


def test_prerequisites_order_skills_and_give_no_credit(graph: SkillGraph, uri: Named) -> None:
    assert graph.prerequisites(uri("deep learning")) == [uri("artificial neural networks")]
    assert "urn:shixun:skill:image-annotation" in graph.prerequisites(uri("develop computer vision system"))
    assert graph.credit(uri("trigonometry"), uri("program a CNC controller")).value == 0
    assert uri("trigonometry") in graph.prerequisites(uri("program a CNC controller"))
    with pytest.raises(NotFound):
        graph.prerequisites("urn:gone")


def test_a_skill_that_this_version_does_not_know_is_worth_itself_alone(graph: SkillGraph, uri: Named) -> None:
    assert graph.credit("urn:gone", "urn:gone").value == 1
    assert graph.credit("urn:gone", uri("SQL")).value == 0
    assert graph.credit(uri("SQL"), "urn:gone").value == 0
    with pytest.raises(NotFound):
        graph.skill("urn:gone")


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("en", "programmable logic controller"),
        ("zh_Hans_CN", "可编程控制器"),
        ("zh-Hant-TW", "可程式控制器"),
        ("fr", "programmable logic controller"),
    ],
)
def test_a_name_in_the_readers_language(graph: SkillGraph, uri: Named, language: str, name: str) -> None:
    assert graph.name(uri("programmable logic controller"), language) == name


def test_a_skill_without_a_curated_name_has_its_english_one(graph: SkillGraph, uri: Named) -> None:
    assert graph.name(uri("manage musical staff"), "zh_Hant") == "manage musical staff"


@pytest.mark.parametrize(
    ("label", "axis"),
    [
        ("JavaScript", "digital"),
        ("predictive maintenance", "engineering"),
        ("statistics", "information"),
        ("older adults' needs", "care"),
        ("work in teams", "transversal"),
    ],
)
def test_each_skill_has_an_axis_of_the_radar(graph: SkillGraph, uri: Named, label: str, axis: str) -> None:
    assert graph.axis(uri(label)) == axis


def test_the_radar_has_five_to_eight_axes_and_shows_the_best_levels(graph: SkillGraph, uri: Named) -> None:
    shown = radar(graph.axis, {uri("JavaScript"): 4.0, uri("CSS"): 3.0, uri("older adults' needs"): 2.0})

    assert 5 <= len(AXES) <= 8
    assert shown["digital"] == 3.5
    assert shown["care"] == 2.0
    assert shown["engineering"] == 0.0
