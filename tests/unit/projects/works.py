"""Teams, milestones and statements as plain values, for the tests of their rules."""

from datetime import UTC, datetime, timedelta

from services.projects.domain.contribution import Contribution
from services.projects.domain.milestone import Artefact, Criterion, Milestone, Verdict
from services.projects.domain.statement import Statement
from services.projects.domain.team import Member, Reviewer, Team
from services.projects.domain.terms import SkillNeed

NOW = datetime(2026, 6, 1, 8, tzinfo=UTC)


DUE = NOW + timedelta(days=3)


MENTOR = Reviewer("mentor", "mentor", "c1", "浙江衡锐智能装备有限公司（演示）")


PARETO = Artefact("a" * 64, "application/pdf", "停机帕累托图", name="张三-帕累托.pdf")


SKILLS = [SkillNeed("urn:pm", "predictive maintenance", 3), SkillNeed("urn:s", "sensors", 2)]


def a_team(state="active", people=("ann", "bo", "cai", "dee")):
    return Team(
        id="t1", brief="b1", brief_version=1, organisation="c1", region="cn", kind="course_project",
        size=4, members=[Member(p, "s1", "analyst") for p in people], captain="ann", state=state,
        state_since=NOW,
    )  # fmt: skip


def a_milestone(state="planned"):
    return Milestone(
        id="m1", team="t1", brief="b1", number=1, title="停机帕累托图", due=DUE, state=state, state_since=NOW,
        criteria=[Criterion("帕累托图覆盖八周"), Criterion("原因与交接班本一致")],
    )  # fmt: skip


MET = {0: Verdict(True), 1: Verdict(True)}


UNMET = {0: Verdict(True), 1: Verdict(False, "第 5 周缺数据")}


def stated(person="ann", working=None, **said):
    one = Contribution(
        id="0190a0b4-7a3e-7cc1-8f1e-2a6d5f0c9e11",
        team="t1",
        milestone="m1",
        brief="b1",
        person=person,
        state_since=NOW,
    )
    statement = Statement("清洗 PLC 日志并画出帕累托图", [PARETO], **{"hours": "12.50"} | said)
    one.write(statement, working or a_team(), NOW, DUE)
    return one


def recorded(one):
    step = a_milestone("accepted")
    step.criteria[0].met = True
    return one.record(
        step, brief_title="停机原因分析", summary="停机分析", company="衡锐（演示）", school="", demo=True
    )
