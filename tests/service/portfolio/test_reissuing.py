"""After the issuer's key was compromised: what it signed is issued anew by one command, as often as it is run."""

import os
import subprocess
import sys
from datetime import datetime, timedelta

import pytest

from services.portfolio import keyring, reissuing
from services.portfolio.usecases import auditing
from shared import clock, commands, mongo
from shared.signatures import KeysError
from tests import actors_portfolio
from tests.actors import Actor
from tests.service.portfolio.conftest import Stage
from tests.world import World

pytestmark = pytest.mark.usefixtures("keys_are_put_back")
CREDENTIALS = "/portfolio/api/v1/credentials"


def declares(world: World, since: datetime) -> str:
    """That the key in force is compromised; its id."""
    key = keyring.private(world.settings["portfolio"]).issuer.key_id
    assert commands.declare_compromised(world.services["portfolio"], key, since) == 0
    return key


def runs(world: World, key: str, everything: bool = False) -> int:
    status = begins(world, key, everything)
    world.settle()
    return status


def begins(world: World, key: str, everything: bool = False) -> int:
    """What the command does before the worker has done its part."""
    with mongo.serving("portfolio"):
        return reissuing.reissue(key, everything, world.settings["portfolio"])


def verdict(world: World, credential: str) -> tuple[str, bool]:
    """The word, and whether it is said that it was replaced."""
    visitor = Actor(world.client(), "somebody", "")
    told = visitor.get(f"/portfolio/api/v1/verify/{credential}")
    says = "It was replaced" in visitor.page(f"/portfolio/verify/{credential}")
    assert says == bool(told["replaced"])
    return told["verdict"], says


def standing(holder: Actor) -> dict[str, str]:
    """By contribution, the credentials that are not revoked."""
    rows = holder.get(f"{CREDENTIALS}?limit=100")["items"]
    found = [(row["contribution"], row["id"]) for row in rows if row["status"] != "revoked"]
    assert len(found) == len(dict(found)), "never two of one contribution"
    return dict(found)


def audit(world: World) -> None:
    with mongo.serving("portfolio"):
        assert auditing.audit(world.settings["portfolio"], None).broken is None


def events(world: World, credential: str) -> list[str]:
    with mongo.serving("portfolio"):
        rows = mongo.collection("log_entries").find({"credential": credential}).sort("_id", 1)
        return [row["event"] for row in rows]


def before_and_since(stage: Stage, number: int) -> tuple[str, list[str], str]:
    """A credential from before that day, those signed since, and the key that is compromised since."""
    before = stage.issues()
    stage.world.later(minutes=2)
    since = clock.now()
    stage.world.later(minutes=2)
    return before, [stage.issues() for _ in range(number)], declares(stage.world, since)


