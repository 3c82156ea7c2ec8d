"""Reads the graph that the service carries: ESCO compiled, Chinese names, the platform's own skills."""

import csv
import gzip
import hashlib
import io
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from services.matching.graph.skillgraph import LANGUAGES, Skill, SkillGraph
from shared.searching import fold

DATA = Path(__file__).parent.parent / "data"
FILES = ("esco.json.gz", "names.csv", "own.csv")


@lru_cache(maxsize=1)
def load() -> SkillGraph:
    """Returns the graph that the service carries, read once in each process."""
    return build(*((DATA / name).read_bytes() for name in FILES))


def build(compiled: bytes, names: bytes, own: bytes) -> SkillGraph:
    """Returns the graph made of the three files; its version is a hash of their bytes.

    Parameters
    ----------
    compiled : bytes
        What `services.matching.build_graph` writes.
    names : bytes
        CSV: uri, en (for the reader of the file), zh_Hans, zh_Hant, alternatives parted by ``|``.
    own : bytes
        CSV: uri, en, zh_Hans, zh_Hant, alternatives, definition, broader (a URI).

    Raises
    ------
    ValueError
        If a curated row names no skill, or a skill that another row names, by its URI or by its name.
    """
    esco = json.loads(gzip.decompress(compiled))
    curated = {row["uri"]: row for row in _rows(names)}
    uris = [esco["prefix"] + row[0] for row in esco["nodes"]]
    check_names([*_rows(names), *_rows(own)], {*uris, *(row["uri"] for row in _rows(own))})
    skills = [_skill(uri, row, curated.get(uri, {})) for uri, row in zip(uris, esco["nodes"], strict=True)]
    edges = [(uris[a], uris[b], kind) for kind, pairs in esco["edges"].items() for a, b in pairs]
    for row in _rows(own):
        skills.append(_skill(row["uri"], ["", "own", row["en"], [], row["definition"]], row))
        edges.append((row["uri"], row["broader"], "broader"))
    version = hashlib.sha256(b"".join(hashlib.sha256(file).digest() for file in (compiled, names, own)))
    return SkillGraph(skills, edges, version.hexdigest()[:16])


def check_names(rows: Sequence[Mapping[str, str]], known: Collection[str]) -> None:
    """Raises ValueError for a row of curated names whose skill is unknown, or whose URI or name another row has."""
    for row in rows:
        if row["uri"] not in known or row.get("broader", row["uri"]) not in known:
            raise ValueError(f"{row['en']}: there is no skill {row.get('broader') or row['uri']}")
    for column in ("uri", *LANGUAGES):
        seen: dict[str, str] = {}
        for row in rows:
            other = seen.setdefault(fold(row[column]), row["en"])
            if other is not row["en"]:
                raise ValueError(f"{row['en']} and {other} both have the {column} {row[column]!r}")


def _rows(data: bytes) -> Iterator[dict[str, str]]:
    return csv.DictReader(io.StringIO(data.decode()))


def _skill(uri: str, row: list[Any], curated: Mapping[str, str]) -> Skill:
    _, kind, english, alternatives, definition = row
    names = {"en": english, "zh_Hans": curated.get("zh_Hans"), "zh_Hant": curated.get("zh_Hant")}
    more = curated.get("alternatives", "").split("|")
    return Skill(
        uri=uri,
        kind=kind,
        names=MappingProxyType({language: name for language, name in names.items() if name}),
        alternatives=tuple(name for name in [*alternatives, *more] if name),
        definition=definition,
    )
