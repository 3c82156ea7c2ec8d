"""Content-addressed files under FILES_DIR/<service>: a path comes from the SHA-256, never from a name.

Bytes come in chunks of at most CHUNK at an offset into ``pending``, are checked as a whole, and are linked under
their hash at once or not at all. Who refers to what is the service's matter; it sweeps what nobody refers to.
"""

import codecs
import contextlib
import errno
import fcntl
import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import filetype

from shared.config import Settings
from shared.errors import Conflict, Invalid, OutOfSpace, TooLarge
from shared.messages import N_
from shared.text import clean

CHUNK = 8 * 1024 * 1024
MOST_BYTES = 50 * 1024 * 1024
_FULL = (errno.ENOSPC, errno.EDQUOT)
_GO_ON = N_("Go on at byte %(offset)s; that is how much has come in.")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_ID = re.compile(r"[0-9a-f-]{36}")

GROUPS: dict[str, dict[str, str]] = {
    "documents": {
        "pdf": "application/pdf", "txt": "text/plain", "md": "text/markdown", "csv": "text/csv",
        "json": "application/json", "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "odt": "application/vnd.oasis.opendocument.text", "ods": "application/vnd.oasis.opendocument.spreadsheet",
    },
    "images": {
        "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "webp": "image/webp", "gif": "image/gif",
        "heic": "image/heic", "tif": "image/tiff", "tiff": "image/tiff",
    },
    "video": {"mp4": "video/mp4", "mov": "video/quicktime", "webm": "video/webm"},
    "code": {
        "py": "text/x-python", "ipynb": "application/x-ipynb+json", "sql": "application/sql", "js": "text/plain",
        "ts": "text/plain", "yaml": "application/yaml", "yml": "application/yaml", "toml": "application/toml",
    },
    "archives": {"zip": "application/zip", "gz": "application/gzip", "7z": "application/x-7z-compressed"},
    "cad": {
        "step": "model/step", "stp": "model/step", "dxf": "image/vnd.dxf", "dwg": "image/vnd.dwg",
        "stl": "model/stl", "nc": "text/plain", "tap": "text/plain",
    },
    "plc": {"l5x": "application/xml", "st": "text/plain", "scl": "text/plain", "awl": "text/plain"},
    "models": {"gltf": "model/gltf+json", "glb": "model/gltf-binary", "obj": "model/obj"},
    "geo": {
        "geojson": "application/geo+json", "kml": "application/vnd.google-earth.kml+xml",
        "las": "application/vnd.las",
    },
}  # fmt: skip
"""Extension → media type, by group; a trade allows some of the groups. No HTML, SVG, script or program anywhere."""

_ZIPPED = frozenset({"docx", "xlsx", "pptx", "odt", "ods"})
_SNIFFED: dict[str, tuple[str, ...]] = {
    "pdf": ("pdf",), "png": ("png",), "jpg": ("jpg",), "jpeg": ("jpg",), "webp": ("webp",), "gif": ("gif",),
    "heic": ("heic", "avif"), "tif": ("tif",), "tiff": ("tif",), "mp4": ("mp4", "m4v", "mov"), "mov": ("mov", "mp4"),
    "webm": ("webm", "mkv"), "zip": ("zip", *sorted(_ZIPPED)), "gz": ("gz",), "7z": ("7z",), "dwg": ("dwg",),
    **{name: (name, "zip") for name in _ZIPPED},
}  # fmt: skip
_MAGIC = {"glb": b"glTF", "las": b"LASF"}
_FREE = frozenset({"stl"})
"""A binary STL begins with 80 bytes of anything."""


