"""Team, milestone and contribution: who may do what, in which state, and what the record then says."""

import json
from datetime import UTC, datetime, timedelta

import cattrs
import pytest

from services.portfolio.credential.record import Record
from services.projects.domain import approval, contribution, milestone, team
from services.projects.domain.approval import Approval
from services.projects.domain.contribution import Contribution
from services.projects.domain.milestone import Artefact, Criterion, Milestone, Verdict
from services.projects.domain.statement import Departure, Statement, hours, rate
from services.projects.domain.team import Member, Reviewer, Team
from services.projects.domain.terms import SkillNeed
from shared.errors import Conflict, Forbidden, Invalid, NotFound

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
    statement = Statement("清洗 PLC 日志并画出帕累托图", [PARETO], **{"hours": "12.50", "percent": 30} | said)
    one.write(statement, working or a_team(), NOW, DUE)
    return one


def recorded(one):
    step = a_milestone("accepted")
    step.criteria[0].met = True
    return one.record(
        step, brief_title="停机原因分析", summary="停机分析", company="衡锐（演示）", school="", demo=True
    )


def test_a_team_starts_when_nothing_of_its_kind_is_missing():
    working = a_team("confirmed")
    with pytest.raises(Invalid) as refused:
        working.start({"ip_note.bo": "The note is missing."}, NOW)
    assert refused.value.errors == {"papers.ip_note.bo": "The note is missing."}
    working.start({}, NOW)
    assert working.state == "active"


MOVES_OF_A_TEAM = {
    "active": lambda t: t.start({}, NOW) if t.state == "confirmed" else t.resume(NOW),
    "paused": lambda t: t.pause("exams", NOW),
    "delivered": lambda t: t.deliver(NOW),
    "rework": lambda t: t.ask_rework(MENTOR, "missing week", NOW),
    "accepted": lambda t: t.accept(MENTOR, NOW),
    "completed": lambda t: t.complete(NOW),
    "archived": lambda t: t.archive(NOW),
    "cancelled": lambda t: t.cancel("p", "plant closed", NOW),
}


@pytest.mark.parametrize("start", team.STATES)
@pytest.mark.parametrize("to", MOVES_OF_A_TEAM)
def test_a_team_moves_exactly_as_the_table_says(start, to):
    working = a_team(start)
    if to in team.MOVES[start]:
        MOVES_OF_A_TEAM[to](working)
        assert working.state == to
    else:
        with pytest.raises(Conflict):
            MOVES_OF_A_TEAM[to](working)
        assert working.state == start


def test_anyone_leaves_with_a_reason_and_the_seat_is_refilled():
    working = a_team()
    with pytest.raises(Invalid):
        working.leave("ann", "", NOW)
    working.leave("ann", "moved away", NOW)
    assert (working.present, working.vacancies, working.captain) == (["bo", "cai", "dee"], 1, None)
    working.join("eve", "s1", "analyst")
    assert (working.vacancies, working.members[0].left_reason) == (0, "moved away")
    with pytest.raises(Conflict):
        working.join("fay", "s1", "analyst")
    with pytest.raises(NotFound):
        working.leave("ann", "again", NOW)


def test_a_dispute_stands_beside_the_state_and_keeps_a_team_out_of_the_archive():
    working = a_team("completed")
    working.dispute()
    with pytest.raises(Conflict):
        working.archive(NOW)
    assert (working.state, working.disputed) == ("completed", True)
    working.settle()
    working.archive(NOW)
    assert working.state == "archived"


def test_a_milestone_in_two_rounds():
    working, step = a_team(), a_milestone()
    step.deliver("ann", working, [PARETO], NOW)
    step.ask_rework(MENTOR, working, UNMET, "Week 5 is missing", NOW)
    assert (step.state, step.rounds, step.criteria[1].reason) == ("rework", 1, "第 5 周缺数据")
    step.deliver("bo", working, [PARETO], NOW)
    assert [row.met for row in step.criteria] == [None, None], "a new round is judged anew"
    step.accept(MENTOR, working, MET, NOW)
    assert (step.state, step.rounds) == ("accepted", 2)


def test_every_criterion_is_answered_and_an_unmet_one_has_a_reason():
    working, step = a_team(), a_milestone("delivered")
    with pytest.raises(Invalid) as refused:
        step.accept(MENTOR, working, {1: Verdict(False, " ")}, NOW)
    assert set(refused.value.errors) == {"criteria.0.met", "criteria.1.reason"}
    assert step.state == "delivered"


