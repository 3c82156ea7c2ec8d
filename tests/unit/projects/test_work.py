"""Team, milestone and contribution: who may do what, in which state, and what the record then says."""

from datetime import datetime

import cattrs
import pytest

from services.projects.domain import approval, contribution, milestone, team
from services.projects.domain.approval import Approval
from services.projects.domain.milestone import Artefact, Criterion, Milestone, Verdict
from services.projects.domain.team import Reviewer
from shared.errors import Conflict, Forbidden, Invalid, NotFound
from tests.unit.projects.works import DUE, MENTOR, MET, NOW, PARETO, UNMET, a_milestone, a_team, stated


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
