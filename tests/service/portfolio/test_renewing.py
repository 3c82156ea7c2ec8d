"""After a key of the issuer's was compromised: records of projects are signed anew with what they hold."""

from typing import Any

import pytest

from services.portfolio.usecases import reissuing
from shared import clock, mongo
from tests.actors import Actor
from tests.actors_portfolio import changes_status, verifies
from tests.service.portfolio.conftest import Stage
from tests.service.portfolio.test_reissuing import audit, before_and_since, declares, events, runs, standing
from tests.world import World

pytestmark = pytest.mark.usefixtures("keys_are_put_back")
API = "/portfolio/api/v1"


def record(stage: Stage, credential: str) -> tuple[str, dict[str, Any]]:
    """Of the project to which the credential belongs, as its holder hands it out."""
    made = stage.student.post(f"{API}/credentials/{credential}/record", status=202)["id"]
    stage.world.settle()
    return made, stage.student.get(f"{API}/records/{made}")


def newest(stage: Stage) -> tuple[str, dict[str, Any]]:
    made = stage.student.get(f"{API}/records")["items"][0]["id"]
    return made, stage.student.get(f"{API}/records/{made}")


def told(world: World, document: dict[str, Any]) -> tuple[str, bool]:
    """The word, and whether it is said that it was replaced."""
    found = verifies(Actor(world.client(), "somebody", ""), document)
    return found["verdict"], bool(found["replaced"])


def test_a_record_is_signed_anew_with_what_it_holds_and_the_old_one_says_that_it_was_replaced(
    stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    world, first = stage.world, stage.issues()
    old, handed_out = record(stage, first)
    _, _, key = before_and_since(stage, 1)
    stage.student.signs_in()
    assert runs(world, key, everything=True) == 0
    new, document = newest(stage)
    assert f"record of a project, {old}: replaced by {new}" in capsys.readouterr().out
    assert told(world, document) == ("valid", False)
    held = [part["id"] for part in document["credentialSubject"]["verifiableCredential"]]
    assert sorted(held) == sorted(f"urn:uuid:{one}" for one in standing(stage.student).values())
    assert told(world, handed_out) == ("revoked", True)
    assert (events(world, old), events(world, new)) == (["issued", "revoked"], ["issued"])
    audit(world)
    assert runs(world, key, everything=True) == 0
    assert "record of a project" not in capsys.readouterr().out
    assert newest(stage)[0] == new


def test_a_record_that_the_key_signed_since_over_older_credentials_is_signed_anew(stage: Stage) -> None:
    world, before = stage.world, stage.issues()
    world.later(minutes=2)
    since = clock.now()
    world.later(minutes=2)
    old, handed_out = record(stage, before)
    key = declares(world, since)
    assert told(world, handed_out) == ("invalid", False)
    assert runs(world, key) == 0
    new, document = newest(stage)
    assert new != old
    assert told(world, document) == ("valid", False)
    assert told(world, handed_out) == ("invalid", True)
    assert list(standing(stage.student).values()) == [before]


def test_a_record_waits_for_what_is_in_question_and_its_holder_is_told_of_the_new_one(
    stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    world, since = stage.world, clock.now()
    world.later(minutes=2)
    doubted = stage.issues()
    old, _ = record(stage, doubted)
    key = declares(world, since)
    changes_status(stage.registrar, doubted, "suspended", "under_review")
    world.settle()
    assert runs(world, key) == 1
    assert f"{old}: left: a credential in it is not issued anew yet" in capsys.readouterr().out
    assert newest(stage)[0] == old
    changes_status(stage.registrar, doubted, "valid", "review_ended")
    world.settle()
    assert runs(world, key) == 0
    [item] = [one for one in stage.student.waiting() if "#project" in one["url"]]
    assert item["kind"] == "credential.replaced"
    assert "was signed anew" in stage.student.page("/accounts/inbox")
    world.later(days=31)
    stage.student.signs_in()
    assert stage.student.waiting() == []


def test_a_newer_record_that_its_holder_had_signed_meanwhile_stands_and_the_old_one_is_replaced_by_it(
    stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    world, since = stage.world, clock.now()
    world.later(minutes=2)
    credential = stage.issues()
    old, handed_out = record(stage, credential)
    key = declares(world, since)
    with mongo.serving("portfolio"):
        now, settings = clock.now(), world.settings["portfolio"]
        new = reissuing.reissue(credential, settings, now).replaced_by
    world.settle()
    mine, document = record(stage, new)
    assert runs(world, key) == 0
    assert f"record of a project, {old}: replaced by {mine}" in capsys.readouterr().out
    assert newest(stage)[0] == mine
    assert (told(world, document), told(world, handed_out)) == (("valid", False), ("invalid", True))
    audit(world)
