"""Employers find who published; fewer than five are never told apart; who looked is listed."""

from tests.actors_portfolio import finds_people, publishes_portfolio, views_of_mine
from tests.service.portfolio.conftest import DIAGNOSIS, build_stage, tell
from tests.world import World


def test_published_portfolios_are_found_by_confirmed_skill_best_evidenced_first(world: World) -> None:
    stage = build_stage(world, students=6)
    stage.declares_key()
    stage.tells_team()
    for student in stage.students:
        tell("projects", stage.accepted(student))
    tell("projects", stage.accepted(stage.students[3]))
    world.settle()
    employer = stage.mentor

    assert finds_people(employer, DIAGNOSIS)["few"], "nobody has published yet"
    for student in stage.students[:4]:
        publishes_portfolio(student)
    assert finds_people(employer, DIAGNOSIS) | {"next": None} == {
        "items": [],
        "few": True,
        "about": 0,
        "next": None,
    }

    publishes_portfolio(stage.students[4], fields=["name", "results"])
    found = finds_people(employer, "Troubleshoot", level=4)
    assert (len(found["items"]), found["about"]) == (5, 5)
    assert found["items"][0]["person"] == stage.students[3].person, "two credentials before one"
    assert stage.students[5].person not in {row["person"] for row in found["items"]}
    assert {row["name"] for row in found["items"]} == {"", stage.students[4].name}
    assert finds_people(employer, DIAGNOSIS, level=5)["few"]

    person = stage.students[4].person
    assert stage.students[4].name in employer.page(f"/portfolio/people/{person}")
    assert [view["what"] for view in views_of_mine(stage.students[4])] == ["profile"]
    employer.page(f"/portfolio/people/{stage.students[5].person}", status=404)

    publishes_portfolio(stage.students[0], published=False)
    assert finds_people(employer, DIAGNOSIS)["few"]


def test_students_and_strangers_do_not_search(world: World) -> None:
    stage = build_stage(world, students=1)
    stage.student.get("/portfolio/api/v1/search?skill=x", status=403)


def test_one_searchers_queries_are_limited(world: World) -> None:
    stage = build_stage(world, students=1)
    for _ in range(60):
        finds_people(stage.mentor, DIAGNOSIS)
    stage.mentor.get("/portfolio/api/v1/search?skill=x", status=429)
