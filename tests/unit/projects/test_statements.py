"""What a member states, what the others say of it, and the record that becomes evidence."""

import json

import pytest

from services.portfolio.credential.record import Record
from services.projects.domain.statement import Departure, Statement, hours, rate
from shared.errors import Conflict, Forbidden, Invalid
from tests.unit.projects.works import (
    DUE,
    MENTOR,
    NOW,
    PARETO,
    SKILLS,
    a_team,
    recorded,
    stated,
)


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
     ({"percent": 30}, "share"), ({"hours": "twelve"}, "hours"), ({"hours": "-1"}, "hours")],
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
    one = stated(share="数据清洗与帕累托图", percent=30)
    for peer in ("bo", "cai", "dee"):
        one.confirm(peer, NOW)
    one.accept(MENTOR, a_team(), rate(SKILLS, {"urn:s": Departure(0, "not shown")}), NOW)
    record = recorded(one)
    assert Record.from_dict(record).to_dict() == record
    assert (record["hours"], record["accepted_at"]) == ("12.5", "2026-06-01T08:00:00Z")
    assert record["confirmed_by"] == [{"role": "Company mentor", "organisation": MENTOR.organisation_name}]
    assert [skill["achieved"] for skill in record["skills"]] == [3, None]
    assert record["peers_confirmed"] is True
    assert record["statement"].startswith("数据清洗与帕累托图 · 30 %\n"), (
        "what the others confirmed is what is signed"
    )
    text = json.dumps(record, ensure_ascii=False)
    for person in ('"ann"', '"bo"', '"cai"', '"dee"', '"mentor"', "张三"):
        assert person not in text


def test_there_is_no_record_before_acceptance():
    with pytest.raises(Conflict):
        recorded(stated())
