"""The quality gate: a score, what is missing, and what the law forbids."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.projects.domain.terms import PlannedMilestone, SkillNeed, Terms
from services.projects.quality import CHECKS, assess, forbidden

GIVEN = {
    "title": "铝支架快换夹具设计与首件检验",
    "problem": "铝支架每次换型约需 25 分钟，夹具靠经验找正，首件常报废；要求换型不超过 8 分钟并有首件报告。",
    "deliverables": ["夹具图", "加工程序", "首件报告"],
    "criteria": ["换型 ≤ 8 分钟", "Cpk ≥ 1.33"],
    "skills": [SkillNeed("urn:a", "use CAM software", 3), SkillNeed("urn:b", "technical drawings", 3)],
    "supervision_hours": 12,
    "ip": "企业使用，署名。",
    "nda": False,
    "data_access": "图纸，现场测量。",
    "milestones": [PlannedMilestone("夹具图", 3)],
    "weeks": 8,
    "hours_per_week": 5,
}
NOT_YET = {
    "criteria": [],
    "supervision_hours": 0,
    "ip": "",
    "data_access": "",
    "milestones": [],
    "nda": None,
    "weeks": 0,
    "skills": [],
    "title": "",
    "problem": "",
    "deliverables": [],
}


def test_a_complete_brief_scores_100_and_misses_nothing():
    quality = assess(Terms(**GIVEN), "cn")
    assert (quality.score, quality.open) == (100, [])


def test_an_empty_draft_scores_nothing_and_names_every_item():
    quality = assess(Terms(), "cn")
    assert (quality.score, len(quality.missing)) == (0, len(CHECKS))


def test_the_demo_draft_scores_54_and_says_what_is_missing():
    draft = {
        k: v for k, v in GIVEN.items() if k not in ("criteria", "supervision_hours", "ip", "data_access")
    }
    quality = assess(Terms(**draft | {"milestones": []}), "cn")
    assert quality.score == 54
    assert [item.field for item in quality.missing] == [
        "criteria", "supervision_hours", "ip", "data_access", "milestones",
    ]  # fmt: skip


def test_the_dots_of_a_template_are_no_title():
    quality = assess(Terms(**GIVEN | {"title": "……详情页与直播脚本"}), "cn")
    assert [item.field for item in quality.missing] == ["title"]


@settings(deadline=None)
@given(st.sets(st.sampled_from(sorted(NOT_YET))))
def test_the_score_is_full_exactly_when_nothing_is_missing(left_out):
    quality = assess(Terms(**GIVEN | {name: NOT_YET[name] for name in left_out}), "cn")
    assert {item.field for item in quality.missing} == left_out
    assert 0 <= quality.score <= 100
    assert (quality.score == 100) == (not left_out)


def test_a_confidential_project_says_what_may_be_shown():
    assert [i.field for i in assess(Terms(**GIVEN | {"nda": True}), "cn").missing] == ["nda"]
    assert not assess(Terms(**GIVEN | {"nda": True, "nda_text": "照片打码后可展示"}), "cn").missing


@pytest.mark.parametrize(
    "text", ["到 KTV 前台实习", "洗浴中心客户分析", "在酒吧做服务", "每周两个夜班", "需交押金"]
)
def test_forbidden_work_is_refused_with_the_rule(text):
    found = forbidden(Terms(problem=text), "cn")
    assert [item.field for item in found] == ["problem"]
    assert "实习管理规定" in found[0].message


@pytest.mark.parametrize(
    "text", ["学生不得带电操作，不安排夜班", "禁止高空作业", "无押金", "屋顶光伏热斑巡检", "bar chart"]
)
def test_a_denial_and_a_harmless_word_are_no_forbidden_work(text):
    assert forbidden(Terms(problem=text), "cn") == []


def test_a_denial_covers_its_own_clause_only():
    assert forbidden(Terms(problem="不收费，但安排夜班"), "cn") != []


def test_each_region_has_its_own_rules():
    assert forbidden(Terms(title="大夜班支援"), "tw") != []
    assert forbidden(Terms(title="大夜班支援"), "other") == []
