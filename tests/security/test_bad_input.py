"""What a service answers to what it cannot take: always the same, always saying where, never with a bug."""

import json
from dataclasses import dataclass
from typing import Any

import pytest
from werkzeug.test import Client

from tests.security.matrix.stage import Caller, Seen, Stage
from tests.security.matrix.table import Row

pytestmark = pytest.mark.xdist_group("security")

UNKNOWN = "01890000-0000-7000-8000-000000000000"
LIMIT = 9 * 1024 * 1024
NO_OBJECTS = {
    "list": b"[]", "null": b"null", "number": b"3", "text": b'"text"', "deep": b"[" * 5000 + b"]" * 5000,
}  # fmt: skip


@dataclass(frozen=True)
class Probe:
    """One service: who asks, what takes a body (and a wrong one with the field that is wrong), what is read by id."""

    role: str
    method: str
    path: str
    body: dict[str, Any]
    wrong: dict[str, Any]
    field: str
    reads: str
    status: int


PROBES = {
    "accounts": Probe(
        "school_admin", "POST", "/accounts/api/v1/organisations/<school>/invitations",
        {"kind": "invitation", "roles": ["teacher"]}, {"kind": "invitation", "roles": ["emperor"]}, "/roles/0",
        "/accounts/api/v1/organisations/<school>", 201,
    ),
    "projects": Probe(
        "company_admin", "POST", "/projects/api/v1/briefs", {"title": "T"}, {"weeks": "many"}, "/weeks",
        "/projects/api/v1/briefs/<draft_brief>", 201,
    ),
    "matching": Probe(
        "student", "POST", "/matching/api/v1/holdings", {"skills": [{"uri": "<skill>", "level": 3}]},
        {"skills": [{"uri": "<skill>", "level": 9}]}, "/skills/0/level", "/matching/api/v1/briefs/<open_brief>", 201,
    ),
    "portfolio": Probe(
        "student", "POST", "/portfolio/api/v1/shares", {"credentials": ["<credential>"], "days": 3},
        {"credentials": ["<credential>"], "days": 0}, "/days", "/portfolio/api/v1/credentials/<credential>", 201,
    ),
}  # fmt: skip
EDITS = {
    "accounts": ("school_admin", "/accounts/api/v1/organisations/<school>", {"staff": 12}),
    "projects": ("company_admin", "/projects/api/v1/briefs/<draft_brief>", {"title": "T"}),
    "portfolio": ("registrar", "/portfolio/api/v1/credit-rules/<draft_rule>", {"title": "T"}),
}
CREATES = {
    "accounts": (
        "operator",
        "/accounts/api/v1/organisations",
        {"name": "N", "kind": "school", "region": "cn"},
    ),
    "projects": ("company_admin", "/projects/api/v1/briefs", {"title": "T"}),
    "portfolio": ("student", "/portfolio/api/v1/shares", {"credentials": ["<credential>"], "days": 3}),
}
FORMS = {
    "accounts": ("student", "/accounts/settings", "theme=dark"),
    "projects": ("company_admin", "/projects/briefs/<draft_brief>/edit", "title=T&version=1"),
    "matching": ("student", "/matching/slots", "cells=0.morning"),
    "portfolio": ("student", "/portfolio/publication", "published=true"),
}


@pytest.fixture(autouse=True)
def _as_it_was(stage: Stage) -> None:
    stage.put_back()
    stage.rewind()


def caller(stage: Stage, role: str, half: str = "a") -> Caller:
    return next(one for one in stage.callers if one.role == role and one.half in ("", half))


def send(
    stage: Stage,
    who: Caller,
    method: str,
    path: str,
    data: Any,
    kind: str = "application/json",
    **headers: str,
) -> Seen:
    """``data``: a dict goes as JSON with the half's samples in it, bytes as they are."""
    body = stage.filled(json.dumps(data), "a") if isinstance(data, dict) else data
    sent = {name.replace("_", "-"): text for name, text in headers.items()}
    sent = {"X-CSRF-Token": who.token, "Cookie": "; ".join(f"{k}={v}" for k, v in who.cookies.items())} | sent
    path = stage.filled(path, "a")
    answer = Client(stage.app_of(path), use_cookies=False).open(
        path, method=method, data=body, content_type=kind, headers=sent
    )
    return Seen(answer.status_code, answer.get_data(as_text=True), answer.headers)


