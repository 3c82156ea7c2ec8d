"""A person with a thousand events takes everything along, and goes: until the last of four services is done."""

import time
from collections.abc import Iterator
from pathlib import Path

from deploy.local.mongod import Mongod
from services.accounts.usecases import people
from shared import clock, mongo
from shared.viewer import Viewer
from tests.actors import PASSWORD, Actor
from tests.bench.events import Row
from tests.journey import marked
from tests.service.stage import OneProcess
from tests.world import World

EVENTS = 1000
API = "/accounts/api/v1"


def rows(folder: Path) -> Iterator[Row]:
    """One process does the work of all four services here, over a real MongoDB."""
    server = Mongod.start(folder / "mongod")
    try:
        world = World.build(server.uri, folder / "world")
        world.begin()
        student = marked.walks_the_loop(OneProcess(world)).student
        _goes_on(world, student)
        yield Row("events about the person who goes", _events_about(student), "events", at_least=EVENTS)
        yield from _takes_along(world, student)
        _comes_back(world, student)
        begun = time.perf_counter()
        student.post(f"{API}/me/erase", {"password": PASSWORD}, status=202)
        world.settle()
        yield Row("erasure of the person, all services", time.perf_counter() - begun, "s")
        yield Row("events about the person afterwards", _events_about(student), "events", at_most=0)
    finally:
        server.stop()


def _takes_along(world: World, student: Actor) -> Iterator[Row]:
    begun = time.perf_counter()
    export = student.post(f"{API}/me/exports", status=202)["id"]
    world.settle()
    file = student.http.client.get(f"{API}/me/exports/{export}/file").get_data()  # type: ignore[attr-defined]
    yield Row("export of the person, asked to fetched", time.perf_counter() - begun, "s")
    yield Row("size of the export", len(file) / 1024, "KiB")


def _goes_on(world: World, student: Actor) -> None:
    """They change their name until there are that many events: by the use case itself, as the requests
    would take most of the time."""
    _comes_back(world, student)
    version, viewer = student.get(f"{API}/me")["version"], Viewer(student.person)
    with mongo.serving("accounts"):
        for turn in range(EVENTS - _events_about(student)):
            people.change_settings(viewer, {"name": f"林梅 {turn}"}, version + turn, clock.now())
    world.settle()


def _comes_back(world: World, student: Actor) -> None:
    """Later, so that the limit of sign-ins is none."""
    world.later(minutes=16)
    student.signs_in()


def _events_about(student: Actor) -> int:
    """Rows of all outboxes that hold something personal of theirs."""
    found = 0
    for name in ("accounts", "projects", "matching", "portfolio"):
        with mongo.serving(name):
            found += mongo.collection("outbox").count_documents({"people": student.person})
    return found
