"""Somebody else's implementation, in JavaScript and without a network: what it says of documents."""

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from shared.linkeddata import CONTEXTS

FOLDER = Path(__file__).parent / "secondopinion"
MULTIKEY = "https://w3id.org/security/multikey/v1"
CONTEXTS_OF_DID = ["https://www.w3.org/ns/did/v1", MULTIKEY]
BELIEVED = {"verified": True, "errors": []}


def node() -> str:
    return shutil.which("node") or _missing("node is missing: apt-get install nodejs npm")


def _missing(what: str) -> str:
    if os.environ.get("REQUIRE_NODE"):
        pytest.fail(what)
    pytest.skip(what)


def install(cache: pytest.Cache) -> Path:
    """Once, with the versions of the lock, into pytest's cache."""
    node()
    lock = (FOLDER / "package-lock.json").read_bytes()
    folder = Path(cache.mkdir(f"npm-{hashlib.sha256(lock).hexdigest()[:12]}"))
    for name in ("package.json", "package-lock.json", "verify.mjs"):
        shutil.copy(FOLDER / name, folder / name)
    if not (folder / "installed").exists():
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False)
        if done.returncode:
            _missing(f"npm could not install the second opinion: {done.stderr[-300:]}")
        (folder / "installed").touch()
    return folder


def documents(issuer: Mapping[str, Any], reviewers: Iterable[str]) -> dict[str, Any]:
    """All that it can load: contexts, the issuer's DID document, the reviewers' keys by their methods (did:key)."""
    found: dict[str, Any] = dict(CONTEXTS) | {issuer["id"]: issuer}
    for method in issuer["verificationMethod"]:
        found[method["id"]] = {"@context": MULTIKEY, **method}
    for name in set(reviewers):
        did, _, key = name.partition("#")
        method = {"id": name, "type": "Multikey", "controller": did, "publicKeyMultibase": key}
        found[name] = {"@context": MULTIKEY} | method
        keys = {"verificationMethod": [method], "assertionMethod": [name]}
        found[did] = {"@context": CONTEXTS_OF_DID, "id": did, **keys}
    return found


def ask(
    installed: Path, known: Mapping[str, Any], credentials: Sequence[Mapping[str, Any]], now: str
) -> list[dict[str, Any]]:
    given = {"documents": known, "credentials": credentials, "now": now}
    done = subprocess.run(
        [node(), "verify.mjs"], cwd=installed, input=json.dumps(given), capture_output=True, text=True,
        timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    return answers
