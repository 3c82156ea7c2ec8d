"""Somebody else's implementation, in another language, believes what is signed here and nothing that was changed."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests import second_opinion
from tests.evidence import World

pytestmark = pytest.mark.slow

Ask = Callable[[list[dict[str, Any]]], list[dict[str, Any]]]


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture(scope="session")
def installed(request: pytest.FixtureRequest) -> Path:
    return second_opinion.install(request.config.cache)  # type: ignore[arg-type]


@pytest.fixture
def ask(installed: Path, world: World) -> Ask:
    reviewer = world.endorsement(world.record())["proof"][0]["verificationMethod"]
    known = second_opinion.documents(world.trust().issuers[world.did].document, [reviewer])
    return lambda credentials: second_opinion.ask(installed, known, credentials, world.now.isoformat())


def test_it_believes_credentials_sign_offs_and_status_lists(ask: Ask, world: World) -> None:
    bare = world.record(
        skills=[], artefacts=[], peers_confirmed=False, hours=None, company_name="", school_name=""
    )
    signed = [world.signed(), world.signed(bare), world.signed(world.record(demo=True))]
    signed += [world.signed()["endorsement"][0], *world.lists(revoked=True).values()]
    for credential, answer in zip(signed, ask(signed), strict=True):
        assert answer == second_opinion.BELIEVED, credential["type"]


def test_it_believes_nothing_that_was_changed(ask: Ask, world: World) -> None:
    signed, other = world.signed(), world.signed(key=world.stranger)
    subject = signed["credentialSubject"]
    changed = [
        signed | {"name": "Professor"}, signed | {"evidence": signed["evidence"][:-1]}, other,
        signed | {"credentialSubject": subject | {"id": "urn:uuid:01890000-0000-7000-8000-0000000000ff"}},
        signed | {"proof": other["proof"]}, world.lists()[world.list_url] | {"id": "urn:x:y"},
    ]  # fmt: skip
    assert [one["verified"] for one in ask(changed)] == [False] * len(changed)
