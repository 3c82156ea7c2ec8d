"""Compiles ESCO's CSV files into the compact graph that the service carries.

    python -m services.matching.build_graph ESCO_DIR [OUT]

``ESCO_DIR`` holds the Commission's own files of one version and one language, plain or gzipped. The same
files give the same bytes: the time is left out of the gzip header, and everything is sorted by URI.
"""

import csv
import gzip
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

FORMAT = "shixun.graph/1"
SOURCE = "ESCO v1.1.1, English"
PREFIX = "http://data.europa.eu/esco/"
COMPILED = Path(__file__).parent / "data" / "esco.json.gz"
DEFINITION_LENGTH = 180
KINDS = {"knowledge": "knowledge", "skill/competence": "skill", "": "skill"}
RELATIONS = {"essential": "essential_for", "optional": "optional_for"}


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


def groups(folder: Path) -> dict[str, tuple[str, str]]:
    """Returns label and description of each skill group by URI.

    A few groups stand in the hierarchy and in the relations, and are missing from ESCO's list of groups.
    """
    found: dict[str, tuple[str, str]] = {}
    for row in read_table(folder, "skillsHierarchy_en"):
        for level in range(4):
            if row[f"Level {level} URI"]:
                found.setdefault(row[f"Level {level} URI"], (row[f"Level {level} preferred term"], ""))
    for row in read_table(folder, "skillGroups_en"):
        found[row["conceptUri"]] = (row["preferredLabel"], row["description"])
    return found


def nodes(folder: Path) -> list[list[object]]:
    """Returns rows of (short URI, kind, label, alternative labels, definition), sorted by URI."""
    rows: list[list[object]] = [
        [short(uri), "group", tidy(label), [], shorten(description)]
        for uri, (label, description) in groups(folder).items()
    ]
    rows += [
        [
            short(row["conceptUri"]),
            KINDS[row["skillType"]],
            tidy(row["preferredLabel"]),
            alternatives(row),
            shorten(row["description"]),
        ]
        for row in read_table(folder, "skills_en")
    ]
    return sorted(rows, key=lambda row: str(row[0]))


def edges(folder: Path, place: dict[str, int]) -> dict[str, list[tuple[int, int]]]:
    """Returns per type the sorted pairs (from, to) of positions in the list of nodes.

    ESCO writes "perform copywriting – essential – advertising techniques": the second is essential for the
    first, so the edge ``essential_for`` runs from the second to the first.
    """
    found: dict[str, set[tuple[int, int]]] = {"broader": set(), "essential_for": set(), "optional_for": set()}
    for row in read_table(folder, "broaderRelationsSkillPillar"):
        found["broader"].add((place[short(row["conceptUri"])], place[short(row["broaderUri"])]))
    for row in read_table(folder, "skillSkillRelations"):
        pair = (place[short(row["relatedSkillUri"])], place[short(row["originalSkillUri"])])
        found[RELATIONS[row["relationType"]]].add(pair)
    return {kind: sorted(pairs) for kind, pairs in found.items()}


def short(uri: str) -> str:
    """Returns the part of an ESCO URI after the prefix that all share."""
    return uri.removeprefix(PREFIX)


def compile_graph(folder: Path) -> bytes:
    """Returns the compact form of the ESCO files in ``folder``: gzipped JSON."""
    rows = nodes(folder)
    place = {str(row[0]): number for number, row in enumerate(rows)}
    graph = {
        "format": FORMAT,
        "source": SOURCE,
        "prefix": PREFIX,
        "nodes": rows,
        "edges": edges(folder, place),
    }
    text = json.dumps(graph, ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode(), compresslevel=9, mtime=0)


def main(arguments: Sequence[str]) -> int:
    """Runs the command; returns its exit status."""
    if len(arguments) not in (1, 2):
        print("usage: python -m services.matching.build_graph ESCO_DIR [OUT]", file=sys.stderr)
        return 2
    out = Path(arguments[1]) if len(arguments) == 2 else COMPILED
    try:
        data = compile_graph(Path(arguments[0]))
    except FileNotFoundError as missing:
        print(f"There is no {missing.filename}: name the folder with ESCO's CSV files.", file=sys.stderr)
        return 1
    out.write_bytes(data)
    print(f"{out}: {len(data):,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
