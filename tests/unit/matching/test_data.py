"""The curated data: names, own skills, and the compiler that made the graph."""

import csv
import gzip
import re
from collections import Counter
from pathlib import Path

import networkx as nx
import pytest

from services.matching import sample_skills
from services.matching.build_graph import compile_graph, main
from services.matching.esco import shorten
from services.matching.graph import SkillGraph, build
from services.matching.graph.curated import LONGEST, MOST_EDGES, check_names, check_prerequisites
from services.matching.graph.loading import DATA

NOT_IN_TAIWAN = (
    "實訓 信息 數據庫 視頻 軟件 用戶 默認 短信 鏈接 屏幕 質量 人工智能 登錄 "
    "賬號 文檔 導出 打印 網絡 服務器 項目 數字 激光"
)
NOT_ON_THE_MAINLAND = (
    "资讯 资料 影片 软体 使用者 预设 简讯 连结 萤幕 人工智慧 登入 帐号 汇出 列印 网路 程式 雷射"
)

SHORT = {
    "skillsHierarchy_en": "Level 0 URI,Level 0 preferred term,Level 1 URI,Level 1 preferred term,"
    "Level 2 URI,Level 2 preferred term,Level 3 URI,Level 3 preferred term\n"
    "http://data.europa.eu/esco/skill/S,skills,,,,,,\n",
    "skillGroups_en": "conceptUri,preferredLabel,description\n",
    "skills_en": "conceptUri,skillType,preferredLabel,altLabels,description\n"
    'http://data.europa.eu/esco/skill/1,knowledge,welding ,"to  weld\nwelding",Join metal. With heat.\n'
    "http://data.europa.eu/esco/skill/2,skill/competence,weld a frame,,\n",
    "broaderRelationsSkillPillar": "conceptUri,broaderUri\n"
    "http://data.europa.eu/esco/skill/1,http://data.europa.eu/esco/skill/S\n",
    "skillSkillRelations": "originalSkillUri,relationType,relatedSkillUri\n"
    "http://data.europa.eu/esco/skill/2,essential,http://data.europa.eu/esco/skill/1\n",
}
EMPTY = b"uri,en,zh_Hans,zh_Hant,alternatives\n"
OWN = b"uri,en,zh_Hans,zh_Hant,alternatives,definition,broader\n"
BEFORE = b"skill,skill_en,prerequisite,prerequisite_en,group,ground\n"


def rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((DATA / name).read_text(encoding="utf-8").splitlines()))


def esco(folder: Path) -> Path:
    for number, (name, text) in enumerate(SHORT.items()):
        if number % 2:
            (folder / f"{name}.csv.gz").write_bytes(gzip.compress(text.encode()))
        else:
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def test_each_curated_row_stands_for_the_skill_that_it_names(graph: SkillGraph) -> None:
    wrong = [row["en"] for row in rows("names.csv") if graph.skill(row["uri"]).names["en"] != row["en"]]

    assert not wrong
    assert len(rows("names.csv")) + len(rows("own.csv")) >= 1_500


@pytest.mark.parametrize("file", ["names.csv", "own.csv"])
@pytest.mark.parametrize("column", ["uri", "zh_Hans", "zh_Hant"])
def test_no_two_skills_share_a_name(file: str, column: str) -> None:
    twice = [name for name, times in Counter(row[column] for row in rows(file)).items() if times > 1]

    assert not twice


@pytest.mark.parametrize("file", ["names.csv", "own.csv"])
@pytest.mark.parametrize(("column", "words"), [("zh_Hant", NOT_IN_TAIWAN), ("zh_Hans", NOT_ON_THE_MAINLAND)])
def test_each_region_reads_its_own_words(file: str, column: str, words: str) -> None:
    forbidden = re.compile("|".join(words.split()))

    assert not [row[column] for row in rows(file) if not row[column] or forbidden.search(row[column])]


CURATED = {"uri": "urn:a", "en": "welding", "zh_Hans": "焊接", "zh_Hant": "銲接"}
LABELS = {"urn:a": "welding", "urn:b": "milling"}


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        ({"uri": "urn:nothing"}, "The row of milling names urn:nothing, and there is no skill of that name"),
        ({"broader": "urn:nothing"}, "milling stands under urn:nothing, and there is no skill"),
        ({"uri": "urn:a"}, "The row of milling names urn:a, which is welding"),
        ({"en": "turning"}, "The row of turning names urn:b, which is milling"),
        ({"uri": "urn:a", "en": "welding", "zh_Hans": "氩弧焊"}, "both have the uri"),
        ({"zh_Hans": "焊接"}, "both have the zh_Hans"),
        ({"zh_Hant": "銲接"}, "both have the zh_Hant"),
    ],
)
def test_a_curated_row_that_is_wrong_is_refused_when_the_graph_is_loaded(
    other: dict[str, str], reason: str
) -> None:
    row = {"uri": "urn:b", "en": "milling", "zh_Hans": "铣削", "zh_Hant": "銑削"}
    check_names([CURATED, row], LABELS)
    with pytest.raises(ValueError, match=reason):
        check_names([CURATED, row | other], LABELS | {"urn:a": "welding"})


def before(prerequisite: str, skill: str, **other: str) -> dict[str, str]:
    row = {"group": "letters", "ground": "comes first"}
    ends = {"prerequisite": prerequisite, "prerequisite_en": prerequisite, "skill": skill, "skill_en": skill}
    return row | ends | other


