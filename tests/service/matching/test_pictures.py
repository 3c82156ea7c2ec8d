"""What students see drawn: a skill's neighbours, a brief's fit, who of a team covers what; and what is told of it."""

import re

from tests import actors_matching as at
from tests.service.matching.test_pages import reader
from tests.service.matching.town import DATA, FAULTS, PLC, SENSORS, Town


def cells(page: str) -> list[list[str]]:
    """The numbers of the matrix, row by row."""
    rows = re.findall(r'<th scope="row">.*?</tr>', page, re.S)
    return [re.findall(r'<td class="heat[^"]*">(\d+)', row) for row in rows]


def test_a_skill_is_drawn_with_what_one_holds_around_it(town: Town) -> None:
    student = reader(town.student("林梅"))
    place = town.skill(SENSORS).replace("http://data.europa.eu/esco/", "esco/")
    page = student.page(f"/matching/skills/{place}")
    nodes = re.findall(r'<a class="(node[^"]*)" href="([^"]+)">', page)
    assert nodes
    assert {look for look, _ in nodes} == {"node"}
    held = nodes[-1][1]  # the first is a group, which nobody holds
    uri = held.replace("/matching/skills/esco/", "http://data.europa.eu/esco/")
    at.lists_skills(student, {uri: 3})
    assert f'<a class="node node-held" href="{held}">' in student.page(f"/matching/skills/{place}")


def test_each_open_brief_is_drawn_as_wide_as_its_needs_weigh(town: Town) -> None:
    town.published(needs={PLC: 4, DATA: 2})
    student = reader(town.student("林梅"))
    at.lists_skills(student, {town.skill(PLC): 5})
    page = student.page("/matching/briefs")
    assert re.findall(r'fit-ground" x="[\d.]+" y="0" width="([\d.]+)"', page) == ["49.0", "49.0"]
    assert re.search(r'aria-label="[^"]*programmable logic controller: needed 4, held', page)


def test_a_team_sees_who_covers_what_and_who_declined_sees_nothing_of_it(town: Town) -> None:
    brief = town.published(needs={PLC: 3, FAULTS: 3}, team_min=2, team_max=2)
    one, two = reader(town.student("一")), reader(town.student("二"))
    at.lists_skills(one, {town.skill(PLC): 5})
    at.lists_skills(two, {town.skill(FAULTS): 5})
    for student in (one, two):
        at.bids(student, brief)
    town.closed(brief)
    path = f"/matching/proposals/{at.proposal_for(one, brief)['id']}"
    drawn = cells(one.page(path))
    assert len(drawn) == 2
    for *members, team in drawn:
        assert team == max(members, key=int)
        assert len(set(members)) == 2, "each brings another skill"
    two.send(f"{path}/decline", {"reason": ""})
    assert cells(two.page(path)) == []


def test_the_company_hears_how_many_were_asked_and_accepted_and_in_the_end_who_covers_what(
    town: Town,
) -> None:
    brief = town.published(team_min=2, team_max=2)
    one, two = town.bidders(brief, "一", "二")
    town.closed(brief)

    def counted() -> tuple[int, int, int]:
        told = town.sent("bids.counted")[-1]
        return told["bids"], told["asked"], told["accepted"]

    assert counted() == (2, 2, 0)
    for accepted, student in enumerate((one, two), start=1):
        at.accepts_proposal(student, at.proposal_for(student, brief)["id"])
        town.world.settle()
        assert counted() == (2, 2, accepted)
    told = town.sent("proposal.proposed")[-1]
    for person in (one.person, two.person):
        covers = told["personal"][person]["covers"]
        assert {row["skill"] for row in covers} == {town.skill(name) for name in (PLC, FAULTS, SENSORS)}
        assert {row["quality"] for row in covers} <= {0, 0.25, 0.5, 0.75, 1}
