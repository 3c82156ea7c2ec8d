"""The table of good and bad files on the public page: the same words and checks as offline."""

import hashlib
from typing import Any

import pytest

from services.portfolio.usecases import verifying
from shared import clock
from tests.actors import Actor, hidden
from tests.verification_file import File
from tests.verification_forged import forged
from tests.verification_table import Table
from tests.world import World

SHOWN = {
    "valid": "Valid", "invalid": "Invalid", "revoked": "Revoked", "suspended": "Suspended",
    "not_checkable": "Not checkable",
}  # fmt: skip


def test_the_page_says_of_every_file_what_it_says_offline(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = Table(clock.now())
    monkeypatch.setattr(verifying, "trust", lambda settings: table.trust)
    visitor = Actor(world.client(), "somebody", "")
    visitor.token = hidden(visitor.page("/portfolio/verify"), "csrf_token")
    for one in table.files():
        artefacts = [hashlib.sha256(one.artefact).hexdigest()] if one.artefact is not None else []
        asked = {"text": one.data.decode(), "artefacts": artefacts}
        told = visitor.post("/portfolio/api/v1/verify", asked, status=200)
        _agrees(one, told)
        assert bool(told["contested"]) == one.contested, one.name
        assert tuple(part["verdict"] for part in told.get("contents", [])) == one.within, one.name
        if one.artefact is None:
            page = visitor.send("/portfolio/verify", {"text": one.data.decode()}, status=200).text
            assert SHOWN[one.word] in page, one.name


def test_what_a_forger_tries_is_answered_as_offline(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    table = Table(clock.now())
    monkeypatch.setattr(verifying, "trust", lambda settings: table.trust)
    visitor = Actor(world.client(), "somebody", "")
    for one in forged(table):
        try:
            text = one.data.decode()
        except UnicodeDecodeError:
            continue  # a body in JSON is text
        _agrees(one, visitor.post("/portfolio/api/v1/verify", {"text": text}, status=200))


def _agrees(one: File, told: dict[str, Any]) -> None:
    checks = {check["name"]: check["outcome"] for check in told["checks"]}
    assert (told["verdict"], checks) == (one.word, one.outcomes), one.name
