"""Run as a process of its own, ``python -I decoder.py``: files come in, the texts that they carry go out.

Pictures and PDFs are read by large libraries, so this process has limits of its own, no environment and no file that it
may write. In: a line of JSON, ``[[kind, length], …]``, then their bytes. Out: a line for each, ``{"texts": […]}`` or
``{"refused": why}``.
"""

import io
import json
import resource
import signal
import sys
from collections.abc import Iterator
from typing import Any

import zxingcpp
from PIL import Image
from pypdf import PdfReader

SECONDS_EACH = 2.0  # of the processor
MEMORY_BYTES = 1024**3
MOST_PIXELS = 40_000_000
LOOKED_AT = 2000  # the longer side of the picture in which a code is looked for
MOST_TEXT = 64 * 1024
MOST_ATTACHMENTS, MOST_PAGES, MOST_PICTURES = 100, 3, 5
QR_CODES = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")


class RefusedError(ValueError):
    """``str`` of it is the reason: too_many_pixels, locked or damaged."""


def picture(data: bytes) -> list[str]:
    """What the QR codes in a picture say."""
    with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
        return _codes(opened)


def _codes(opened: Image.Image) -> list[str]:
    if opened.width * opened.height > MOST_PIXELS:
        raise RefusedError("too_many_pixels")
    opened.draft("L", (LOOKED_AT, LOOKED_AT))  # a JPEG is read at a part of its size
    grey = opened.convert("L")
    grey.thumbnail((LOOKED_AT, LOOKED_AT))
    codes = zxingcpp.read_barcodes(grey, formats=QR_CODES)
    return list(dict.fromkeys(code.text for code in codes if 0 < len(code.text) <= MOST_TEXT))


def pdf(data: bytes) -> list[str]:
    """The credentials attached to a PDF; without any, what the QR codes in its pictures say."""
    reader = PdfReader(io.BytesIO(data), strict=False)
    if reader.is_encrypted:
        raise RefusedError("locked")
    return list(_attached(reader)) or _printed(reader)


def _attached(reader: PdfReader) -> Iterator[str]:
    contents = (content for contents in reader.attachments.values() for content in contents)
    for _, content in zip(range(MOST_ATTACHMENTS), contents, strict=False):
        if len(content) <= MOST_TEXT and content.lstrip()[:2].startswith((b"{", b"ey")):
            yield content.decode("utf-8", "replace")


def _printed(reader: PdfReader) -> list[str]:
    texts: list[str] = []
    for page in reader.pages[:MOST_PAGES]:
        for name in list(page.images.keys())[:MOST_PICTURES]:
            opened = page.images[name].image
            texts += _codes(opened) if opened is not None else []
    return list(dict.fromkeys(texts))


def read(kind: str, data: bytes) -> dict[str, Any]:
    try:
        return {"texts": {"pdf": pdf, "picture": picture}[kind](data)}
    except RefusedError as error:
        return {"refused": str(error)}
    except Image.DecompressionBombError:
        return {"refused": "too_many_pixels"}
    except Exception:  # whatever these libraries raise for what is no such file
        return {"refused": "damaged"}


def main() -> None:
    """Where one file takes too long or too much, the process ends; whoever started it goes on with the next file."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    for kind, length in json.loads(sys.stdin.buffer.readline()):
        data = sys.stdin.buffer.read(length)
        signal.setitimer(signal.ITIMER_PROF, SECONDS_EACH)
        found = read(kind, data)
        signal.setitimer(signal.ITIMER_PROF, 0)
        print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main()
