"""A school gives its people and its students other days to act than everybody."""

from datetime import datetime, timedelta

from tests import actors_projects as at_projects
from tests.service.projects import telling
from tests.world import World


def place(told: telling.Cast) -> str:
    return f"/projects/api/v1/schools/{told.school}/deadlines"


def sets(told: telling.Cast, version: int = 0, status: int | None = None, **days: dict[str, int]) -> dict:
    return told.teacher.call("PUT", place(told), body=days, status=status, If_Match=f'"v{version}"')


def review_due(told: telling.Cast, brief: str) -> datetime:
    return datetime.fromisoformat(told.mentor.get(f"{at_projects.API}/briefs/{brief}")["due"])


def submitted(told: telling.Cast) -> str:
    brief = str(at_projects.posts_brief(told.mentor)["id"])
    at_projects.submits(told.mentor, brief, told.school)
    told.world.settle()
    return brief


def test_what_begins_to_wait_has_the_school_s_days_and_what_waited_keeps_its_own(world: World) -> None:
    told = telling.cast(world, students=0)
    before = submitted(told)
    due = review_due(told, before)
    kept = sets(told, brief_review={"due": 9, "reminder": 6})
    row = next(one for one in kept["items"] if one["wait"] == "brief_review")
    assert (row["due"], row["reminder"], row["usual"]["due"]) == (9, 6, 5)
    assert review_due(told, before) == due
    assert review_due(told, submitted(told)) - due == timedelta(days=4)


def test_who_is_told_next_is_told_as_long_after_as_ever(world: World) -> None:
    told = telling.cast(world, students=0)
    sets(told, brief_review={"due": 9})
    submitted(told)
    role = {"state": "open", "kind": "brief_review", "role": "school_admin"}
    telling.later(told, days=8)
    assert world.count("accounts", "items", role) == 0
    telling.later(told, days=3)
    assert world.count("accounts", "items", role) == 1


def test_days_that_cannot_be_are_refused_by_their_field_and_nothing_is_kept(world: World) -> None:
    told = telling.cast(world, students=0)
    wrong = {
        "brief_review": {"reminder": 5},
        "dispute_decision": {"ends": 20},
        "milestone_review": {"due": 200},
    }
    for key, own in wrong.items():
        errors = sets(told, status=422, **{key: own})["errors"]
        assert [error["pointer"].split("/")[1] for error in errors] == [key], errors
    sets(told, status=422, team_start={"due": 3})
    assert told.teacher.get(place(told))["version"] == 0
    sets(told, version=4, status=412, brief_review={"due": 9})


def test_by_the_page_an_empty_field_is_as_everywhere(world: World) -> None:
    told = telling.cast(world, students=0)
    page = f"/projects/schools/{told.school}/deadlines"
    assert "Usually 5. Leave it empty for that." in told.teacher.page(page)
    told.teacher.send(
        page, {"version": "0", "milestone_review.due": "7", "milestone_review.ends": "6"}, status=422
    )
    told.teacher.send(page, {"version": "0", "milestone_review.due": "7"})
    shown = told.teacher.page(f"{page}?saved=1")
    assert 'name="milestone_review.due"' in shown
    assert "Saved." in shown
    assert "Days to answer changed" in shown
    told.teacher.send(page, {"version": "1"})
    assert {row["due"] == row["usual"]["due"] for row in told.teacher.get(place(told))["items"]} == {True}
    assert page in told.teacher.page("/projects/reviews")


def test_a_placement_s_reviewer_is_warned_of_too_many_students(world: World) -> None:
    told = telling.cast(world, students=0)
    brief = at_projects.posts_brief(told.mentor, kind="placement")["id"]
    at_projects.submits(told.mentor, brief, told.school)
    world.settle()
    page = f"/projects/briefs/{brief}/review"
    assert "has not said how many work for it" in told.teacher.page(page)
    company = f"/accounts/api/v1/organisations/{told.company}"
    for staff, warned in ((20, True), (2000, False)):
        version = told.mentor.get(company)["version"]
        told.mentor.patch(company, {"staff": staff}, If_Match=f'"v{version}"')
        world.settle()
        shown = told.teacher.page(page)
        assert ("more than a tenth" in shown) is warned
        assert "a fifth of those on one post" in shown
