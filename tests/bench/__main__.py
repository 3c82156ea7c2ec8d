"""``python -m tests.bench [PART …]`` measures the parts named, or all of PARTS, and prints a table.

It writes the same to var/bench/loop.json.
"""

import json
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

from deploy.gateway import ROOT
from tests.bench import candidates, crowd, events, identity, leaving, pages, proofs, proposals
from tests.bench.events import Row

PARTS: dict[str, Callable[[Path], Iterator[Row]]] = {
    "pages": pages.rows,
    "events": events.rows,
    "proposals": proposals.rows,
    "identity": identity.rows,
    "leaving": leaving.rows,
    "proofs": proofs.rows,
    "candidates": candidates.rows,
    "crowd": crowd.rows,
}


def main(wanted: list[str]) -> int:
    """Exit status 1 when a promise was not held."""
    found: list[Row] = []
    for name, rows in PARTS.items():
        if not wanted or name in wanted:
            with tempfile.TemporaryDirectory() as folder:
                for row in rows(Path(folder)):
                    found.append(row)
                    print(_line(row), flush=True)
    machine = {"cores": os.cpu_count(), "python": platform.python_version(), "load": os.getloadavg()[0]}
    path = ROOT / "var" / "bench" / "loop.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"machine": machine, "rows": [asdict(row) for row in found]}, indent=1)
    path.write_text(text + "\n", encoding="utf-8")
    return 0 if all(row.held for row in found) else 1


def _line(row: Row) -> str:
    bound = f"≥ {row.at_least:g}" if row.at_least is not None else ""
    bound = f"≤ {row.at_most:g}" if row.at_most is not None else bound
    return (
        f"{row.name:52} {row.value:10.2f} {row.unit:15} {bound:8} {'' if row.held else 'NOT HELD'}".rstrip()
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
