"""Every address that can be read, as docs/architecture.md lists them, with the objects of a story filled in."""

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from shared.ids import new_id

DOCUMENT = Path(__file__).parents[2] / "docs" / "architecture.md"
_ROW = re.compile(r"^\| GET[^|]*\| `([^`]+)` \|", re.M)
_PLACE = re.compile(r"<(?:[a-z]+(?:\([^>]*\))?:)?([a-z0-9_]+)>")
KNOWN = {"number": ["1"], "level": ["0"], "verb": ["close", "leave"], "index": ["0"]}


def readable(known: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """``known``: {name of a part of the path: the ids to try}; what is not known gets an id that nothing has."""
    values = KNOWN | {name: list(ids) for name, ids in known.items()}
    for rule in dict.fromkeys(_ROW.findall(DOCUMENT.read_text(encoding="utf-8"))):
        names = _PLACE.findall(rule)
        for chosen in itertools.product(*(values.get(name) or [new_id()] for name in names)):
            path = rule
            for name, text in zip(names, chosen, strict=True):
                path = re.sub(rf"<[^>]*\b{name}>", text, path, count=1)
            yield path
