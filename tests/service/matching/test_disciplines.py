"""Teams of several disciplines and schools: who may be in one, and what each discipline is seen to bring."""

from tests import actors_companions as going
from tests import actors_matching as at
from tests.actors import Actor
from tests.service.matching.town import DATA, PLC, SENSORS, Town

ANOTHER = {"name": "云岭工程学院（演示）", "kind": "school", "region": "cn", "code": ""}
ABROAD = {"name": "海峽科技大學（展示）", "kind": "school", "region": "tw", "code": ""}
SHEET = "What each discipline brings"


def bidder(
    town: Town, brief: str, name: str, programme: str, teacher: Actor | None = None, **skills: int
) -> Actor:
    student = town.student(name, programme, teacher)
    levels = {"plc": PLC, "data": DATA, "sensors": SENSORS}
    at.lists_skills(student, {town.skill(levels[skill]): level for skill, level in skills.items()})
    at.bids(student, brief)
    return student


def test_a_brief_that_asks_for_two_programmes_gets_them_and_the_members_read_what_each_brings(
    town: Town,
) -> None:
    brief = town.published(needs={PLC: 3, DATA: 3}, team_min=2, team_max=2, programmes_min=2)
    first = bidder(town, brief, "一", "机电一体化技术", plc=5, data=2)
    alike = bidder(town, brief, "二", "机电一体化技术", plc=5, data=5)
    other = bidder(town, brief, "三", "大数据技术", data=1)
    town.closed(brief)
    assert town.asked(brief, first, alike, other) == [alike, other]
    page = alike.page(f"/matching/proposals/{at.proposal_for(alike, brief)['id']}")
    assert SHEET in page
    assert "Programmes: 2; the brief asks for 2 at least." in page
    assert "机电一体化技术 brings more than any other" in page
    assert "大数据技术 brings more than any other" not in page


def test_a_team_of_one_discipline_is_shown_no_such_sheet(town: Town) -> None:
    brief = town.published(team_min=2, team_max=2)
    one, _ = town.bidders(brief, "一", "二")
    town.closed(brief)
    assert SHEET not in one.page(f"/matching/proposals/{at.proposal_for(one, brief)['id']}")


def test_two_schools_of_one_region_that_both_approved_make_one_team(town: Town) -> None:
    teacher, school = town.founds_school(ANOTHER)
    brief = town.published(needs={PLC: 3, DATA: 3}, team_min=2, team_max=2)
    town.approved(brief, school=school)
    here = bidder(town, brief, "一", "机电一体化技术", plc=5)
    there = bidder(town, brief, "二", "大数据技术", teacher, data=5)
    town.closed(brief)
    assert town.asked(brief, here, there) == [here, there]
    page = here.page(f"/matching/proposals/{at.proposal_for(here, brief)['id']}")
    assert ANOTHER["name"] in page, "in a team across schools each reads which school the others are of"
    assert SHEET in page
    town.all_accept(brief, here, there)
    told = town.sent("proposal.proposed")[-1]["personal"]
    assert {told[one.person]["school"] for one in (here, there)} == {town.school, school}


def test_a_school_that_did_not_approve_or_lies_in_another_region_is_in_no_such_team(town: Town) -> None:
    teacher, abroad = town.founds_school(ABROAD)
    brief = town.published(team_min=1, team_max=3)
    town.approved(brief, school=abroad)
    (here,) = town.bidders(brief, "一")
    far = town.student("二", "電機工程", teacher)
    far.get(f"/matching/api/v1/briefs/{brief}", status=404)
    captain = going.forms(here, brief)
    far.post(f"{going.API}/join", {"code": going.code(here, captain)}, status=422)


def test_a_team_that_students_form_across_schools_sees_which_disciplines_it_still_lacks(town: Town) -> None:
    teacher, school = town.founds_school(ANOTHER)
    brief = town.published(needs={PLC: 3, DATA: 3}, team_min=2, team_max=3, programmes_min=2)
    town.approved(brief, school=school)
    captain = town.student("一")
    at.lists_skills(captain, {town.skill(PLC): 5})
    team = going.forms(captain, brief)
    assert "Programmes: 1; the brief asks for 2 at least." in captain.page(f"/matching/companions/{team}")
    mate = town.student("二", "大数据技术", teacher)
    at.lists_skills(mate, {town.skill(DATA): 5})
    going.joins(mate, going.code(captain, team))
    page = mate.page(f"/matching/companions/{team}")
    assert "Programmes: 2; the brief asks for 2 at least." in page
    assert "大数据技术 brings more than any other" in page
    going.applies(captain, team)
    town.closed(brief)
    assert town.asked(brief, captain, mate) == [captain, mate]
