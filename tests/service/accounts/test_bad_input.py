"""What comes in wrong is refused with its place, and nothing of it is kept."""

import json
from typing import Any

import pytest

from tests.actors import Actor
from tests.browsing import Answer
from tests.service.accounts.conftest import Cast
from tests.world import World

API = "/accounts/api/v1"
SCHOOL = {"name": "晶淵科技大學（示範）", "kind": "school", "region": "tw"}
NOBODY = "01900000-0000-7000-8000-000000000000"


def raw(
    actor: Actor, body: bytes, kind: str = "application/json", path: str = f"{API}/organisations"
) -> Answer:
    headers = {"Content-Type": kind, "X-CSRF-Token": actor.token}
    return actor.http.call("POST", path, form=body, headers=headers)


def problem(answer: Any, status: int) -> dict[str, Any]:
    assert answer.status == status, answer.text[:300]
    assert answer.headers["Content-Type"] == "application/problem+json"
    found: dict[str, Any] = answer.json
    assert found["status"] == status
    assert found["request_id"] == answer.headers["X-Request-Id"]
    return found


def test_unparsable_json_is_refused_with_its_place(cast: Cast) -> None:
    refused = problem(raw(cast.operator, b'{"name": "x",\n "kind": }'), 400)
    assert "line 2, column 10" in refused["detail"]


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/xml"])
def test_another_content_type_is_refused(cast: Cast, kind: str) -> None:
    problem(raw(cast.operator, json.dumps(SCHOOL).encode(), kind), 415)
    visitor = Actor(cast.world.client(), "", "")
    problem(raw(visitor, b'{"mail": "a@b.example", "password": "x"}', kind, f"{API}/sign-in"), 415)


@pytest.mark.parametrize(
    ("changes", "pointer", "sentence"),
    [
        ({"name": ""}, "/name", "Use 1 to 120 characters."),
        ({"name": None}, "/name", "Fill this in."),
        ({"name": "x" * 121}, "/name", "Use 1 to 120 characters."),
        ({"name": "a\nb"}, "/name", "Write this on one line."),
        ({"name": "a\u202eb"}, "/name", "This holds a character that cannot be shown. Type it anew."),
        ({"kind": "operator"}, "/kind", "Choose one of the list."),
        ({"region": 7}, "/region", "Give a text."),
        ({"trades": "x"}, "/trades", "Give a list."),
        ({"trades": ["x", 3]}, "/trades/1", "Give a text."),
        ({"colour": "red"}, "/colour", "There is no such field here."),
    ],
)
def test_a_bad_field_is_named(cast: Cast, changes: dict, pointer: str, sentence: str) -> None:
    before = cast.world.count("accounts", "organisations")
    answer = cast.operator.http.call(
        "POST", f"{API}/organisations", body=SCHOOL | changes, headers={"X-CSRF-Token": cast.operator.token}
    )
    assert problem(answer, 422)["errors"] == [{"pointer": pointer, "detail": sentence}]
    assert cast.world.count("accounts", "organisations") == before


def test_a_field_is_named_in_the_readers_language(world: World) -> None:
    client = world.client()
    client.client.set_cookie("preferences", "zh-Hant.auto.Asia/Taipei")
    answer = client.call("POST", f"{API}/sign-up", body={"name": "x", "mail": "x", "company": ""})
    said = {one["pointer"]: one["detail"] for one in problem(answer, 422)["errors"]}
    assert said == {
        "/mail": "這不是電子郵件地址，應形如 name@example.com。",
        "/company": "請用 1 至 120 個字元。",
    }


@pytest.mark.parametrize(
    "path", [f"organisations/{NOBODY}", f"organisations/{NOBODY}/members", "organisations/%00", "nothing"]
)
def test_what_does_not_exist_is_not_found(cast: Cast, path: str) -> None:
    answer = cast.boss.http.call("GET", f"{API}/{path}")
    problem(answer, 404)


def test_a_cursor_that_is_not_ours_is_named(cast: Cast) -> None:
    for cursor in ("x", "W10", "eyJhIjoxfQ", "WyJ2Iix7fSwiYSJd"):
        answer = cast.operator.http.call("GET", f"{API}/organisations?after={cursor}")
        assert problem(answer, 422)["errors"][0]["pointer"] == "/after"