def refused(stage: Stage, seen: Seen, status: int) -> dict[str, Any]:
    """A problem (RFC 9457) of that status, and nothing has changed; returns it."""
    assert seen.status == status, f"{seen.status}, not {status}: {seen.text[:400]}"
    assert seen.headers["Content-Type"] == "application/problem+json"
    problem: dict[str, Any] = json.loads(seen.text)
    assert problem["status"] == status
    assert problem["detail"]
    assert not (changed := stage.changed()), f"it was refused, yet {changed} changed"
    return problem


def pointers(problem: dict[str, Any]) -> list[str]:
    return [error["pointer"] for error in problem.get("errors", [])]


@pytest.mark.parametrize("service", PROBES)
class TestBodies:
    def test_unparsable_json_names_the_place(self, stage: Stage, service: str) -> None:
        probe = PROBES[service]
        for text, place in ((b'{"a": 1,\n  oops}', "line 2"), (b'{"a": "\xff"}', "")):
            seen = send(stage, caller(stage, probe.role), probe.method, probe.path, text)
            assert place in refused(stage, seen, 400)["detail"]

    def test_another_content_type(self, stage: Stage, service: str) -> None:
        probe = PROBES[service]
        for kind in (
            "text/plain",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "",
        ):
            seen = send(stage, caller(stage, probe.role), probe.method, probe.path, b"{}", kind)
            refused(stage, seen, 415)

    def test_a_wrong_field_is_named(self, stage: Stage, service: str) -> None:
        probe = PROBES[service]
        seen = send(stage, caller(stage, probe.role), probe.method, probe.path, probe.wrong)
        assert probe.field in pointers(refused(stage, seen, 422))

    def test_an_unknown_field_is_named(self, stage: Stage, service: str) -> None:
        probe = PROBES[service]
        body = probe.body | {"surprise": 1}
        seen = send(stage, caller(stage, probe.role), probe.method, probe.path, body)
        assert "/surprise" in pointers(refused(stage, seen, 422))

    @pytest.mark.parametrize("text", NO_OBJECTS.values(), ids=NO_OBJECTS)
    def test_json_that_is_no_object(self, stage: Stage, service: str, text: bytes) -> None:
        probe = PROBES[service]
        seen = send(stage, caller(stage, probe.role), probe.method, probe.path, text)
        assert seen.status in (400, 422), f"{seen.status}: {seen.text[:300]}"
        refused(stage, seen, seen.status)

    def test_a_body_over_the_limit(self, stage: Stage, service: str) -> None:
        probe = PROBES[service]
        body = json.dumps({"title": "x" * LIMIT}).encode()
        refused(stage, send(stage, caller(stage, probe.role), probe.method, probe.path, body), 413)

    def test_an_unknown_id_and_one_of_the_other_half_are_the_same(self, stage: Stage, service: str) -> None:
        probe = PROBES[service]
        name = probe.reads[probe.reads.index("<") :]
        unknown = send(stage, caller(stage, probe.role), "GET", probe.reads.replace(name, UNKNOWN), None)
        other = stage.call(Row("GET", probe.reads, {}, "here"), caller(stage, probe.role), "b")
        first, second = refused(stage, unknown, 404), refused(stage, other, 404)
        assert first["detail"] == second["detail"]


