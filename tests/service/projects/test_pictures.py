"""What companies and teams see drawn: the way from bids to a team, who covers what, the project along its days."""

import re

from shared import clock, mongo
from shared.events.matching import BidsCounted, SeatRefilled, TeamProposed
from tests.service.projects import telling
from tests.service.projects.telling import Cast
from tests.world import World

SKILLS = [
    {"uri": "urn:shixun:skill:a", "label": "sensors", "level": 2, "weight": 2},
    {"uri": "urn:shixun:skill:b", "label": "perform data analysis", "level": 3, "weight": 1},
]


def numbers(page: str) -> list[str]:
    return re.findall(r'<li><span>[^<]*</span><svg class="stage".*?<span class="num">(\d+)</span>', page)


def cells(page: str) -> list[list[str]]:
    rows = re.findall(r'<th scope="row">.*?</tr>', page, re.S)
    return [re.findall(r'<td class="heat[^"]*">(?:<[^>]*>[^<]*</span><[^>]*>)?([\d–]+)', row) for row in rows]


def covers(*parts: float) -> list[dict]:
    return [{"skill": row["uri"], "quality": part} for row, part in zip(SKILLS, parts, strict=True)]


def proposes(told: Cast, *parts: tuple[float, float]) -> Cast:
    """Matching proposes the students again, with what each covers."""
    told = telling.proposed(told)
    people = [student.person for student in told.students]
    personal = {
        person: {"school": told.school, "reasons": [], "covers": covers(*part)}
        for person, part in zip(people, parts, strict=True)
    }
    telling.says("matching", TeamProposed(
        proposal=told.proposal, brief=told.brief, revision=2, members=people, captain=people[0], coverage={},
        confirm_until=clock.due_in_days(5, clock.now(), "UTC"), personal=personal,
    ))  # fmt: skip
    return told.settled()


def team_with(world: World, *parts: tuple[float, float]) -> Cast:
    told = telling.cast(world, students=len(parts))
    told = telling.published(told, skills=SKILLS, team_min=2, team_max=len(parts))
    return proposes(told, *parts)


def test_the_owner_sees_how_many_came_how_far_and_nobody_else_does(world: World) -> None:
    told = telling.published(telling.cast(world, students=0))
    page = f"/projects/briefs/{told.brief}"
    assert numbers(told.mentor.page(page)) == ["0", "0", "0", "0"]
    telling.says("matching", BidsCounted(brief=told.brief, bids=12, asked=4, accepted=3))
    world.settle()
    assert numbers(told.mentor.page(page)) == ["12", "4", "3", "0"]
    assert numbers(told.teacher.page(page)) == []


def test_a_brief_that_nobody_could_bid_on_has_no_funnel(world: World) -> None:
    told = telling.cast(world, students=0)
    brief = told.mentor.post("/projects/api/v1/briefs", {"title": "Draft"}, status=201)["id"]
    assert numbers(told.mentor.page(f"/projects/briefs/{brief}")) == []


def test_a_company_sees_who_covers_what_before_and_after_it_confirms(world: World) -> None:
    told = team_with(world, (1, 0.25), (0, 0.5))
    wanted = [["100", "0", "100"], ["25", "50", "50"]]
    assert cells(told.mentor.page(f"/projects/briefs/{told.brief}")) == wanted
    told = telling.confirmed(told)
    for actor in (told.mentor, *told.students):
        assert cells(actor.page(f"/projects/teams/{told.team}")) == wanted


def test_a_newcomer_of_the_reserve_has_a_column_too(world: World) -> None:
    told = telling.confirmed(team_with(world, (1, 0.25), (0, 0.5), (0, 0)))
    leaver, newcomer = told.students[2], telling.cast_of_one(told, "新同学")
    leaver.send(f"/projects/teams/{told.team}/leave", {"reason": "课程冲突"})
    personal = {newcomer.person: {"school": told.school, "covers": covers(0.75, 1)}}
    telling.says(
        "matching",
        SeatRefilled(team=told.team, proposal=told.proposal, person=newcomer.person, personal=personal),
    )
    world.settle()
    assert cells(newcomer.page(f"/projects/teams/{told.team}")) == [
        ["100", "0", "75", "100"], ["25", "50", "100", "100"],
    ]  # fmt: skip


def test_of_whom_nothing_is_known_a_dash_stands_there(world: World) -> None:
    told = telling.confirmed(team_with(world, (1, 0.25), (0, 0.5)))
    with mongo.serving("projects"):
        about = f"about.{told.students[1].person}"
        mongo.collection("proposals").update_one({"_id": told.proposal}, {"$unset": {about: ""}})
    assert cells(told.mentor.page(f"/projects/teams/{told.team}")) == [["100", "–", "100"], ["25", "–", "25"]]


def test_a_team_at_work_is_drawn_along_its_days(world: World) -> None:
    told = telling.at_work(world, students=2)
    page = told.students[0].page(f"/projects/teams/{told.team}")
    assert re.findall(r'/milestones/(\d)" aria-label="', page) == ["1"]
    assert "Today" in page
    assert 'class="mark-draft"' in page
