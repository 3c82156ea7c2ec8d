"""Opens whatever somebody sends for verification: what is in it, line by line."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from services.portfolio.carriers import piles, png, svg
from services.portfolio.carriers.decoding import decode
from services.portfolio.carriers.kinds import MOST_CREDENTIAL, NOTHING, TOO_LONG, CarrierError, kind_of

MOST_LINES = piles.MOST_LINES


@dataclass(frozen=True)
class Found:
    """``text``: a credential (JSON or JWT) or a link. ``wrong``: why there is none in the file of that name."""

    name: str
    text: str = ""
    wrong: CarrierError | None = None


@dataclass(frozen=True)
class _Entry:
    """One file: read already (``texts``, or why not), or to be read by the decoder as a ``kind`` of its own."""

    name: str
    texts: list[str] | CarrierError
    kind: str = ""
    content: bytes = b""


def open_files(files: Iterable[tuple[str, bytes]]) -> list[Found]:
    """Everything that the files carry, an archive's one by one; at most MOST_LINES and one more, which is too many."""
    entries = list(islice((entry for name, data in files for entry in _entries(name, data)), MOST_LINES + 1))
    decoded = iter(decode([(one.kind, one.content) for one in entries if one.kind]))
    read = [(one.name, next(decoded) if one.kind else one.texts) for one in entries]
    return list(islice((line for name, texts in read for line in _lines(name, texts)), MOST_LINES + 1))


def _lines(name: str, texts: list[str] | CarrierError) -> list[Found]:
    if isinstance(texts, CarrierError):
        return [Found(name, wrong=texts)]
    return [Found(name, text) for text in texts]


def _entries(name: str, data: bytes) -> Iterator[_Entry]:
    if kind_of(data) != "zip":
        yield _entry(name, data)
        return
    try:
        for inner, content in piles.unpacked(data):
            yield _entry(inner, content)
    except CarrierError as error:
        yield _Entry(name, error)


def _entry(name: str, data: bytes) -> _Entry:
    kind = kind_of(data)
    try:
        if kind == "png":
            baked = png.baked_in(data)
            return _Entry(name, [baked]) if baked is not None else _Entry(name, [], "picture", data)
        if kind in ("pdf", "picture"):
            return _Entry(name, [], kind, data)
        return _Entry(name, _written(data) if kind == "text" else _drawn(data))
    except CarrierError as error:
        return _Entry(name, error)


def _drawn(data: bytes) -> list[str]:
    """In an SVG; an archive within an archive is not opened."""
    baked = svg.baked_in(data) if kind_of(data) == "svg" else None
    if baked is None:
        raise CarrierError(NOTHING)
    return [baked]


def _written(data: bytes) -> list[str]:
    """A credential as text; or, where lines hold links, each of those."""
    text = data.decode("utf-8-sig", "replace").strip()
    if text.startswith(("{", "ey")):
        return [text]
    if len(data) > MOST_CREDENTIAL:
        raise CarrierError(TOO_LONG)
    found = piles.links(text)
    if not found:
        raise CarrierError(NOTHING)
    return found
