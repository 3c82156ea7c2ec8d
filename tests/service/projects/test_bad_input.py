"""What is sent wrongly, by strangers, twice, too late or too large."""

from typing import Any

from shared.ids import new_id
from tests import actors_projects as at_projects
from tests.actors import Actor
from tests.service.projects import telling
from tests.world import World

API = at_projects.API


def raw(actor: Actor, method: str, path: str, content: bytes, **headers: str) -> Any:
    sent = {"X-CSRF-Token": actor.token} | {name.replace("_", "-"): value for name, value in headers.items()}
    return actor.http.call(method, path, form=content, headers=sent)


def test_a_brief_as_it_should_not_be_sent(world: World) -> None:
    mentor = telling.cast(world, students=0).mentor
    broken = raw(mentor, "POST", f"{API}/briefs", b'{"title": ', Content_Type="application/json")
    assert (broken.status, "line 1" in broken.text) == (400, True)
    assert raw(mentor, "POST", f"{API}/briefs", b"title=x", Content_Type="text/plain").status == 415
    wrong = mentor.post(f"{API}/briefs", {"weeks": "many", "colour": "red"}, status=422)
    assert [row["pointer"] for row in wrong["errors"]] == ["/colour", "/weeks"]
    wrong = mentor.post(f"{API}/briefs", {"weeks": 99, "team_min": 5, "team_max": 4}, status=422)
    assert [row["pointer"] for row in wrong["errors"]] == ["/team_max", "/weeks"]
    mentor.get(f"{API}/briefs/{new_id()}", status=404)
    forged = mentor.http.call("POST", f"{API}/briefs", body={"title": "x"}, headers={"X-CSRF-Token": "wrong"})
    assert forged.status == 403
    assert mentor.get(f"{API}/briefs")["items"] == []


def test_a_repeated_key_gives_the_first_answer_and_a_stale_edit_is_refused(world: World) -> None:
    mentor = telling.cast(world, students=0).mentor
    key = {"Idempotency_Key": "a-key-of-mine"}
    first = mentor.post(f"{API}/briefs", {"title": "一"}, status=201, **key)
    assert mentor.post(f"{API}/briefs", {"title": "一"}, status=201, **key) == first
    mentor.post(f"{API}/briefs", {"title": "二"}, status=422, **key)
    assert len(mentor.get(f"{API}/briefs")["items"]) == 1

    path = f"{API}/briefs/{first['id']}"
    mentor.patch(path, {"title": "三"}, status=428)
    mentor.patch(path, {"title": "三"}, If_Match='"v1"')
    mentor.patch(path, {"title": "四"}, status=412, If_Match='"v1"')
    assert mentor.get(path)["title"] == "三"


def test_a_list_that_did_not_change_is_not_sent_again(world: World) -> None:
    mentor = telling.cast(world, students=0).mentor
    for n in range(30):
        mentor.post(f"{API}/briefs", {"title": f"任务 {n}"}, status=201)
    page = mentor.get(f"{API}/briefs")
    etag = mentor.seen["headers"]["ETag"]
    assert [row["title"] for row in page["items"]] == [f"任务 {n}" for n in range(29, 4, -1)]
    mentor.get(f"{API}/briefs", status=304, If_None_Match=etag)
    rest = mentor.get(f"{API}/briefs?after={page['next']}")
    assert ([row["title"] for row in rest["items"]], rest.get("next")) == (
        [f"任务 {n}" for n in range(4, -1, -1)],
        None,
    )
    mentor.post(f"{API}/briefs", {"title": "新"}, status=201)
    assert mentor.get(f"{API}/briefs", status=200, If_None_Match=etag)["items"][0]["title"] == "新"


def test_another_company_sees_and_changes_nothing(world: World) -> None:
    told = telling.proposed(telling.published(telling.cast(world, students=2)))
    stranger = telling.other_company(told)
    here = f"{API}/briefs/{told.brief}"
    for path in (here, f"{here}/quality", f"{here}/versions", f"{here}/history", f"{here}/proposals"):
        answer = stranger.get(path, status=404)
        assert at_projects.FAULT_DIAGNOSIS["title"] not in str(answer)
    stranger.patch(here, {"title": "x"}, status=404, If_Match='"v1"')
    for verb, body in (("submit", {}), ("close", {}), ("cancel", {"reason": "x"}), ("archive", {})):
        stranger.post(f"{here}/{verb}", body, status=404)
    at_projects.confirms_team(stranger, told.brief, {"id": told.proposal, "revision": 1}, status=404)
    stranger.post(f"{API}/briefs", {"copy_of": told.brief}, status=404)
    assert stranger.get(f"{API}/briefs")["items"] == []
    at_projects.reviews(told.students[0], told.brief, status=403)


def test_a_school_that_was_not_named_decides_nothing(world: World) -> None:
    told = telling.cast(world, students=0)
    brief = at_projects.posts_brief(told.mentor)["id"]
    at_projects.submits(told.mentor, brief, new_id(), status=422)
    at_projects.submits(told.mentor, brief)
    at_projects.reviews(told.teacher, brief, status=404)
    at_projects.reviews(told.operator, brief, approval="for_credit", status=422)
    at_projects.reviews(told.operator, brief)
    at_projects.approves(told.teacher, brief, "refused", status=422)
    at_projects.approves(told.teacher, brief, "refused", reason="无带队教师")
    at_projects.approves(told.teacher, brief, "for_credit", status=409)


