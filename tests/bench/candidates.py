"""A brief that fills as bids come: one bid weighed, and the first ten with their reasons as its company reads them.

``python -m tests.bench.candidates`` prints the row of the first ten, for the table of the engine.
"""

import json
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from random import Random
from typing import Any

from deploy.local.mongod import Mongod
from services.matching import ranking
from services.matching.domain.briefs import Brief
from services.matching.pages import candidates
from services.matching.store import standings
from services.matching.usecases import standing
from shared import clock, mongo
from tests import actors_matching as at
from tests.actors import Actor
from tests.bench.events import Row
from tests.service.matching.town import DATA, FAULTS, PLC, SENSORS, Town
from tests.world import World

BIDDERS, TIMES = 500, 200
"""Ten times what a brief of the largest round has."""

FIRST_TEN = f"first ten of {BIDDERS:,} with reasons, p50"
NEEDS = {PLC: 3, FAULTS: 3, SENSORS: 2, DATA: 4}


def rows(folder: Path) -> Iterator[Row]:
    mongod = Mongod.start(folder / "mongod")
    try:
        world = World.build(mongod.uri, folder / "world")
        world.begin()
        yield from _rows(Town.of(world))
    finally:
        mongod.stop()


def _rows(town: Town) -> Iterator[Row]:
    mentor = Actor(town.world.client(), "mentor", "mentor@company.example").signs_up("Company Ltd")
    town.world.settle()
    brief = town.published(organisation=mentor.organisation, needs=NEEDS)
    (student,) = town.bidders(brief, "one", skills=({PLC: 4, DATA: 3},))
    student.put(f"{at.API}/bids/{brief}/shown", {"shown": True})
    _bidders(town, brief)

    def weigh() -> None:
        with mongo.serving("matching"):
            mongo.run_in_transaction(lambda: standing.weigh_again(student.person, clock.now()))

    def read() -> None:
        found = mentor.get(f"{at.API}/briefs/{brief}/candidates")["items"]
        assert len(found) == ranking.PLACES
        assert all(row["reasons"] for row in found)

    one = _seconds(weigh)
    with _timed() as ten:
        answers = _seconds(read)
    yield Row(f"one bid weighed beside {BIDDERS:,} others, p50", 1000 * statistics.median(one), "ms")
    yield Row(FIRST_TEN, 1000 * statistics.median(ten), "ms", at_most=20)
    yield Row("the 99th percentile of them", 1000 * sorted(ten)[int(0.99 * len(ten)) - 1], "ms")
    yield Row("the same as an answer of the API, p50", 1000 * statistics.median(answers), "ms")


@contextmanager
def _timed() -> Iterator[list[float]]:
    """How long the list takes by itself, from the store to sentences; an answer also finds out who asks."""
    found, whole = [], candidates.rows_of

    def rows_of(brief: Brief) -> list[dict[str, Any]]:
        begun = time.perf_counter()
        listed = whole(brief)
        found.append(time.perf_counter() - begun)
        return listed

    candidates.rows_of = rows_of
    try:
        yield found
    finally:
        candidates.rows_of = whole


def _bidders(town: Town, brief: str) -> None:
    """Students of the school who bid and agreed, written as their rows would be: a sign-up takes a password's hash."""
    dice, now = Random(7), clock.now()
    with mongo.serving("matching"):
        for number in range(BIDDERS - 1):
            person = f"bidder{number:03}"
            place = {
                "_id": person, "schema_version": 1, "n": 1, "person": person, "organisation": town.school,
                "roles": ["student"], "state": "active", "programme": "", "school_class": "", "since": now,
            }  # fmt: skip
            mongo.collection("memberships").insert_one(place)
            qualities = tuple(dice.choice((0.0, 0.25, 0.5, 0.75, 1.0)) for _ in NEEDS)
            standings.put(brief, ranking.Standing(person, dice.randint(1, 10), qualities, dice.random()), now)


def _seconds(act: Callable[[], object]) -> list[float]:
    found = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        act()
        found.append(time.perf_counter() - begun)
    return found


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as given:
        ten = next(row for row in rows(Path(given)) if row.name == FIRST_TEN)
        print(json.dumps(asdict(ten)))
