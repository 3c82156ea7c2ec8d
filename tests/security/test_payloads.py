"""Hostile texts in every text field of every request: never a bug, and what is kept is shown as text.

The fields come from the schemas themselves, the valid bodies around them from the rows of the matrix.
"""

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest

from shared.config import SERVICES
from tests.security import markup
from tests.security.matrix.stage import Caller, Seen, Stage, service_of
from tests.security.matrix.table import Row, rows
from tests.security.payloads import MARK, PAYLOADS

pytestmark = pytest.mark.xdist_group("security")

BODIES = [row for service in SERVICES for row in rows(service) if row.json]
FORMS = [row for service in SERVICES for row in rows(service) if row.form]
A_FEW = 6
TAKE_IT = 57
"""Of all text fields so many take anything at all; the others take a choice, a date, an address, a number."""
POLYGLOT = f"\"'--></title></textarea></script><{MARK} {MARK}=1>{{{{98765*43}}}}"
Path = tuple[str | int, ...]
NUMBERS, YES_OR_NO, NOTHING = "numbers alone", "yes or no", "no field at all"
NO_TEXT = {
    "POST /accounts/api/v1/classes/<class>/code": NUMBERS,
    "POST /accounts/api/v1/organisations/<school>/calendar/fixed": NUMBERS,
    "PUT /projects/api/v1/schools/<school>/deadlines": NUMBERS,
    "PUT /matching/api/v1/slots": NUMBERS,
    "PUT /matching/api/v1/growth/interests": NUMBERS,
    "POST /matching/api/v1/rounds/<round>/plans": NUMBERS,
    "POST /matching/api/v1/rounds/<round>/publish": NUMBERS,
    "PUT /matching/api/v1/bids/<open_brief>/shown": YES_OR_NO,
    "PUT /matching/api/v1/companions/willing": YES_OR_NO,
    "POST /portfolio/api/v1/school-keys/<asked_key>/decide": YES_OR_NO,
    "POST /projects/api/v1/briefs/<open_brief>/close": NOTHING,
    "POST /projects/api/v1/briefs/<team_brief>/reopen": NOTHING,
    "POST /projects/api/v1/teams/<team>/resume": NOTHING,
    "POST /projects/api/v1/teams/<team>/archive": NOTHING,
    "POST /projects/api/v1/teams/<team>/milestones/3/deliver": NOTHING,
    "POST /projects/api/v1/contributions/<mates_contribution>/confirm": NUMBERS,
}
"""Bodies into which no text can be typed, and what they hold; every other one is tried."""


def text_fields(stage: Stage, row: Row) -> list[Path]:
    """Places of the body's texts, out of the schema that the API publishes of itself."""
    service = service_of(row.path)
    adapter = stage.apps[service].url_map.bind("127.0.0.1")
    rule = adapter.match(stage.filled(row.path, "a").partition("?")[0], row.method, return_rule=True)[0]
    described = stage.apps[service].test_client().get(f"/{service}/api/v1/openapi.json").get_json()
    path = "".join("{" + part.split(">")[0].split(":")[-1] + "}" + part.split(">", 1)[1] if ">" in part else part
                   for part in str(rule.rule).split("<"))  # fmt: skip
    operation = described["paths"][path][row.method.lower()]
    if "requestBody" not in operation:
        return []
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    return list(_texts(schema, described["components"]["schemas"], ()))


def _texts(schema: dict[str, Any], known: dict[str, Any], place: Path) -> Iterator[Path]:
    if "$ref" in schema:
        schema = known[schema["$ref"].rsplit("/", 1)[1]]
    for part in schema.get("allOf", []) + schema.get("anyOf", []):
        yield from _texts(part, known, place)
    kinds = schema.get("type", "")
    if "string" in kinds and place:
        yield place
    for name, member in schema.get("properties", {}).items():
        yield from _texts(member, known, (*place, name))
    if isinstance(values := schema.get("additionalProperties"), dict):
        for name in schema.get("example", {"any": ""}):
            yield from _texts(values, known, (*place, name))
    if "array" in kinds:
        yield from _texts(schema.get("items", {}), known, (*place, 0))


def put(body: Any, place: Path, value: str) -> Any:
    """``body`` with the text at that place; what is missing on the way is made."""
    if not place:
        return value
    first, rest = place[0], place[1:]
    if isinstance(first, int):
        items = list(body) if isinstance(body, list) else []
        return [put(items[0] if items else None, rest, value), *items[1:]]
    held = dict(body) if isinstance(body, dict) else {}
    return held | {first: put(held.get(first), rest, value)}


def who_may(stage: Stage, row: Row) -> Caller | None:
    """Somebody for whom the row's request is done, or whose body is at least read before it is refused."""
    tried = [(row.cells[one.role][0], one) for one in stage.callers if one.half in ("", "a")]
    able = [(status, who) for status, who in tried if status not in (401, 403)]
    return min(able, key=lambda one: _how_far(one[0]))[1] if able else None


