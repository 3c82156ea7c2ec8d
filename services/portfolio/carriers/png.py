"""A credential in a PNG: one iTXt chunk ``openbadgecredential``, not compressed (Open Badges 3.0, section 5.3.1)."""

import struct
import zlib
from collections.abc import Iterator

from services.portfolio.carriers.kinds import BROKEN, MOST_CREDENTIAL, SEVERAL, TOO_LONG, CarrierError

SIGNATURE = b"\x89PNG\r\n\x1a\n"
KEYWORD = b"openbadgecredential"
MOST_CHUNKS = 10_000
_TEXT_CHUNKS = (b"iTXt", b"tEXt", b"zTXt")
_PLAIN = b"\0\0\0\0\0"  # end of the keyword, not compressed, method 0, no language, no translated keyword


def bake(picture: bytes, credential: str) -> bytes:
    """The PNG with the credential (JSON with an embedded proof, or a compact JWT) in it."""
    head_ends = len(SIGNATURE) + 25  # IHDR: length, type, 13 bytes, checksum
    baked = _chunk(b"iTXt", KEYWORD + _PLAIN + credential.encode())
    return picture[:head_ends] + baked + picture[head_ends:]


def baked_in(picture: bytes) -> str | None:
    """The credential in the PNG, None when there is none. Raises CarrierError."""
    found = [
        data for kind, data in _chunks(picture) if kind in _TEXT_CHUNKS and data.startswith(KEYWORD + b"\0")
    ]
    if len(found) > 1:
        raise CarrierError(SEVERAL)
    if not found:
        return None
    text = found[0].removeprefix(KEYWORD)
    if not text.startswith(_PLAIN):
        raise CarrierError(BROKEN)
    if len(text) - len(_PLAIN) > MOST_CREDENTIAL:
        raise CarrierError(TOO_LONG)
    try:
        return text.removeprefix(_PLAIN).decode()
    except UnicodeDecodeError as error:
        raise CarrierError(BROKEN) from error


def _chunks(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Up to its end; what follows that belongs to no picture and is not looked at."""
    at = len(SIGNATURE)
    for _ in range(MOST_CHUNKS):
        head = picture[at : at + 8]
        if len(head) < 8:
            break
        length, kind = struct.unpack(">I4s", head)
        data, checksum = picture[at + 8 : at + 8 + length], picture[at + 8 + length : at + 12 + length]
        if len(checksum) < 4 or zlib.crc32(kind + data) != struct.unpack(">I", checksum)[0]:
            break
        if kind == b"IEND":
            return
        yield kind, data
        at += 12 + length
    raise CarrierError(BROKEN)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
