"""What a file is, by its first bytes; and why one could not be opened."""

from typing import Literal

from shared.messages import N_

Kind = Literal["png", "picture", "svg", "pdf", "zip", "text"]
MOST_CREDENTIAL = 64 * 1024

_MAGIC: tuple[tuple[bytes, Kind], ...] = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"%PDF-", "pdf"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
)

BROKEN = N_("This file is cut off or damaged, so that it cannot be read.")
NOTHING = N_("There is no credential in this file, and no QR code that we can read.")
TOO_LONG = N_("A credential has at most 64 KB. Nothing was kept.")
SEVERAL = N_(
    "It carries more than one credential where there may be one, so that it is not clear which one counts."
)


class CarrierError(ValueError):
    """``message`` is the sentence for whoever sent the file (a catalogue's key, with ``params``)."""

    def __init__(self, message: str, **params: object) -> None:
        super().__init__(message)
        self.message = message
        self.params = params


def kind_of(data: bytes) -> Kind:
    """
    >>> kind_of(b"%PDF-1.7 ..."), kind_of(b"<svg/>"), kind_of(b'{"id": 1}')
    ('pdf', 'svg', 'text')
    """
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "picture"
    return (
        "svg"
        if data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith((b"<svg", b"<?xml", b"<!--"))
        else "text"
    )