@pytest.mark.parametrize("service", EDITS)
class TestEdits:
    def test_without_a_version(self, stage: Stage, service: str) -> None:
        role, path, body = EDITS[service]
        refused(stage, send(stage, caller(stage, role), "PATCH", path, body), 428)

    @pytest.mark.parametrize("tag", ['"v999"', '"v0"', "*", "nonsense", '"v1", "v2"', "v\u0661"])
    def test_a_stale_version(self, stage: Stage, service: str, tag: str) -> None:
        role, path, body = EDITS[service]
        sent = tag.encode().decode("latin-1")
        refused(stage, send(stage, caller(stage, role), "PATCH", path, body, If_Match=sent), 412)

    def test_the_version_that_was_read_serves_once(self, stage: Stage, service: str) -> None:
        role, path, body = EDITS[service]
        tag = send(stage, caller(stage, role), "GET", path, None).headers["ETag"]
        assert send(stage, caller(stage, role), "PATCH", path, body, If_Match=tag).status == 200
        assert send(stage, caller(stage, role), "PATCH", path, body, If_Match=tag).status == 412


@pytest.mark.parametrize("service", CREATES)
class TestRepeating:
    def test_the_first_answer_comes_again(self, stage: Stage, service: str) -> None:
        role, path, body = CREATES[service]
        first = send(stage, caller(stage, role), "POST", path, body, Idempotency_Key="a-key-of-mine")
        stage_now = stage.state()
        again = send(stage, caller(stage, role), "POST", path, body, Idempotency_Key="a-key-of-mine")
        assert (first.status, again.status) == (201, 201), first.text + again.text
        assert json.loads(first.text) == json.loads(again.text)
        assert stage.state() == stage_now, "it was done twice"

    def test_another_body_is_refused(self, stage: Stage, service: str) -> None:
        role, path, body = CREATES[service]
        send(stage, caller(stage, role), "POST", path, body, Idempotency_Key="a-key-of-mine")
        other = send(
            stage, caller(stage, role), "POST", path, body | {"x": 1}, Idempotency_Key="a-key-of-mine"
        )
        assert other.status == 422

    def test_another_person_gets_no_answer_of_mine(self, stage: Stage, service: str) -> None:
        role, path, body = CREATES[service]
        first = send(stage, caller(stage, role), "POST", path, body, Idempotency_Key="a-key-of-mine")
        made = json.loads(first.text)["id"]
        for who in stage.callers:
            if who is not caller(stage, role):
                seen = send(stage, who, "POST", path, body, Idempotency_Key="a-key-of-mine")
                assert made not in seen.text, f"{who.name} got what {role} had made"
                assert "Idempotency-Replayed" not in seen.headers

    @pytest.mark.parametrize("key", ["short", "x" * 200, "sch\u00f6n und lang"])
    def test_a_key_that_is_none(self, stage: Stage, service: str, key: str) -> None:
        role, path, body = CREATES[service]
        seen = send(stage, caller(stage, role), "POST", path, body, Idempotency_Key=key)
        assert pointers(refused(stage, seen, 422)) == ["/Idempotency-Key"]


@pytest.mark.parametrize("service", FORMS)
@pytest.mark.parametrize("token", ["", "0" * 64, "of another"])
def test_a_form_without_its_token_does_nothing(stage: Stage, service: str, token: str) -> None:
    role, path, form = FORMS[service]
    given = caller(stage, "teacher").token if token else token
    seen = send(
        stage, caller(stage, role), "POST", path, form.encode(), "application/x-www-form-urlencoded",
        X_CSRF_Token=given if token == "of another" else token, Accept="text/html",
    )  # fmt: skip
    assert seen.status == 403
    assert not (changed := stage.changed()), f"{changed} changed"


@pytest.mark.parametrize("service", FORMS)
def test_a_request_from_another_site_does_nothing(stage: Stage, service: str) -> None:
    role, path, form = FORMS[service]
    for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec_Fetch_Site": "cross-site"}):
        seen = send(
            stage, caller(stage, role), "POST", path, form.encode(), "application/x-www-form-urlencoded",
            Accept="text/html", **headers,
        )  # fmt: skip
        assert seen.status == 403, headers
    assert not (changed := stage.changed()), f"{changed} changed"
