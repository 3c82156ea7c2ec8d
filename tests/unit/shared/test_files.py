"""The store of files: by content, in parts, whole or not at all; and what it does not take."""

import errno
import os
from pathlib import Path
from threading import Thread

import pytest

from shared import files as module
from shared.errors import Conflict, Invalid, OutOfSpace, TooLarge
from shared.files import CHUNK, GROUPS, MOST_BYTES, Files, checked_name, media_type

UPLOAD = "01890a5d-ac96-774b-bcce-b302099a8057"
OTHER = "01890a5d-ac96-774b-bcce-b302099a8058"
EVERY = frozenset(GROUPS)
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64
HELLO = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path, "projects")


def test_parts_come_one_after_the_other_and_are_kept_under_their_hash(files: Files) -> None:
    assert files.append(UPLOAD, 0, b"hel") == 3
    assert files.append(UPLOAD, 3, b"lo") == 5
    sha256, size, head = files.digest(UPLOAD)
    assert (sha256, size, head) == (HELLO, 5, b"hello")
    files.keep(UPLOAD, sha256)
    files.drop(UPLOAD)
    assert files.path(sha256).read_bytes() == b"hello"
    assert files.internal_url(sha256) == f"/_files/projects/2c/{HELLO}"


def test_a_part_at_another_place_is_refused_with_the_place_to_go_on(files: Files) -> None:
    files.append(UPLOAD, 0, b"hel")
    with pytest.raises(Conflict) as refused:
        files.append(UPLOAD, 4, b"o")
    assert refused.value.params == {"offset": 3}
    assert files.append(UPLOAD, 3, b"lo") == 5


def test_the_same_content_is_kept_once(files: Files) -> None:
    for upload in (UPLOAD, OTHER):
        files.append(upload, 0, b"hello")
        files.keep(upload, HELLO)
        files.drop(upload)
    assert [path.name for path in files.folder.rglob("*") if path.is_file()] == [HELLO]


def test_nothing_is_written_to_what_was_kept(files: Files) -> None:
    """A part that comes between keeping and dropping would be written into the content itself."""
    files.append(UPLOAD, 0, b"hello")
    files.keep(UPLOAD, files.digest(UPLOAD)[0])
    with pytest.raises(Conflict):
        files.append(UPLOAD, 5, b", changed")
    assert files.path(HELLO).read_bytes() == b"hello"


def test_a_part_that_comes_while_an_upload_is_finished_waits_and_is_refused(files: Files) -> None:
    files.append(UPLOAD, 0, b"hello")
    refused: list[Conflict] = []

    def comes_late() -> None:
        try:
            files.append(UPLOAD, 5, b", changed")
        except Conflict as error:
            refused.append(error)

    late = Thread(target=comes_late)
    with files.alone(UPLOAD):
        sha256, _, _ = files.digest(UPLOAD)
        late.start()
        files.keep(UPLOAD, sha256)
        files.drop(UPLOAD)
    late.join()
    assert len(refused) == 1
    assert files.path(HELLO).read_bytes() == b"hello"
    assert not files.pending(UPLOAD).exists()


def test_too_much_leaves_nothing(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(TooLarge):
        files.append(UPLOAD, 0, b"x" * (CHUNK + 1))
    monkeypatch.setattr(module, "MOST_BYTES", 10)
    files.append(UPLOAD, 0, b"x" * 8)
    with pytest.raises(TooLarge):
        files.append(UPLOAD, 8, b"x" * 8)
    assert not files.pending(UPLOAD).exists()
    assert MOST_BYTES > CHUNK


def test_a_full_disk_is_507_and_leaves_what_was_there(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    files.append(UPLOAD, 0, b"hel")

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as broken:
        broken.setattr(module.os, "fsync", full)
        with pytest.raises(OutOfSpace):
            files.append(UPLOAD, 3, b"lo")
        with pytest.raises(OutOfSpace):
            files.append(OTHER, 0, b"hello")
    assert files.pending(UPLOAD).read_bytes() == b"hel"
    assert not files.pending(OTHER).exists()


@pytest.mark.parametrize("name", ["../../x", "/etc/passwd", "..\\x", "x" * 64, HELLO.upper()])
def test_a_path_never_comes_from_a_name(files: Files, name: str) -> None:
    with pytest.raises(ValueError, match="not a"):
        files.path(name)
    with pytest.raises(ValueError, match="not an id"):
        files.pending(name)


@pytest.mark.parametrize(
    "name", ["../../x.pdf", "a/b.pdf", "a\\b.pdf", ".htaccess", "x\u202efdp.exe", "", "x" * 201]
)
def test_odd_names_are_refused(name: str) -> None:
    with pytest.raises(Invalid):
        checked_name(name)


def test_a_plain_name_in_any_script_is_kept() -> None:
    assert checked_name("停机帕累托图 v2.pdf") == "停机帕累托图 v2.pdf"


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("page.png", b"<!doctype html><script>alert(1)</script>"),
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"),
        ("page.html", b"<html></html>"),
        ("notes.txt", b"<script>alert(1)</script>"),
        ("run.exe", b"MZ\x90\x00"),
        ("report.pdf", b"MZ\x90\x00"),
        ("log.csv", PNG),
        ("log.csv", b"a,b\x00c"),
        ("model.glb", b"PK\x03\x04"),
        ("script.sh", b"#!/bin/sh\n"),
        ("tool.py", b"#!/usr/bin/env python\n"),
        ("photo.png.exe", PNG),
        ("noextension", b"hello"),
        ("CON", b"hello"),
    ],
)
def test_what_is_not_what_it_says_or_is_not_taken(name: str, head: bytes) -> None:
    with pytest.raises(Invalid):
        media_type(name, head, EVERY)


@pytest.mark.parametrize(
    ("name", "head", "expected"),
    [
        ("photo.PNG", PNG, "image/png"),
        ("log.csv", "时间,原因\n".encode("gb18030"), "text/csv"),
        ("model.glb", b"glTF\x02\x00\x00\x00", "model/gltf-binary"),
        ("report.pdf", b"%PDF-1.7\n", "application/pdf"),
        ("part.step", b"ISO-10303-21;\nHEADER;", "model/step"),
        ("notebook.ipynb", b'{"cells": []}', "application/x-ipynb+json"),
    ],
)
def test_name_and_content_together_say_the_type(name: str, head: bytes, expected: str) -> None:
    assert media_type(name, head, EVERY) == expected


def test_a_trade_takes_its_own_kinds_only() -> None:
    step = b"ISO-10303-21;"
    assert media_type("part.step", step, frozenset({"cad"})) == "model/step"
    with pytest.raises(Invalid):
        media_type("part.step", step, frozenset({"documents"}))
