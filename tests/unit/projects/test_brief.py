"""A brief from draft to archive: every move that domain.md names, and none besides."""

from datetime import UTC, datetime

import pytest

from services.projects.domain import brief as briefs
from services.projects.domain.brief import Brief
from services.projects.domain.terms import PlannedMilestone, SkillNeed
from services.projects.quality import assess
from shared.errors import Conflict, Invalid

NOW = datetime(2026, 6, 1, 8, tzinfo=UTC)

COMPLETE = {
    "title": "车门锁装配线 3 号工位停机原因分析与预警",
    "trade": "fault_diagnosis",
    "problem": "3 号工位每周停机约 6 小时，原因写在纸面交接班本里，没有人统计；要找到主因并提前一小时预警。",
    "deliverables": ["停机帕累托图", "预警模型", "一页班组处置卡"],
    "criteria": ["留出两周数据 F1 ≥ 0.80", "处置卡由班组长签字"],
    "skills": [SkillNeed("urn:a", "predictive maintenance", 3), SkillNeed("urn:b", "sensors", 2)],
    "milestones": [PlannedMilestone("停机帕累托图", 4)],
    "weeks": 8,
    "hours_per_week": 6,
    "supervision_hours": 16,
    "ip": "企业可内部使用，成果署作者姓名。",
    "nda": False,
    "data_access": "导出的 PLC 日志，已去除订单号。",
    "team_min": 4,
    "team_max": 4,
}


def a_brief(state="draft", **terms):
    brief = Brief(id="b1", organisation="c1", region="cn", created_by="p1", created_at=NOW, state=state)
    brief.edit(COMPLETE | terms, NOW) if state == "draft" else None
    return brief


def submitted(**terms):
    brief = a_brief(**terms)
    brief.offer(brief.offered_to, [])
    brief.submit("p1", NOW, assess(brief, "cn").open)
    return brief


def test_a_complete_draft_is_submitted_to_the_first_school_it_is_offered_to():
    brief = submitted(offered_to=["s1", "s2"])
    assert (brief.state, brief.reviewer, brief.submitted_by) == ("submitted", "s1", "p1")


def test_a_brief_offered_to_nobody_is_reviewed_by_the_operator():
    assert submitted().reviewer is None


def test_an_incomplete_draft_is_refused_with_each_missing_field():
    brief = a_brief(supervision_hours=0, criteria=[])
    with pytest.raises(Invalid) as refused:
        brief.submit("p1", NOW, assess(brief, "cn").open)
    assert set(refused.value.errors) == {"criteria", "supervision_hours"}
    assert brief.state == "draft"


def test_asked_for_changes_it_is_edited_and_submitted_again():
    brief = submitted()
    brief.ask_changes("t1", "Which data?", NOW)
    assert (brief.state, brief.reason) == ("changes_requested", "Which data?")
    brief.edit({"data_access": "Export without order numbers"}, NOW)
    brief.submit("p1", NOW, assess(brief, "cn").open)
    assert (brief.state, brief.reason) == ("submitted", "")


def test_it_is_published_closed_reopened_and_archived():
    brief = submitted()
    brief.publish("t1", NOW)
    assert (brief.published_version, brief.reviewed_by, brief.due) == (1, "t1", None)
    brief.close(NOW)
    brief.reopen(NOW)
    brief.close(NOW)
    brief.archive(NOW)
    assert (brief.state, brief.published_version) == ("archived", 1)


def test_a_published_brief_changes_only_by_a_new_version():
    brief = submitted()
    brief.publish("t1", NOW)
    with pytest.raises(Conflict):
        brief.edit({"weeks": 6}, NOW)
    brief.revise({"weeks": 6}, [], NOW)
    assert (brief.weeks, brief.published_version) == (6, 2)


def test_a_new_version_passes_the_same_gate():
    brief = submitted()
    brief.publish("t1", NOW)
    poorer = a_brief(ip="")
    with pytest.raises(Invalid):
        brief.revise({"ip": ""}, assess(poorer, "cn").open, NOW)
    assert (brief.ip, brief.published_version) == (COMPLETE["ip"], 1)


@pytest.mark.parametrize("act", ["ask_changes", "refuse"])
def test_sending_back_needs_a_reason(act):
    brief = submitted()
    with pytest.raises(Invalid) as refused:
        getattr(brief, act)("t1", "  ", NOW)
    assert list(refused.value.errors) == ["reason"]
    assert brief.state == "submitted"


CALLS = {
    "submitted": lambda b: b.submit("p", NOW, []),
    "changes_requested": lambda b: b.ask_changes("p", "why", NOW),
    "refused": lambda b: b.refuse("p", "why", NOW),
    "published": lambda b: b.reopen(NOW) if b.state == "closed" else b.publish("p", NOW),
    "closed": lambda b: b.close(NOW),
    "archived": lambda b: b.archive(NOW),
    "cancelled": lambda b: b.cancel("p", "why", NOW),
}


@pytest.mark.parametrize("start", briefs.STATES)
@pytest.mark.parametrize("to", CALLS)
def test_a_move_happens_exactly_when_the_table_names_it(start, to):
    brief = a_brief(start)
    if to in briefs.MOVES[start]:
        CALLS[to](brief)
        assert brief.state == to
    else:
        with pytest.raises(Conflict):
            CALLS[to](brief)
        assert brief.state == start


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"weeks": 53}, "weeks"),
        ({"place": "moon"}, "place"),
        ({"team_min": 6}, "team_max"),
        ({"skills": [{"uri": "u", "label": "x", "level": 6}]}, "skills.0.level"),
        ({"skills": [{"uri": "u", "label": "x", "level": 2}] * 2}, "skills.1.uri"),
        ({"skills": [{"uri": "u", "label": "x", "level": 2, "weight": 0}]}, "skills.0.weight"),
        ({"criteria": list("abcdef")}, "criteria"),
        ({"milestones": [{"title": "m", "week": 0}]}, "milestones.0.week"),
        ({"milestones": [{"title": "m", "week": 1, "criteria": list("abcdef")}]}, "milestones.0.criteria"),
        ({"state": "published"}, "state"),
        ({"organisation": "other"}, "organisation"),
    ],
)
def test_a_wrong_value_is_named_and_nothing_is_changed(changes, field):
    brief = a_brief()
    before = vars(brief).copy()
    with pytest.raises(Invalid) as refused:
        brief.edit(changes, NOW)
    assert list(refused.value.errors) == [field]
    assert vars(brief) == before
