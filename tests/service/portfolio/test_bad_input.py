"""What anybody may send to the public verification: it fails closed, says what is wrong, and stays up."""

import json

from tests.actors import Actor
from tests.service.portfolio.conftest import Stage
from tests.world import World

PATH = "/portfolio/api/v1/verify"


def test_hostile_documents_are_not_checkable_and_break_nothing(world: World) -> None:
    visitor = Actor(world.client(), "somebody", "")
    for text in (
        "",
        "[]",
        "null",
        "{}",
        "ey.ey.ey",
        "[" * 20_000,
        '{"a":' * 9000,
        '{"id": "\\ud800"}',
        "\u0000",
    ):
        assert visitor.post(PATH, {"text": text})["verdict"] == "not_checkable", text[:20]
    visitor.post(PATH, {"text": "x" * 65_537}, status=413)
    visitor.post(PATH, {}, status=422)
    visitor.post(PATH, {"text": "x", "document": {}}, status=422)
    visitor.post(PATH, {"text": "x", "more": 1}, status=422)


def test_bodies_that_are_not_json_say_where(world: World) -> None:
    client = world.client().client
    assert client.post(PATH, data="{", content_type="application/json").status_code == 400
    assert client.post(PATH, data="{}", content_type="text/plain").status_code == 415


def test_a_deeply_nested_document_is_refused(world: World) -> None:
    client = world.client().client
    for depth in (30, 300, 700):
        deep = '{"document": ' + '{"a":' * depth + "1" + "}" * (depth + 1)
        answer = client.post(PATH, data=deep, content_type="application/json")
        assert answer.status_code in (200, 400, 422), depth
        assert b'"valid"' not in answer.data


def test_a_document_of_an_unknown_issuer_is_not_called_valid(stage: Stage) -> None:
    credential = stage.issues()
    document = stage.student.get(f"/portfolio/api/v1/credentials/{credential}")
    visitor = Actor(stage.world.client(), "somebody", "")
    foreign = json.loads(json.dumps(document).replace("did:web:", "did:web:evil."))
    assert visitor.post(PATH, {"document": foreign})["verdict"] in ("invalid", "not_checkable")


def test_unknown_ids_and_names_are_not_found(world: World) -> None:
    visitor = Actor(world.client(), "somebody", "")
    for path in (
        "/portfolio/verify/0", "/portfolio/api/v1/verify/0", "/portfolio/status/99", "/portfolio/status/1/suspension",
        "/portfolio/log/checkpoint", "/portfolio/log/tile/0/000", "/portfolio/log/tile/../etc", "/portfolio/shared/x",
        "/portfolio/s/nonsense", "/portfolio/log/tile/0/000.p/999",
    ):  # fmt: skip
        assert visitor.http.call("GET", path).status == 404, path
