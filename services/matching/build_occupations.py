"""Compiles ESCO's occupations, with the skills that each calls essential, into the file that the service carries.

    python -m services.matching.build_occupations ESCO_DIR [OUT]

``ESCO_DIR`` is as for `services.matching.build_graph`; the same files give the same bytes.
"""

import gzip
import json
import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from services.matching.build_graph import (
    PREFIX,
    SOURCE,
    alternatives,
    nodes,
    read_table,
    short,
    shorten,
    tidy,
)

FORMAT = "shixun.occupations/1"
COMPILED = Path(__file__).parent / "data" / "occupations.json.gz"


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
    text = json.dumps(table, ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode(), compresslevel=9, mtime=0)


def main(arguments: Sequence[str]) -> int:
    """Runs the command; returns its exit status."""
    if len(arguments) not in (1, 2):
        print("usage: python -m services.matching.build_occupations ESCO_DIR [OUT]", file=sys.stderr)
        return 2
    out = Path(arguments[1]) if len(arguments) == 2 else COMPILED
    try:
        data = compile_occupations(Path(arguments[0]))
    except FileNotFoundError as missing:
        print(f"There is no {missing.filename}: name the folder with ESCO's CSV files.", file=sys.stderr)
        return 1
    out.write_bytes(data)
    print(f"{out}: {len(data):,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
