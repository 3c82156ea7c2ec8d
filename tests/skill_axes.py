"""services/portfolio/axes.txt as the skill graph has it: ``python -m tests.skill_axes`` writes it.

A line for each axis: its key, then the first eight digits of the SHA-256 of each of its skills' addresses.
"""

import hashlib
from collections import defaultdict
from pathlib import Path

from services.matching import graph

FILE = Path(__file__).parents[1] / "services" / "portfolio" / "axes.txt"
DIGITS = 8


def text() -> str:
    """Skills of the axis that takes whatever is in no other group are left out."""
    skills, by_axis = graph.load(), defaultdict(list)
    for uri in skills.skills:
        by_axis[skills.axis(uri)].append(hashlib.sha256(uri.encode()).hexdigest()[:DIGITS])
    found = [mark for marks in by_axis.values() for mark in marks]
    assert len(set(found)) == len(found), "two skills have the same mark: write more digits"
    return "".join(f"{key} {''.join(sorted(by_axis[key]))}\n" for key in graph.AXES if key != "transversal")


if __name__ == "__main__":
    FILE.write_text(text(), encoding="ascii")
