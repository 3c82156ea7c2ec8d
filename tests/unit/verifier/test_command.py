"""``shixun-verify`` as it is downloaded: nothing of the platform beside it, no network around it."""

import hashlib
import io
import json
import os
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from services.portfolio import offline
from shared.multikey import base64url
from tests.verification_forged import forged
from tests.verification_table import File, Table
from verifier.log.notes import NoteError, parse_verifier_key

pytestmark = pytest.mark.slow

APART = (["unshare", "-rn"], ["bwrap", "--dev-bind", "/", "/", "--unshare-net"])
HEAVY = ("flask", "mongoengine", "pymongo", "kafka", "werkzeug", "services", "deploy", "playwright")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the wheel puts into a folder of its own."""
    folder = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(io.BytesIO(offline.wheel())) as archive:
        archive.extractall(folder)
    return folder


@pytest.fixture(scope="module")
def table() -> Table:
    return Table(datetime.now(UTC))


@pytest.fixture(scope="module")
def files(table: Table) -> list[File]:
    return list(table.files())


def run(installed: Path, *arguments: str, before: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    command = [*before, sys.executable, "-m", "verifier", *arguments]
    env = {"PATH": os.environ["PATH"]}
    return subprocess.run(
        command, cwd=installed, env=env, capture_output=True, text=True, timeout=60, check=False
    )


def without_network() -> tuple[str, ...]:
    for command in APART:
        try:
            if subprocess.run([*command, "true"], capture_output=True, check=False).returncode == 0:
                return tuple(command)
        except FileNotFoundError:
            continue
    pytest.skip("neither unshare nor bwrap can make a network namespace here")


def verdicts(installed: Path, folder: Path, table: Table, some: list[File], before: tuple[str, ...]) -> Any:
    (folder / "trust.json").write_text(json.dumps(table.listed()))
    paths = []
    for one in some:
        paths.append(folder / f"{one.name.replace(' ', '-')}.json")
        paths[-1].write_bytes(one.data)
    given = ["--trust", str(folder / "trust.json"), "--json"]
    if some[0].artefact is not None:
        (folder / "stops.csv").write_bytes(some[0].artefact)
        given += ["--artefact", str(folder / "stops.csv")]
    done = run(installed, *map(str, paths), *given, before=before)
    assert not done.stderr
    return json.loads(done.stdout), done.returncode


def test_every_file_of_the_table_without_a_network(
    installed: Path, table: Table, files: list[File], tmp_path: Path
) -> None:
    before = without_network()
    alone = [one for one in files if one.artefact is None]
    groups = [alone[:5], alone[5:], *([one] for one in files if one.artefact is not None)]
    assert (len(alone[:5]), len(files)) == (5, 57)
    told = {}
    for some in groups:
        found, status = verdicts(installed, tmp_path, table, some, before)
        words = {one["verdict"] for one in found}
        assert status == (1 if words - {"valid", "not_checkable"} else 2 if "not_checkable" in words else 0)
        told |= dict(zip((one.name for one in some), found, strict=True))
    for one in files:
        checks = {check["name"]: check["outcome"] for check in told[one.name]["checks"]}
        assert (told[one.name]["verdict"], checks) == (one.word, one.outcomes), one.name
        assert bool(told[one.name]["contested"]) == one.contested, one.name
        assert tuple(part["verdict"] for part in told[one.name].get("contents", [])) == one.within, one.name


def test_what_a_forger_tries_without_a_network(installed: Path, table: Table, tmp_path: Path) -> None:
    some = list(forged(table))
    assert len(some) == 82
    assert "valid" not in {one.word for one in some}
    found, status = verdicts(installed, tmp_path, table, some, without_network())
    assert status == 1
    for one, told in zip(some, found, strict=True):
        checks = {check["name"]: check["outcome"] for check in told["checks"]}
        assert (told["verdict"], checks) == (one.word, one.outcomes), one.name


def test_the_namespace_has_no_network() -> None:
    reach = "import socket; socket.create_connection(('127.0.0.1', 9), 1)"
    done = subprocess.run(
        [*without_network(), sys.executable, "-c", reach], capture_output=True, text=True, check=False
    )
    assert "Network is unreachable" in done.stderr or "Connection refused" in done.stderr
    listed = subprocess.run(
        [*without_network(), "cat", "/proc/net/dev"], capture_output=True, text=True, check=True
    )
    assert [line.split(":")[0].strip() for line in listed.stdout.splitlines()[2:]] == ["lo"]


def test_the_wheel_brings_nothing_heavy_along(installed: Path) -> None:
    heavy = f"[m for m in sys.modules if m.split('.')[0] in {HEAVY!r}]"
    told = f"import verifier.__main__, sys; print({heavy}, verifier.__file__)"
    done = subprocess.run(
        [sys.executable, "-c", told], cwd=installed, capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("[] "), done.stdout
    assert str(installed) in done.stdout
    names = {str(path.relative_to(installed)) for path in installed.rglob("*.py")}
    assert {"verifier/__main__.py", "verifier/log/merkle.py", "shared/linkeddata.py"} <= names
    assert not [name for name in names if name.split("/")[0] not in ("verifier", "shared")]


def test_the_wheel_is_sound_and_the_same_each_time() -> None:
    first = offline.wheel()
    offline.wheel.cache_clear()
    assert offline.wheel() == first
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        about = next(name for name in archive.namelist() if name.endswith("RECORD"))
        for line in archive.read(about).decode().splitlines():
            name, digest, size = line.rsplit(",", 2)
            data = archive.read(name)
            if name != about:
                assert (digest, int(size)) == (
                    f"sha256={base64url(hashlib.sha256(data).digest())}",
                    len(data),
                )


def test_without_a_trust_list_of_ones_own_nothing_is_valid(
    installed: Path, files: list[File], tmp_path: Path
) -> None:
    path = tmp_path / "bundle.json"
    path.write_bytes(files[0].data)
    done = run(installed, str(path))
    assert done.returncode == 2
    assert "not_checkable" in done.stdout
    assert "came along with the credential" in done.stdout


def test_it_says_what_was_not_checked_and_lets_no_name_write_lines(
    installed: Path, table: Table, tmp_path: Path
) -> None:
    path, listed = tmp_path / "a.json", tmp_path / "trust.json"
    path.write_bytes(table.bundle(table.world.signed()))
    hostile = table.listed() | {"name": "ours\n  ok          proof       fine\x1b[2J"}
    listed.write_text(json.dumps(hostile))
    done = run(installed, str(path), "--trust", str(listed))
    assert done.returncode == 0
    assert [line.split()[1] for line in done.stdout.splitlines() if line.startswith("  not_checked")] == [
        "artefacts"
    ]
    assert len([line for line in done.stdout.splitlines() if line.startswith("  ok")]) == 9
    assert "\x1b" not in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [["missing.json"], ["a.json", "--trust", "missing.json"], ["a.json", "--trust", "a.json"],
     ["a.json", "--artefact", "missing.csv"], []],
    ids=str,
)  # fmt: skip
def test_what_cannot_be_read_is_status_2_and_one_sentence(
    installed: Path, tmp_path: Path, arguments: list[str]
) -> None:
    (tmp_path / "a.json").write_text("{}")
    given = [one if one.startswith("--") else str(tmp_path / one) for one in arguments]
    done = run(installed, *given)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "shixun-verify" in done.stderr


@pytest.mark.parametrize(
    "change",
    [{"type": "x"}, {"name": 5}, {"issuers": {}}, {"issuers": [5]}, {"issuers": [{"document": {}}]}], ids=str,
)  # fmt: skip
def test_what_is_no_trust_list_is_none(
    table: Table, tmp_path: Path, installed: Path, change: dict[str, Any]
) -> None:
    (tmp_path / "trust.json").write_text(json.dumps(table.listed() | change))
    (tmp_path / "a.json").write_bytes(b"{}")
    assert run(installed, str(tmp_path / "a.json"), "--trust", str(tmp_path / "trust.json")).returncode == 2


@pytest.mark.parametrize("text", ["", "a+b", 5, "name+00000000+AAAA", "name+00000000+AQ=="], ids=str)
def test_what_is_no_key_of_a_log_is_refused(text: Any) -> None:
    with pytest.raises(NoteError):
        parse_verifier_key(text)
