"""Prints curated names and prerequisites at random beside ESCO's definitions, for a person to judge.

    python -m services.matching.sample_skills SEED

The same seed prints the same rows. Who judges counts how many of the rows are right: that both Chinese names are
what people of their region call the skill, and that nobody can learn the skill without the prerequisite.
"""

import random
import sys
from collections.abc import Iterator, Sequence

from services.matching.graph import SkillGraph, load
from services.matching.graph.loading import DATA, rows_of

NAMES, EDGES = 40, 30


def sample(graph: SkillGraph, seed: int) -> Iterator[str]:
    """Yields the lines for ``NAMES`` named skills and ``EDGES`` prerequisites that ``seed`` picks."""
    pick = random.Random(seed)  # noqa: S311 -- which rows a person judges, nothing secret
    named, own, before = (
        rows_of((DATA / name).read_bytes()) for name in ("names.csv", "own.csv", "prerequisites.csv")
    )
    for number, row in enumerate(pick.sample([*named, *own], NAMES), start=1):
        yield f"{number:2}  {row['en']}  |  {row['zh_Hans']}  |  {row['zh_Hant']}"
        yield f"    {graph.skill(row['uri']).definition}"
        if row["alternatives"]:
            yield f"    also: {row['alternatives'].replace('|', ', ')}"
    yield ""
    for number, row in enumerate(pick.sample(before, EDGES), start=1):
        yield f"{number:2}  {row['prerequisite_en']}  before  {row['skill_en']}: {row['ground']}"
        yield f"    before: {graph.skill(row['prerequisite']).definition}"
        yield f"    after:  {graph.skill(row['skill']).definition}"


def main(arguments: Sequence[str]) -> int:
    """Runs the command; returns its exit status."""
    if len(arguments) != 1 or not arguments[0].isdecimal():
        print("usage: python -m services.matching.sample_skills SEED (a whole number)", file=sys.stderr)
        return 2
    print("\n".join(sample(load(), int(arguments[0]))))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
