"""A logo is drawn anew: what comes out holds pixels alone, what is no picture ends with a sentence."""

import io
import struct
import zlib
from typing import Any

import pytest
from PIL import Image, PngImagePlugin

from services.accounts import redrawer, redrawing
from shared.errors import Invalid

MARK = b"carried-along"


def picture(form: str, size: tuple[int, int] = (400, 300), mode: str = "RGB") -> bytes:
    """With a text of ours in whatever place the format has for one."""
    out, image = io.BytesIO(), Image.new(mode, size, "teal")
    options: dict[str, Any] = {}
    if form == "PNG":
        info = PngImagePlugin.PngInfo()
        info.add_text("Comment", MARK.decode())
        options = {"pnginfo": info}
    else:
        exif = Image.Exif()
        exif[0x010E] = MARK.decode()
        options = {"exif": exif}
    image.save(out, form, **options)
    return out.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def bomb() -> bytes:
    """A few bytes that say that they are 900 million pixels."""
    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 0, 0, 0, 0)
    content = zlib.compress(bytes(30_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", content) + chunk(b"IEND", b"")


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_a_picture_comes_out_as_a_small_png_of_its_pixels_alone(form: str) -> None:
    sent = picture(form)
    assert MARK in sent
    drawn = redrawing.redrawn(sent)
    assert MARK not in drawn
    with Image.open(io.BytesIO(drawn)) as opened:
        assert (opened.format, opened.size, opened.mode) == ("PNG", (128, 96), "RGBA")


def test_a_small_picture_is_not_made_larger_and_a_long_one_not_wide() -> None:
    for size, drawn in {(40, 20): (40, 20), (3000, 100): (480, 16), (1, 2000): (1, 96)}.items():
        with Image.open(io.BytesIO(redrawing.redrawn(picture("PNG", size)))) as opened:
            assert opened.size == drawn


def test_what_shines_through_still_does() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(out, "PNG")
    with Image.open(io.BytesIO(redrawing.redrawn(out.getvalue()))) as opened:
        assert opened.getpixel((0, 0)) == (0, 0, 0, 0)


HOSTILE = {
    "nothing": (b"", redrawing.NONE),
    "a drawing with a script": (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", redrawing.UNREADABLE),
    "a page": (b"<!doctype html><script>alert(1)</script>", redrawing.UNREADABLE),
    "a picture of another kind": (b"GIF89a" + bytes(40), redrawing.UNREADABLE),
    "a picture that is cut off": (picture("JPEG")[:300], redrawing.UNREADABLE),
    "a head and then a page": (b"\x89PNG\r\n\x1a\n<script>alert(1)</script>", redrawing.UNREADABLE),
    "too many pixels": (bomb(), redrawing.TOO_LARGE),
    "too many bytes": (picture("PNG") + bytes(redrawing.MOST_BYTES), redrawing.TOO_LONG),
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
def test_what_is_no_picture_ends_with_a_sentence(what: str) -> None:
    sent, sentence = HOSTILE[what]
    with pytest.raises(Invalid) as refused:
        redrawing.redrawn(sent)
    assert refused.value.errors == {"file": sentence}


def test_a_picture_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redrawing, "LIMIT_SECONDS", 0.001)
    with pytest.raises(Invalid) as refused:
        redrawing.redrawn(picture("PNG"))
    assert refused.value.errors == {"file": redrawing.UNREADABLE}


def test_both_processes_mean_the_same_by_how_the_one_ends() -> None:
    assert redrawing.TOO_MANY_PIXELS == redrawer.TOO_MANY_PIXELS
