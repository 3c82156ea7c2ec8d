"""Compiles ESCO's occupations, with the skills that each calls essential, into the file that the service carries.

    python -m services.matching.build_occupations ESCO_DIR [OUT]

``ESCO_DIR`` is as for `services.matching.build_graph`; the same files give the same bytes.
"""

import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from services.matching.build_graph import nodes
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

FORMAT = "shixun.occupations/1"
COMPILED = DATA / "occupations.json.gz"


def compile_occupations(folder: Path) -> bytes:
    """Returns gzipped JSON: short URI, label, other labels, definition, and the essential skills.

    A skill is its position in the list of the graph's nodes (`build_graph.nodes`), which is sorted by URI.
    """
    place = {str(row[0]): number for number, row in enumerate(nodes(folder))}
    essential = defaultdict(set)
    for row in read_table(folder, "occupationSkillRelations"):
        if row["relationType"] == "essential":
            essential[row["occupationUri"]].add(place[short(row["skillUri"])])
    rows = [
        [
            short(row["conceptUri"]),
            tidy(row["preferredLabel"]),
            alternatives(row),
            shorten(row["description"]),
            sorted(essential[row["conceptUri"]]),
        ]
        for row in read_table(folder, "occupations_en")
        if essential[row["conceptUri"]]
    ]
    table = {
        "format": FORMAT,
        "source": SOURCE,
        "prefix": PREFIX,
        "skills": len(place),
        "occupations": sorted(rows),
    }
    return packed(table)


def main(arguments: Sequence[str]) -> int:
    return run("services.matching.build_occupations", compile_occupations, COMPILED, arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
