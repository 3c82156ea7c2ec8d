"""A form is sent twice: by an impatient finger, by "back", by a reload. It makes one thing, with scripts or without."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from shared import mongo
from shared.config import SERVICES
from shared.web.once import FIELD
from tests.security.matrix.stage import Caller, Stage, service_of
from tests.security.matrix.table import Row, rows

pytestmark = pytest.mark.xdist_group("security")

POSTS = [row for service in SERVICES for row in rows(service) if row.method == "POST"]
PAGES = [row for row in POSTS if "/api/" not in row.path]

SHOWN_AT_ONCE = {
    "/accounts/orgs/<school>/students/slips": "a file to print; each slip voids the one before it",
    "/matching/skills/paste": "finds names in a text and keeps nothing",
    "/portfolio/credits/blocked/<blocked>": "a blocked record, opened with a reason each time that it is shown",
}
"""Forms whose answer is the page or the file itself, and why sending them again does no harm."""

REFUSED_HERE = {
    "appeals.appeal": "what could be appealed is appealed already",
    "channels.add": "no host of robots is allowed",
    "channels.add_to_organisation": "no host of robots is allowed",
    "channels.add_phone": "no gateway sends text messages",
    "companions.ask": "nobody lacks a companion who would be free",
    "contacts.ask": "nobody is found by employers yet",
    "contacts.keep_touch": "no project is over",
    "credits.apply": "what could be used is used already",
    "mine.ask_for_record": "no project is over",
    "plans.change": "no plan is ready",
    "proposals.contest": "no proposal comes of a round yet",
    "repairs.ask": "no round is published yet",
    "schoolkeys.connect": "the school has asked already",
}
"""Forms that the world of the matrix lets nobody send with success, and why; they are marked like the others."""

TRACES = {
    "outbox", "outbox_heads", "inbox", "audit", "jobs", "idempotency", "sessions", "throttles", "searches",
}  # fmt: skip
"""What is written of everything that was done, also of what was done already."""


def test_a_form_that_was_taken_leads_on_and_shows_nothing_itself() -> None:
    shown = {row.path for row in PAGES if 200 in {own for own, _ in row.cells.values()}}
    assert shown == set(SHOWN_AT_ONCE)


def test_a_form_that_makes_something_is_done_once(stage: Stage) -> None:
    stage.rewind()
    unlike, tried = [], set()
    for row, caller in _sent(stage, once=True):
        places, made = _twice(stage, row, caller)
        tried.add(_view(stage, row))
        made.pop("throttles", 0)
        unlike += [f"{row} led to {places}, made again {made}"] if places[0] != places[1] or made else []
    assert not unlike, "\n".join(unlike)
    marked = {name for app in stage.apps.values() for name, view in app.view_functions.items() if _once(view)}
    assert marked - tried == set(REFUSED_HERE), sorted((marked - tried) ^ set(REFUSED_HERE))


@pytest.mark.soak
@pytest.mark.xdist_group("looks")
def test_no_other_form_makes_a_second_thing(stage: Stage) -> None:
    stage.rewind()
    found = []
    for row, caller in _sent(stage, once=False):
        made = {name: more for name, more in _twice(stage, row, caller)[1].items() if name not in TRACES}
        found += [f"{row} made again {made}"] if made else []
    assert not found, "\n".join(found)


def _sent(stage: Stage, once: bool) -> Iterator[tuple[Row, Caller]]:
    """Each form of that kind, with somebody who may send it."""
    for row in PAGES:
        caller = next((one for one in stage.callers if _may(row, one)), None)
        if caller is not None and _once(stage.app_of(row.path).view_functions[_view(stage, row)]) is once:
            yield row, caller


def _twice(stage: Stage, row: Row, caller: Caller) -> tuple[list[str], dict[str, int]]:
    """Where both led; how many documents the second one added to which collections."""
    numbered = replace(row, form=f"{row.form}&{FIELD}=a-number-of-its-own".lstrip("&"))
    service, places, counted = service_of(row.path), [], []
    try:
        for _ in range(2):
            places.append(stage.call(numbered, caller, "a").headers.get("Location", ""))
            counted.append(_documents(service))
    finally:
        stage.put_back((service,))
    more = {name: count - counted[0].get(name, 0) for name, count in counted[1].items()}
    return places, {name: count for name, count in more.items() if count > 0}


def _may(row: Row, caller: Caller) -> bool:
    return caller.role in row.who_tries and row.cells[caller.role][0] == 303 and caller.half in ("a", "")


def _once(view: object) -> bool:
    return hasattr(view, "sent_once")


def _view(stage: Stage, row: Row) -> str:
    path = stage.filled(row.path, "a").partition("?")[0]
    return str(stage.app_of(row.path).url_map.bind("127.0.0.1").match(path, row.method)[0])


def _documents(service: str) -> dict[str, int]:
    with mongo.serving(service):
        database = mongo.database()
        return {name: database[name].estimated_document_count() for name in database.list_collection_names()}
