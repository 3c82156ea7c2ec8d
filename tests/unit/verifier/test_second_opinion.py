"""Somebody else's implementation, in another language, believes what is signed here and nothing that was changed."""

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from shared.linkeddata import CONTEXTS
from tests.evidence import World
from tests.unit.verifier.page_script import node

pytestmark = pytest.mark.slow

FOLDER = Path(__file__).parents[2] / "secondopinion"
MULTIKEY = "https://w3id.org/security/multikey/v1"
Ask = Callable[[list[dict[str, Any]]], list[dict[str, Any]]]


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture(scope="session")
def installed(request: pytest.FixtureRequest) -> Path:
    """Installed once, with the versions of the lock, into pytest's cache."""
    node()
    lock = (FOLDER / "package-lock.json").read_bytes()
    folder = Path(request.config.cache.mkdir(f"npm-{hashlib.sha256(lock).hexdigest()[:12]}"))  # type: ignore[union-attr]
    for name in ("package.json", "package-lock.json", "verify.mjs"):
        shutil.copy(FOLDER / name, folder / name)
    if not (folder / "installed").exists():
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False)
        if done.returncode:
            missing = f"npm could not install the second opinion: {done.stderr[-300:]}"
            if os.environ.get("REQUIRE_NODE"):
                pytest.fail(missing)
            pytest.skip(missing)
        (folder / "installed").touch()
    return folder


@pytest.fixture
def documents(world: World) -> dict[str, Any]:
    """Contexts, the issuer's and the reviewer's key: all that the other side can load."""
    document = world.trust().issuers[world.did].document
    found: dict[str, Any] = dict(CONTEXTS) | {world.did: document}
    for method in document["verificationMethod"]:
        found[method["id"]] = {"@context": MULTIKEY, **method}
    reviewer = world.endorsement(world.record())["proof"][0]["verificationMethod"]
    did, _, key = reviewer.partition("#")
    method = {
        "@context": MULTIKEY,
        "id": reviewer,
        "type": "Multikey",
        "controller": did,
        "publicKeyMultibase": key,
    }
    found[reviewer] = method
    found[did] = {
        "@context": CONTEXTS_OF_DID,
        "id": did,
        "verificationMethod": [method],
        "assertionMethod": [reviewer],
    }
    return found


CONTEXTS_OF_DID = ["https://www.w3.org/ns/did/v1", MULTIKEY]


@pytest.fixture
def ask(installed: Path, documents: dict[str, Any], world: World) -> Ask:
    def asked(credentials: list[dict[str, Any]]) -> list[dict[str, Any]]:
        given = {"documents": documents, "credentials": credentials, "now": world.now.isoformat()}
        done = subprocess.run(
            [node(), "verify.mjs"], cwd=installed, input=json.dumps(given), capture_output=True, text=True,
            timeout=120, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        answers: list[dict[str, Any]] = json.loads(done.stdout)
        return answers

    return asked


def test_it_believes_credentials_sign_offs_and_status_lists(ask: Ask, world: World) -> None:
    bare = world.record(
        skills=[], artefacts=[], peers_confirmed=False, hours=None, company_name="", school_name=""
    )
    signed = [world.signed(), world.signed(bare), world.signed(world.record(demo=True))]
    signed += [world.signed()["endorsement"][0], *world.lists(revoked=True).values()]
    for credential, answer in zip(signed, ask(signed), strict=True):
        assert answer == {"verified": True, "errors": []}, credential["type"]


def test_it_believes_nothing_that_was_changed(ask: Ask, world: World) -> None:
    signed, other = world.signed(), world.signed(key=world.stranger)
    subject = signed["credentialSubject"]
    changed = [
        signed | {"name": "Professor"}, signed | {"evidence": signed["evidence"][:-1]}, other,
        signed | {"credentialSubject": subject | {"id": "urn:uuid:01890000-0000-7000-8000-0000000000ff"}},
        signed | {"proof": other["proof"]}, world.lists()[world.list_url] | {"id": "urn:x:y"},
    ]  # fmt: skip
    assert [one["verified"] for one in ask(changed)] == [False] * len(changed)
