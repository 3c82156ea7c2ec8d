"""The curated data: names, own skills, and the compiler that made the graph."""

import csv
import gzip
import re
from collections import Counter
from pathlib import Path

import pytest

from services.matching.build_graph import compile_graph, main, shorten
from services.matching.graph import SkillGraph, build
from services.matching.graph.loading import DATA, check_names

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


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        ({"uri": "urn:nothing"}, "there is no skill urn:nothing"),
        ({"broader": "urn:nothing"}, "there is no skill urn:nothing"),
        ({"uri": "urn:a"}, "both have the uri"),
        ({"en": "Welding "}, "both have the en"),
        ({"zh_Hans": "焊接"}, "both have the zh_Hans"),
        ({"zh_Hant": "銲接"}, "both have the zh_Hant"),
    ],
)
def test_a_curated_row_that_is_wrong_is_refused_when_the_graph_is_loaded(
    other: dict[str, str], reason: str
) -> None:
    row = {"uri": "urn:b", "en": "milling", "zh_Hans": "铣削", "zh_Hant": "銑削"}
    check_names([CURATED, row], {"urn:a", "urn:b"})
    with pytest.raises(ValueError, match=reason):
        check_names([CURATED, row | other], {"urn:a", "urn:b"})


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
    graph = build(compiled, EMPTY, b"uri,en,zh_Hans,zh_Hant,alternatives,definition,broader\n")
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
