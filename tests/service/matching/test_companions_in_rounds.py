"""A round keeps those together who asked for it, where its rules allow it; where not, they are told why."""

from tests import actors_companions as going
from tests import actors_matching as at
from tests.service.matching.test_rounds import Hall, here
from tests.service.matching.town import Town

__all__ = ["here"]


def test_a_round_keeps_those_together_who_asked_for_it_and_says_so(town: Town) -> None:
    hall = Hall.of(town, 6)
    one, other = hall.students[0], hall.students[1]
    going.name_each_other(one, other)
    captain, mate = hall.students[2], hall.students[4]
    going.applies(captain, going.team_of(hall.briefs[0], captain, mate))
    hall.bids_are_taken()
    at.bids(one, hall.briefs[0])
    at.bids(other, hall.briefs[1])
    hall.closes()
    hall.simulates()
    hall.publishes(1)
    for pair in ((one, other), (captain, mate)):
        seats = [at.proposals(student)[0] for student in pair]
        assert seats[0]["id"] == seats[1]["id"]
        assert all("You are with those" in str(seat["reasons"]) for seat in seats)


def test_a_rule_of_the_school_comes_before_a_wish_and_the_two_are_told(town: Town) -> None:
    hall = Hall.of(town, 5)
    one, other = hall.students[0], hall.students[1]
    going.name_each_other(one, other)
    pair = {"kind": "apart", "one": one.person, "other": other.person, "reason": "两人不和"}
    town.teacher.post(f"{hall.path}/pairs", pair)
    hall.bids_are_taken()
    hall.closes()
    hall.simulates()
    hall.publishes(1)
    told = str(at.proposals(one)[0]["reasons"])
    assert "a rule of your school keeps you apart" in told
    assert "不和" not in told


def test_a_plan_is_made_without_the_wishes_where_none_keeps_them_all(town: Town) -> None:
    """Two teams of two, and one student for each of them by a rule: there is no room for a pair."""
    hall = Hall.of(town, 4)
    hall.briefs = [town.published(title=title, team_min=2, team_max=2) for title in ("丙", "丁")]
    hall.changes(briefs=hall.briefs)
    one, other, third, fourth = hall.students
    going.name_each_other(one, other)
    for student, brief in zip((third, fourth), hall.briefs, strict=True):
        pair = {"kind": "forbidden", "one": student.person, "other": brief, "reason": "R"}
        town.teacher.post(f"{hall.path}/pairs", pair)
    hall.bids_are_taken()
    hall.closes()
    assert hall.simulates()["figures"]["placed"] == 4
    hall.publishes(1)
    assert "there is no team that keeps all such wishes" in str(at.proposals(one)[0]["reasons"])
    assert "asked to be with" not in str(at.proposals(third)[0]["reasons"])