def test_what_it_signed_since_is_issued_anew_and_the_old_one_says_that_it_was_replaced(
    stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    world, (before, since, key) = stage.world, before_and_since(stage, 2)
    old = standing(stage.student)
    assert runs(world, key) == 0
    told = capsys.readouterr().out
    new = standing(stage.student)
    assert new.keys() == old.keys()
    for contribution, credential in old.items():
        kept = credential == before
        assert (new[contribution] == credential) == kept
        assert (f"{credential}: replaced by {new[contribution]}" in told) != kept
    assert "2 issued anew, 0 left" in told
    assert [verdict(world, one) for one in since] == [("invalid", True)] * 2
    assert {verdict(world, one) for one in new.values()} == {("valid", False)}
    assert [events(world, one) for one in since] == [["issued", "revoked"]] * 2
    assert [events(world, one) for one in new.values()] == [["issued"]] * 3
    audit(world)
    assert runs(world, key) == 0
    assert "0 issued anew, 0 left" in capsys.readouterr().out
    assert standing(stage.student) == new


def test_what_it_signed_before_is_issued_anew_when_that_is_asked_for(stage: Stage) -> None:
    world, (before, since, key) = stage.world, before_and_since(stage, 1)
    assert runs(world, key, everything=True) == 0
    assert [verdict(world, one) for one in (before, *since)] == [("revoked", True), ("invalid", True)]
    assert {verdict(world, one) for one in standing(stage.student).values()} == {("valid", False)}
    audit(world)


def test_the_holder_is_told_of_the_new_one_and_has_nothing_to_appeal_against(stage: Stage) -> None:
    world, (_, [old], key) = stage.world, before_and_since(stage, 1)
    contribution = {one: contribution for contribution, one in standing(stage.student).items()}[old]
    assert runs(world, key) == 0
    new = standing(stage.student)[contribution]
    [item] = stage.student.waiting()
    assert (item["kind"], item["url"]) == ("credential.replaced", f"/portfolio/evidence/{new}")
    assert "was issued anew" in stage.student.page("/accounts/inbox")
    assert "replaces this one" in (page := stage.student.page(f"/portfolio/evidence/{old}"))
    assert "Why it is wrong" not in page
    stage.student.post(f"{CREDENTIALS}/{old}/appeal", {"text": "But why?"}, status=409)
    world.later(days=31)
    stage.student.signs_in()
    assert stage.student.waiting() == []


def test_what_the_holder_had_arranged_goes_on_with_the_new_one(stage: Stage) -> None:
    world, student, (before, [old], key) = stage.world, stage.student, before_and_since(stage, 1)
    student.send(f"/portfolio/evidence/{old}/deed", {"deed": "I found the fault."})
    student.send(f"/portfolio/mine/{old}/move", {"to": "up"})
    share = actors_portfolio.shares(student, [before, old])
    assert runs(world, key) == 0
    [new] = set(standing(student).values()) - {before}
    visitor = Actor(world.client(), "somebody", "")
    shown = actors_portfolio.opens_share(visitor, share["token"])
    assert {one["id"]: one["status"] for one in shown["items"]} == {before: "valid", new: "valid"}
    assert next(one["deed"] for one in shown["items"] if one["id"] == new) == "I found the fault."
    assert old not in student.page("/portfolio/mine/preview")


def test_nothing_is_issued_without_a_sign_off_that_still_holds_nor_of_what_is_in_question(
    stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    world, (_, [doubted, revoked, good], key) = stage.world, before_and_since(stage, 3)
    for credential, status in ((doubted, "suspended"), (revoked, "revoked")):
        body = {"status": status, "reason": "under_review"}
        stage.registrar.post(f"{CREDENTIALS}/{credential}/status", body)
    with mongo.serving("portfolio"):
        claim = mongo.collection("credentials").find_one({"_id": good})["contribution"]
        mongo.collection("claims").update_one(
            {"_id": claim}, {"$set": {"endorsement.validFrom": "2026-11-01"}}
        )
    assert runs(world, key) == 1
    told = capsys.readouterr().out
    assert f"{doubted}: left: it is suspended" in told
    assert f"{good}: left: the reviewer's sign-off does not hold" in told
    assert f"{revoked}: " not in told, "that is final"
    assert "0 issued anew, 2 left" in told
    assert verdict(world, good) == ("invalid", False)


def test_a_sign_off_by_a_key_that_was_compromised_too_makes_no_credential(
    stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    world, (_, [old], key) = stage.world, before_and_since(stage, 1)
    stage.declares_key(
        valid_from=clock.now().replace(year=2025), compromised_at=clock.now() - timedelta(hours=1)
    )
    world.settle()
    stage.registrar.post(f"{CREDENTIALS}/{old}/status", {"status": "valid", "reason": "review_ended"})
    assert runs(world, key) == 1
    assert "was compromised when the endorsement was signed" in capsys.readouterr().out
    assert old in standing(stage.student).values()


def test_only_a_key_that_was_declared_compromised_is_replaced_in_what_it_signed(stage: Stage) -> None:
    world, credential = stage.world, stage.issues()
    key = keyring.private(world.settings["portfolio"]).issuer.key_id
    for one in (key, "nobody"):
        with pytest.raises(KeysError, match="declared compromised"):
            runs(world, one)
    assert verdict(world, credential) == ("valid", False)


def test_it_waits_while_the_key_in_force_is_locked_away(
    stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    world, (_, [old], key) = stage.world, before_and_since(stage, 1)
    world.settle()
    master = world.settings["portfolio"].keys_dir / "portfolio" / "credentials.master"
    away = master.rename(master.with_suffix(".away"))
    assert begins(world, key) == 1
    assert "run it again later" in capsys.readouterr().err
    away.rename(master)
    assert runs(world, key) == 0
    assert verdict(world, old) == ("invalid", True)


def test_killed_in_the_middle_it_goes_on_with_what_is_left(stage: Stage) -> None:
    world, (before, since, key) = stage.world, before_and_since(stage, 6)
    with begun(world, key) as first:
        assert first.stdout
        assert "replaced by" in first.stdout.readline()
        first.kill()
    with begun(world, key) as second:
        told = second.communicate(timeout=120)[0]
    assert second.returncode == 0, told
    assert told.count("replaced by") <= 5
    world.settle()
    stage.student.signs_in()  # however long it took
    new = standing(stage.student)
    assert len(new) == 7
    assert set(new.values()) & {before, *since} == {before}
    assert {verdict(world, one) for one in new.values()} == {("valid", False)}
    audit(world)


def begun(world: World, key: str) -> subprocess.Popen[str]:
    """The command itself, in a process of its own."""
    settings = world.settings["portfolio"]
    env = os.environ | {
        "MONGODB_URI": settings.mongodb_uri, "KAFKA_BOOTSTRAP_SERVERS": settings.kafka_bootstrap_servers,
        "FILES_DIR": str(settings.files_dir), "KEYS_DIR": str(settings.keys_dir),
        "PUBLIC_URL": settings.public_url, "TEST_CLOCK_FILE": str(settings.test_clock_file),
        "NAME_PREFIX": settings.name_prefix,
    }  # fmt: skip
    command = [sys.executable, "-m", "services.portfolio", "reissue", key]
    return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True)
