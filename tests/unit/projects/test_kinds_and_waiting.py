"""What each kind of engagement needs before its start, and what silence leads to."""

import pytest

from services.projects.kinds import (
    PROFILES,
    Given,
    Insurance,
    Paper,
    kinds_in,
    missing_for_start,
    placement_warnings,
    profile,
)
from services.projects.waiting import WAITING, check_days, with_days
from shared.errors import Invalid

START, END = "2026-09-01", "2026-12-20"


def given(members=("ann", "bo"), papers=(), team=(), minors=(), insurance=None):
    return Given(
        START, END, frozenset(team), {m: frozenset(papers) for m in members}, frozenset(minors), insurance
    )


def insured(start=START, end=END, file="f" * 64):
    return Insurance("PICC", "42", start, end, "school", file)


def test_a_course_project_needs_a_cooperation_agreement_and_each_students_note():
    assert set(missing_for_start("course_project", "cn", given())) == {
        "cooperation_agreement", "ip_note.ann", "ip_note.bo",
    }  # fmt: skip
    ready = given(papers=["ip_note"], team=["cooperation_agreement"])
    for region in ("cn", "tw", "ie", "hk"):
        assert missing_for_start("course_project", region, ready) == {}


def test_a_placement_in_mainland_china_needs_its_heavy_papers():
    missing = missing_for_start("placement", "cn", given(members=["ann"]))
    assert set(missing) == {
        "tripartite_agreement.ann", "student_consent.ann", "guardian_consent.ann", "age_16.ann",
        "not_first_year.ann", "plan", "filing", "emergency_plan", "insurance",
    }  # fmt: skip


def test_in_taiwan_only_the_minors_guardian_is_asked():
    missing = missing_for_start("placement", "tw", given(minors=["bo"]))
    assert "guardian_consent.bo" in missing
    assert "guardian_consent.ann" not in missing
    assert profile("placement", "tw").visits == (1, 2)


def test_who_may_give_each_paper_of_a_member():
    givers = {
        paper.key: paper.giver
        for kinds in PROFILES.values()
        for needs in kinds.values()
        for paper in needs.papers
        if paper.scope != "team"
    }
    assert givers == {
        "ip_note": "member", "student_consent": "member", "labour_terms": "member",
        "tripartite_agreement": "school", "age_16": "school", "not_first_year": "school", "contract": "school",
        "individual_plan": "school", "learning_agreement": "school", "vetting": "school",
        # a letter for each placement in mainland China, elsewhere the consent that accounts keeps of a minor's guardian
        "guardian_consent": "guardian",
    }  # fmt: skip
    letter = next(one for one in profile("placement", "cn").papers if one.key == "guardian_consent")
    assert (letter.giver, letter.scope) == ("school", "member")


@pytest.mark.parametrize(
    ("giver", "member", "school"),
    [("member", True, True), ("school", False, True), ("guardian", False, False), ("lead", False, False)],
)
def test_a_members_paper_is_given_by_who_answers_for_it(giver, member, school):
    paper = Paper("x", "It is missing.", "member", giver)
    assert (paper.may_be_given(by_member=True), paper.may_be_given(by_school=True)) == (member, school)


@pytest.mark.parametrize(
    ("policy", "enough"),
    [
        (None, False),
        (insured(), True),
        (insured(start="2026-09-02"), False),
        (insured(end="2026-12-19"), False),
        (insured(file=""), False),
    ],
)
def test_insurance_is_in_force_on_every_day_and_its_file_is_there(policy, enough):
    there = given(team=["plan", "safety_briefing"], insurance=policy)
    assert ("insurance" not in missing_for_start("visit", "cn", there)) is enough


def test_vetting_is_asked_only_where_vulnerable_people_are_met():
    assert "vetting.ann" not in missing_for_start("placement", "ie", given())
    assert "vetting.ann" in missing_for_start("placement", "ie", given(), vulnerable=True)


def test_a_kind_that_a_region_does_not_know_is_refused():
    assert "placement_employed" not in kinds_in("cn")
    with pytest.raises(Invalid):
        profile("placement_employed", "cn")


def test_every_profile_names_its_source_and_date():
    for region, kinds in PROFILES.items():
        for kind, needs in kinds.items():
            assert needs.source, (region, kind)
            assert len(needs.date) == 10, (region, kind)


def test_too_many_placement_students_are_warned_about_in_mainland_china():
    told = placement_warnings("placement", "cn", students=11, staff=100)
    assert "more than a tenth" in told[0]
    assert "a fifth" in told[1]
    assert placement_warnings("placement_employed", "cn", students=10, staff=100) == told[1:]
    assert "has not said" in placement_warnings("placement", "cn", students=1, staff=None)[0]
    assert placement_warnings("placement", "tw", students=11, staff=100) == []
    assert placement_warnings("course_project", "cn", students=11, staff=100) == []


def test_silence_never_publishes_approves_or_grants():
    for key in ("brief_review", "brief_approval", "credit_decision", "dispute_decision"):
        assert (WAITING[key].default, WAITING[key].ends) == ("escalate", None), key
        assert WAITING[key].escalation, key


def test_every_wait_has_an_owner_a_due_day_an_earlier_reminder_and_a_default():
    for key, row in WAITING.items():
        assert row.owner, key
        assert row.default_text, key
        assert row.reminder < row.due, key
        assert all(days > row.reminder for days, _ in row.escalation), key
        assert row.ends is None or row.ends >= row.due, key


def test_a_school_sets_its_own_days_within_reason():
    own = with_days("milestone_review", {"due": 10})
    assert (own.due, own.reminder, own.ends, own.escalation) == (10, 3, 13, ((11, "company_admin"),))
    check_days("milestone_review", {"due": 4, "reminder": 2})
    for key, wrong in (
        ("brief_review", {"ends": 3}),
        ("milestone_review", {"due": 0}),
        ("milestone_review", {"reminder": 5}),
        ("milestone_review", {"ends": 4}),
        ("milestone_review", {"owner": 4}),
    ):
        with pytest.raises(Invalid):
            check_days(key, wrong)
