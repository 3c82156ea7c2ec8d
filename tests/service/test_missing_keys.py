"""A key that is missing, open to others or lost is named, and nobody makes another in its place."""

import pytest

from shared import mongo
from shared.signatures import KeysError
from tests.actors import PASSWORD, Actor
from tests.world import World


@pytest.mark.parametrize(
    ("service", "file"),
    [
        ("accounts", "accounts/statements.master"), ("accounts", "accounts/statements.json"),
        ("accounts", "accounts/second-factors.master"), ("projects", "projects/statements.json"),
        ("matching", "public/accounts.json"), ("portfolio", "portfolio/issuer.json"),
        ("portfolio", "portfolio/credentials.master"), ("matching", "csrf"),
    ],
)  # fmt: skip
def test_a_service_without_a_key_is_not_ready_and_says_which(world: World, service: str, file: str) -> None:
    path = world.settings[service].keys_dir / file
    aside = path.with_name("aside")
    path.rename(aside)
    try:
        answer = world.client().call("GET", f"/{service}/readyz")
        assert (answer.status, answer.json["status"]) == (503, "not ready")
        assert [one for one in answer.json["keys"] if one.endswith(f"{file} is missing")], answer.text
        assert not path.exists(), "nobody makes another in its place"
        if file == "csrf":
            page = world.client().call("GET", "/accounts/sign-in", headers={"Accept": "text/html"})
            assert page.status == 503
            assert "away for a moment" in page.text
    finally:
        aside.rename(path)
    assert world.client().call("GET", f"/{service}/readyz").status == 200


def test_a_key_that_others_can_read_is_not_used(world: World) -> None:
    path = world.settings["accounts"].keys_dir / "csrf"
    path.chmod(0o644)
    try:
        answer = world.client().call("GET", "/accounts/readyz")
        assert answer.json["keys"] == ["keys/csrf can be read by others: set its mode to 0600"]
    finally:
        path.chmod(0o600)


def test_a_lost_master_is_not_replaced_in_silence(world: World, operator: Actor) -> None:
    settings = world.settings["accounts"]
    path = settings.keys_dir / "accounts" / "second-factors.master"
    kept = path.read_bytes()
    path.unlink()
    try:
        with mongo.serving("accounts"), pytest.raises(KeysError, match="what it sealed is in the database"):
            world.services["accounts"].prepare(settings)
    finally:
        path.write_bytes(kept)
        path.chmod(0o600)
    operator.post("/accounts/api/v1/sign-in", {"mail": operator.mail, "password": PASSWORD})
