"""The issuer's own keys are replaced: the old one stays in its document, and all of them open under another master."""

from dataclasses import replace
from pathlib import Path

import pytest

from services.portfolio import keyring
from shared import clock, secretfiles
from shared.config import Settings
from shared.signatures import verify
from tests.world import World


@pytest.fixture
def own(world: World, tmp_path: Path) -> Settings:
    """Portfolio's settings with keys of its own."""
    found = replace(world.settings["portfolio"], keys_dir=tmp_path)
    keyring.prepare(found)
    return found


def rotate(own: Settings, purpose: str) -> str:
    return next(one for one in keyring.purposes(own) if one.name == purpose).rotate(clock.now())


def test_the_issuers_old_key_stays_in_its_document(own: Settings) -> None:
    old, log = keyring.private(own).issuer, keyring.private(own).log
    rotate(own, "issuer")
    new = keyring.private(own)
    assert (new.issuer.key_id == old.key_id, new.log.key_id == log.key_id) == (False, True)
    assert [key.key_id for key in keyring.public(own).keys] == [old.key_id, new.issuer.key_id]
    states = {key.id: key.state for key in keyring.purposes(own)[0].listed()}
    assert states == {old.key_id: "verifies", log.key_id: "signs", new.issuer.key_id: "signs"}


def test_the_issuers_keys_open_under_another_master(own: Settings) -> None:
    rotate(own, "issuer")
    before = keyring.private(own).issuer
    assert "sealed anew: 3" in rotate(own, "credentials-master")
    secretfiles.forget_before(own.keys_dir / "portfolio" / "credentials.master")
    signature = keyring.private(own).issuer.sign(b"text")
    assert verify(before.public, signature, b"text")
