"""Who has left a team keeps what is theirs, and reads nothing more of the others."""

from tests import actors_projects as at_projects
from tests.service.projects import telling
from tests.world import World

NOTES = "原因,次数\n卡件,3\n".encode()


def test_whoever_left_reads_neither_what_others_wrote_nor_their_files(world: World) -> None:
    told = telling.at_work(world, students=4)
    leaver, stays = told.students[0], told.students[1]
    mine = at_projects.uploads(leaver, told.team, "mine.csv", NOTES + b"mine\n")
    at_projects.adds(leaver, told.team, 1, mine, "My log")
    at_projects.states(leaver, told.team, 1, "Cleaned the log of all stops.", artefacts=[mine["sha256"]])
    at_projects.leaves(leaver, told.team, "课程冲突")
    world.settle()

    theirs = at_projects.uploads(stays, told.team, "theirs.csv", NOTES + b"theirs\n")
    at_projects.adds(stays, told.team, 1, theirs, "A later log")
    at_projects.states(stays, told.team, 1, "Found the sensor that fails.", artefacts=[theirs["sha256"]])
    here = f"/projects/teams/{told.team}"
    page = leaver.page(f"{here}/milestones/1")
    assert "Cleaned the log" in page
    assert "Found the sensor" not in page
    assert "theirs.csv" not in page
    leaver.page(f"{here}/files/{theirs['sha256']}", status=404)
    leaver.page(f"{here}/files/{mine['sha256']}")
