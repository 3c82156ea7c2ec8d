"""ESCO's CSV files as the compilers of the carried data read them, and the one command that each of them is."""

import csv
import gzip
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

SOURCE = "ESCO v1.1.1, English"
PREFIX = "http://data.europa.eu/esco/"
DATA = Path(__file__).parent / "data"
DEFINITION_LENGTH = 180


def read_table(folder: Path, name: str) -> Iterator[dict[str, str]]:
    """Yields the rows of ``name``.csv or ``name``.csv.gz as dictionaries.

    Raises
    ------
    FileNotFoundError
        If the folder has neither.
    """
    plain = folder / f"{name}.csv"
    packed = folder / f"{name}.csv.gz"
    if plain.exists():
        with plain.open(encoding="utf-8-sig", newline="") as file:
            yield from csv.DictReader(file)
        return
    with gzip.open(packed, "rt", encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def tidy(text: str) -> str:
    """Returns ``text`` with single spaces and none at its ends: ESCO's labels carry stray ones.

    >>> tidy(" older  adults' needs ")
    "older adults' needs"
    """
    return " ".join(text.split())


def shorten(text: str, length: int = DEFINITION_LENGTH) -> str:
    """Returns the first sentence of ``text``, cut at a word when it is longer than ``length`` characters.

    >>> shorten("Read drawings. Then build.")
    'Read drawings.'
    >>> shorten("one two three", length=8)
    'one two…'
    """
    sentence = tidy(text).split(". ")[0].rstrip(".")
    if len(sentence) < length:
        return f"{sentence}." if sentence else ""
    return sentence[:length].rsplit(" ", 1)[0].rstrip(",;: ") + "…"


def alternatives(row: dict[str, str]) -> list[str]:
    """Returns the other labels of a row, each once, without the preferred one."""
    preferred = tidy(row["preferredLabel"])
    other = dict.fromkeys(tidy(label) for label in row["altLabels"].splitlines())
    return [label for label in other if label and label != preferred]


def short(uri: str) -> str:
    """Returns the part of an ESCO URI after the prefix that all share."""
    return uri.removeprefix(PREFIX)


def packed(table: Mapping[str, Any]) -> bytes:
    """Returns gzipped JSON, the same bytes for the same table: no time stands in it."""
    text = json.dumps(table, ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode(), compresslevel=9, mtime=0)


def run(module: str, compiler: Callable[[Path], bytes], usual: Path, arguments: Sequence[str]) -> int:
    """``python -m MODULE ESCO_DIR [OUT]``; returns its exit status."""
    if len(arguments) not in (1, 2):
        print(f"usage: python -m {module} ESCO_DIR [OUT]", file=sys.stderr)
        return 2
    out = Path(arguments[1]) if len(arguments) == 2 else usual
    try:
        data = compiler(Path(arguments[0]))
    except FileNotFoundError as missing:
        print(f"There is no {missing.filename}: name the folder with ESCO's CSV files.", file=sys.stderr)
        return 1
    out.write_bytes(data)
    print(f"{out}: {len(data):,} bytes")
    return 0
