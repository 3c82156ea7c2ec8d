"""Secrets from the environment and from mounted files: used as those in KEYS_DIR are, and never written there."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shared import commands, keychain, secretfiles
from shared.keys import Keeper
from shared.multikey import base64url
from shared.service import Service
from shared.signatures import KeysError

ONE, OTHER = bytes(range(32)), bytes(range(1, 33))
NOW = datetime(2026, 11, 29, tzinfo=UTC)
NAME = "KEY_ACCOUNTS_SECOND_FACTORS"
PURPOSE = "second-factors"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "keys" / "accounts"


def gives(monkeypatch: pytest.MonkeyPatch, secret: bytes, name: str = NAME) -> None:
    monkeypatch.setenv(name, base64url(secret))


def test_one_that_is_given_seals_and_no_file_is_made(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gives(monkeypatch, ONE)
    sealed = Keeper.prepare(folder, PURPOSE).wrap("k1", OTHER)
    assert not folder.exists()
    assert Keeper.open(folder, PURPOSE).unwrap(sealed) == OTHER
    gives(monkeypatch, OTHER)
    with pytest.raises(KeysError):
        Keeper.open(folder, PURPOSE).unwrap(sealed)


def test_it_may_lie_in_a_mounted_file(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounted = tmp_path / "secret"
    mounted.write_text(base64url(ONE) + "=\n")
    monkeypatch.setenv(f"{NAME}_FILE", str(mounted))
    assert secretfiles.readable(folder / f"{PURPOSE}.master") == (ONE,)
    mounted.write_text(base64url(OTHER))
    assert secretfiles.readable(folder / f"{PURPOSE}.master") == (OTHER,), "each use looks anew"


def test_what_lay_in_a_file_moves_by_giving_its_content(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed = Keeper.prepare(folder, PURPOSE).wrap("k1", ONE)
    path = folder / f"{PURPOSE}.master"
    gives(monkeypatch, path.read_bytes())
    path.unlink()
    assert Keeper.open(folder, PURPOSE).unwrap(sealed) == ONE


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, rf"{NAME} is not set and accounts/second-factors\.master is missing"),
        ({NAME: "c2hvcnQ"}, f"{NAME} does not hold 32 bytes"),
        ({NAME: "no base64 at all!"}, f"{NAME} does not hold 32 bytes"),
        ({f"{NAME}_FILE": "/nowhere/at/all"}, f"{NAME}_FILE names a file that cannot be read"),
    ],
)
def test_one_that_is_missing_or_no_secret_is_named_and_not_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch, values: dict[str, str], said: str
) -> None:
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(KeysError, match=said) as wrong:
        Keeper.open(folder, PURPOSE)
    assert not [value for value in values.values() if value in str(wrong.value)]


def test_it_is_replaced_where_it_is_kept_and_what_it_sealed_is_sealed_anew(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gives(monkeypatch, ONE)
    folder.mkdir(parents=True)
    sealed = [Keeper.open(folder, PURPOSE).wrap("k1", b"x" * 32)]

    def seal_anew(keeper: Keeper) -> int:
        changed = keeper.sealed_anew(sealed[0])
        sealed[0] = changed or sealed[0]
        return int(changed is not None)

    purpose = keychain.master(folder, PURPOSE, seal_anew)
    gives(monkeypatch, OTHER)
    with pytest.raises(KeysError, match=f"the one of before as {NAME}_BEFORE"):
        purpose.rotate(NOW)
    gives(monkeypatch, ONE, f"{NAME}_BEFORE")
    assert "sealed anew: 1" in purpose.rotate(NOW)
    assert [(one.id, one.made) for one in purpose.listed()] == [(NAME, None), (f"{NAME}_BEFORE", None)]
    monkeypatch.delenv(f"{NAME}_BEFORE")
    assert Keeper.open(folder, PURPOSE).unwrap(sealed[0]) == b"x" * 32
    purpose.retire(NOW)


def test_the_command_lists_it_without_its_bytes(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    gives(monkeypatch, ONE)
    purpose = keychain.master(folder, PURPOSE, lambda keeper: 0)
    assert commands.list_keys(Service(name="accounts", models=[], on_event={}, keys=[purpose])) == 0
    printed = capsys.readouterr().out
    assert f"{NAME}  second-factors-master  given from outside  seals" in printed
    assert os.environ[NAME] not in printed
