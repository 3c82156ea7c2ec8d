"""Who may do what: every route of all services, by everybody, on the objects of their own half and of the other.

Expected is what stands in matrix/*.txt, written by hand. A row that is missing, or that no route answers to, fails.
"""

import random

import pytest
from flask import Flask
from werkzeug.exceptions import HTTPException

from shared.config import SERVICES
from shared.permissions import PUBLIC
from tests.security.matrix.checking import check
from tests.security.matrix.stage import Stage
from tests.security.matrix.table import Row, rows
from tests.world import MODULES

pytestmark = pytest.mark.xdist_group("security")

TABLES = {service: rows(service) for service in SERVICES}
ALL = [row for service in SERVICES for row in TABLES[service]]
SABOTAGED = 10
ASKS_AGAIN = "/second-step/off"
"""Reads the session itself, and refuses who has none."""


@pytest.mark.parametrize("row", ALL, ids=[f"{row.place} {row}" for row in ALL])
def test_everybody_gets_what_the_table_says(stage: Stage, row: Row) -> None:
    stage.rewind()
    check(stage, row)


@pytest.mark.parametrize("service", SERVICES)
def test_every_route_has_a_row_and_every_row_a_route(stage: Stage, service: str) -> None:
    app = stage.apps[service]
    wanted = {
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        for method in set(rule.methods or ()) - {"HEAD", "OPTIONS"}
        if rule.endpoint != "static" or service == "accounts"  # one of the four answers for all
    }
    unknown = {name for row in TABLES[service] for name in row.samples} - set(stage.cast.halves["a"].samples)
    assert not unknown, f"rows name what is nowhere made: {sorted(unknown)}"
    without, covered = [], set()
    for row in TABLES[service]:
        route = _route(app, row, stage)
        covered.add((row.method, route))
        without += [f"{row} ({row.place})"] if route is None else []
    assert not without, f"rows that no route of {service} answers to: {without}"
    assert not wanted - covered, f"routes of {service} without a row: {sorted(wanted - covered)}"


def test_a_route_that_lost_its_permission_is_found(stage: Stage) -> None:
    """The same check over copies of the apps in which one route after the other lets everybody in."""
    seed = random.getrandbits(32)
    print(f"seed {seed}")
    guarded = [row for row in ALL if row.cells["student"][0] != 303 and _permission_alone_guards(row, stage)]
    missed = []
    for row in random.Random(seed).sample(guarded, SABOTAGED):
        stage.rewind()
        service = row.path.split("/")[1]
        app = _open_to_all(MODULES[service].create_app(stage.world.settings[service]), row, stage)
        try:
            check(stage, row, app)
            missed.append(str(row))
        except AssertionError:
            stage.put_back()
    assert not missed, f"seed {seed}: nobody noticed that everybody was let in to {missed}"


def _endpoint(app: Flask, row: Row, stage: Stage) -> str | None:
    path = stage.filled(row.path, "a").partition("?")[0]
    try:
        return str(app.url_map.bind("127.0.0.1").match(path, row.method)[0])
    except HTTPException:
        return None


def _route(app: Flask, row: Row, stage: Stage) -> str | None:
    path = stage.filled(row.path, "a").partition("?")[0]
    try:
        return str(app.url_map.bind("127.0.0.1").match(path, row.method, return_rule=True)[0].rule)
    except HTTPException:
        return None


def _permission_alone_guards(row: Row, stage: Stage) -> bool:
    app = stage.app_of(row.path)
    endpoint = _endpoint(app, row, stage)
    permission = getattr(app.view_functions[endpoint], "permission", PUBLIC) if endpoint else PUBLIC
    return not permission.public and not row.path.endswith(ASKS_AGAIN)


def _open_to_all(app: Flask, row: Row, stage: Stage) -> Flask:
    endpoint = _endpoint(app, row, stage)
    assert endpoint is not None, f"no route answers to {row}"
    guarded = app.view_functions[endpoint]

    def view(**arguments: object) -> object:
        return guarded(**arguments)

    view.permission = PUBLIC  # type: ignore[attr-defined]
    app.view_functions[endpoint] = view
    return app
