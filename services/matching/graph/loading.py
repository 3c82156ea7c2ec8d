"""Reads the graph that the service carries: ESCO compiled, Chinese names, own skills, what comes before what."""

import csv
import gzip
import hashlib
import io
import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from services.matching.graph.curated import check_names, check_prerequisites
from services.matching.graph.skillgraph import Skill, SkillGraph

DATA = Path(__file__).parent.parent / "data"
FILES = ("esco.json.gz", "names.csv", "own.csv", "prerequisites.csv")


@lru_cache(maxsize=1)
def load() -> SkillGraph:
    """Returns the graph that the service carries, read once in each process."""
    return build(*((DATA / name).read_bytes() for name in FILES))


def build(compiled: bytes, names: bytes, own: bytes, prerequisites: bytes) -> SkillGraph:
    """Returns the graph made of the four files; its version is a hash of their bytes.

    Parameters
    ----------
    compiled : bytes
        What `services.matching.build_graph` writes.
    names : bytes
        CSV: uri, en (for the reader of the file), zh_Hans, zh_Hant, alternatives parted by ``|``.
    own : bytes
        CSV: uri, en, zh_Hans, zh_Hant, alternatives, definition, broader (a URI).
    prerequisites : bytes
        CSV: skill and prerequisite (URIs, each with its English name beside it), group, ground.

    Raises
    ------
    ValueError
        If a curated row is wrong; the sentence names it.
    """
    esco = json.loads(gzip.decompress(compiled))
    named, ours, before = rows_of(names), rows_of(own), rows_of(prerequisites)
    uris = [esco["prefix"] + row[0] for row in esco["nodes"]]
    labels = {uri: row[2] for uri, row in zip(uris, esco["nodes"], strict=True)}
    labels |= {row["uri"]: row["en"] for row in ours}
    check_names([*named, *ours], labels)
    check_prerequisites(before, labels)
    curated = {row["uri"]: row for row in named}
    skills = [_skill(uri, row, curated.get(uri, {})) for uri, row in zip(uris, esco["nodes"], strict=True)]
    skills += [_skill(row["uri"], ["", "own", row["en"], [], row["definition"]], row) for row in ours]
    edges = [(uris[a], uris[b], kind) for kind, pairs in esco["edges"].items() for a, b in pairs]
    edges += [(row["uri"], row["broader"], "broader") for row in ours]
    edges += [(row["prerequisite"], row["skill"], "prerequisite_of") for row in before]
    version = hashlib.sha256(
        b"".join(hashlib.sha256(file).digest() for file in (compiled, names, own, prerequisites))
    )
    return SkillGraph(skills, edges, version.hexdigest()[:16])


def rows_of(data: bytes) -> list[dict[str, str]]:
    """Returns the rows of a curated CSV file."""
    return list(csv.DictReader(io.StringIO(data.decode())))


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