def test_rework_names_a_criterion_that_is_not_met_and_a_reason():
    working, step = a_team(), a_milestone("delivered")
    for verdicts, reason, field in ((MET, "again", "criteria"), (UNMET, "", "reason")):
        with pytest.raises(Invalid) as refused:
            step.ask_rework(MENTOR, working, verdicts, reason, NOW)
        assert list(refused.value.errors) == [field]
        assert [row.met for row in step.criteria] == [None, None]


def test_nobody_judges_the_work_of_a_team_they_are_or_were_in():
    working = a_team()
    working.leave("dee", "other project", NOW)
    for person in ("ann", "dee"):
        teammate = Reviewer(person, "mentor", "c1")
        for act in (
            lambda by: a_milestone("delivered").accept(by, working, MET, NOW),
            lambda by: stated().accept(by, working, [], NOW),
            lambda by: a_team("delivered").accept(by, NOW),
        ):
            with pytest.raises(Forbidden):
                act(teammate)


def test_only_members_of_a_team_at_work_deliver_and_with_files():
    with pytest.raises(NotFound):
        a_milestone().deliver("stranger", a_team(), [PARETO], NOW)
    with pytest.raises(Conflict):
        a_milestone().deliver("ann", a_team("paused"), [PARETO], NOW)
    with pytest.raises(Conflict):
        a_milestone("accepted").deliver("ann", a_team(), [PARETO], NOW)
    with pytest.raises(Invalid):
        a_milestone().deliver("ann", a_team(), [], NOW)
    with pytest.raises(Invalid) as refused:
        a_milestone().deliver("ann", a_team(), [Artefact("A" * 64, "pdf", "")], NOW)
    assert len(refused.value.errors) == 3


def test_a_milestone_has_at_most_five_criteria():
    with pytest.raises(Invalid):
        Milestone(
            id="m", team="t", brief="b", number=1, title="x", due=DUE, state_since=NOW,
            criteria=[Criterion(c) for c in "abcdef"],
        )  # fmt: skip


def test_a_statement_confirmed_by_all_others_is_accepted_and_becomes_evidence():
    one = stated()
    for peer in ("bo", "cai"):
        one.confirm(peer, NOW)
    assert (one.state, one.reviewable) == ("stated", False)
    one.confirm("dee", NOW)
    assert (one.state, one.confirmations) == ("confirmed", (3, 3))
    one.accept(MENTOR, a_team(), rate(SKILLS, {}), NOW)
    one.evidence("urn:uuid:1", NOW)
    one.withdraw(NOW)
    assert one.state == "withdrawn"


def test_who_is_silent_has_not_confirmed_and_the_mentor_decides():
    one = stated()
    one.confirm("bo", NOW)
    with pytest.raises(Conflict):
        one.accept(MENTOR, a_team(), [], NOW)
    one.close_hearing()
    assert one.peers == {"bo": "confirmed", "cai": "not_confirmed", "dee": "not_confirmed"}
    assert (one.state, one.reviewable) == ("stated", True)
    one.accept(MENTOR, a_team(), [], NOW)
    assert recorded(one)["peers_confirmed"] is False
    assert one.confirmations == (1, 3)


def test_a_disputed_share_is_said_in_the_record():
    one = stated()
    with pytest.raises(Invalid):
        one.dispute("bo", "", NOW)
    one.dispute("bo", "Bo cleaned the data", NOW)
    assert (one.state, one.objections) == ("disputed", {"bo": "Bo cleaned the data"})
    one.accept(MENTOR, a_team(), [], NOW)
    assert recorded(one)["peers_confirmed"] is False


def test_a_dispute_is_taken_back_by_confirming():
    one = stated()
    one.dispute("bo", "mine", NOW)
    one.confirm("bo", NOW)
    assert (one.state, one.objections) == ("stated", {})


def test_only_others_answer():
    for person in ("ann", "stranger"):
        with pytest.raises(Forbidden):
            stated().confirm(person, NOW)


def test_a_returned_statement_is_written_anew_and_asks_the_others_again():
    one = stated()
    one.close_hearing()
    with pytest.raises(Invalid):
        one.give_back(MENTOR, a_team(), "", NOW)
    one.give_back(MENTOR, a_team(), "Name your own part", NOW)
    one.write(Statement("Only the chart", [PARETO]), a_team(), NOW, DUE)
    assert (one.state, one.rounds, set(one.peers.values())) == ("stated", 2, {"waiting"})