def test_a_list_goes_on_where_its_page_ended(cast: Cast) -> None:
    for number in range(4):
        cast.operator.post(f"{API}/organisations", SCHOOL | {"name": f"{number}"}, status=201)
    seen, cursor = [], ""
    for _ in range(9):
        page = cast.operator.get(f"{API}/organisations?limit=2{cursor}")
        seen += [one["name"] for one in page["items"]]
        if not page.get("next"):
            break
        cursor = f"&after={page['next']}"
    assert len(seen) == len(set(seen)) == 7
    assert seen == sorted(seen)


def test_a_body_over_the_limit_is_refused_and_nothing_is_kept(cast: Cast) -> None:
    body = json.dumps(SCHOOL | {"name": "x" * (9 * 1024 * 1024)}).encode()
    before = cast.world.count("accounts", "organisations")
    problem(raw(cast.operator, body), 413)
    assert cast.world.count("accounts", "organisations") == before


def keyed(actor: Actor, key: str, body: dict, path: str = f"{API}/organisations") -> Answer:
    headers = {"X-CSRF-Token": actor.token, "Idempotency-Key": key}
    return actor.http.call("POST", path, body=body, headers=headers)


def test_a_repeated_key_gives_the_first_answer_and_does_nothing(cast: Cast) -> None:
    first, again = keyed(cast.operator, "key-00001", SCHOOL), keyed(cast.operator, "key-00001", SCHOOL)
    assert (first.status, again.status) == (201, 201)
    assert first.json == again.json
    assert again.headers["Idempotency-Replayed"] == "true"
    assert first.headers["ETag"] == again.headers["ETag"]
    assert cast.world.count("accounts", "organisations", {"name": SCHOOL["name"]}) == 1


def test_a_key_with_another_body_is_refused(cast: Cast) -> None:
    keyed(cast.operator, "key-00001", SCHOOL)
    refused = problem(keyed(cast.operator, "key-00001", SCHOOL | {"demo": True}), 422)
    assert refused["errors"][0]["pointer"] == "/Idempotency-Key"


def test_another_person_does_not_get_that_answer(cast: Cast) -> None:
    path = f"{API}/tokens"
    body = {"name": "import", "scopes": ["read"]}
    mine, theirs = keyed(cast.boss, "key-00001", body, path), keyed(cast.admin, "key-00001", body, path)
    assert mine.json["token"] != theirs.json["token"]
    assert "Idempotency-Replayed" not in theirs.headers


def test_a_repeated_answer_with_a_secret_is_not_kept_in_the_open(cast: Cast) -> None:
    path = f"{API}/organisations/{cast.admin.organisation}/invitations"
    body = {"kind": "code", "roles": ["student"]}
    first, again = keyed(cast.admin, "key-00001", body, path), keyed(cast.admin, "key-00001", body, path)
    assert first.json["code"] == again.json["code"]
    assert cast.world.count("accounts", "idempotency") == 1
    assert cast.world.count("accounts", "idempotency", {"answer": {"$type": "binData"}}) == 1


def test_a_refused_command_may_be_sent_again_with_its_key(cast: Cast) -> None:
    problem(keyed(cast.operator, "key-00001", SCHOOL | {"code": "123"}), 422)
    assert keyed(cast.operator, "key-00001", SCHOOL).status == 201


def test_the_description_is_openapi_3_1_and_lists_every_answer(world: World) -> None:
    described = world.client().call("GET", f"{API}/openapi.json").json
    assert described["openapi"].startswith("3.1")
    refusals = described["components"]["responses"]
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            if method == "parameters":
                continue
            name = f"{method} {path}"
            assert operation["summary"], name
            assert "default" not in operation["responses"], name
            for status, answer in operation["responses"].items():
                kind = _good(path) if status < "300" else "application/problem+json"
                told = refusals[answer["$ref"].rsplit("/", 1)[-1]] if "$ref" in answer else answer
                assert set(told["content"]) == {kind}, f"{name} {status}"
            if "requestBody" in operation:
                assert operation["requestBody"]["content"]["application/json"]["example"], name


def _good(path: str) -> str:
    return "application/zip" if path.endswith("/file") else "application/json"


def test_every_example_of_the_description_fits_its_schema(world: World) -> None:
    page = world.client().call("GET", f"{API}/", headers={"Accept": "text/html"}).text
    assert "<script" not in page.split("<main")[1]
    assert "curl -X POST http://127.0.0.1:8080/accounts/api/v1/sign-up" in page
    assert "浙江衡锐智能装备有限公司（演示）" in page