def _how_far(status: int) -> tuple[bool, bool]:
    """Least for who is served, most for who is told that there is no such thing."""
    return status >= 300, status == 404


def send(stage: Stage, row: Row, who: Caller, place: Path, text: str) -> int:
    body = put(json.loads(stage.filled(row.json, "a")), place, text)
    seen = stage.call(replace(row, json=json.dumps(body)), who, "a")
    assert seen.status < 500, f"{row}: {place} = {text[:80]!r} answered {seen.status}: {seen.text[:300]}"
    return seen.status


def test_no_body_is_left_out(stage: Stage) -> None:
    untried = {str(row) for row in (*BODIES, *FORMS) if who_may(stage, row) is None}
    assert not untried
    without = {str(row) for row in BODIES if not text_fields(stage, row)}
    assert without == set(NO_TEXT)


@pytest.mark.parametrize("row", BODIES, ids=[f"{row.place} {row}" for row in BODIES])
def test_no_text_breaks_a_request(stage: Stage, row: Row) -> None:
    """Each field gets a few of the texts, all fields together all of them; the long run gives all to each."""
    _break(stage, row, A_FEW)


@pytest.mark.soak
@pytest.mark.parametrize("row", BODIES, ids=[f"{row.place} {row}" for row in BODIES])
def test_no_text_breaks_any_field(stage: Stage, row: Row) -> None:
    _break(stage, row, len(PAYLOADS))


@pytest.mark.parametrize("row", FORMS, ids=[f"{row.place} {row}" for row in FORMS])
def test_no_text_breaks_a_form_or_the_page_that_gives_it_back(stage: Stage, row: Row) -> None:
    _fill_in(stage, row, A_FEW // 2)


@pytest.mark.soak
@pytest.mark.parametrize("row", FORMS, ids=[f"{row.place} {row}" for row in FORMS])
def test_no_text_breaks_any_field_of_a_form(stage: Stage, row: Row) -> None:
    _fill_in(stage, row, len(PAYLOADS))


def _fill_in(stage: Stage, row: Row, count: int) -> None:
    """Each field of the form gets the texts; a page that is shown again holds what was typed as text."""
    who = who_may(stage, row)
    assert who is not None
    fields = parse_qsl(stage.filled(row.form, "a"), keep_blank_values=True)
    for at, (name, _) in enumerate(fields):
        stage.rewind()
        for text in random.sample(PAYLOADS, count):
            body = urlencode([*fields[:at], (name, text.encode(errors="surrogatepass")), *fields[at + 1 :]])
            seen = stage.call(replace(row, form=body), who, "a")
            told = f"{name} = {text[:80]!r} answered {seen.status}: {seen.text[:300]}"
            assert seen.status < 500 or seen.status == row.cells[who.role][0], told
            assert MARK not in tags(seen), f"{name} = {text[:80]!r} came back as markup"
            if seen.status < 400:
                stage.put_back((service_of(row.path),))


def _break(stage: Stage, row: Row, count: int) -> None:
    who = who_may(stage, row)
    for place in text_fields(stage, row) if who else []:
        stage.rewind()
        for text in random.sample(PAYLOADS, count):
            if send(stage, row, who, place, text) < 300:
                stage.put_back((service_of(row.path),))


def tags(seen: Seen) -> set[str]:
    return markup.names(seen.text) if "html" in seen.headers.get("Content-Type", "") else set()


def test_what_is_kept_is_shown_as_text(stage: Stage) -> None:
    """One text that closes everything, wherever it is taken; then every page, by two of its readers."""
    kept = 0
    stage.put_back()
    for row in BODIES:
        who = who_may(stage, row)
        for place in text_fields(stage, row) if who else []:
            stage.rewind()
            kept += send(stage, row, who, place, POLYGLOT) < 300
    assert kept >= TAKE_IT, "fewer fields than before took the text: the pages show less of it"
    stage.world.settle()
    shown, faults = 0, []
    pages = [
        row
        for service in SERVICES
        for row in rows(service)
        if row.method == "GET" and "/api/" not in row.path
    ]
    for row in pages:
        stage.rewind()
        readers = [one for one in stage.callers if one.half in ("", "a") and row.cells[one.role][0] == 200]
        for who in readers[-2:]:
            seen = stage.call(row, who, "a")
            shown += MARK in seen.text
            faults += [f"{row} shows it to {who.name} as markup"] if MARK in tags(seen) else []
            faults += [f"{row} computes what was typed"] if "4246895" in seen.text else []
            faults += [f"{row} breaks for {who.name}"] if seen.status >= 500 else []
    stage.put_back()
    assert shown, "no page shows the text at all: nothing was tried"
    assert not faults, faults[:20]
