"""Taking one's data along: gathered from all four services, one file, a week, for the person alone."""

import io
import json
import zipfile
from typing import Any

from shared import mongo
from shared.exporting import MOST_BYTES, parts
from tests.actors import PASSWORD, Actor
from tests.journey import marked
from tests.service.accounts.conftest import Cast
from tests.service.stage import OneProcess
from tests.world import World

EXPORTS = "/accounts/api/v1/me/exports"


def _asked(world: World, actor: Actor) -> dict[str, Any]:
    export = actor.post(EXPORTS, status=202)
    world.settle()
    found: dict[str, Any] = actor.get(f"{EXPORTS}/{export['id']}")
    return found


def _fetched(actor: Actor, export: dict[str, Any]) -> zipfile.ZipFile:
    response = actor.http.client.get(f"{EXPORTS}/{export['id']}/file")  # type: ignore[attr-defined]
    assert response.status_code == 200
    data = response.get_data()
    response.close()
    return zipfile.ZipFile(io.BytesIO(data))


def _lies_there(world: World, export: dict[str, Any]) -> bool:
    sha256 = export["sha256"]
    return (world.folder / "files" / "accounts" / sha256[:2] / sha256).exists()


def test_the_file_holds_what_every_service_holds_and_a_page_that_shows_it(world: World) -> None:
    story = marked.walks_the_loop(OneProcess(world))
    student, other = story.student, story.people.students[1]
    file = _fetched(student, _asked(world, student))
    assert sorted(file.namelist()) == [
        "accounts.json", "index.html", "matching.json", "portfolio.json", "projects.json", "style.css",
    ]  # fmt: skip
    held = {
        name: json.loads(file.read(f"{name}.json"))
        for name in ("accounts", "projects", "matching", "portfolio")
    }
    assert held["accounts"]["Account"][0]["latin_name"] == "Zeisiglatin"
    assert held["projects"]["Statements"][0]["share"] == "Zeisigshare"
    assert held["matching"]["Skills"]
    assert held["portfolio"]["Shares"][0]["audience"] == "Zeisigaudience"
    whole = " ".join(file.read(name).decode() for name in file.namelist())
    for secret in ("password", "$argon2", "sealed", "secret"):
        assert secret not in whole, f"the file holds {secret}"
    assert other.name not in whole
    page = file.read("index.html").decode()
    assert "Zeisigshare" in page
    assert "What Shixun holds about Zeisigname" in page


def test_what_somebody_wrote_is_shown_as_text(cast: Cast) -> None:
    student = cast.student(name="<script>alert(1)</script>")
    page = _fetched(student, _asked(cast.world, student)).read("index.html").decode()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_the_parts_are_scrubbed_from_every_outbox_once_the_file_is_there(cast: Cast) -> None:
    student = cast.student()
    _asked(cast.world, student)
    for service in ("projects", "matching", "portfolio"):
        with mongo.serving(service):
            rows = list(mongo.collection("outbox").find({"type": f"{service}.export.part.v1"}))
        assert rows, f"{service} sent no part"
        assert [row["personal"] for row in rows] == [{}] * len(rows)
    assert cast.world.count("accounts", "export_parts") == 0


def test_nobody_else_fetches_it_and_it_goes_after_a_week(cast: Cast) -> None:
    student = cast.student()
    export = _asked(cast.world, student)
    assert export["state"] == "ready"
    assert "Your data are ready to fetch" in cast.world.mails()[-1]
    cast.admin.get(f"{EXPORTS}/{export['id']}", status=404)
    cast.admin.get(f"{EXPORTS}/{export['id']}/file", status=404)
    assert _lies_there(cast.world, export)
    cast.world.later(days=8)
    student.signs_in()
    student.get(f"{EXPORTS}/{export['id']}", status=404)
    assert not _lies_there(cast.world, export)


def test_a_second_one_waits_for_the_first(cast: Cast) -> None:
    student = cast.student()
    cast.world.settle()
    student.post(EXPORTS, status=202)
    student.post(EXPORTS, status=409)
    page = student.page("/accounts/privacy")
    assert "Parts of the platform that have answered" in page
    cast.world.settle()
    assert "Fetch the file" in student.page("/accounts/privacy")


def test_when_a_service_does_not_answer_the_person_may_ask_again(cast: Cast) -> None:
    student = cast.student()
    cast.world.settle()
    handlers = cast.world.consuming["matching"].handlers
    cast.world.consuming["matching"].handlers = {}
    export = _asked(cast.world, student)
    assert export["outstanding"] == ["matching"]
    cast.world.later(hours=25)
    student.signs_in()
    assert student.get(f"{EXPORTS}/{export['id']}")["state"] == "failed"
    cast.world.consuming["matching"].handlers = handlers
    assert _asked(cast.world, student)["state"] == "ready"


def test_a_file_goes_with_the_person(cast: Cast) -> None:
    student = cast.student()
    export = _asked(cast.world, student)
    student.post("/accounts/api/v1/me/erase", {"password": PASSWORD}, status=202)
    cast.world.settle()
    assert not _lies_there(cast.world, export)
    with mongo.serving("accounts"):
        erasure = mongo.collection("erasures").find_one()
    assert erasure is not None
    assert erasure["finished"]
    assert cast.world.count("accounts", "exports") == 0


def test_parts_stay_below_what_an_event_may_hold() -> None:
    rows = [{"text": "字" * 10_000} for _ in range(60)]
    found = parts({"Statements": rows, "Empty": []})
    assert sum(len(one["Statements"]) for one in found) == 60
    assert all(len(json.dumps(one, ensure_ascii=False).encode()) < 2 * MOST_BYTES for one in found)
    assert parts({}) == [{}]
