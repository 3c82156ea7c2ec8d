"""No query reads a collection from end to end: what is read at all has an index."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from shared import mongo
from shared.config import SERVICES
from tests.security.matrix.checking import trials
from tests.security.matrix.stage import Stage, service_of
from tests.security.matrix.table import rows

pytestmark = [pytest.mark.soak, pytest.mark.xdist_group("security")]

BY_THIS_TEST = {"accounts.sessions"}
"""Read whole to see whether anything changed."""


@pytest.fixture
def profiled(stage: Stage) -> Iterator[None]:
    """The databases write down every operation, and how they went about it."""
    stage.put_back()
    for name in SERVICES:
        with mongo.serving(name):
            mongo.database().command("profile", 2)
    yield
    for name in SERVICES:
        with mongo.serving(name):
            mongo.database().command("profile", 0)
            mongo.database()["system.profile"].drop()


def test_no_route_makes_the_database_read_a_collection_from_end_to_end(stage: Stage, profiled: None) -> None:
    stage.rewind()
    for service in SERVICES:
        for row in rows(service):
            allowed = [trial for trial in trials(stage, row) if trial.expected < 400]
            for trial in allowed[:1]:
                stage.call(row, trial.caller, trial.half)
                if row.method != "GET":
                    stage.put_back((service_of(row.path),))
    stage.put_back()
    scanned = {found for name in SERVICES for found in _scanned(name)}
    assert not scanned, f"no index serves {sorted(scanned)}"


def _scanned(service: str) -> Iterator[tuple[str, str]]:
    with mongo.serving(service):
        wanted = {"planSummary": {"$regex": "COLLSCAN"}, "op": {"$ne": "remove"}}
        for row in mongo.database()["system.profile"].find(wanted):
            place = f"{service}.{row['ns'].partition('.')[2]}"
            if place not in BY_THIS_TEST and "system.profile" not in place:
                yield place, _asked(row["command"])


def _asked(command: dict[str, Any]) -> str:
    wanted = command.get("filter", command.get("query", command.get("q", command.get("pipeline", {}))))
    return json.dumps(_shape(wanted), ensure_ascii=False)


def _shape(value: Any) -> Any:
    """The fields and operators without the values."""
    if isinstance(value, dict):
        return {key: _shape(one) for key, one in value.items()}
    return [_shape(value[0])] if isinstance(value, list) and value and isinstance(value[0], dict) else "…"