def test_a_new_edition_asks_each_school_again(world: World) -> None:
    told = telling.published(telling.cast(world, students=0))
    path = f"{API}/briefs/{told.brief}"
    told.mentor.patch(path, {"problem": ""}, status=422, If_Match=f'"v{told.mentor.get(path)["version"]}"')
    told.mentor.patch(path, {"weeks": 9}, If_Match=f'"v{told.mentor.get(path)["version"]}"')
    found = told.mentor.get(path)
    assert (found["published_version"], found["approvals"][0]["state"]) == (2, "asked")
    assert [row["edition"] for row in told.mentor.get(f"{path}/versions")["items"]] == [2, 1]
    at_projects.approves(told.teacher, told.brief)


def test_files_by_parts_and_files_that_are_not_taken(world: World) -> None:
    told = telling.at_work(world, students=2)
    first, second = told.students
    begun = at_projects.uploads(first, told.team, "log.csv", b"a,b\n", status=202, size=8)
    more = {"offset": 4, "size": 8, "upload": begun["upload"]}
    at_projects.uploads(second, told.team, "log.csv", b"1,2\n", status=404, **more)
    at_projects.uploads(first, told.team, "log.csv", b"1,2\n", status=409, **more | {"offset": 2})
    whole = at_projects.uploads(first, told.team, "log.csv", b"1,2\n", **more)
    assert (whole["size"], whole["media_type"]) == (8, "text/csv")

    at_projects.uploads(first, told.team, "page.html", b"<html>", status=422)
    at_projects.uploads(first, told.team, "photo.png", b"<html>", status=422)
    at_projects.uploads(first, told.team, "big.csv", b"x" * (8 * 1024 * 1024 + 1), status=413)
    at_projects.uploads(first, told.team, "big.csv", b"x", status=413, size=60 * 1024 * 1024)
    at_projects.uploads(told.mentor, told.team, "log.csv", b"a", status=403)
    at_projects.adds(first, told.team, 1, {"sha256": "0" * 64}, "x", status=404)

    path = f"{API}/teams/{told.team}/files/{whole['sha256']}"
    answer = told.mentor.http.call("GET", path)
    assert (answer.status, answer.text) == (200, "a,b\n1,2\n")
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    part = told.mentor.http.call("GET", path, headers={"Range": "bytes=4-"})
    assert (part.status, part.text) == (206, "1,2\n")
    through = told.mentor.http.call("GET", path, headers={"X-Gateway": "1"})
    assert through.headers["X-Accel-Redirect"].endswith(whole["sha256"])
    assert telling.other_company(told).http.call("GET", path).status == 404


def test_who_left_in_the_middle_of_a_download_gets_no_further_range(world: World) -> None:
    told = telling.at_work(world, students=3)
    first, other = told.students[0], told.students[1]
    file = at_projects.uploads(first, told.team, "log.csv", b"a,b\n1,2\n")
    own = at_projects.uploads(other, told.team, "mine.csv", b"c,d\n3,4\n")
    for actor, one in ((first, file), (other, own)):
        at_projects.adds(actor, told.team, 1, one, "停机记录")
    colleague = telling.entered(
        world,
        "许经理",
        "xu@hengrui.example",
        told.mentor.invites(kind="invitation", roles=["mentor"])["code"],
    )
    world.settle()

    def next_parts(actor: Actor, sha256: str) -> list[int]:
        places = (f"{API}/teams/{told.team}/files/{sha256}", f"/projects/teams/{told.team}/files/{sha256}")
        ways: tuple[dict[str, str], ...] = ({"Range": "bytes=4-"}, {"X-Gateway": "1"})
        return [actor.http.call("GET", place, headers=headers).status for place in places for headers in ways]

    for actor in (other, colleague):
        assert next_parts(actor, file["sha256"]) == [206, 200] * 2
    at_projects.leaves(other, told.team, "课程冲突")
    path = f"/accounts/api/v1/organisations/{told.company}/members"
    mine = next(one["id"] for one in told.mentor.get(path)["items"] if one["person"] == colleague.person)
    told.mentor.call("DELETE", f"/accounts/api/v1/memberships/{mine}")
    world.settle()
    assert next_parts(other, file["sha256"]) == [404] * 4
    assert next_parts(other, own["sha256"]) == [206, 200] * 2, "what they brought stays open to them"
    assert [one["sha256"] for one in at_projects.milestone(other, told.team, 1)["artefacts"]] == [
        own["sha256"]
    ]
    assert set(next_parts(colleague, file["sha256"])) <= {403, 404}


def test_an_upload_that_nobody_finished_is_swept_after_a_day(world: World) -> None:
    told = telling.at_work(world, students=2)
    begun = at_projects.uploads(told.students[0], told.team, "log.csv", b"a,b\n", status=202, size=8)
    kept = world.folder / "files" / "projects" / "pending" / begun["upload"]
    assert kept.exists()
    telling.later(told, hours=25)
    assert not kept.exists()
