"""Compiles ESCO's CSV files into the compact graph that the service carries.

    python -m services.matching.build_graph ESCO_DIR [OUT]

``ESCO_DIR`` holds the Commission's own files of one version and one language, plain or gzipped. The same
files give the same bytes: the time is left out of the gzip header, and everything is sorted by URI.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from services.matching.esco import (
    DATA,
    PREFIX,
    SOURCE,
    alternatives,
    packed,
    read_table,
    run,
    short,
    shorten,
    tidy,
)

FORMAT = "shixun.graph/1"
COMPILED = DATA / "esco.json.gz"
KINDS = {"knowledge": "knowledge", "skill/competence": "skill", "": "skill"}
RELATIONS = {"essential": "essential_for", "optional": "optional_for"}


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
    return packed(graph)


def main(arguments: Sequence[str]) -> int:
    return run("services.matching.build_graph", compile_graph, COMPILED, arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