@dataclass(frozen=True)
class Files:
    """``folder`` is this service's own, ``within`` its name below FILES_DIR, as nginx sees it."""

    folder: Path
    within: str

    @classmethod
    def of(cls, settings: Settings) -> "Files":
        return cls(settings.files_dir / settings.service, settings.service)

    def path(self, sha256: str) -> Path:
        if not _SHA256.fullmatch(sha256):
            raise ValueError("not a SHA-256 in hex")
        return self.folder / sha256[:2] / sha256

    def pending(self, upload: str) -> Path:
        if not _ID.fullmatch(upload):
            raise ValueError("not an id")
        return self.folder / "pending" / upload

    def append(self, upload: str, offset: int, chunk: bytes) -> int:
        """Write a chunk at ``offset``, which is where the last one ended; returns the size so far.

        Raises TooLarge, Conflict for another offset, OutOfSpace; then the file is as before.
        """
        if len(chunk) > CHUNK:
            raise TooLarge(N_("A part has at most %(limit)s MB. Nothing was kept."), limit=CHUNK >> 20)
        path = self.pending(upload)
        with self.alone(upload, begin=offset == 0):
            found = path.stat()
            # what was kept is content of its own already: nothing is written to it any more
            if offset != found.st_size or found.st_nlink > 1:
                raise Conflict(_GO_ON, offset=found.st_size)
            if offset + len(chunk) > MOST_BYTES:
                path.unlink(missing_ok=True)
                raise TooLarge(
                    N_("A file has at most %(limit)s MB. Nothing was kept."), limit=MOST_BYTES >> 20
                )
            _write(path, offset, chunk)
        return offset + len(chunk)

    @contextlib.contextmanager
    def alone(self, upload: str, *, begin: bool = False) -> Iterator[None]:
        """One at a time, of all processes and threads, takes in a part of the upload or finishes it: so that what is
        kept is what was checked. ``begin``: there may be nothing yet. Raises Conflict once it is finished."""
        path = self.pending(upload)
        if begin:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
        try:
            file = path.open("rb")
        except FileNotFoundError:
            raise Conflict(_GO_ON, offset=0) from None
        with file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if not _is_at(path, file.fileno()):  # whoever had it before has finished it
                raise Conflict(_GO_ON, offset=0)
            yield

    def digest(self, upload: str) -> tuple[str, int, bytes]:
        """(SHA-256 in hex, bytes, the first 8 KB) of what has come in."""
        with self.pending(upload).open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
            size = file.tell()
            file.seek(0)
            return found, size, file.read(8192)

    def keep(self, upload: str, sha256: str) -> None:
        """Link what came in under its hash; the same content is kept once. Done again it changes nothing."""
        path = self.path(sha256)
        path.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(self.pending(upload))

    def drop(self, upload: str) -> None:
        self.pending(upload).unlink(missing_ok=True)

    def remove(self, sha256: str) -> None:
        """Delete content that nobody refers to."""
        self.path(sha256).unlink(missing_ok=True)

    def internal_url(self, sha256: str) -> str:
        """For X-Accel-Redirect."""
        return f"/_files/{self.within}/{sha256[:2]}/{sha256}"


def _is_at(path: Path, handle: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(handle))
    except FileNotFoundError:
        return False


def _write(path: Path, offset: int, chunk: bytes) -> None:
    try:
        with path.open("r+b") as file:
            file.seek(offset)
            file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        _cut(path, offset)
        if error.errno in _FULL:
            raise OutOfSpace(N_("The disk is full. Nothing was kept; try again later.")) from error
        raise


def _cut(path: Path, size: int) -> None:
    """Nothing half-written stays: back to the size before the chunk."""
    with contextlib.suppress(OSError):
        if size:
            os.truncate(path, size)
        else:
            path.unlink(missing_ok=True)


def checked_name(name: str) -> str:
    """A file's name as shown and sent, never as a path. Raises Invalid."""
    try:
        plain = clean(name)
    except ValueError as error:
        raise Invalid({"name": str(error)}) from error
    if not 1 <= len(plain) <= 200 or re.search(r'[/\\:*?"<>|\n\t]', plain) or plain.startswith("."):
        raise Invalid({"name": N_("Give a plain file name, without folders, such as report.pdf.")})
    return plain


def media_type(name: str, head: bytes, groups: frozenset[str]) -> str:
    """The type by name *and* content, if it is in one of ``groups``. Raises Invalid; ``head`` are the first bytes."""
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    allowed: dict[str, str] = {}
    for group in groups:
        allowed |= GROUPS[group]
    if extension not in allowed:
        raise Invalid({"file": N_("Files of this kind are not taken for this trade.")})
    if not _content_fits(extension, head):
        raise Invalid({"file": N_("The content is not what the file's name says.")})
    return allowed[extension]


def _content_fits(extension: str, head: bytes) -> bool:
    if extension in _MAGIC:
        return head.startswith(_MAGIC[extension])
    if extension in _FREE:
        return True
    guess: Any = filetype.guess(head)
    if extension in _SNIFFED:
        return guess is not None and guess.extension in _SNIFFED[extension]
    return guess is None and _is_text(head)


def _is_text(head: bytes) -> bool:
    """Text in UTF-8, UTF-16 with its mark, or GB 18030, without NUL; not a page or picture for a browser."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    if b"\x00" in head or re.match(rb"\s*(<!doctype html|<html|<svg|<script|#!)", head, re.IGNORECASE):
        return False
    for encoding in ("utf-8", "gb18030", "big5"):
        with contextlib.suppress(UnicodeDecodeError):
            codecs.getincrementaldecoder(encoding)().decode(head)  # the last character may be cut
            return True
    return False
