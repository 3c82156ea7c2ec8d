"""The path of a student: from a skill's name to a confirmed team."""

from tests import actors_matching as at
from tests.service.matching.town import DATA, FAULTS, PLC, SENSORS, Town


def test_from_a_skill_to_a_confirmed_team(town: Town) -> None:
    brief = town.published()
    mei, hang, tong = (town.student(name) for name in ("林梅", "赵航", "吴桐"))

    at.lists_skills(mei, {PLC: 4, FAULTS: 2})
    at.lists_skills(hang, {SENSORS: 4, FAULTS: 5})
    at.lists_skills(tong, {DATA: 3})
    assert at.holdings(mei)[town.skill(PLC)]["level"] == 4

    seen = at.open_briefs(mei)[0]
    assert seen["id"] == brief
    assert 0 < seen["fit"]["score"] < 1
    assert seen["fit"]["reason"]["text"]

    for student in (mei, hang, tong):
        at.hands_in_slots(student, [18, 19, 20, 42, 43])
        assert at.bids(student, brief)["items"][0]["rank"] == 1
    town.closed(brief)

    proposal = at.proposal_for(mei, brief)
    assert proposal is not None, "the best fitting student is asked"
    assert {one["person"] for one in proposal["members"]} == {mei.person, hang.person, tong.person}
    assert proposal["reasons"][0]["text"]
    assert [item["kind"] for item in mei.waiting()] == ["proposal_answer"]
    assert town.sent("proposal.proposed") == [], "the company learns nothing before all have accepted"

    for student in (mei, hang, tong):
        at.accepts_proposal(student, proposal["id"])
    town.world.settle()
    assert mei.waiting() == []
    told = town.sent("proposal.proposed")[0]
    assert sorted(told["members"]) == sorted([mei.person, hang.person, tong.person])
    assert told["personal"][mei.person]["school"] == town.school
    assert "可编程" in str(told["personal"][mei.person]["reasons"])

    town.confirms(at.proposals(mei)[0])
    assert at.proposals(mei)[0]["state"] == "confirmed"
    assert town.sent("proposal.confirmed")[0]["captain"] == hang.person
