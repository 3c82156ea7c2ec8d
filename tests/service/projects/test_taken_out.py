"""A file that is taken out of a milestone leaves the disk, unless somebody refers to it."""

from pathlib import Path

from tests import actors_projects as at_projects
from tests.service.projects import telling
from tests.world import World

NOTES = "原因,次数\n卡件,3\n".encode()


def on_disk(world: World) -> list[str]:
    return sorted(
        path.name for path in Path(world.folder).rglob("*") if path.is_file() and len(path.name) == 64
    )


def test_its_bytes_go_with_the_last_reference(world: World) -> None:
    two = [{"title": "Half", "week": 3}, {"title": "Whole", "week": 6}]
    told = telling.at_work(world, students=2, milestones=two)
    student = told.students[0]
    before = on_disk(world)
    file = at_projects.uploads(student, told.team, "notes.csv", NOTES + b"these bytes are nowhere else\n")
    sha256 = file["sha256"]
    at_projects.adds(student, told.team, 1, file, "The log")
    assert on_disk(world) == sorted([*before, sha256])
    at_projects.adds(student, told.team, 2, file, "The same log")
    here = f"/projects/teams/{told.team}/milestones"
    student.send(f"{here}/1/artefacts/{sha256}/remove", {})
    world.settle()
    assert sha256 in on_disk(world), "the second milestone has it still"
    student.send(f"{here}/2/artefacts/{sha256}/remove", {})
    world.settle()
    assert on_disk(world) == before
    student.page(f"/projects/teams/{told.team}/files/{sha256}", status=404)


def test_what_a_statement_points_at_stays(world: World) -> None:
    told = telling.at_work(world, students=2)
    student = told.students[0]
    file = at_projects.uploads(student, told.team, "notes.csv", NOTES)
    sha256 = file["sha256"]
    at_projects.adds(student, told.team, 1, file, "The log")
    at_projects.states(student, told.team, 1, "Coded the causes of all stops.", artefacts=[sha256])
    here = f"/projects/teams/{told.team}/milestones/1"
    assert "/remove" not in student.page(here)
    student.send(f"{here}/artefacts/{sha256}/remove", {}, status=409)
