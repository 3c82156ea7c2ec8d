"""Somebody who is erased leaves their teams; what others did and decided stays."""

from typing import Any

from shared import mongo
from shared.events.accounts import PersonErased
from shared.events.matching import SeatRefilled
from tests import actors_projects as at_projects
from tests.actors import Actor
from tests.service.projects import telling
from tests.service.projects.telling import Cast
from tests.world import World


def _erased(told: Cast, actor: Actor) -> None:
    telling.says("accounts", PersonErased(person=actor.person))
    told.settled()


def _one(name: str, **wanted: Any) -> dict[str, Any]:
    with mongo.serving("projects"):
        found = mongo.collection(name).find_one(wanted)
    assert found is not None, f"{name} holds nothing like {wanted}"
    return dict(found)


def _files(told: Cast) -> list[str]:
    folder = told.world.folder / "files" / "projects"
    return sorted(path.name for path in folder.rglob("*") if path.is_file() and path.parent.name != "pending")


def test_they_leave_their_team_and_the_seat_is_offered(world: World) -> None:
    told = telling.at_work(world)
    gone = told.students[0]
    _erased(told, gone)
    team = at_projects.team_on(told.mentor, told.brief)
    assert team is not None
    member = next(one for one in team["members"] if one["person"] == gone.person)
    assert member["left_at"]
    assert member["name"] is None
    with mongo.serving("projects"):
        left = mongo.collection("outbox").find_one({"type": "projects.team.left.v1"})
    assert left is not None
    assert left["data"]["person"] == gone.person


def test_a_statement_that_was_not_accepted_goes_as_a_whole_and_the_others_go_on(world: World) -> None:
    told = telling.all_stated(telling.at_work(world))
    gone, other = told.students[1], told.students[2]
    _erased(told, gone)
    said = at_projects.milestone(told.mentor, told.team, 1)["contributions"]
    assert gone.person not in {one["person"] for one in said}
    at_projects.delivers(other, told.team, 1)
    request = at_projects.accepts(told.mentor, told.team, 1)["request"]
    told.settled()
    told.signs(request)
    states = {one["state"] for one in at_projects.milestone(told.mentor, told.team, 1)["contributions"]}
    assert states <= {"accepted", "evidenced"}


def test_a_file_at_which_others_point_stays_without_its_name(world: World) -> None:
    told = telling.all_stated(telling.at_work(world))
    gone = told.students[0]  # uploaded the file that everybody's statement names
    own = at_projects.uploads(gone, told.team, "mine.txt", b"only mine")["sha256"]
    assert own in _files(told)
    _erased(told, gone)
    assert own not in _files(told)
    shared = _one("files", team=told.team)
    assert shared["name"] == "file.csv"
    assert shared["sha256"] in _files(told)
    kept = at_projects.milestone(told.students[1], told.team, 1)["artefacts"]
    assert [one["name"] for one in kept] == ["file.csv"]


def test_an_acceptance_that_waits_for_a_signature_is_void(world: World) -> None:
    """A signature that comes all the same changes nothing; the mentor reviews what is left."""
    told = telling.delivered(telling.at_work(world))
    request = at_projects.accepts(told.mentor, told.team, 1)["request"]
    told.settled()
    _erased(told, told.students[1])
    assert _one("reviews", request=request)["state"] == "void"
    told.signs(request)
    assert at_projects.milestone(told.mentor, told.team, 1)["state"] == "delivered"
    again = at_projects.accepts(told.mentor, told.team, 1)["request"]
    told.settled()
    told.signs(again)
    assert at_projects.milestone(told.mentor, told.team, 1)["state"] == "accepted"


def test_a_dispute_goes_with_who_opened_it(world: World) -> None:
    told = telling.all_stated(telling.at_work(world))
    by, of = told.students[1], told.students[2]
    said = at_projects.milestone(by, told.team, 1)["contributions"]
    contribution = next(one["id"] for one in said if one["person"] == of.person)
    at_projects.disputes(by, contribution, "没有做过")
    _erased(told, by)
    found = _one("contributions", _id=contribution)
    assert found["state"] == "stated"
    assert found["objections"] == {}
    assert not _one("teams", _id=told.team)["disputed"]
    assert not told.teacher.waiting() or all(
        item["kind"] != "dispute_decision" for item in told.teacher.waiting()
    )


def test_the_words_of_a_mentor_and_of_a_teacher_go_what_they_decided_stays(world: World) -> None:
    told = telling.delivered(telling.at_work(world))
    at_projects.asks_rework(told.mentor, told.team, 1, "处置卡还没有签字")
    told.settled()
    _erased(told, told.mentor)
    milestone = _one("milestones", team=told.team, number=1)
    assert milestone["state"] == "rework"
    assert milestone["reason"] == ""
    assert {one["reason"] for one in milestone["criteria"]} == {""}


def test_a_seat_that_an_erased_person_took_a_moment_before_stays_free(world: World) -> None:
    told = telling.at_work(world)
    _erased(told, told.students[0])
    late = telling.cast_of_one(told, "孙晓")
    _erased(told, late)
    refilled = SeatRefilled(
        team=told.team, proposal=told.proposal, person=late.person, personal={late.person: {"school": told.school}}
    )  # fmt: skip
    telling.says("matching", refilled)
    told.settled()
    team = at_projects.team_on(told.mentor, told.brief)
    assert team is not None
    assert late.person not in {one["person"] for one in team["members"]}
