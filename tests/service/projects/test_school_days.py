"""What a school says of its days and its teachers holds for the teams of its students."""

from datetime import date, datetime, timedelta

from shared import clock
from tests import actors_projects as at_projects
from tests.actors import Actor
from tests.service.projects import telling
from tests.world import World

ZONE = "Asia/Shanghai"


def today() -> date:
    return clock.day_in(clock.now(), ZONE)


def local(moment: str) -> date:
    return clock.day_in(datetime.fromisoformat(moment), ZONE)


def closes_for_a_year(told: telling.Cast, but: date) -> None:
    """All days from tomorrow on are off, but one."""
    off = [today() + timedelta(days=days) for days in range(1, 380)]
    rows = [f"{day}, x, {'working' if day == but else 'off'}" for day in off]
    told.teacher.send("/accounts/calendar", {"days": "\n".join(rows)})
    told.world.settle()


def test_a_milestone_that_would_be_due_on_a_day_off_is_due_on_the_next_working_day(world: World) -> None:
    told = telling.confirmed(telling.proposed(telling.published(telling.cast(world, students=2))))
    works = today() + timedelta(days=200)
    closes_for_a_year(told, works)
    for student in told.students:
        at_projects.signs_paper(student, told.team)
    at_projects.starts(told.teacher, told.team)
    team = told.mentor.get(f"/projects/api/v1/teams/{told.team}")
    assert {local(one["due"]) for one in team["milestones"]} == {works}


def test_what_is_due_anew_says_from_which_day_it_was_moved(world: World) -> None:
    told = telling.cast(world, students=0)
    works = today() + timedelta(days=100)
    closes_for_a_year(told, works)
    brief = at_projects.posts_brief(told.mentor)["id"]
    at_projects.submits(told.mentor, brief, told.school)
    world.settle()
    item = next(one for one in told.teacher.waiting() if one["kind"] == "brief_review")
    assert local(item["due"]) == works
    assert today() < local(item["moved_from"]) < works


def test_a_dispute_goes_to_the_supervisor_of_the_class_and_to_no_other_teacher(world: World) -> None:
    told = telling.all_stated(telling.at_work(world, students=2))
    code = told.teacher.invites(kind="invitation", roles=["teacher"])["code"]
    supervisor = telling.entered(world, "李老师", "li@qinglan.example", code)
    _supervises(told, supervisor)
    first, second = told.students
    said = at_projects.milestone(first, told.team, 1)["contributions"]
    mine = next(one for one in said if one["person"] == first.person)
    at_projects.disputes(second, mine["id"], "图是我画的。")
    world.settle()
    assert _disputes(supervisor) == 1
    assert _disputes(told.teacher) == 0


def _supervises(told: telling.Cast, teacher: Actor) -> None:
    """A class of the students, and whose duty it is."""
    made = told.teacher.post(
        "/accounts/api/v1/classes", {"school": told.school, "name": "机电 2401 班"}, status=201
    )
    members = told.teacher.get(f"/accounts/api/v1/organisations/{told.school}/members")["items"]
    for one in members:
        if "student" in one["roles"]:
            told.teacher.put(f"/accounts/api/v1/memberships/{one['id']}/class", {"school_class": made["id"]})
    duty = {"person": teacher.person, "kind": "supervisor", "begins": today().isoformat()}
    told.teacher.send(f"/accounts/classes/{made['id']}/duties", duty)
    told.world.settle()


def _disputes(who: Actor) -> int:
    return sum(one["kind"] == "dispute_decision" for one in who.waiting())