def test_an_accepted_statement_stays_as_it_is():
    one = stated()
    one.close_hearing()
    one.accept(MENTOR, a_team(), [], NOW)
    for act in (
        lambda: one.write(Statement("more", [PARETO]), a_team(), NOW, DUE),
        lambda: one.confirm("bo", NOW),
        lambda: one.accept(MENTOR, a_team(), [], NOW),
        lambda: one.withdraw(NOW),
    ):
        with pytest.raises(Conflict):
            act()


def test_one_alone_has_nobody_to_wait_for():
    assert stated(working=a_team(people=("ann",))).reviewable


@pytest.mark.parametrize(
    ("said", "field"),
    [({"hours": "NaN"}, "hours"), ({"hours": "1e9"}, "hours"), ({"percent": 101}, "percent"),
     ({"hours": "twelve"}, "hours"), ({"hours": "-1"}, "hours")],
)  # fmt: skip
def test_a_wrong_statement_names_its_field(said, field):
    with pytest.raises(Invalid) as refused:
        stated(**said)
    assert list(refused.value.errors) == [field]


def test_a_statement_with_a_name_is_refused():
    with pytest.raises(Invalid):
        Statement("I cleaned what Li Na had collected", [PARETO]).check(["li na", ""])


@pytest.mark.parametrize(("typed", "kept"), [("12.50", "12.5"), ("0", "0"), ("100", "100"), (" 7.0 ", "7")])
def test_hours_keep_their_shortest_form(typed, kept):
    assert hours(typed) == kept


def test_levels_are_preset_and_changed_by_exception_with_a_reason():
    ratings = rate(SKILLS, {"urn:s": Departure(4, "calibrated a sensor alone")})
    assert [(r.needed, r.achieved, r.untouched) for r in ratings] == [(3, 3, True), (2, 4, False)]
    for wrong in ({"urn:x": Departure(1, "?")}, {"urn:s": Departure(6, "!")}, {"urn:s": Departure(1, "")}):
        with pytest.raises(Invalid):
            rate(SKILLS, wrong)


def test_the_record_is_what_the_portfolio_reads_and_holds_nobodys_name_or_id():
    one = stated(share="数据清洗与帕累托图")
    for peer in ("bo", "cai", "dee"):
        one.confirm(peer, NOW)
    one.accept(MENTOR, a_team(), rate(SKILLS, {"urn:s": Departure(0, "not shown")}), NOW)
    record = recorded(one)
    assert Record.from_dict(record).to_dict() == record
    assert (record["hours"], record["accepted_at"]) == ("12.5", "2026-06-01T08:00:00Z")
    assert record["confirmed_by"] == [{"role": "Company mentor", "organisation": MENTOR.organisation_name}]
    assert [skill["achieved"] for skill in record["skills"]] == [3, None]
    assert record["peers_confirmed"] is True
    text = json.dumps(record, ensure_ascii=False)
    for person in ('"ann"', '"bo"', '"cai"', '"dee"', '"mentor"', "张三"):
        assert person not in text


def test_there_is_no_record_before_acceptance():
    with pytest.raises(Conflict):
        recorded(stated())


def test_a_school_decides_once_for_each_version():
    asked = Approval(id="a1", brief="b1", school="s1", brief_version=1, state_since=NOW)
    assert not asked.visible
    asked.approve("t1", True, NOW)
    assert (asked.state, asked.visible) == ("for_credit", True)
    with pytest.raises(Conflict):
        asked.refuse("t1", "late", NOW)
    asked.ask_again(2, NOW)
    with pytest.raises(Invalid):
        asked.refuse("t1", " ", NOW)
    asked.refuse("t1", "too little supervision", NOW)
    with pytest.raises(Conflict):
        asked.ask_again(3, NOW)


@pytest.mark.parametrize("module", [approval, contribution, milestone, team])
def test_every_state_has_a_name_and_its_moves_lead_to_states(module):
    assert set(module.MOVES) == set(module.STATES)
    assert {to for moves in module.MOVES.values() for to in moves} <= set(module.STATES)


@pytest.mark.parametrize(
    "kept", [a_team(), a_milestone(), stated()], ids=["team", "milestone", "contribution"]
)
def test_what_is_stored_comes_back_equal(kept):
    plain = cattrs.Converter()
    plain.register_structure_hook(datetime, lambda value, _: value)
    assert plain.structure(plain.unstructure(kept), type(kept)) == kept
