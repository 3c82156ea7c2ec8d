"""The record that projects states is the record that portfolio reads and composes a credential from."""

from datetime import UTC, datetime

import pytest

from services.portfolio.credential.record import Record
from services.projects.domain.contribution import Contribution
from services.projects.domain.milestone import Artefact, Criterion, Milestone
from services.projects.domain.statement import Rating, Statement
from services.projects.domain.team import Member, Reviewer, Team
from shared.errors import Invalid

NOW = datetime(2026, 6, 1, 8, tzinfo=UTC)
ID = "01890a5d-ac96-774b-bcce-b302099a8057"
FILE = Artefact("a" * 64, "text/csv", "停机记录", 10, "log.csv")
MENTOR = Reviewer("m", "mentor", "c", "浙江衡锐智能装备有限公司（演示）")


def accepted(text: str = "我清洗了\t两周的停机记录。", achieved: int = 3) -> tuple[Contribution, Milestone]:
    team = Team(
        id="t", brief="b", brief_version=1, organisation="c", region="cn", kind="course_project", size=2,
        members=[Member("p", "s"), Member("q", "s")], state="active", state_since=NOW,
    )  # fmt: skip
    milestone = Milestone(
        id="ms", team="t", brief="b", number=1, title="结题", criteria=[Criterion("F1 ≥ 0.80", True)], due=NOW,
        state_since=NOW,
    )  # fmt: skip
    mine = Contribution(id=ID, team="t", milestone="ms", brief="b", person="p", state_since=NOW)
    mine.write(Statement(text, [FILE], "24.50", "数据清洗"), team, NOW, NOW, ["林梅"])
    mine.confirm("q", NOW)
    rated = [Rating("http://data.europa.eu/esco/skill/x", "sensors", 2, achieved, False, "r")]
    mine.accept(MENTOR, team, rated, NOW)
    return mine, milestone


def record(**options: object) -> dict:
    contribution, milestone = accepted(**options)  # type: ignore[arg-type]
    return contribution.record(
        milestone, brief_title="停机原因分析", summary="每周停机 6 小时\u2028要找到主因。",
        company="衡锐", school="青澜", demo=True,
    )  # fmt: skip


def test_portfolio_reads_it_strictly_and_writes_it_back_unchanged() -> None:
    said = record()
    assert Record.from_dict(said).to_dict() == said


def test_tabs_and_odd_line_ends_do_not_reach_what_is_signed() -> None:
    said = record()
    assert "\t" not in said["statement"]
    assert said["project_summary"] == "每周停机 6 小时\n要找到主因。"


def test_a_skill_that_was_not_shown_has_no_level() -> None:
    assert record(achieved=0)["skills"][0]["achieved"] is None
    Record.from_dict(record(achieved=0))


@pytest.mark.parametrize("text", ["林梅和我一起写的。", "写信给 lin@qinglan.example 要数据。"])
def test_what_portfolio_would_refuse_is_refused_when_it_is_written(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        accepted(text=text)
    assert set(refused.value.errors) == {"statement"}
