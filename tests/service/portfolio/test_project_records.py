"""A student has the record of a whole project signed, and anybody verifies it with everything in it."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from shared import clock
from shared.events.accounts import PersonErased
from tests.actors import Actor, hidden
from tests.actors_portfolio import changes_status, verifies
from tests.service.portfolio.conftest import Stage, tell
from verifier import __main__ as command

API = "/portfolio/api/v1"


def asked(stage: Stage, credential: str, status: int = 202) -> Any:
    found = stage.student.post(f"{API}/credentials/{credential}/record", status=status)
    stage.world.settle()
    return found


def test_a_project_becomes_one_record_that_anybody_verifies(stage: Stage) -> None:
    first, second = stage.issues(), stage.issues()
    made = asked(stage, first)["id"]
    rows = stage.student.get(f"{API}/records")["items"]
    assert [(row["id"], row["credentials"]) for row in rows] == [(made, [first, second])]

    visitor = Actor(stage.world.client(), "somebody", "")
    document = stage.student.get(f"{API}/records/{made}")
    verdict = verifies(visitor, document)
    assert verdict["verdict"] == "valid", verdict["checks"]
    assert [part["credential"] for part in verdict["contents"]] == [first, second]
    assert verdict["demo"]
    text = json.dumps(document, ensure_ascii=False)
    assert stage.student.name not in text
    assert stage.student.person not in text

    visitor.token = hidden(visitor.page("/portfolio/verify"), "csrf_token")
    page = visitor.send("/portfolio/verify", {"text": text}, status=200).text
    assert "Credentials in it" in page
    assert page.count(f"/portfolio/verify/{second}") == 1


def test_a_record_with_a_revoked_credential_says_so(stage: Stage) -> None:
    first, second = stage.issues(), stage.issues()
    document = stage.student.get(f"{API}/records/{asked(stage, first)['id']}")
    changes_status(stage.registrar, second, "revoked", "issued_in_error")
    stage.world.settle()
    verdict = verifies(Actor(stage.world.client(), "somebody", ""), document)
    assert verdict["verdict"] == "revoked"
    assert [part["verdict"] for part in verdict["contents"]] == ["valid", "revoked"]
    assert "not every credential" in verdict["sentence"]


def test_its_holder_takes_it_along_and_each_of_it_is_checked_without_the_site(
    stage: Stage, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    first, second = stage.issues(), stage.issues()
    made = asked(stage, first)["id"]
    assert f"/portfolio/records/{made}/bundle.json" in stage.student.page(f"/portfolio/evidence/{first}")
    taken, listed = tmp_path / "bundle.json", tmp_path / "trust.json"
    taken.write_text(stage.student.page(f"/portfolio/records/{made}/bundle.json"))
    listed.write_text(json.dumps(stage.student.get("/portfolio/trust.json")))
    assert command.main([str(taken), "--trust", str(listed)], clock.now()) == 0
    told = capsys.readouterr().out
    assert "valid         1 of 2" in told
    assert "valid         2 of 2" in told
    changes_status(stage.registrar, second, "revoked", "issued_in_error")
    stage.world.settle()
    taken.write_text(stage.student.page(f"/portfolio/records/{made}/bundle.json"))
    assert command.main([str(taken), "--trust", str(listed)], clock.now()) == 1
    assert f"revoked       2 of 2    urn:uuid:{second} (failed: status)" in capsys.readouterr().out


def test_the_page_says_which_one_in_it_does_not_hold(stage: Stage) -> None:
    first, second = stage.issues(), stage.issues()
    document = stage.student.get(f"{API}/records/{asked(stage, first)['id']}")
    document["credentialSubject"]["verifiableCredential"][1]["name"] = "Professor"
    visitor = Actor(stage.world.client(), "somebody", "")
    part = verifies(visitor, document)["contents"][1]
    assert (part["verdict"], part["address"]) == ("invalid", f"urn:uuid:{second}")
    assert part["failed"] == ["proof", "inclusion"]
    visitor.token = hidden(visitor.page("/portfolio/verify"), "csrf_token")
    text = json.dumps(document, ensure_ascii=False)
    for sent in ({"text": text}, {"file": [(io.BytesIO(text.encode()), f"{n}.json") for n in range(2)]}):
        page = visitor.send("/portfolio/verify", sent, status=200).text
        assert "Credential 2 of 2" in page
        assert "Failed: Signature, Entry in the log" in page
        assert "Professor" not in page


def test_it_is_signed_once_and_again_when_more_was_accepted(stage: Stage) -> None:
    credential = stage.issues()
    page = stage.student.page(f"/portfolio/evidence/{credential}")
    assert "Sign the record" in page
    stage.student.send(f"/portfolio/evidence/{credential}/record", {})
    assert "being signed" in stage.student.page(f"/portfolio/evidence/{credential}")
    asked(stage, credential, status=409)
    page = stage.student.page(f"/portfolio/evidence/{credential}")
    assert "Sign the record" not in page
    made = stage.student.get(f"{API}/records")["items"][0]["id"]
    assert f"/portfolio/records/{made}/record.json" in page
    stage.issues()
    assert "Sign the record" in stage.student.page(f"/portfolio/evidence/{credential}")


def test_nobody_else_has_it_signed_or_reads_it(stage: Stage) -> None:
    credential = stage.issues()
    made = asked(stage, credential)["id"]
    for other in (stage.students[1], stage.registrar, stage.mentor):
        other.post(f"{API}/credentials/{credential}/record", status=404)
        other.call("GET", f"{API}/records/{made}", status=404)
        other.page(f"/portfolio/records/{made}/record.json", status=404)


def test_an_erased_person_s_record_is_revoked(stage: Stage) -> None:
    credential = stage.issues()
    document = stage.student.get(f"{API}/records/{asked(stage, credential)['id']}")
    tell("accounts", PersonErased(person=stage.student.person))
    stage.world.settle()
    assert stage.world.count("portfolio", "project_records") == 0
    assert stage.world.count("portfolio", "log_entries") == 0
    verdict = verifies(Actor(stage.world.client(), "somebody", ""), document)
    assert verdict["verdict"] == "revoked"