LETTERS = {letter: letter for letter in "abcdefghijklmnop"}
CHAIN = [before(left, right) for left, right in zip("abcdefghi", "bcdefghij", strict=True)]


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([before("a", "z")], "The prerequisite a of z names z, and there is no skill of that name"),
        ([before("z", "a")], "The prerequisite z of a names z, and there is no skill of that name"),
        ([before("a", "b", skill_en="c")], "The prerequisite a of c names b, which is b"),
        ([before("a", "b", ground=" ")], "The prerequisite a of b has no group or no ground"),
        ([before("a", "b"), before("a", "b", group="others")], "The prerequisite a of b is given twice"),
        ([before("a", "b"), before("b", "c"), before("c", "a")], "in a circle: a, b, c"),
        ([before(letter, "a") for letter in "bcdefghijklmn"], "a has 13 prerequisites and followers"),
        ([*CHAIN, before("j", "k")], "more than 9 steps: a → b → c → d → e → f → g → h → i → j → k"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_wrong_prerequisite_is_refused_when_the_graph_is_loaded(
    rows: list[dict[str, str]], reason: str
) -> None:
    check_prerequisites(CHAIN, LETTERS)
    with pytest.raises(ValueError, match=reason):
        check_prerequisites(rows, LETTERS)


def test_what_comes_before_what_is_curated_for_every_trade() -> None:
    found = rows("prerequisites.csv")
    order = nx.DiGraph((row["prerequisite"], row["skill"]) for row in found)

    assert len(found) >= 800
    assert len({row["group"] for row in found}) >= 25
    assert 4 <= nx.dag_longest_path_length(order) <= LONGEST
    assert max(count for _, count in order.degree) <= MOST_EDGES


def test_no_prerequisite_is_said_that_follows_from_others() -> None:
    order = nx.DiGraph((row["prerequisite_en"], row["skill_en"]) for row in rows("prerequisites.csv"))

    assert not set(order.edges) - set(nx.transitive_reduction(order).edges)


def test_every_skill_of_a_prerequisite_has_chinese_names(graph: SkillGraph) -> None:
    ends = {row[end] for row in rows("prerequisites.csv") for end in ("skill", "prerequisite")}

    assert not [graph.name(uri) for uri in ends if "zh_Hant" not in graph.skill(uri).names]


def test_a_sample_for_a_person_to_judge_is_the_same_for_the_same_seed(
    capsys: pytest.CaptureFixture[str], graph: SkillGraph
) -> None:
    assert sample_skills.main(["7"]) == 0
    printed = capsys.readouterr().out
    names, edges = printed.split("\n\n")
    assert len(re.findall(r"^ ?\d+  ", names, re.MULTILINE)) == 40
    assert len(re.findall(r"^ ?\d+  ", edges, re.MULTILINE)) == 30
    assert printed == "\n".join(sample_skills.sample(graph, 7)) + "\n"
    assert printed != "\n".join(sample_skills.sample(graph, 8)) + "\n"


@pytest.mark.parametrize("arguments", [[], ["seven"], ["1", "2"]])
def test_without_a_seed_the_sample_says_how_it_is_asked_for(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert sample_skills.main(arguments) == 2
    assert "SEED (a whole number)" in capsys.readouterr().err


def test_own_skills_have_the_names_of_both_regions_and_a_skill_above() -> None:
    assert {row["uri"]: (row["zh_Hans"], row["zh_Hant"]) for row in rows("own.csv")} == {
        "urn:shixun:skill:livestream-selling": ("直播带货运营", "直播電商營運"),
        "urn:shixun:skill:high-voltage-isolation": ("高压断电作业", "高壓斷電作業"),
        "urn:shixun:skill:battery-health-assessment": ("电池健康度评估", "電池健康度評估"),
        "urn:shixun:skill:drone-route-planning": ("无人机航线规划", "無人機航線規劃"),
        "urn:shixun:skill:image-annotation": ("图像数据标注", "影像資料標註"),
        "urn:shixun:skill:wafer-testing": ("晶圆测试", "晶圓測試"),
        "urn:shixun:skill:product-page-design": ("电商详情页设计", "商品頁設計"),
        "urn:shixun:skill:cold-chain-gap-analysis": ("冷链断链分析", "冷鏈斷鏈分析"),
    }


def test_own_skills_stand_under_a_skill_of_esco(graph: SkillGraph) -> None:
    assert {row["uri"]: graph.skill(row["broader"]).kind for row in rows("own.csv")}
    assert not [row for row in rows("own.csv") if not row["definition"]]


def test_the_compiler_gives_the_same_bytes_and_a_graph_that_loads(tmp_path: Path) -> None:
    compiled = compile_graph(esco(tmp_path))
    graph = build(compiled, EMPTY, OWN, BEFORE)
    welding = graph.skill("http://data.europa.eu/esco/skill/1")

    assert compile_graph(tmp_path) == compiled
    assert (welding.name(), welding.kind, welding.alternatives) == ("welding", "knowledge", ("to weld",))
    assert welding.definition == "Join metal."
    assert graph.credit("http://data.europa.eu/esco/skill/2", welding.uri).value == 0.6


def test_the_command_writes_the_file_or_says_what_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "graph.json.gz"

    assert main([str(esco(tmp_path)), str(out)]) == 0
    assert out.read_bytes() == compile_graph(tmp_path)
    (tmp_path / "skills_en.csv").unlink()
    assert main([str(tmp_path), str(out)]) == 1
    assert "skills_en.csv.gz" in capsys.readouterr().err
    assert main([]) == 2


def test_a_long_definition_is_cut_at_a_word() -> None:
    assert shorten("word " * 100, 20) == "word word word word…"
