"""An accepted contribution becomes a credential that anybody can verify."""

import json

from tests.actors import Actor
from tests.service.portfolio.conftest import Stage


def test_an_endorsed_contribution_becomes_a_credential_that_anybody_verifies(stage: Stage) -> None:
    credential = stage.issues()

    visitor = Actor(stage.world.client(), "somebody", "")
    verdict = visitor.get(f"/portfolio/api/v1/verify/{credential}")
    assert verdict["verdict"] == "valid", verdict["checks"]
    assert verdict["demo"]
    assert stage.student.name not in json.dumps(verdict, ensure_ascii=False)

    document = stage.student.get(f"/portfolio/api/v1/credentials/{credential}")
    assert stage.student.person not in json.dumps(document)
    pasted = visitor.post("/portfolio/api/v1/verify", {"document": document})
    assert pasted["verdict"] == "valid", pasted["checks"]
    jwt = stage.student.get(f"/portfolio/api/v1/credentials/{credential}/jwt")
    assert visitor.post("/portfolio/api/v1/verify", {"text": jwt})["verdict"] == "valid"


def test_what_machines_read_is_public_and_holds_together(stage: Stage) -> None:
    credential = stage.issues()
    visitor = Actor(stage.world.client(), "somebody", "")

    document = stage.student.get(f"/portfolio/api/v1/credentials/{credential}")
    did = visitor.get("/portfolio/did.json")
    assert did["id"] == document["issuer"]["id"]
    assert document["proof"][0]["verificationMethod"] in did["assertionMethod"]
    status = visitor.get("/portfolio/status/1")
    assert status["id"] == document["credentialStatus"]["statusListCredential"]
    assert visitor.get("/portfolio/log/checkpoint").splitlines()[1] == "1"
    tile = stage.world.client().client.get("/portfolio/log/tile/0/000.p/1")
    assert (tile.status_code, len(tile.get_data())) == (200, 32)


def test_a_changed_document_is_not_valid(stage: Stage) -> None:
    credential = stage.issues()
    document = stage.student.get(f"/portfolio/api/v1/credentials/{credential}")
    visitor = Actor(stage.world.client(), "somebody", "")
    verdict = visitor.post(
        "/portfolio/api/v1/verify", {"document": document | {"name": "Master of everything"}}
    )
    assert verdict["verdict"] == "invalid"


def test_a_share_opens_what_was_chosen_and_nothing_once_it_is_revoked(stage: Stage) -> None:
    credential = stage.issues()
    body = {"credentials": [credential], "fields": ["results", "company"], "days": 7}
    share = stage.student.post("/portfolio/api/v1/shares", body, status=201)
    visitor = Actor(stage.world.client(), "somebody", "")

    opened = visitor.post("/portfolio/api/v1/shares/open", {"token": share["token"]})
    assert opened["items"][0]["results"][0]["level"] == 4
    assert "statement" not in opened["items"][0]
    assert opened["name"] == ""

    stage.student.call("DELETE", f"/portfolio/api/v1/shares/{share['id']}")
    visitor.post("/portfolio/api/v1/shares/open", {"token": share["token"]}, status=404)
